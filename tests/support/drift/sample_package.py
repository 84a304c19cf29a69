"""Generate client packages, by default that of the sample schema."""

from __future__ import annotations

from pathlib import Path

from support.drift.sample_schema import DOCUMENT, DOCUMENTS, SCHEMA
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.sources import Sources
from udacity_client.schema.documents import Documents

SAMPLE_DOCUMENTS = Documents({"ops.graphql": DOCUMENTS}, DOCUMENT.definitions)


def generate_sample_package(folder: Path, package: str) -> Path:
    """Write the package of the sample schema, and return its domain's folder."""
    return generate_package(folder, package, SCHEMA, DOCUMENTS)


def generate_package(folder: Path, package: str, sdl: str, documents: str) -> Path:
    """Write a package of one domain, and return that domain's folder."""
    for place, text in (("schema/shop", sdl), ("queries/shop/ops", documents)):
        path = folder / f"{place}.graphql"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    sources = Sources(folder / "schema", folder / "queries")
    compile_tree(sources, package=package).write(folder)
    return folder / package / "shop"
