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
    from udacity_client.schema.pull import PullReport
    from udacity_client.schema.pull import pull as pull_through


def pull_schemas(
    domains: Sequence[str], *, url: str | None, schema: Path, out: Path
) -> None:
    """Introspect *domains*, write their schemas to *out*, and print what changed."""
    with Udacity(base_url=url, token_cache=command_cache()) as udacity:
        report = pull_through(
            domains,
            known=DOMAINS,
            post=udacity.post,
            schema_dir=schema,
            out=out,
            endpoint_of=real_endpoints(udacity.base_url),
            today=datetime.now(tz=UTC).date(),
        )
    _print_report(report)


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
