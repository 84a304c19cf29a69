"""The folders of golden cases: their sources, and the output they expect.

To renew what is expected, run with `UPDATE_SNAPSHOTS=1` and read the difference.
"""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
from collections.abc import Generator
from contextlib import chdir, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from support.paths import ROOT, TESTS
from udacity_client.codegen.compile import PackageTree, Sources, compile_tree
from udacity_client.codegen.scalar_types import ScalarType

CASES = TESTS / "golden" / "codegen" / "cases"
ERRORS = TESTS / "golden" / "codegen" / "errors"
NOTES = TESTS / "golden" / "codegen" / "notes"
DOMAIN = "shop"
REFRESH = "UPDATE_SNAPSHOTS" in os.environ


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


@cache
def compiled_case(name: str) -> PackageTree:
    """Compile the case *name*, once for all tests."""
    with TemporaryDirectory() as workshop:
        return compile_case(name, Path(workshop))


def compile_case(name: str, workshop: Path) -> PackageTree:
    with chdir(workshop):
        return _compile_case(name, CASES / name, Path())


def _compile_case(name: str, case: Path, workshop: Path) -> PackageTree:
    (workshop / "schema").mkdir()
    shutil.copy(case / "schema.graphql", workshop / "schema" / f"{DOMAIN}.graphql")
    if (case / "provenance.toml").exists():
        shutil.copy(case / "provenance.toml", workshop / "schema")
    shutil.copytree(case / "queries", workshop / "queries" / DOMAIN)
    secrets = case / "secrets.txt"
    scalars = case / "scalars.toml"
    types = tomllib.loads(scalars.read_text()) if scalars.exists() else {}
    return compile_tree(
        Sources(
            workshop / "schema",
            workshop / "queries",
            {name: ScalarType(**entry) for name, entry in types.items()},
        ),
        package=f"case_{name}",
        secrets=secrets.read_text().split() if secrets.exists() else (),
    )


def shipped() -> Sources:
    return Sources(ROOT / "schema", ROOT / "queries")


@contextmanager
def importable(folder: Path) -> Generator[None]:
    """Let packages of cases be imported from *folder*, and from nowhere else."""
    _forget_cases()
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))
    _forget_cases()


def _forget_cases() -> None:
    for name in [name for name in sys.modules if name.startswith("case_")]:
        del sys.modules[name]
