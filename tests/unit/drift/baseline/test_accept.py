"""`udacity schema accept` changes schema, code and changelog together, or nothing."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.drift.accept_live import TODAY, accept, files_of, is_clean, live_schema
from support.drift.fixtures import RunUdacity
from support.drift.project_copy import replace_in_file
from support.drift.sample_project import SampleProject
from udacity_client.cli.schema_accept import accept_from
from udacity_client.codegen.package.package_tree import PackageTree
from udacity_client.codegen.sources import Sources
from udacity_client.drift.baseline.accept import (
    UnavailableSchemaError,
    accept_domains,
)
from udacity_client.drift.sources.source import (
    DomainRequest,
    SchemaSnapshot,
)
from udacity_client.errors import ConfigurationError, SourceError
from udacity_client.schema.printer import canonical_sdl
from udacity_client.schema.sdl import read_sdl

REAL = "https://api.udacity.com/api/public/api"


def test_schema_code_and_changelog_follow(shop: SampleProject) -> None:
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    shop.change_live("type Person {", "type Person {\n  age: Int")
    done = accept(shop)
    assert [
        path.relative_to(shop.root).as_posix() for path in map(absolute, done.files)
    ] == [
        "ops/shop/enums.py",
        "ops/shop/operations.json",
        "schema/CHANGELOG.md",
        "schema/shop.graphql",
    ]
    assert shop.committed.read_text() == canonical_sdl(read_sdl(shop.live))
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


def test_no_text_of_a_schema_is_markup_in_the_changelog(shop: SampleProject) -> None:
    shop.change_live("DRAMA", 'DRAMA @deprecated(reason: "`<b>`\u202e ## @team")')
    accept(shop)
    text = (shop.root / "schema/CHANGELOG.md").read_text(encoding="utf-8")
    assert "nothing → `` `<b>`\\u202e ## @team ``; ListFilms\n" in text


def test_a_changelog_that_is_not_text_is_refused(shop: SampleProject) -> None:
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    (shop.root / "schema/CHANGELOG.md").write_bytes(b"# \xff\n")
    before = files_of(shop)
    with pytest.raises(SourceError, match=r"schema/CHANGELOG\.md:1:1: The file is not"):
        accept(shop)
    assert files_of(shop) == before


def test_the_changelog_grows_by_day_and_domain(shop: SampleProject) -> None:
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    accept(shop, today=date(2026, 12, 1))
    shop.change_live("DRAMA", "DRAMA\n  WAR")
    accept(shop, today=date(2026, 12, 1))
    shop.change_live("type Query {", "type Unused { id: ID }\n\ntype Query {")
    accept(shop, today=date(2026, 12, 2))
    text = (shop.root / "schema/CHANGELOG.md").read_text()
    assert text.partition("first.\n")[2] == (
        "\n## shop, 2026-12-02\n\n"
        "- Outside the operations: `Unused` (type-added)\n\n"
        "## shop, 2026-12-01\n\n"
        "- **types** `Genre.CRIME` (enum-value-added): nothing → `CRIME`; ListFilms\n"
        "- **types** `Genre.WAR` (enum-value-added): nothing → `WAR`; ListFilms\n"
    )


def test_entries_that_became_true_are_removed(shop: SampleProject) -> None:
    entry = (
        '[[accepted]]\nrule = "enum-value-added"\ndomain = "shop"\n'
        'coordinate = "Genre.{}"\nreason = "Soon."\nuntil = 2026-12-31\n'
    )
    accepted_file = shop.root / "schema/accepted-drift.toml"
    both = entry.format("CRIME") + "\n" + entry.format("WAR")
    accepted_file.write_text(both, encoding="utf-8-sig")
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    accept(shop)
    (left,) = tomllib.loads(accepted_file.read_text())["accepted"]
    assert left["coordinate"] == "Genre.WAR"
    shop.change_live("DRAMA", "DRAMA\n  WAR")
    assert accepted_file in map(absolute, accept(shop).files)
    assert not accepted_file.exists()


def test_drift_that_breaks_every_call_is_refused(
    shop: SampleProject, run_udacity: RunUdacity
) -> None:
    shop.change_live("  title: String!\n", "")
    before = files_of(shop)
    ran = run_udacity("schema", "accept", "shop", "--against", "live")
    assert ran.returncode == 1
    assert (
        "queries/shop/films.graphql:1:57: Film.title cannot be accepted" in ran.stderr
    )
    assert "every call of ListFilms, Find would fail" in ran.stderr
    assert files_of(shop) == before


def test_operations_that_fit_the_new_schema_only_go_with_it(
    shop: SampleProject, run_udacity: RunUdacity
) -> None:
    shop.change_live("  title: String!", "  name: String!")
    for name in ("films", "find"):
        replace_in_file(shop.root / f"queries/shop/{name}.graphql", "title", "name")
    ran = run_udacity("schema", "accept", "shop", "--against", "live")
    assert ran.stdout == (
        "shop: accepted 2 changes; what concerns your operations is not known, "
        "because some of them were not valid for the committed schema.\n"
    )
    assert (
        "\n- In the operations or outside them, which is not known, because some "
        "operations were not valid for the old schema: `Film.name` (field-added), "
        "`Film.title` (field-removed)\n"
    ) in (shop.root / "schema/CHANGELOG.md").read_text()
    assert is_clean(shop)


def test_operations_that_do_not_fit_the_new_schema_are_refused(
    shop: SampleProject,
) -> None:
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    replace_in_file(shop.root / "queries/shop/films.graphql", "title", "titel")
    before = files_of(shop)
    with pytest.raises(SourceError, match=r"queries/shop/films\.graphql:1:57"):
        accept(shop)
    assert files_of(shop) == before


def test_a_schema_that_cannot_be_loaded_is_not_accepted(
    shop: SampleProject, run_udacity: RunUdacity
) -> None:
    shop.live.unlink()
    before = files_of(shop)
    with pytest.raises(UnavailableSchemaError, match="Nothing of shop was accepted"):
        accept(shop)
    assert run_udacity("schema", "accept", "shop", "--against", "live").returncode == 3
    assert files_of(shop) == before


def test_a_package_that_cannot_be_replaced_leaves_all_as_it_was(
    shop: SampleProject,
) -> None:
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    (shop.package / "shop/own.py").write_text("print()\n")
    before = files_of(shop)
    with pytest.raises(ConfigurationError, match=r"own\.py was not generated"):
        accept(shop)
    assert files_of(shop) == before


def test_a_fault_of_the_generator_leaves_all_as_it_was(shop: SampleProject) -> None:
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    before = files_of(shop)

    def fail(_sources: Sources, _names: Sequence[str]) -> PackageTree:
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        accept_domains(
            ["shop"],
            sources=shop.sources,
            target=shop.root,
            compile_domains=fail,
            source=live_schema(shop),
            today=TODAY,
        )
    assert files_of(shop) == before


@pytest.mark.parametrize(
    "failure", [PermissionError(13, "denied"), KeyboardInterrupt()]
)
def test_all_stays_if_the_old_package_cannot_be_removed(
    shop: SampleProject, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    remove = shutil.rmtree

    def fail_once(path: str | Path, **options: Any) -> None:
        if ".ops-" in str(path) and not options:
            raise failure
        remove(path, **options)

    monkeypatch.setattr(shutil, "rmtree", fail_once)
    if isinstance(failure, KeyboardInterrupt):
        with pytest.raises(KeyboardInterrupt):
            accept(shop)
        assert not list(shop.root.glob(".ops-*"))
    else:
        [note] = accept(shop).notes
        assert "The old package could not be removed: denied" in note
        assert "The new one is in place" in note
    assert is_clean(shop)


def test_schemas_that_cannot_be_written_leave_the_package(shop: SampleProject) -> None:
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    (shop.root / "schema/CHANGELOG.md").unlink(missing_ok=True)
    (shop.root / "schema/CHANGELOG.md").symlink_to("nowhere/CHANGELOG.md")
    before = files_of(shop)
    with pytest.raises(ConfigurationError, match="Cannot write the schemas"):
        accept(shop)
    assert files_of(shop) == before


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
    ("base_url", "capabilities", "recorded"),
    [
        (REAL, ("__Type.isOneOf",), "introspection"),
        (REAL, None, "documentation"),
        ("http://127.0.0.1:8000", ("__Type.isOneOf",), "documentation"),
        (None, None, "documentation"),
    ],
)
def test_only_the_real_api_confirms(
    shop: SampleProject,
    base_url: str | None,
    capabilities: tuple[str, ...] | None,
    recorded: str,
) -> None:
    path = shop.root / "schema/provenance.toml"
    path.write_text(PROVENANCE)
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    source = live_schema(shop)

    def live_source(request: DomainRequest) -> SchemaSnapshot:
        return replace(source(request), capabilities=capabilities)

    accept(shop, live_source, base_url=base_url)
    table = tomllib.loads(path.read_text())["shop"]
    assert table["source"] == recorded
    assert table["inferred"] == ([] if recorded == "introspection" else ["Film.genre"])
    assert is_clean(shop)


def test_the_first_confirmed_schema_of_a_project_starts_its_provenance(
    shop: SampleProject,
) -> None:
    path = shop.root / "schema/provenance.toml"
    path.unlink(missing_ok=True)
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    source = live_schema(shop)

    def live_source(request: DomainRequest) -> SchemaSnapshot:
        return replace(source(request), capabilities=("__Type.isOneOf",))

    accept(shop, live_source, base_url=REAL)
    assert tomllib.loads(path.read_text())["shop"]["source"] == "introspection"


def test_schemas_that_came_with_the_client_are_not_changed(shop: SampleProject) -> None:
    ours = replace(shop.settings, owns_schemas=False)
    with pytest.raises(ConfigurationError, match="not this project's to change"):
        accept_from(live_schema(shop), ["shop"], ours)


def test_the_command_reports_what_it_did(
    shop: SampleProject, run_udacity: RunUdacity
) -> None:
    words = ("schema", "accept", "shop", "--against")
    assert run_udacity(*words, "elsewhere").returncode == 2
    assert run_udacity("schema", "accept", "--against", "live").returncode == 2
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    ran = run_udacity(*words, "live")
    assert ran.returncode == 0
    assert ran.stdout == "shop: accepted (1 in your operations, 0 outside them).\n"
    assert "schema/shop.graphql\n" in ran.stderr
    again = run_udacity(*words, "live")
    assert again.stdout == "shop: the schema is the same; there is nothing to accept.\n"
    assert (again.returncode, again.stderr) == (0, "")
    check = run_udacity("schema", "check", "--against", "live", "--fail-on", "cosmetic")
    assert check.returncode == 0
