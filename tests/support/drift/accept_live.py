"""Accept the live schema of the sample project, and see what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from support.drift.sample_project import SampleProject
from udacity_client.cli.schema_check import generated_code_of
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.package.package_tree import PackageTree
from udacity_client.codegen.sources import Sources
from udacity_client.drift.baseline.accept import (
    AcceptResult,
    accept_domains,
)
from udacity_client.drift.check import check_domains, exit_code
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.sources.source import (
    SchemaSource,
    folder_source,
)
from udacity_client.endpoints import real_endpoints

TODAY = date(2026, 12, 1)


def live_schema(shop: SampleProject) -> SchemaSource:
    """Return the source that reads the project's live schema."""
    return folder_source(shop.live.parent)


def accept(
    shop: SampleProject,
    source: SchemaSource | None = None,
    *,
    today: date = TODAY,
    base_url: str | None = None,
) -> AcceptResult:
    """Accept the live schema, as `udacity schema accept` does."""
    project = shop.settings

    def compile_domains(sources: Sources, names: Sequence[str]) -> PackageTree:
        return compile_tree(sources, package=project.package.name, only=names)

    return accept_domains(
        ["shop"],
        sources=shop.sources,
        target=project.package.parent,
        compile_domains=compile_domains,
        source=source or live_schema(shop),
        today=today,
        endpoint_of=real_endpoints(base_url),
    )


def files_of(shop: SampleProject) -> dict[str, bytes]:
    """Return the content of every file of the project, caches left out."""
    return {
        path.relative_to(shop.root).as_posix(): path.read_bytes()
        for path in shop.root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def is_clean(shop: SampleProject) -> bool:
    """Return whether a check finds nothing at all."""
    checks = check_domains(
        [],
        sources=shop.sources,
        code=replace(
            generated_code_of(shop.settings, shop.sources), known_fresh=frozenset()
        ),
        source=live_schema(shop),
        today=TODAY,
    )
    return exit_code(checks, Level.COSMETIC) == 0
