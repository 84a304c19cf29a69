"""Check schemas, operations and generated code against one another, and tell of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from udacity_client.cli.extras import extra
from udacity_client.cli.generate import is_known_fresh, note_fresh
from udacity_client.cli.settings import GenerateSettings
from udacity_client.errors import ConfigurationError

with extra("codegen"):
    from udacity_client.codegen.domain import Domain
    from udacity_client.codegen.domains import find_domains
    from udacity_client.codegen.sources import Sources
    from udacity_client.codegen.tree import Tree
    from udacity_client.drift.check import check_domains, exit_code
    from udacity_client.drift.code_state import Code
    from udacity_client.drift.effects import Level
    from udacity_client.drift.ledger import (
        LEDGER_FILE,
        NOTHING_ACCEPTED,
        Ledger,
        read_ledger,
    )
    from udacity_client.drift.recorded import read_events
    from udacity_client.drift.report import json_report, text_report
    from udacity_client.drift.sight import look_in


def check_schemas(
    domains: Sequence[str],
    settings: GenerateSettings,
    *,
    against: Path | None,
    events: Path | None,
    fail_on: str,
    output: str,
) -> int:
    """Write what is found about *domains* as *output*, and return the exit code.

    Raises:
        ConfigurationError: *against* is no folder, or *events* no file of events.
        SourceError: A domain is unknown, or has no documents; or the list of accepted
            findings cannot be read.
    """
    if against is not None and not against.is_dir():
        raise ConfigurationError(
            f"There is no folder {against} of schemas to compare with. Make one with: "
            "udacity schema pull --out FOLDER"
        )
    sources = Sources(settings.schemas, settings.queries)
    checks = check_domains(
        domains or settings.domains,
        sources=sources,
        code=code_of(settings, sources),
        look=look_in(against) if against else None,
        today=datetime.now(tz=UTC).date(),
        ledger=ledger_of(settings),
        events=read_events(events, sources.domains) if events else (),
    )
    level = Level(fail_on)
    if output == "json":
        sys.stdout.write(json_report(checks, fail_on=level))
    else:
        sys.stdout.write(text_report(checks, fail_on=level, command=settings.command))
    return exit_code(checks, level)


def ledger_of(settings: GenerateSettings) -> Ledger:
    """Return what the project accepts; what came with this package is not its word."""
    if not settings.owns_schemas:
        return NOTHING_ACCEPTED
    domains = Sources(settings.schemas, settings.queries).domains
    return read_ledger(settings.schemas / LEDGER_FILE, domains)


def code_of(settings: GenerateSettings, sources: Sources) -> Code:
    """Return the code of *settings*; what is found fresh as a whole is remembered."""

    def compile_read(domains: Sequence[Domain]) -> Tree:
        # The compiler is imported where code has to be compiled, which is seldom.
        from udacity_client.codegen.compile import compile_domains  # noqa: PLC0415

        names = [domain.name for domain in domains]
        is_whole = names == find_domains(sources, settings.domains, [])
        tree = compile_domains(
            domains,
            sources=sources,
            package=settings.package.name,
            secrets=settings.secrets,
            is_whole=is_whole,
            command=settings.command,
        )
        if is_whole and not tree.diff(settings.package.parent):
            note_fresh(settings)
        return tree

    return Code(
        package=settings.package,
        compile_domains=compile_read,
        secrets=settings.secrets,
        command=settings.command,
        is_known_fresh=is_known_fresh(settings),
    )
