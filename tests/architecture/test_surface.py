"""What is public is what was meant to be public, and type checkers see the same."""

from __future__ import annotations

import ast
import importlib
import re
from importlib.metadata import version
from types import ModuleType

import pytest

from architecture.project import DOMAINS, GENERATED, SOURCE, modules_below

PACKAGES = ("udacity_client", *(f"udacity_graphql.{domain}" for domain in DOMAINS))
TREES = modules_below(SOURCE) | modules_below(GENERATED)

SCAFFOLDING = {"TYPE_CHECKING", "annotations"}
"""What a lazy module needs for itself."""

CONTRACT = {"RUNTIME_API", "require_runtime_api"}
"""What a generated package needs besides, to refuse a runtime that does not fit."""


@pytest.fixture(params=PACKAGES)
def package(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(str(request.param))


def test_the_domains_are_the_five() -> None:
    assert DOMAINS == [
        "assessment_progress",
        "catalog",
        "learning_plan_progress",
        "program_progress",
        "tokens",
    ]


def test_every_public_name_can_be_had(package: ModuleType) -> None:
    for name in package.__all__:
        assert getattr(package, name) is not None
    assert set(package.__all__) <= set(dir(package))


def test_public_names_are_sorted_and_named_once(package: ModuleType) -> None:
    names = list(package.__all__)
    assert names == sorted(set(names), key=_constants_then_classes)


def test_nothing_else_is_public_but_submodules(package: ModuleType) -> None:
    public = {
        name
        for name, value in vars(package).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    generated = package.__name__ != "udacity_client"
    own = SCAFFOLDING | CONTRACT if generated else SCAFFOLDING
    assert public - own <= set(package.__all__)


def test_shapes_of_answers_are_not_public(package: ModuleType) -> None:
    shapes = re.compile(r"Edges?\b|Edges[A-Z]|Connection\b|PageInfo|Node\b")
    assert [name for name in package.__all__ if shapes.search(name)] == []


def test_type_checkers_and_the_interpreter_see_the_same(package: ModuleType) -> None:
    promised = _imported_for_type_checkers(package.__name__)
    assert sorted(promised) == sorted(package.__all__)
    for name, module in promised.items():
        meant = getattr(importlib.import_module(module, package.__name__), name)
        assert getattr(package, name) is meant


def test_completion_offers_public_names_only() -> None:
    package = importlib.import_module("udacity_client")
    importlib.import_module("udacity_client.client")

    assert set(dir(package)) == {*package.__all__, "__version__"}
    assert package.__version__ == version("udacity-client")


def test_a_name_that_does_not_exist_is_an_attribute_error(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match=f"{package.__name__}.*'nothing'"):
        _ = package.nothing


def _constants_then_classes(name: str) -> tuple[bool, str]:
    return not name.isupper(), name


def _imported_for_type_checkers(package: str) -> dict[str, str]:
    """Return the names imported under `TYPE_CHECKING`, each with its module."""
    return {
        alias.asname or alias.name: f"{'.' * node.level}{node.module}"
        for block in TREES[package].body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
