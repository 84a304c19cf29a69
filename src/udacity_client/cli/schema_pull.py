"""`udacity schema pull`: introspect through the client, and print what changed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from udacity_client.cli.auth import command_cache
from udacity_client.cli.extras import extra
from udacity_client.client import Udacity
from udacity_client.endpoints import DOMAINS, real_endpoints

with extra("codegen"):
    from udacity_client.cli.settings import find_settings
    from udacity_client.schema.pull import PullReport
    from udacity_client.schema.pull import pull as pull_through


def pull_schemas(
    domains: Sequence[str], *, url: str | None, schema: Path | None, out: Path | None
) -> None:
    """Introspect *domains*, write their schemas, and print what changed.

    Args:
        domains: The domains; see `pull`.
        url: The base URL; else it is found as for every command.
        schema: The project's folder of schemas; else its settings say which.
        out: The folder to write to, if it is another one.
    """
    own = schema or _own_folder()
    with Udacity(base_url=url, token_cache=command_cache()) as udacity:
        report = pull_through(
            domains,
            known=DOMAINS,
            post=udacity.post,
            schema_dir=own,
            out=out or own,
            endpoint_of=real_endpoints(udacity.base_url),
            today=datetime.now(tz=UTC).date(),
        )
    _print_report(report)


def _own_folder() -> Path:
    settings = find_settings()
    return settings.schemas if settings.owns_schemas else Path("schema")


def _print_report(report: PullReport) -> None:
    for pulled in report.domains:
        counts = ", ".join(
            f"{count} {keyword}" for keyword, count in pulled.type_counts.items()
        )
        state = "changed" if pulled.changed else "unchanged"
        sys.stdout.write(f"{pulled.path}: {state} ({counts})\n")
        missing = ", ".join(pulled.capabilities.missing)
        if missing:
            sys.stderr.write(
                f"{pulled.domain}: the server's introspection does not tell {missing}\n"
            )
        for flaw in pulled.flaws:
            sys.stderr.write(
                f"{pulled.domain}: not valid GraphQL: {flaw.rstrip('.')}. The rest can "
                "be used. Tell those who run the API.\n"
            )
    if report.unconfirmed:
        sys.stderr.write(
            f"Nothing is confirmed, and provenance.toml stays as it was: "
            f"{report.unconfirmed}.\n"
        )
