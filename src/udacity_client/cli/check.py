"""Check schemas, operations and generated code against one another, and tell of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from udacity_client.cli.extras import extra
from udacity_client.cli.settings import GenerateSettings
from udacity_client.cli.witness_feed import feed_of
from udacity_client.errors import ConfigurationError

with extra("codegen"):
    from udacity_client.codegen.compile import Sources, Tree, compile_tree
    from udacity_client.drift.check import check_domains, exit_code
    from udacity_client.drift.effects import Level
    from udacity_client.drift.report import json_report, text_report
    from udacity_client.drift.sight import look_in


def check_schemas(
    domains: Sequence[str],
    settings: GenerateSettings,
    *,
    against: Path | None,
    fail_on: str,
    output: str,
    witness: bool,
) -> int:
    """Write what is found about *domains* as *output*, and return the exit code.

    With *witness*, the committed code is shown answers that it may not read.

    Raises:
        ConfigurationError: *against* is no folder.
        SourceError: A domain is unknown, or has no documents.
    """
    if against is not None and not against.is_dir():
        raise ConfigurationError(
            f"There is no folder {against} of schemas to compare with. Make one with: "
            "udacity schema pull --out FOLDER"
        )
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
        look=look_in(against) if against else None,
        feed=feed_of if witness else None,
    )
    level = Level(fail_on)
    if output == "json":
        sys.stdout.write(json_report(checks, fail_on=level))
    else:
        sys.stdout.write(text_report(checks, fail_on=level, command=settings.command))
    return exit_code(checks, level)
