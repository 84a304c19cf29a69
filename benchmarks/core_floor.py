"""Parse and build what a schema check reads, with graphql-core alone.

    python benchmarks/core_floor.py FOLDER OTHER

FOLDER has `schema/` and `queries/`, OTHER the schemas to compare with. As in a check,
no garbage is collected, and only the schemas themselves are validated.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from pathlib import Path

from graphql import build_schema, parse


def main() -> None:
    """Do what the command line says."""
    folder, other = map(Path, sys.argv[1:])
    gc.disable()
    for text in (*_texts(folder / "schema"), *_texts(other)):
        build_schema(text)
    for text in _texts(folder / "queries"):
        parse(text)


def _texts(folder: Path) -> Iterable[str]:
    return [path.read_text(encoding="utf-8") for path in folder.rglob("*.graphql")]


if __name__ == "__main__":
    main()
