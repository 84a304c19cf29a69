"""Findings name existing names of generated code, with their lines."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from graphql import Source, build_schema, parse
from pydantic import BaseModel

from architecture.project import DOMAINS, GENERATED
from support.drift.sample_package import (
    SAMPLE_DOCUMENTS,
    generate_package,
    generate_sample_package,
)
from support.drift.sample_schema import SCHEMA, drift_to, schema_of
from support.drift.schema_mutations import MUTATIONS, SAMPLED_MUTATIONS, Mutation
from support.paths import ROOT
from support.random_sources import Sources as RandomSources
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.sources import Sources
from udacity_client.codegen.symbols import SymbolTable
from udacity_client.drift.generated.symbols import DefinitionIndex, with_symbols
from udacity_client.drift.impact.assess import AssessedDrift, drift_between
from udacity_client.drift.impact.findings import GeneratedSymbol
from udacity_client.errors import Problem
from udacity_client.schema.documents import Documents, read_documents
from udacity_client.schema.sdl import read_schema

MISSING = Path("nowhere/rich_symbols/shop")


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("symbols")
    package = generate_sample_package(folder, "rich_symbols")
    sys.path.insert(0, str(folder))
    yield package
    sys.path.remove(str(folder))


@pytest.mark.parametrize("mutation", SAMPLED_MUTATIONS)
def test_every_symbol_exists_where_it_is_said(rich: Path, mutation: Mutation) -> None:
    for symbol in symbols(named(drift_to(mutation.sdl), rich)):
        expect_there(symbol)


@pytest.mark.parametrize(
    ("mutation", "operation", "expected"),
    [
        ("T! to T", "GetUser", ["Person.age"]),
        ("field removed, selected", "GetUser", ["Client.get_user", "Person.age"]),
        (
            "union member added",
            "FindThings",
            ["results.FindThings.find"],
        ),
        (
            "enum value added out",
            "GetUser",
            ["Level", "results.GetUser.User.Courses.level"],
        ),
        ("input field removed", "ListUsers", ["Client.list_users", "Filter.text"]),
        (
            "enum value removed out+in",
            "ListUsers",
            ["Client.list_users", "State.DONE"],
        ),
        ("arg removed passed", "GetUser", ["Client.get_user"]),
        (
            "member field nullable via interface",
            "FindThings",
            ["results.FindThings.FindCourse.id", "results.FindThings.FindUser.id"],
        ),
    ],
)
def test_symbols_are_what_callers_write(
    rich: Path, mutation: str, operation: str, expected: list[str]
) -> None:
    (found,) = (one for one in MUTATIONS if one.name == mutation)
    first = next(
        affected
        for finding in named(drift_to(found.sdl), rich).findings
        for affected in finding.affected
        if affected.operation == operation
    )
    names = [symbol.name for symbol in first.symbols]
    assert names == [f"rich_symbols.shop.{name}" for name in expected]


def test_code_that_is_not_there_has_names_without_places(rich: Path) -> None:
    (mutation,) = (one for one in MUTATIONS if one.name == "T! to T")
    there, missing = (
        symbols(named(drift_to(mutation.sdl), package)) for package in (rich, MISSING)
    )
    assert [symbol.name for symbol in missing] == [symbol.name for symbol in there]
    assert [symbol.place for symbol in missing] == [None]


@pytest.mark.parametrize("content", [b"class Person:\n", b"\xff\xfe", b"x = (", b""])
def test_code_that_is_broken_has_names_without_places(
    tmp_path: Path, content: bytes
) -> None:
    (mutation,) = (one for one in MUTATIONS if one.name == "T! to T")
    (tmp_path / "records.py").write_bytes(content)
    (symbol,) = symbols(named(drift_to(mutation.sdl), tmp_path))
    assert symbol.place is None


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_is_shipped_is_named_whole(domain: str) -> None:
    name = domain.replace("_", "-")
    origins = read(ROOT / f"schema/{name}.graphql", ROOT / "queries" / name)
    expect_all(origins, GENERATED / domain)


def test_a_package_of_ones_own_is_named_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = ROOT / "examples/own-operations/app/queries"
    tree = compile_tree(Sources(ROOT / "schema", queries), package="symbols_ops")
    tree.write(tmp_path / "app")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "app"), *sys.path])
    for domain in ("catalog", "program-progress"):
        origins = read(ROOT / f"schema/{domain}.graphql", queries / domain)
        folder = tmp_path / "app/symbols_ops" / domain.replace("-", "_")
        expect_all(origins, folder)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_generated_is_named_whole(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = RandomSources(Random(seed))
    sdl = random.schema()
    package = generate_package(
        tmp_path, f"symbols_{seed}", sdl, random.operations(build_schema(sdl))
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    origins = read(tmp_path / "schema/shop.graphql", tmp_path / "queries/shop")
    expect_all(origins, package)


def test_documents_that_do_not_fit_are_no_hindrance() -> None:
    sdl = "type Query { a: Int b: Int }"
    text = "{ a } query B { b ...Missing } query C { c } query D { a { x } b }"
    old, new = build_schema(sdl), build_schema(sdl.replace("a: Int", "a: Float"))
    documents = Documents({"ops.graphql": text}, parse(Source(text, "ops")).definitions)
    found = drift_between(
        old, new, domain="shop", operations=documents.operations, fragments={}
    )
    assert [one.operation for one in found.findings[0].affected] == ["(unnamed)"]
    with_names = with_symbols(found, SymbolTable(old, documents), package=MISSING)
    assert symbols(with_names) == []


def named(found: AssessedDrift, package: Path) -> AssessedDrift:
    old = schema_of(SCHEMA)
    return with_symbols(found, SymbolTable(old, SAMPLE_DOCUMENTS), package=package)


def symbols(found: AssessedDrift) -> list[GeneratedSymbol]:
    return [
        symbol
        for finding in found.findings
        for affected in finding.affected
        for symbol in affected.symbols
    ]


def read(schema: Path, queries: Path) -> SymbolTable:
    problems: list[Problem] = []
    file = read_schema(schema, problems)
    documents = read_documents(queries, problems)
    assert file
    assert not problems
    return SymbolTable(file.schema, documents)


def expect_all(origins: SymbolTable, package: Path) -> None:
    """Expect every name in *package*, and no field of a record that has none."""
    definitions = DefinitionIndex(package)
    dotted = f"{package.parent.name}.{package.name}"
    names = {name for names in origins.fields.values() for name in names}
    for operation in origins.documents.operations:
        method = origins.method(operation.name.value) if operation.name else None
        names |= {method} if method else set()
    for name in names:
        expect_there(GeneratedSymbol(name.dotted(dotted), definitions.find(name)))
    for module in ("records", "results"):
        made = {name for name in names if name.module == module}
        assert fields_in(f"{dotted}.{module}") <= {name.path for name in made}


def fields_in(module: str) -> set[tuple[str, ...]]:
    """Return the fields that the records of *module* define themselves."""
    found = importlib.import_module(module)
    return {
        (class_.__name__, field)
        for class_ in vars(found).values()
        if isinstance(class_, type)
        and issubclass(class_, BaseModel)
        and class_.__module__ == module
        for field in class_.__annotations__
        if field != "typename__"
    }


def expect_there(symbol: GeneratedSymbol) -> None:
    """Expect that *symbol* can be imported, and that its line defines it."""
    owner, _, name = symbol.name.rpartition(".")
    assert symbol.place, symbol
    lines = Path(symbol.place.path).read_text(encoding="utf-8").splitlines()
    text = lines[symbol.place.line - 1][symbol.place.column - 1 :]
    assert re.match(rf"(class |def )?{name}\b", text), symbol
    holder: object = pkgutil.resolve_name(owner)
    # Pydantic takes the fields of a class out of it.
    assert name in {*dir(holder), *getattr(holder, "__annotations__", ())}
