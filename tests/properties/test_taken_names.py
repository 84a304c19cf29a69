"""Whatever a schema and its documents call their parts, the generated code works."""

from __future__ import annotations

import builtins
import io
import keyword
import os
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.paths import ROOT
from support.type_checkers import run_mypy
from udacity_client.codegen.compile import Sources, compile_tree

SCHEMA = """
directive @oneOf on INPUT_OBJECT
scalar Duration
scalar Time
scalar ZzAny
type Query {
  zzThings(input: ZzPageInput!): ZzThings! @deprecated
  zzThing(class: ZzAny, at: Time, by: ZzBy, kind: ZzKind): ZzThing
  zzFound: [ZzFound!]!
}
type ZzThings { edges: [ZzEdge!]! pageInfo: ZzPageInfo! totalCount: Int }
type ZzEdge { node: ZzThing }
type ZzPageInfo { hasNextPage: Boolean! endCursor: String }
type ZzThing { id: ID! zz_name: String at: Time lasted: Duration zzThing: ZzThing }
type ZzOther { any: ZzAny! kind: ZzKind }
union ZzFound = ZzThing | ZzOther
enum ZzKind { ZZ }
input ZzPageInput { after: String first: Int zz_kind: ZzKind = ZZ }
input ZzBy @oneOf { id: ID any: ZzAny }
"""
DOCUMENTS = """
query ZzThings($input: ZzPageInput!) {
  zzThings(input: $input) { edges { node { id } } pageInfo { hasNextPage endCursor } }
}
query ZzThing($class: ZzAny, $at: Time, $by: ZzBy, $kind: ZzKind = ZZ) {
  zzThing(class: $class, at: $at, by: $by, kind: $kind) { ...ZzName at lasted }
}
query ZzFound($with: Boolean!) {
  zzFound { ... on ZzThing { id @include(if: $with) } ... on ZzOther { any kind } }
}
fragment ZzName on ZzThing { zz_name }
"""

# What uses a name, in the schema or in the documents, by what the name is for.
ROLES: Mapping[str, tuple[str, str]] = {
    "enum": (
        "enum {0} {{ A }} extend type Query {{ zz_{1}(by: [{0}!]): {0} }}",
        "query Zz{1}($by: [{0}!] = [A]) {{ zz_{1}(by: $by) }}",
    ),
    "input": (
        "input {0} {{ again: {0} after: {2} before: {3} fooBar: [{0}!] }} "
        "extend type Query {{ zz_{1}(by: {0}): Int }}",
        "query Zz{1}($by: {0}) {{ zz_{1}(by: $by) }}",
    ),
    "oneOf": (
        "input {0} @oneOf {{ x: Int typing: {0} }} "
        "extend type Query {{ zz_{1}(by: {0}): Int }}",
        "query Zz{1}($by: {0}) {{ zz_{1}(by: $by) }}",
    ),
    "fragment": (
        "",
        "fragment {0} on ZzThing {{ id at }} query Zz{1} {{ zzThing {{ ...{0} }} }}",
    ),
    "operation": ("", "query {0} {{ {0}: zzThing {{ id }} zzFound {{ __typename }} }}"),
    "field": ("", "query Zz{1} {{ zzThing {{ {0}: zzThing {{ {0}: at }} }} }}"),
}

PACKAGES = [f"every_{role}" for role in ROLES]


def identifiers(text: str) -> set[str]:
    """Return the names in Python code, without those in docstrings."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME}


def generate(folder: Path, name: str, roles: Iterable[tuple[str, str]]) -> None:
    """Write the package *name*, for which each name has the role next to it."""
    schema, documents = [SCHEMA], [DOCUMENTS]
    pairs = [*roles]
    for index, (used, role) in enumerate(pairs):
        same = [other for other, its_role in pairs if its_role == role]
        after, before = (
            same[(same.index(used) + 1) % len(same)],
            same[same.index(used) - 1],
        )
        types, document = ROLES[role]
        schema.append(types.format(used, index, after, before))
        documents.append(document.format(used, index))
    sources = folder / f"sources_{name}"
    (sources / "schema").mkdir(parents=True)
    (sources / "schema" / "shop.graphql").write_text("\n".join(schema))
    (sources / "queries" / "shop").mkdir(parents=True)
    (sources / "queries" / "shop" / "all.graphql").write_text("\n".join(documents))
    compile_tree(Sources(sources / "schema", sources / "queries"), package=name).write(
        folder
    )


def run(folder: Path, *arguments: str) -> None:
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(ROOT / "src")},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


# pydantic resolves names by what the caller of `model_rebuild` has, if it has them.
BUILD = """
import sys
from importlib import import_module
import pydantic
from udacity_client import runtime
from udacity_client.runtime.annotations import types_in as classes_in
from udacity_client.runtime.variables import _model_of as model_of
for name in sys.argv[1:]:
    package = import_module(f"{name}.shop")
    for public in package.__all__:
        found = getattr(package, public)
        if isinstance(found, runtime.Operation):
            for variable in model_of(found).model_fields.values():
                for type_ in classes_in(variable.annotation):
                    if issubclass(type_, (runtime.Input, runtime.OpenEnum)):
                        assert type_ is getattr(package, type_.__name__), public
                    else:
                        assert not type_.__module__.startswith(name), (public, type_)
        if not isinstance(found, type):
            continue
        assert found.__module__.startswith(name)
        if issubclass(found, pydantic.BaseModel):
            found.model_rebuild()
        if issubclass(found, runtime.Input) and "again" in found.model_fields:
            for key in ("again", "after", "before"):
                other = found.model_fields[key].annotation.__args__[0]
                assert other is getattr(package, other.__name__), (public, other)
"""


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """All names that generated code uses, and those of Python."""
    folder = tmp_path_factory.mktemp("names")
    generate(folder, "plain", ())
    used = {*dir(builtins), *keyword.kwlist}
    for path in (folder / "plain").rglob("*.py"):
        used |= identifiers(path.read_text(encoding="utf-8"))
    assert {"Annotated", "OpenUnion", "AttributeError", "deprecated"} <= used
    is_free = re.compile(r"(?!__|Zz|zz)[A-Za-z_]\w*").fullmatch
    taken = {"Boolean", "Duration", "Float", "ID", "Int", "Query", "String", "Time"}
    return sorted(name for name in used - taken if is_free(name))


@pytest.fixture(scope="module")
def folder(names: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a package for each role, in which every name has that role."""
    folder = tmp_path_factory.mktemp("every")
    for role in ROLES:
        generate(folder, f"every_{role}", [(name, role) for name in names])
    return folder


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_any_name_can_have_any_role(folder: Path) -> None:
    run(folder, "-W", "error", "-c", BUILD, *PACKAGES)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_mypy_accepts_any_name_in_any_role(folder: Path) -> None:
    ran = run_mypy(folder, *PACKAGES)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("examples", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_any_few_names_can_have_any_roles(
    names: list[str], tmp_path_factory: pytest.TempPathFactory, examples: int
) -> None:
    roles = st.sampled_from(sorted(ROLES))

    @settings(max_examples=examples)
    @given(st.dictionaries(st.sampled_from(names), roles, min_size=1, max_size=8))
    def check(drawn: dict[str, str]) -> None:
        folder = tmp_path_factory.mktemp("few")
        generate(folder, "few", drawn.items())
        run(folder, "-W", "error", "-c", BUILD, "few")

    check()
