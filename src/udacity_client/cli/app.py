"""The `udacity` command line: commands and their options.

Each command imports what it needs when it runs, so `--help` is fast and the others need
fewer extras.
"""

from __future__ import annotations

from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from udacity_client.cli import database_app
from udacity_client.cli.api_options import Company, Url
from udacity_client.cli.auth_app import auth_app
from udacity_client.cli.export_app import export_app
from udacity_client.cli.listing_app import listing_app
from udacity_client.cli.meant_commands import UdacityGroup
from udacity_client.cli.report_app import report
from udacity_client.cli.schema_app import schema_app
from udacity_client.cli.schema_options import Package, Queries, Schema

app: typer.Typer = typer.Typer(
    name="udacity",
    cls=UdacityGroup,
    help="Work with the Udacity Public API: its schemas, typed code, an emulator.",
    epilog="Example: udacity learners --status ENROLLED",
    no_args_is_help=True,
    # Else rich takes [tool.udacity-client] in a help text for markup, and hides it.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
app.add_typer(listing_app)
app.add_typer(schema_app, name="schema", no_args_is_help=True)
app.add_typer(export_app, name="export", no_args_is_help=True)
app.command(epilog="Example: udacity sync --to udacity.duckdb")(database_app.sync)
app.command(epilog='Example: udacity sql "FROM roster_v1 LIMIT 10"')(database_app.sql)
app.command(epilog="Example: udacity report -o report.html")(report)
app.add_typer(auth_app, name="auth", no_args_is_help=True)


class Cursors(StrEnum):
    """What the cursors of an emulated page name."""

    ROW = "row"
    KEYSET = "keyset"
    OFFSET = "offset"


class Dialect(StrEnum):
    """How the emulator responds to an invalid document."""

    SPEC = "spec"
    GQLGEN = "gqlgen"


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback
    if wanted:
        typer.echo(f"udacity-client {version('udacity-client')}")
        raise typer.Exit


@app.callback()
def _udacity(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    pass


@app.command(
    epilog="Example: udacity generate --queries queries --package app/udacity_ops"
)
def generate(
    *,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Write nothing; exit 1 with a diff if code is stale or was edited.",
        ),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            help="Generate again on every change of operations, schemas or settings, "
            "until Ctrl-C.",
        ),
    ] = False,
    package: Package = None,
    queries: Queries = None,
    schema: Schema = None,
    domain: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DOMAIN",
            help="Compile only this domain, and leave the others as they are; may be "
            "given several times.",
        ),
    ] = None,
) -> None:
    """Compile .graphql operations against schemas into a package of typed clients.

    What is not given here is read from [tool.udacity-client] in pyproject.toml.
    """
    from udacity_client.cli.generate import check_code, write_code
    from udacity_client.cli.settings import GenerateSettings, find_settings
    from udacity_client.cli.watch import watch_code

    project = Path("pyproject.toml")

    def find() -> GenerateSettings:
        return find_settings(
            project,
            package=package,
            queries=queries,
            schema_folder=schema,
            only=tuple(domain or ()),
        )

    if check and watch:
        raise typer.BadParameter(
            "--check writes nothing and --watch writes: pass one of them."
        )
    if check:
        raise typer.Exit(check_code(find()))
    if watch:
        watch_code(find, project=project)
    else:
        write_code(find())


@app.command(epilog="Example: udacity emulator --port 8001 --learners 500")
def emulator(
    *,
    port: Annotated[int, typer.Option(help="The port; 0 means any free one.")] = 8000,
    learners: Annotated[
        int,
        typer.Option(help="How many learners the company has; 2 KB of memory each."),
    ] = 200,
    seed: Annotated[int, typer.Option(help="The seed of the made-up data.")] = 7,
    data_until: Annotated[
        str,
        typer.Option(
            help="When the made-up data end, in UTC, or now. 2026-11-01T09:00 gives "
            "those of tests and of examples in the documentation."
        ),
    ] = "now",
    token_lifetime: Annotated[
        int, typer.Option(help="Seconds until a token expires.")
    ] = 3600,
    rate_limit: Annotated[
        str, typer.Option(help="Requests per minute and identity, or off.")
    ] = "100",
    max_page_size: Annotated[
        int, typer.Option(help="The most records on a page; larger `first` is cut.")
    ] = 1000,
    cursors: Annotated[
        Cursors, typer.Option(help="What the cursor of a page names.")
    ] = Cursors.ROW,
    churn: Annotated[
        float,
        typer.Option(
            help="Changes a minute: learners are active, enroll, leave, are renamed."
        ),
    ] = 0.0,
    dialect: Annotated[
        Dialect, typer.Option(help="How to respond to invalid documents.")
    ] = Dialect.SPEC,
    env: Annotated[
        bool, typer.Option("--env", help="Print shell exports and nothing else.")
    ] = False,
) -> None:
    """Serve an emulated API on this machine, with made-up learners."""
    from udacity_client.cli.emulator import serve_emulator

    serve_emulator(
        port=port,
        learners=learners,
        seed=seed,
        data_until=data_until,
        token_lifetime=token_lifetime,
        rate_limit=rate_limit,
        max_page_size=max_page_size,
        cursors=cursors.value,
        churn=churn,
        dialect=dialect.value,
        only_exports=env,
    )


@app.command(epilog="Example: udacity doctor --company 4821")
def doctor(
    *,
    url: Url = None,
    company: Company = None,
) -> None:
    """Check all that a call needs, with one small request to each domain.

    Credential, network, token, scopes, clock, rate limit and schemas; for each, what to
    do. The exit code is 2 if a setting or the credential is wrong, 3 if anything else
    is.
    """
    from udacity_client.cli.doctor import examine, print_findings

    raise typer.Exit(print_findings(examine(url, company)))
