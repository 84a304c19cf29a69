"""Stale, edited, missing and other generator are distinguished."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from support.drift.project_copy import replace_in_file
from support.drift.sample_project import SampleProject
from udacity_client.cli.generate import check_code, is_known_fresh
from udacity_client.cli.schema_check import generated_code_of
from udacity_client.codegen import domains
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.domains import Domain
from udacity_client.codegen.package.package_tree import PackageTree
from udacity_client.codegen.scalar_types import ScalarType
from udacity_client.drift.check import check_domains
from udacity_client.drift.generated.state import CodeState, GeneratedCode
from udacity_client.errors import Problem

TODAY = date(2026, 12, 1)
Step = Callable[[Path], object]


def state(shop: SampleProject, code: GeneratedCode | None = None) -> CodeState:
    code = code or replace(
        generated_code_of(shop.settings, shop.sources), known_fresh=frozenset()
    )
    (check,) = check_domains(
        [], sources=shop.sources, code=code, source=None, today=TODAY
    )
    return check.code


def test_code_with_other_types_for_scalars_is_stale(shop: SampleProject) -> None:
    typed = {"Date": ScalarType("datetime.date")}
    code = replace(
        generated_code_of(shop.settings, shop.sources), known_fresh=frozenset()
    )
    sources = replace(shop.sources, scalars=typed)
    (check,) = check_domains([], sources=sources, code=code, source=None, today=TODAY)
    assert check.code == "stale"


def append(name: str) -> Step:
    def step(package: Path) -> None:
        with (package / name).open("a", encoding="utf-8") as file:
            file.write("# by hand\n")

    return step


def reformat(package: Path) -> None:
    manifest = package / "shop/operations.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(content, indent=4), encoding="utf-8")


EDITS: dict[str, Step] = {
    "a line more": append("shop/records.py"),
    "a line more at the top": append("__init__.py"),
    "a file fewer": lambda package: (package / "shop/enums.py").unlink(),
    "a file fewer at the top": lambda package: (package / "py.typed").unlink(),
    "a file more": append("shop/extra.py"),
    "a file more, below": lambda package: shutil.copytree(
        package / "shop", package / "shop/copy"
    ),
    "another document": lambda package: replace_in_file(
        package / "shop/operations.json", "query ListFilms", "query ListFewFilms"
    ),
    "another digest": lambda package: replace_in_file(
        package / "shop/operations.json", '"enums.py": "', '"enums.py": "0'
    ),
    "another form of the manifest": reformat,
    "no manifest": lambda package: (package / "shop/operations.json").unlink(),
    "a manifest that is no JSON": append("shop/operations.json"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_not_as_it_was_written_was_edited(
    shop: SampleProject, edit: str
) -> None:
    assert state(shop) == "fresh"
    EDITS[edit](shop.package)
    assert state(shop) == "edited"
    assert not is_known_fresh(shop.settings)


def test_code_of_other_sources_is_stale(shop: SampleProject) -> None:
    replace_in_file(shop.committed, "COMEDY", "COMEDY\n  CRIME")
    assert state(shop) == "stale"
    append("shop/records.py")(shop.package)
    assert state(shop) == "stale"


@pytest.mark.parametrize(
    "line", ['secrets = ["Film.title"]', 'queries = "asked"'], ids=["secrets", "folder"]
)
def test_code_of_other_settings_is_stale(shop: SampleProject, line: str) -> None:
    shutil.copytree(shop.root / "queries", shop.root / "asked")
    with (shop.root / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    assert state(shop) == "stale"


def test_code_that_is_not_there_is_missing(shop: SampleProject) -> None:
    shutil.rmtree(shop.package / "shop")
    assert state(shop) == "missing"
    shutil.rmtree(shop.package)
    assert state(shop) == "missing"


def test_untouched_code_that_this_generator_writes_otherwise_is_another_tools(
    shop: SampleProject,
) -> None:
    ours = generated_code_of(shop.settings, shop.sources)

    def compile_otherwise(domains: Sequence[Domain]) -> PackageTree:
        tree = ours.compile_domains(domains)
        files = {name: f"{text}# anew\n" for name, text in tree.files.items()}
        return replace(tree, files=files)

    theirs = replace(ours, compile_domains=compile_otherwise, known_fresh=frozenset())
    assert state(shop, theirs) == "other-tool"
    append("shop/client.py")(shop.package)
    assert state(shop, theirs) == "edited"


def test_code_of_operations_that_do_not_fit_is_not_checked(shop: SampleProject) -> None:
    replace_in_file(shop.root / "queries/shop/films.graphql", "{ title", "{ titel")
    assert state(shop) == "unchecked"


def test_other_line_ends_are_no_edit(shop: SampleProject) -> None:
    for path in (*shop.package.rglob("*.py"), *shop.package.rglob("*.json")):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    for path in (*shop.root.glob("*/*.graphql"), *shop.root.glob("*/*/*.graphql")):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert state(shop) == "fresh"
    assert check_code(shop.settings) == 0


def test_what_was_found_fresh_is_not_compiled_again(shop: SampleProject) -> None:
    shutil.rmtree(shop.package / "__pycache__")
    assert not is_known_fresh(shop.settings)
    assert state(shop) == "fresh"
    code = generated_code_of(shop.settings, shop.sources)
    assert code.known_fresh == {"shop"}

    def refuse(domains: Sequence[Domain]) -> PackageTree:
        raise AssertionError(domains)

    assert state(shop, replace(code, compile_domains=refuse)) == "fresh"


def test_a_domain_that_is_not_generated_is_not_fresh(shop: SampleProject) -> None:
    (shop.root / "schema/other.graphql").write_text(
        "type Query { a: Int }\n", encoding="utf-8"
    )
    operation = shop.root / "queries/other/list.graphql"
    operation.parent.mkdir()
    operation.write_text("query List { gone }\n", encoding="utf-8")
    with (shop.root / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write('domains = ["shop"]\n')
    shop.generate()
    code = generated_code_of(shop.settings, shop.sources)
    assert code.known_fresh == {"shop"}

    def checked() -> CodeState:
        (check,) = check_domains(
            ["other"], sources=shop.sources, code=code, source=None, today=TODAY
        )
        return check.code

    assert checked() == "unchecked"
    operation.write_text("query List { a }\n", encoding="utf-8")
    assert checked() == "missing"


def test_operations_that_were_compiled_are_not_validated_again(
    shop: SampleProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(analysis: DocumentAnalysis) -> list[Problem]:
        raise AssertionError(analysis)

    code = generated_code_of(shop.settings, shop.sources)
    with monkeypatch.context() as patch:
        patch.setattr(domains, "lint", refuse)
        assert state(shop, code) == "fresh"
    replace_in_file(shop.root / "queries/shop/films.graphql", "{ title", "{ titel")
    changed = generated_code_of(shop.settings, shop.sources)
    assert state(shop, changed) == "unchecked"


def test_a_package_with_a_folder_too_many_is_not_remembered(
    shop: SampleProject,
) -> None:
    shutil.rmtree(shop.package / "__pycache__")
    shutil.copytree(shop.package / "shop", shop.package / "old")
    assert state(shop) == "fresh"
    assert not is_known_fresh(shop.settings)
    assert check_code(shop.settings) == 1
