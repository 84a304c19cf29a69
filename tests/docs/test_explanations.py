"""Each argument, field and enum value is explained, in the schemas and in editors.

If the documentation does not explain the values of an enum, the enum says so once.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
)

from support.paths import ROOT
from udacity_client.schema.elements import own_types

SAYS_SO = "The documentation does not explain the values."

# Introspection replaces what was written from the documentation, and the texts with it.
DOMAINS = sorted(
    domain
    for domain, origin in tomllib.loads(
        (ROOT / "schema/provenance.toml").read_text(encoding="utf-8")
    ).items()
    if domain != "behaviour" and origin["source"] == "documentation"
)


def _is_explained(text: str | None, enum_text: str | None = None) -> bool:
    return bool(text and text.strip()) or SAYS_SO in (enum_text or "")


def _parts(type_: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    """Yield the coordinate and the text of each value, field and argument."""
    if isinstance(type_, GraphQLEnumType):
        for name, value in type_.values.items():
            yield f"{type_.name}.{name}", value.description
    if isinstance(type_, GraphQLInputObjectType):
        for name, given in type_.fields.items():
            yield f"{type_.name}.{name}", given.description
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in type_.fields.items():
            yield f"{type_.name}.{name}", field.description
            for argument, definition in field.args.items():
                yield f"{type_.name}.{name}({argument}:)", definition.description


def _unexplained_in_schema(sdl: str) -> Iterator[str]:
    for type_ in own_types(build_schema(sdl)):
        of_all = type_.description if isinstance(type_, GraphQLEnumType) else None
        for coordinate, text in _parts(type_):
            if not _is_explained(text, of_all):
                yield coordinate


def _classes(module: Path) -> Iterator[ast.ClassDef]:
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            yield node


def _unexplained_members(module: Path) -> Iterator[str]:
    """Yield each attribute of a generated class that no docstring follows."""
    for class_ in _classes(module):
        for node, follows in zip(class_.body, [*class_.body[1:], None], strict=True):
            if not isinstance(node, ast.Assign | ast.AnnAssign):
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = ast.unparse(target)
            text = ast.unparse(follows) if isinstance(follows, ast.Expr) else None
            if not _is_explained(text, ast.get_docstring(class_)):
                yield f"{class_.name}.{name}"


def _unexplained_arguments(module: Path) -> Iterator[str]:
    """Yield each argument of a generated method that its docstring leaves out."""
    for class_ in _classes(module):
        for method in class_.body:
            if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            text = ast.get_docstring(method) or ""
            for one in (*method.args.args[1:], *method.args.kwonlyargs):
                if f"\n    {one.arg}: " not in text:
                    yield f"{method.name}({one.arg})"


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_schema_explains_each_part(domain: str) -> None:
    sdl = (ROOT / f"schema/{domain}.graphql").read_text(encoding="utf-8")
    assert [*_unexplained_in_schema(sdl)] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_editors_can_show_each_explanation(domain: str) -> None:
    package = ROOT / "generated/udacity_graphql" / domain.replace("-", "_")
    members = ("records.py", "inputs.py", "enums.py")
    found = [
        one
        for name in members
        if (package / name).exists()
        for one in _unexplained_members(package / name)
    ]
    for name in ("client.py", "async_client.py"):
        found += _unexplained_arguments(package / name)
    assert found == []


def test_what_has_no_text_is_found() -> None:
    sdl = """
    type Query { "a" a("b" b: Int, c: Int): E  d: Int }
    enum E { "f" F G }
    "The documentation does not explain the values."
    enum H { I }
    input J { k: Int }
    """
    assert sorted(_unexplained_in_schema(sdl)) == [
        "E.G",
        "J.k",
        "Query.a(c:)",
        "Query.d",
    ]
