"""`udacity schema accept` changes the baseline and all that follows, or nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drift.commands import run
from drift.shop import Shop, found_shop, swap
from udacity_client.cli.schema_accept import accept_from
from udacity_client.cli.schema_check import generated_code_of
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.package.package_tree import PackageTree
from udacity_client.codegen.sources import Sources
from udacity_client.drift.baseline.accept import (
    AcceptResult,
    UnavailableSchemaError,
    accept_domains,
)
from udacity_client.drift.check import check_domains, exit_code
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.sources.source import (
    DomainRequest,
    SchemaSnapshot,
    SchemaSource,
    folder_source,
)
from udacity_client.endpoints import real_endpoints
from udacity_client.errors import ConfigurationError, SourceError
from udacity_client.schema.printer import canonical_sdl
from udacity_client.schema.sdl import read_sdl

TODAY = date(2026, 12, 1)
REAL = "https://api.udacity.com/api/public/api"


def against(shop: Shop) -> SchemaSource:
    return folder_source(shop.other.parent)


def accept(
    shop: Shop,
    look: SchemaSource | None = None,
    *,
    today: date = TODAY,
    base_url: str | None = None,
) -> AcceptResult:
    project = shop.settings

    def compile_domains(sources: Sources, names: Sequence[str]) -> PackageTree:
        return compile_tree(sources, package=project.package.name, only=names)

    return accept_domains(
        ["shop"],
        sources=shop.sources,
        target=project.package.parent,
        compile_domains=compile_domains,
        source=look or against(shop),
        today=today,
        endpoint_of=real_endpoints(base_url),
    )


def snapshot(shop: Shop) -> dict[str, bytes]:
    return {
        path.relative_to(shop.root).as_posix(): path.read_bytes()
        for path in shop.root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def is_clean(shop: Shop) -> bool:
    checks = check_domains(
        [],
        sources=shop.sources,
        code=replace(
            generated_code_of(shop.settings, shop.sources), is_known_fresh=False
        ),
        source=against(shop),
        today=TODAY,
    )
    return exit_code(checks, Level.COSMETIC) == 0


def test_schema_code_and_changelog_follow(shop: Shop) -> None:
    shop.drift("COMEDY", "COMEDY\n  CRIME")
    shop.drift("type Person {", "type Person {\n  age: Int")
    done = accept(shop)
    assert [
        path.relative_to(shop.root).as_posix() for path in map(absolute, done.files)
    ] == [
        "ops/shop/enums.py",
        "ops/shop/operations.json",
        "schema/CHANGELOG.md",
        "schema/shop.graphql",
    ]
    assert shop.committed.read_text() == canonical_sdl(read_sdl(shop.other))
    assert "CRIME" in (shop.package / "shop/enums.py").read_text()
    assert (shop.root / "schema/CHANGELOG.md").read_text() == (
        "# Changes of the schemas\n\n"
        "What `udacity schema accept` took over, newest first.\n\n"
        "## shop, 2026-12-01\n\n"
        "- **types** `Genre.CRIME` (enum-value-added): nothing → `CRIME`; ListFilms\n"
        "- **capability** `Person.age` (field-added): nothing → `Int`; Find\n"
    )
    assert is_clean(shop)


def absolute(path: Path) -> Path:
    return path.absolute()


def test_the_changelog_grows_by_day_and_domain(shop: Shop) -> None:
    shop.drift("COMEDY", "COMEDY\n  CRIME")
    accept(shop, today=date(2026, 12, 1))
    shop.drift("DRAMA", "DRAMA\n  WAR")
    accept(shop, today=date(2026, 12, 1))
    shop.drift("type Query {", "type Unused { id: ID }\n\ntype Query {")
    accept(shop, today=date(2026, 12, 2))
    text = (shop.root / "schema/CHANGELOG.md").read_text()
    assert text.partition("first.\n")[2] == (
        "\n## shop, 2026-12-02\n\n"
        "- Outside the operations: `Unused` (type-added)\n\n"
        "## shop, 2026-12-01\n\n"
        "- **types** `Genre.CRIME` (enum-value-added): nothing → `CRIME`; ListFilms\n"
        "- **types** `Genre.WAR` (enum-value-added): nothing → `WAR`; ListFilms\n"
    )


def test_acceptances_that_are_settled_go(shop: Shop) -> None:
    entry = (
        '[[accepted]]\nrule = "enum-value-added"\ndomain = "shop"\n'
        'coordinate = "Genre.{}"\nreason = "Soon."\nuntil = 2026-12-31\n'
    )
    ledger = shop.root / "schema/accepted-drift.toml"
    ledger.write_text(entry.format("CRIME") + "\n" + entry.format("WAR"))
    shop.drift("COMEDY", "COMEDY\n  CRIME")
    accept(shop)
    (left,) = tomllib.loads(ledger.read_text())["accepted"]
    assert left["coordinate"] == "Genre.WAR"
    shop.drift("DRAMA", "DRAMA\n  WAR")
    assert ledger in map(absolute, accept(shop).files)
    assert not ledger.exists()


def test_what_no_call_survives_is_refused(shop: Shop) -> None:
    shop.drift("  title: String!\n", "")
    before = snapshot(shop)
    ran = run(shop, "schema", "accept", "shop", "--against", "live")
    assert ran.returncode == 1
    assert (
        "queries/shop/films.graphql:1:57: Film.title cannot be accepted" in ran.stderr
    )
    assert "every call of ListFilms, Find would fail" in ran.stderr
    assert snapshot(shop) == before


def test_operations_that_fit_the_new_schema_only_go_with_it(shop: Shop) -> None:
    shop.drift("  title: String!", "  name: String!")
    for name in ("films", "find"):
        swap(shop.root / f"queries/shop/{name}.graphql", "title", "name")
    accept(shop)
    assert is_clean(shop)


def test_operations_that_do_not_fit_the_new_schema_are_refused(shop: Shop) -> None:
    shop.drift("COMEDY", "COMEDY\n  CRIME")
    swap(shop.root / "queries/shop/films.graphql", "title", "titel")
    before = snapshot(shop)
    with pytest.raises(SourceError, match=r"queries/shop/films\.graphql:1:57"):
        accept(shop)
    assert snapshot(shop) == before


def test_a_schema_that_cannot_be_seen_is_not_accepted(shop: Shop) -> None:
    shop.other.unlink()
    before = snapshot(shop)
    with pytest.raises(UnavailableSchemaError, match="Nothing of shop was accepted"):
        accept(shop)
    assert run(shop, "schema", "accept", "shop", "--against", "live").returncode == 3
    assert snapshot(shop) == before


def test_a_package_that_cannot_be_replaced_leaves_all_as_it_was(shop: Shop) -> None:
    shop.drift("COMEDY", "COMEDY\n  CRIME")
    (shop.package / "shop/own.py").write_text("print()\n")
    before = snapshot(shop)
    with pytest.raises(ConfigurationError, match=r"own\.py was not generated"):
        accept(shop)
    assert snapshot(shop) == before


def test_a_fault_of_the_generator_leaves_all_as_it_was(shop: Shop) -> None:
    shop.drift("COMEDY", "COMEDY\n  CRIME")
    before = snapshot(shop)

    def fail(_sources: Sources, _names: Sequence[str]) -> PackageTree:
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        accept_domains(
            ["shop"],
            sources=shop.sources,
            target=shop.root,
            compile_domains=fail,
            source=against(shop),
            today=TODAY,
        )
    assert snapshot(shop) == before


PROVENANCE = """\
# Where each schema came from.

[shop]
source = "documentation"
read = 2026-11-01
inferred = [
  "Film.genre",
]
names = []
nullability = []
"""


@pytest.mark.parametrize(
    ("base_url", "capabilities", "source"),
    [
        (REAL, ("__Type.isOneOf",), "introspection"),
        (REAL, None, "documentation"),
        ("http://127.0.0.1:8000", ("__Type.isOneOf",), "documentation"),
        (None, None, "documentation"),
    ],
)
def test_only_the_real_api_confirms(
    shop: Shop,
    base_url: str | None,
    capabilities: tuple[str, ...] | None,
    source: str,
) -> None:
    path = shop.root / "schema/provenance.toml"
    path.write_text(PROVENANCE)
    shop.drift("COMEDY", "COMEDY\n  CRIME")
    look = against(shop)

    def look_live(asked: DomainRequest) -> SchemaSnapshot:
        return replace(look(asked), capabilities=capabilities)

    accept(shop, look_live, base_url=base_url)
    table = tomllib.loads(path.read_text())["shop"]
    assert table["source"] == source
    assert table["inferred"] == ([] if source == "introspection" else ["Film.genre"])
    assert is_clean(shop)


def test_schemas_that_came_with_the_client_are_not_changed(shop: Shop) -> None:
    ours = replace(shop.settings, owns_schemas=False)
    with pytest.raises(ConfigurationError, match="not this project's to change"):
        accept_from(against(shop), ["shop"], ours)


def test_the_command_tells_what_it_did(shop: Shop) -> None:
    words = ("schema", "accept", "shop", "--against")
    assert run(shop, *words, "elsewhere").returncode == 2
    assert run(shop, "schema", "accept", "--against", "live").returncode == 2
    shop.drift("COMEDY", "COMEDY\n  CRIME")
    ran = run(shop, *words, "live")
    assert ran.returncode == 0
    assert ran.stdout == "shop: accepted (1 in your operations, 0 outside them).\n"
    assert "schema/shop.graphql\n" in ran.stderr
    again = run(shop, *words, "live")
    assert again.stdout == "shop: the schema is the same; there is nothing to accept.\n"
    assert (again.returncode, again.stderr) == (0, "")
    check = run(shop, "schema", "check", "--against", "live", "--fail-on", "cosmetic")
    assert check.returncode == 0


STEPS = (
    ("  COMEDY", "  COMEDY\n  CRIME"),
    ("  DRAMA\n", ""),
    ("union Found = Film | Person", "union Found = Film | Person | Studio"),
    ("type Query {", "type Studio {\n  id: ID!\n}\n\ntype Query {"),
    ("  id: ID!\n  title", "  title"),
    ("  title: String!", "  title: String"),
    ("  title: String!", "  title: [String]"),
    ("type Person {", '"""A person."""\ntype Person {'),
    ("  name: String!", "  name(short: Boolean): String!"),
    ("  films(genre: Genre)", "  films(genre: Genre = DRAMA)"),
    ("  films(genre: Genre)", "  films(genre: Genre, year: Int!)"),
    ("  name: String!\n", ""),
)


@settings(
    max_examples=15,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sets(st.sampled_from(range(len(STEPS))), max_size=5))
def test_accepting_ends_all_drift_once_and_for_all(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    chosen: set[int],
) -> None:
    root = tmp_path_factory.mktemp("shop")
    monkeypatch.chdir(root)
    shop = found_shop(root)
    text = shop.other.read_text()
    for old, new in (STEPS[number] for number in sorted(chosen)):
        text = text.replace(old, new, 1)
    shop.other.write_text(text)
    before = snapshot(shop)
    try:
        accept(shop)
    except (SourceError, UnavailableSchemaError):
        assert snapshot(shop) == before
        return
    assert is_clean(shop)
    after = snapshot(shop)
    assert accept(shop).files == ()
    assert snapshot(shop) == after
