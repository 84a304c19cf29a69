"""Compile operations, or check that the compiled code is fresh."""

from __future__ import annotations

import sys
from pathlib import Path

from udacity_client.cli.extras import extra

with extra("codegen"):
    from udacity_client.codegen.compile import Sources, compile_tree


def write_code(*, schema: Path, queries: Path, out: Path) -> None:
    """Write the package below *out*, and say which files changed."""
    changed = compile_tree(Sources(schema, queries)).write(out)
    for path in changed:
        sys.stderr.write(f"{path}\n")
    sys.stderr.write(f"{len(changed)} files changed in {out}\n")


def check_code(*, schema: Path, queries: Path, out: Path) -> int:
    """Return 0 where *out* is fresh; else print the difference and return 1."""
    difference = compile_tree(Sources(schema, queries)).diff(out)
    sys.stdout.write(difference)
    if not difference:
        sys.stderr.write(f"{out} is what {schema} and {queries} give.\n")
        return 0
    sys.stderr.write(f"{out} is stale, or was edited by hand. Run: udacity generate\n")
    return 1
