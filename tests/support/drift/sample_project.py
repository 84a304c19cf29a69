"""A small project: one schema, two operations, generated code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from support.drift.project_copy import replace_in_file
from udacity_client.cli.generate import write_code
from udacity_client.cli.settings import GenerateSettings, find_settings
from udacity_client.codegen.sources import Sources
from udacity_client.schema.printer import canonical_sdl
from udacity_client.schema.sdl import read_sdl

SCHEMA = """
type Query { films(genre: Genre): [Film!]! find(text: String!): [Found!]! }
type Film { id: ID! title: String! genre: Genre! }
type Person { id: ID! name: String! }
union Found = Film | Person
enum Genre { COMEDY DRAMA }
"""

DOCUMENTS = {
    "films": "query ListFilms($genre: Genre) { films(genre: $genre) { title genre } }",
    "find": """
query Find($text: String!) {
  find(text: $text) {
    __typename
    ... on Film { title }
    ... on Person { name }
  }
}
""",
}


@dataclass(frozen=True)
class SampleProject:
    """A project in the current folder: schema, live schema, operations, fresh code."""

    root: Path

    @property
    def settings(self) -> GenerateSettings:
        return find_settings()

    @property
    def sources(self) -> Sources:
        return Sources(self.settings.schemas, self.settings.queries)

    @property
    def committed(self) -> Path:
        return self.root / "schema/shop.graphql"

    @property
    def live(self) -> Path:
        return self.root / "live/shop.graphql"

    @property
    def package(self) -> Path:
        return self.root / "ops"

    def generate(self) -> None:
        write_code(self.settings)

    def change_live(self, old: str, new: str) -> None:
        """Replace *old* by *new* in the live schema."""
        replace_in_file(self.live, old, new)


def create_sample_project(root: Path) -> SampleProject:
    """Create a sample project in *root*, which has to be the current folder."""
    for folder in ("schema", "live", "queries/shop"):
        (root / folder).mkdir(parents=True)
    for name, text in DOCUMENTS.items():
        (root / f"queries/shop/{name}.graphql").write_text(text, encoding="utf-8")
    (root / "pyproject.toml").write_text(
        '[tool.udacity-client]\nschema_folder = "schema"\npackage = "ops"\n',
        encoding="utf-8",
    )
    shop = SampleProject(root)
    shop.committed.write_text(SCHEMA, encoding="utf-8")
    text = canonical_sdl(read_sdl(shop.committed))
    for path in (shop.committed, shop.live):
        path.write_text(text, encoding="utf-8")
    shop.generate()
    return shop
