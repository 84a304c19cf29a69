from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from graphql import (
    GraphQLSchema,
    build_schema,
    graphql_sync,  # pyright: ignore[reportUnknownVariableType] - a bare tuple inside
)

from udacity_client.endpoints import real_endpoints
from udacity_client.errors import ConfigurationError, SourceError
from udacity_client.schema.capabilities import Capability
from udacity_client.schema.introspection_errors import IntrospectionError
from udacity_client.schema.provenance import (
    Origin,
    Provenance,
    confirm,
    read_inferred,
    read_provenance,
    render_provenance,
)
from udacity_client.schema.pull import PullReport, pull
from udacity_client.schema.sdl import read_sdl
from udacity_client.schema.shipped import schema_directory

REAL = "https://api.udacity.com/api/public/api"
TODAY = date(2026, 12, 1)
DOMAINS = [
    "assessment-progress",
    "catalog",
    "learning-plan-progress",
    "program-progress",
    "tokens",
]


class Api:
    """A server of several domains. A domain without a schema is broken."""

    def __init__(self, schemas: Mapping[str, GraphQLSchema]) -> None:
        self.schemas = schemas
        self.asked: list[str] = []

    def __call__(self, domain: str, body: bytes) -> bytes:
        self.asked.append(domain)
        if domain not in self.schemas:
            return b"<html>502</html>"
        result = graphql_sync(self.schemas[domain], json.loads(body)["query"])
        return json.dumps(result.formatted).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(schema_directory(), tmp_path / "schema")


@pytest.fixture
def api(folder: Path) -> Api:
    return Api({path.stem: read_sdl(path) for path in folder.glob("*.graphql")})


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def pull_into(
    folder: Path,
    api: Api,
    *domains: str,
    out: Path | None = None,
    base_url: str = "http://127.0.0.1:8000",
) -> PullReport:
    return pull(
        domains,
        known=DOMAINS,
        post=api,
        schema_dir=folder,
        out=out or folder,
        endpoint_of=real_endpoints(base_url),
        guesses=read_provenance(schema_directory() / "provenance.toml").origins,
        today=TODAY,
    )


def test_the_shipped_file_is_written_back_byte_for_byte() -> None:
    path = schema_directory() / "provenance.toml"
    assert render_provenance(read_provenance(path)).encode() == path.read_bytes()


def test_reading_gives_what_the_file_says() -> None:
    provenance = read_provenance(schema_directory() / "provenance.toml")
    assert sorted(provenance.origins) == DOMAINS
    assert provenance.origins["learning-plan-progress"] == Origin(
        source="documentation", read=date(2026, 11, 23)
    )
    assert "AssessmentCategory" in provenance.origins["catalog"].names


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    shipped = schema_directory() / "provenance.toml"
    marked = tmp_path / "provenance.toml"
    marked.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert read_provenance(marked) == read_provenance(shipped)


def test_confirming_a_domain_leaves_the_others() -> None:
    before = read_provenance(schema_directory() / "provenance.toml")
    after = confirm(
        before,
        "catalog",
        endpoint=f"{REAL}/v1/catalog/graphql",
        sdl_sha256="ab" * 32,
        capabilities={Capability.ONE_OF, Capability.SPECIFIED_BY},
        read=TODAY,
    )
    assert after.origins["catalog"] == Origin(
        source="introspection",
        read=TODAY,
        endpoint=f"{REAL}/v1/catalog/graphql",
        sha256="ab" * 32,
        capabilities=("__Type.isOneOf", "__Type.specifiedByURL"),
    )
    others = {name for name in DOMAINS if name != "catalog"}
    assert {name: after.origins[name] for name in others} == {
        name: before.origins[name] for name in others
    }
    assert before.origins["catalog"].source == "documentation"


def test_a_confirmed_domain_is_written_and_read_back(tmp_path: Path) -> None:
    origin = Origin(
        source="introspection",
        read=TODAY,
        endpoint=f"{REAL}/v1/catalog/graphql",
        sha256="ab" * 32,
        capabilities=("__Type.isOneOf",),
    )
    provenance = Provenance({"catalog": origin}, "# Read me.\n\n")
    path = tmp_path / "provenance.toml"
    path.write_text(render_provenance(provenance), encoding="utf-8")
    assert path.read_text(encoding="utf-8").splitlines() == [
        "# Read me.",
        "",
        "[catalog]",
        'source = "introspection"',
        "read = 2026-12-01",
        f'endpoint = "{REAL}/v1/catalog/graphql"',
        f'sha256 = "{"ab" * 32}"',
        "capabilities = [",
        '  "__Type.isOneOf",',
        "]",
        "inferred = []",
        "names = []",
        "nullability = []",
    ]
    assert read_provenance(path) == provenance


@pytest.mark.parametrize("text", ["a]\n[b", 'a"', "\x7f", "\x1b", "\\", "\u2028", ""])
def test_what_is_written_can_be_read_whatever_it_is(tmp_path: Path, text: str) -> None:
    origin = Origin(source=text, read=TODAY, inferred=(text,), endpoint=text)
    provenance = Provenance({text: origin})
    path = tmp_path / "provenance.toml"
    path.write_text(render_provenance(provenance), encoding="utf-8")
    assert read_provenance(path) == provenance


def test_behaviour_is_no_domain_and_is_written_last(tmp_path: Path) -> None:
    text = """\
[behaviour]
source = "documentation"
read = 2026-12-01
checked = 2026-12-02
inferred = [
  "page.maximum",
]
refuted = [
  "limit.shared",
]
"""
    tokens = Origin(source="documentation", read=TODAY, refuted=("Token.id",))
    path = tmp_path / "provenance.toml"
    path.write_text(text, encoding="utf-8")
    provenance = read_provenance(path)

    assert provenance.origins == {}
    assert provenance.behaviour is not None
    assert provenance.behaviour.refuted == ("limit.shared",)
    assert provenance.behaviour.checked == date(2026, 12, 2)
    assert read_inferred(path) == {}
    both = Provenance({"tokens": tokens}, behaviour=provenance.behaviour)
    assert render_provenance(both).endswith(text)
    path.write_text(render_provenance(both), encoding="utf-8")
    assert read_provenance(path) == both


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("[catalog]\nsource = \n", "2:10", "Invalid value"),
        ("# x\n\n[catalog]\nread = 2026-01-01\n", "3:1", "needs 'source' to be a str"),
        ('[catalog]\nsource = "x"\nread = "May"\n', "1:1", "'read' to be a date"),
        (
            '[catalog]\nsource = "x"\nread = 2026-01-01T00:00:00\n',
            "1:1",
            "'read' to be a date",
        ),
        (
            '[catalog]\nsource = "x"\nread = 2026-01-01\nnames = "A"\n',
            "1:1",
            "'names' to be a list of str",
        ),
        (
            '[catalog]\nsource = "x"\nread = 2026-01-01\nnames = ["A", 1]\n',
            "1:1",
            "'names' to be a list of str",
        ),
        (
            '[catalog]\nsource = "x"\nread = 2026-01-01\nguesed = []\n',
            "1:1",
            "has unknown keys: guesed",
        ),
        ("catalog = 1\n", "1:1", "The table of catalog is not a table"),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(
    tmp_path: Path, text: str, place: str, message: str
) -> None:
    path = tmp_path / "provenance.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_provenance(path)
    assert str(caught.value).startswith(f"{path}:{place}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("x = [\n", "1:1", "Invalid value"),
        ("catalog = 1\n", "1:1", "The table of catalog is not a table"),
        (
            '# why\n[catalog]\ninferred = "Query"\n',
            "2:1",
            "The table of catalog needs 'inferred' to be a list of str",
        ),
    ],
)
def test_inferred_coordinates_of_a_malformed_file_are_refused_with_its_place(
    tmp_path: Path, text: str, place: str, message: str
) -> None:
    path = tmp_path / "provenance.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_inferred(path)
    assert str(caught.value).startswith(f"{path}:{place}: ")
    assert message in str(caught.value)


def test_inferred_coordinates_need_no_other_key_and_no_file(tmp_path: Path) -> None:
    path = tmp_path / "provenance.toml"
    assert read_inferred(path) == {}
    path.write_text('[catalog]\ninferred = ["Query"]\n[tokens]\n', encoding="utf-8")
    assert read_inferred(path) == {"catalog": {"Query"}, "tokens": frozenset()}


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"provenance\.toml:1:1: No such file"):
        read_provenance(tmp_path / "provenance.toml")


def test_pulling_what_is_there_changes_nothing(folder: Path, api: Api) -> None:
    before = contents(folder)
    report = pull_into(folder, api)
    assert contents(folder) == before
    assert [one.domain for one in report.domains] == DOMAINS
    assert {one.state for one in report.domains} == {"unchanged"}
    assert report.domains[1].capabilities.missing == ()
    assert report.domains[1].type_counts == {"enum": 3, "scalar": 2, "type": 8}


def test_a_pull_from_elsewhere_confirms_nothing_and_says_so(
    folder: Path, api: Api
) -> None:
    before = (folder / "provenance.toml").read_bytes()
    api.schemas = {"catalog": build_schema("type Query { catalog: ID }")}
    report = pull_into(folder, api, "catalog")
    assert (folder / "provenance.toml").read_bytes() == before
    assert (
        folder / "catalog.graphql"
    ).read_text() == "type Query {\n  catalog: ID\n}\n"
    assert [(one.domain, one.state) for one in report.domains] == [
        ("catalog", "changed")
    ]
    assert report.unconfirmed is not None
    assert "do not come from the API itself" in report.unconfirmed


def test_a_pull_from_the_real_api_confirms_what_it_pulled(
    folder: Path, api: Api
) -> None:
    before = read_provenance(folder / "provenance.toml")
    report = pull_into(folder, api, "tokens", base_url=f"{REAL}/")
    after = read_provenance(folder / "provenance.toml")
    assert report.unconfirmed is None
    assert after.header == before.header
    assert after.origins["catalog"] == before.origins["catalog"]
    sdl = (folder / "tokens.graphql").read_bytes()
    assert after.origins["tokens"] == Origin(
        source="introspection",
        read=TODAY,
        endpoint=f"{REAL}/v1/tokens/graphql",
        sha256=hashlib.sha256(sdl).hexdigest(),
        capabilities=tuple(sorted(Capability)),
    )


def test_a_pull_to_another_folder_confirms_nothing(
    folder: Path, api: Api, tmp_path: Path
) -> None:
    before = contents(folder)
    out = tmp_path / "new" / "out"
    report = pull_into(folder, api, out=out, base_url=REAL)
    assert contents(folder) == before
    assert contents(out) == {
        f"{name}.graphql": before[f"{name}.graphql"] for name in DOMAINS
    }
    assert {one.state for one in report.domains} == {"new"}
    assert report.unconfirmed == f"the schemas were written to {out}, not to {folder}"


def test_a_project_without_schemas_gets_all_known_ones(
    api: Api, tmp_path: Path
) -> None:
    new = tmp_path / "project" / "schema"
    report = pull_into(new, api)
    assert [one.domain for one in report.domains] == DOMAINS
    files = [*(f"{name}.graphql" for name in DOMAINS), "provenance.toml"]
    assert sorted(contents(new)) == sorted(files)


def test_new_schemas_from_elsewhere_keep_the_guesses_about_them(
    folder: Path, api: Api, tmp_path: Path
) -> None:
    new, shipped = tmp_path / "new", read_inferred(folder / "provenance.toml")
    report = pull_into(new, api, "catalog", out=tmp_path / "new")
    assert (report.guessed, report.provenance) == (
        ("catalog",),
        new / "provenance.toml",
    )
    assert read_inferred(new / "provenance.toml") == {"catalog": shipped["catalog"]}
    assert shipped["catalog"]

    # The project decides about its own: what it took out stays out.
    (new / "provenance.toml").write_text(
        "[catalog]\nsource = 'me'\nread = 2026-12-01\n"
    )
    before = (new / "provenance.toml").read_bytes()
    assert pull_into(new, api, "catalog").guessed == ()
    assert (new / "provenance.toml").read_bytes() == before

    assert pull_into(new, api, "tokens").guessed == ("tokens",)
    both = {"catalog": frozenset[str](), "tokens": shipped["tokens"]}
    assert read_inferred(new / "provenance.toml") == both


def test_schemas_that_had_no_guesses_get_none(
    folder: Path, api: Api, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(folder / "catalog.graphql", own)
    report = pull_into(own, api, "catalog")
    assert (report.guessed, report.provenance) == ((), None)
    assert list(contents(own)) == ["catalog.graphql"]


def test_a_project_that_has_some_schemas_pulls_these_and_can_add_others(
    folder: Path, api: Api, tmp_path: Path
) -> None:
    new = tmp_path / "project"
    new.mkdir()
    shutil.copy(folder / "catalog.graphql", new)
    assert [one.domain for one in pull_into(new, api).domains] == ["catalog"]
    pull_into(new, api, "tokens")
    files = ["catalog.graphql", "provenance.toml", "tokens.graphql"]
    assert sorted(contents(new)) == files


def test_the_first_pull_from_the_real_api_starts_the_provenance(
    api: Api, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    report = pull_into(new, api, "catalog", base_url=REAL)
    assert report.unconfirmed is None
    started = read_provenance(new / "provenance.toml")
    assert list(started.origins) == ["catalog"]
    assert started.header.startswith("# Where each schema came from.")
    pull_into(new, api, "tokens", base_url=REAL)
    after = read_provenance(new / "provenance.toml")
    assert (list(after.origins), after.header) == (
        ["catalog", "tokens"],
        started.header,
    )


def test_a_pull_that_fails_at_the_last_domain_leaves_every_file(
    folder: Path, api: Api
) -> None:
    before = contents(folder)
    changed = build_schema("type Query { other: ID }")
    api.schemas = {name: changed for name in DOMAINS if name != "tokens"}
    with pytest.raises(
        IntrospectionError, match="tokens: the server answered with a w"
    ):
        pull_into(folder, api, base_url=REAL)
    assert api.asked[-1] == "tokens"
    assert contents(folder) == before


def test_malformed_provenance_stops_a_real_pull_before_any_request(
    folder: Path, api: Api
) -> None:
    (folder / "provenance.toml").write_text("[catalog")
    before = contents(folder)
    with pytest.raises(SourceError):
        pull_into(folder, api, base_url=REAL)
    assert api.asked == []
    assert contents(folder) == before


def test_an_unknown_domain_is_refused_before_any_request(
    folder: Path, api: Api
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        pull_into(folder, api, "catalog", "catalogue")
    assert str(caught.value) == (
        f"There is no domain catalogue. The domains are {', '.join(DOMAINS)}."
    )
    assert api.asked == []


def test_a_domain_named_twice_is_pulled_once(folder: Path, api: Api) -> None:
    report = pull_into(folder, api, "tokens", "catalog", "tokens")
    assert [one.domain for one in report.domains] == ["tokens", "catalog"]
    assert api.asked == ["tokens", "tokens", "catalog", "catalog"]


def test_a_folder_that_cannot_be_made_is_refused(
    folder: Path, api: Api, tmp_path: Path
) -> None:
    out = tmp_path / "file"
    out.write_text("in the way")
    with pytest.raises(ConfigurationError, match="Cannot write the schemas: "):
        pull_into(folder, api, out=out)
    assert out.read_text() == "in the way"


def test_a_file_that_cannot_be_replaced_leaves_the_others(
    folder: Path, api: Api
) -> None:
    (folder / "tokens.graphql").unlink()
    (folder / "tokens.graphql").mkdir()
    (folder / "catalog.graphql").write_text("type Query { old: Int }")
    before = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    with pytest.raises(ConfigurationError, match=r"tokens\.graphql"):
        pull_into(folder, api)
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before
