"""Compile operations, or check that the compiled code is fresh."""

from __future__ import annotations

import sys

from udacity_client.cli.extras import extra
from udacity_client.cli.settings import GenerateSettings

with extra("codegen"):
    from udacity_client.codegen.compile import Sources, Tree, compile_tree


def write_code(settings: GenerateSettings) -> None:
    """Write the package, and say which files changed."""
    changed = _compile(settings).write(settings.package.parent)
    for path in changed:
        sys.stderr.write(f"{path}\n")
    sys.stderr.write(f"{len(changed)} files changed in {settings.package}\n")


def check_code(settings: GenerateSettings) -> int:
    """Return 0 where the package is fresh; else print the difference and return 1."""
    difference = _compile(settings).diff(settings.package.parent)
    sys.stdout.write(difference)
    if not difference:
        sys.stderr.write(f"{settings.package} is what its sources give.\n")
        return 0
    sys.stderr.write(
        f"{settings.package} is stale, or was edited by hand. Run: udacity generate\n"
    )
    return 1


def _compile(settings: GenerateSettings) -> Tree:
    return compile_tree(
        Sources(settings.schemas(), settings.queries),
        package=settings.package.name,
        secrets=settings.secrets,
        domains=settings.domains or None,
    )
