"""`udacity schema pull`: introspect through the client, and print what changed."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from udacity_client.cli.extras import extra
from udacity_client.cli.printing import print_line, say
from udacity_client.endpoints import DOMAINS

with extra("codegen"):
    from udacity_client.cli.live_source import LiveServers
    from udacity_client.cli.settings import (
        DEFAULT_SCHEMA_FOLDER,
        GenerateSettings,
        find_settings,
        set_schema_folder,
    )
    from udacity_client.schema.provenance import (
        PROVENANCE_FILE,
        Origin,
        read_or_start_provenance,
        read_provenance,
    )
    from udacity_client.schema.pull import PullReport
    from udacity_client.schema.pull import pull as pull_through
    from udacity_client.schema.shipped import schema_directory


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
    settings = find_settings()
    endpoints = settings.endpoints
    own = schema or _own_folder(settings)
    servers = LiveServers(endpoints, url=url)
    try:
        report = pull_through(
            domains or _all_domains(own, endpoints),
            known=[*DOMAINS, *endpoints],
            post=servers.post,
            schema_dir=own,
            out=out or own,
            endpoint_of=servers.endpoint_of,
            guesses=_guesses(own),
            today=datetime.now(tz=UTC).date(),
        )
    finally:
        servers.close()
    _print_report(report)
    _say_if_unused(out or own, settings)


def _own_folder(settings: GenerateSettings) -> Path:
    return settings.schemas if settings.owns_schemas else Path(DEFAULT_SCHEMA_FOLDER)


def _say_if_unused(folder: Path, settings: GenerateSettings) -> None:
    """Say how to let the other commands read *folder*, if they read another one."""
    if settings.owns_schemas and folder.resolve() == settings.schemas.resolve():
        return
    say(
        f"{folder} is not the project's folder of schemas. To generate from it, "
        f"{set_schema_folder(folder)}. To compare with it, run: udacity schema check "
        f"--against {shlex.quote(str(folder))}"
    )


def _guesses(own: Path) -> Mapping[str, Origin]:
    """Return what is known about each domain: by the project, else as shipped."""
    shipped = read_provenance(schema_directory() / PROVENANCE_FILE)
    project = read_or_start_provenance(own / PROVENANCE_FILE)
    return {**shipped.origins, **project.origins}


def _all_domains(folder: Path, endpoints: Iterable[str]) -> Sequence[str]:
    """Return the domains in *folder* and *endpoints*; Udacity's if there are none."""
    return sorted({*(path.stem for path in folder.glob("*.graphql")), *endpoints})


def _print_report(report: PullReport) -> None:
    for pulled in report.domains:
        counts = ", ".join(
            f"{count} {keyword}" for keyword, count in pulled.type_counts.items()
        )
        print_line(f"{pulled.path}: {pulled.state} ({counts})")
        missing = ", ".join(pulled.capabilities.missing)
        if missing:
            say(f"{pulled.domain}: the server's introspection does not show {missing}")
        for flaw in pulled.flaws:
            say(
                f"{pulled.domain}: not valid GraphQL: {flaw.rstrip('.')}. The rest can "
                "be used. Tell those who run the API."
            )
    if report.unconfirmed:
        say(f"Nothing is confirmed{_provenance_of(report)}: {report.unconfirmed}.")


def _provenance_of(report: PullReport) -> str:
    if report.guessed:
        return f", and {report.provenance} keeps the guesses of the schemas so far"
    if report.provenance:
        return f", and {report.provenance} stays as it was"
    return ""
