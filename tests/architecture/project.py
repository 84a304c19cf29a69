"""Know where the project's parts are, and run its Python apart from this process."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from support.paths import ROOT

SOURCE = ROOT / "src" / "udacity_client"
GENERATED = ROOT / "generated" / "udacity_graphql"
DOMAINS = sorted(path.parent.name for path in GENERATED.glob("*/__init__.py"))

WITHIN = 300.0
"""Seconds after which a command that a test started is taken for lost."""


def run_python(
    *arguments: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run this environment's Python to its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=WITHIN,
    )


@cache
def modules_below(folder: Path) -> dict[str, ast.Module]:
    """Return the syntax tree of every module of the package in *folder*, by name."""
    return {
        _module_name(path, folder): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.py"))
    }


def _module_name(path: Path, folder: Path) -> str:
    parts = path.relative_to(folder.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(tree: ast.Module) -> Iterator[str]:
    """Return the absolute names of the modules that *tree* imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def is_within(name: str, packages: Sequence[str]) -> bool:
    """Return whether the module *name* is one of *packages* or inside of one."""
    return any(f"{name}.".startswith(f"{package}.") for package in packages)
