"""Check schemas, operations and generated code against one another, and tell of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from udacity_client.cli.extras import extra
from udacity_client.cli.settings import GenerateSettings
from udacity_client.errors import ConfigurationError

with extra("codegen"):
    from udacity_client.codegen.compile import Sources, Tree, compile_tree
    from udacity_client.drift.check import check_domains, exit_code
    from udacity_client.drift.effects import Level
    from udacity_client.drift.report import json_report, text_report
    from udacity_client.drift.sight import Look, look_in


def check_schemas(
    domains: Sequence[str],
    settings: GenerateSettings,
    *,
    look: Look | None,
    fail_on: str,
    output: str,
) -> int:
    """Write what is found about *domains* as *output*, and return the exit code.

    Args:
        domains: Which; all that have operations where none is named.
        settings: Where schemas, operations and generated code are.
        look: Sees the schemas to compare with; none is compared where it is `None`.
        fail_on: The least level of drift that fails.
        output: The format.

    Raises:
        SourceError: A domain is unknown, or has no documents.
    """
    sources = Sources(settings.schemas, settings.queries)

    def compile_domain(domain: str) -> Tree:
        return compile_tree(
            sources,
            package=settings.package.name,
            secrets=settings.secrets,
            domains=settings.domains,
            only=(domain,),
            command=settings.command,
        )

    checks = check_domains(
        domains or settings.domains,
        sources=sources,
        package=settings.package,
        compile_domain=compile_domain,
        look=look,
    )
    level = Level(fail_on)
    if output == "json":
        sys.stdout.write(json_report(checks, fail_on=level))
    else:
        sys.stdout.write(text_report(checks, fail_on=level, command=settings.command))
    return exit_code(checks, level)


def look_against(folder: Path | None) -> Look | None:
    """Return how to see the schemas in *folder*, where there is one to compare with.

    Raises:
        ConfigurationError: It is no folder.
    """
    if folder is None:
        return None
    if not folder.is_dir():
        raise ConfigurationError(
            f"There is no folder {folder} of schemas to compare with. Make one with: "
            "udacity schema pull --out FOLDER"
        )
    return look_in(folder)
