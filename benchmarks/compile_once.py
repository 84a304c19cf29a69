"""Compile sources of one kind and size, and print the processor seconds.

    python benchmarks/compile_once.py operations 3000

With `--core`, it is the time in which graphql-core parses and builds the schema.
Python's own start and the imports of the generator do not count.
"""

from __future__ import annotations

import argparse
import importlib
import resource
import sys
import tempfile
from pathlib import Path

from graphql import build_ast_schema, parse

from growing_sources import KINDS, Sources
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.sources import Sources as Folders


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("size", type=int)
    parser.add_argument("--core", action="store_true")
    given = parser.parse_args()
    sources = KINDS[given.kind](given.size)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Both import more modules when they are used first.
        compile_and_import(KINDS[given.kind](8), folder / "first", "first")
        started = processor_seconds()
        if given.core:
            build_ast_schema(parse(sources[0]))
        else:
            compile_and_import(sources, folder / "second", "second")
        print(processor_seconds() - started)


def compile_and_import(sources: Sources, folder: Path, package: str) -> None:
    """Compile *sources*, write the package into *folder*, and import all of it."""
    (folder / "schema").mkdir(parents=True)
    (folder / "schema" / "shop.graphql").write_text(sources[0])
    (folder / "queries" / "shop").mkdir(parents=True)
    (folder / "queries" / "shop" / "all.graphql").write_text(sources[1])
    folders = Folders(folder / "schema", folder / "queries")
    compile_tree(folders, package=package).write(folder)
    sys.path.insert(0, str(folder))
    for module in ("inputs", "results", "operations", "client"):
        importlib.import_module(f"{package}.shop.{module}")


def processor_seconds() -> float:
    """Return what this process and those that it started have used."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
