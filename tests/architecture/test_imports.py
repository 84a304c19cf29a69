"""Which room may import which, and that no module escapes the rules."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from typing import cast

import pytest

from architecture.project import (
    GENERATED,
    SOURCE,
    imports_of,
    is_within,
    modules_below,
    run_python,
)
from support.paths import ROOT

WINGS = {
    "schema": ("errors",),
    "codegen": ("schema", "errors"),
    "drift": ("codegen", "schema", "errors"),
    "emulator": ("schema.shipped", "system.interrupt_safety", "system.option_kinds"),
}
"""Packages outside the client's layers, and what else of the client each may import."""


def test_the_contracts_hold() -> None:
    ran = run_python("-c", "from importlinter import cli; cli.lint_imports_command()")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_module_has_its_place() -> None:
    places = {*_layers(), *WINGS}
    homeless = sorted(
        {name.split(".")[1] for name in modules_below(SOURCE) if "." in name} - places
    )
    assert not homeless, (
        f"udacity_client has {', '.join(homeless)}, which no rule speaks of. Add it to "
        "the layers in pyproject.toml, [[tool.importlinter.contracts]], above all that "
        f"it imports; or, if no layer imports it, to WINGS in {__file__}."
    )


@pytest.mark.parametrize("wing", WINGS)
def test_a_wing_knows_of_the_client_what_it_must(wing: str) -> None:
    allowed = [f"udacity_client.{name}" for name in (wing, *WINGS[wing])]
    strangers = {
        f"{module} imports {name}"
        for module, tree in modules_below(SOURCE).items()
        if is_within(module, [f"udacity_client.{wing}"])
        for name in imports_of(tree)
        if is_within(name, ["udacity_client", "udacity_graphql"])
        and not is_within(name, allowed)
    }
    assert strangers == set()


def test_only_the_command_line_and_the_fixtures_know_the_wings() -> None:
    wings = [f"udacity_client.{wing}" for wing in WINGS]
    knowing = {
        f"{module} imports {name}"
        for module, tree in modules_below(SOURCE).items()
        if not is_within(
            module, [*wings, "udacity_client.cli", "udacity_client.testing"]
        )
        for name in imports_of(tree)
        if is_within(name, wings)
    }
    assert knowing == set()


def test_generated_code_knows_pydantic_and_one_door() -> None:
    allowed = [*sys.stdlib_module_names, "pydantic", "udacity_client.runtime"]
    strangers = {
        f"{module} imports {name}"
        for module, tree in modules_below(GENERATED).items()
        for name in imports_of(tree)
        if not is_within(name, allowed)
    }
    assert strangers == set()


def test_a_generated_domain_knows_no_other() -> None:
    upwards = {
        module
        for module, tree in modules_below(GENERATED).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level > 1
    }
    assert upwards == set()


def _layers() -> set[str]:
    """Return the modules in the layers contract, without the package's name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")
    return {
        name.strip().removeprefix("udacity_client.")
        for layer in cast("list[str]", layers)
        for name in re.split("[|:]", layer)
    }
