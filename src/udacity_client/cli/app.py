"""Declare the commands and their options; each command imports what it needs itself."""

from __future__ import annotations

import sys
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from udacity_client.cli.extras import MissingExtraError
from udacity_client.cli.schema_app import Url, schema_app
from udacity_client.errors import ConfigurationError, SourceError, UdacityError

PROBLEMS, USAGE, NOT_DONE = 1, 2, 3
"""Exit codes: something is wrong in the files; in the call; outside, as in the API."""

app: typer.Typer = typer.Typer(
    name="udacity",
    help="Work with the Udacity Public API: its schemas, typed code, an emulator.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(schema_app, name="schema", no_args_is_help=True)
auth_app: typer.Typer = typer.Typer(help="The credential in use, and its tokens.")
app.add_typer(auth_app, name="auth", no_args_is_help=True)


class Dialect(StrEnum):
    """How the emulator answers an invalid document."""

    SPEC = "spec"
    GQLGEN = "gqlgen"


def run() -> int:
    """Run the command line; return the exit code where a command failed.

    A command that succeeds, or was called wrongly, ends the process by itself.
    """
    try:
        app()
    except SourceError as error:
        return _print_error(error, PROBLEMS)
    except (ConfigurationError, MissingExtraError) as error:
        return _print_error(error, USAGE)
    except UdacityError as error:
        return _print_error(error, NOT_DONE)
    return 0


def _print_error(error: Exception, code: int) -> int:
    sys.stderr.write(f"{error}\n")
    return code


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


@app.command()
def generate(
    *,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit 1 with a diff where code is stale."
        ),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Generate again on every change, until Ctrl-C."),
    ] = False,
    package: Annotated[
        Path | None,
        typer.Option(help="The folder of the package to write, as app/udacity_ops."),
    ] = None,
    queries: Annotated[
        Path | None, typer.Option(help="The folder of <domain>/*.graphql operations.")
    ] = None,
    schema: Annotated[
        Path | None,
        typer.Option(help="The folder of schemas; else those that ship with this."),
    ] = None,
    domain: Annotated[
        list[str] | None,
        typer.Option(
            help="Compile this domain and leave the others as they are; may be given "
            "several times."
        ),
    ] = None,
) -> None:
    """Compile .graphql operations against the API's schemas into typed clients.

    What is not said here is read from [tool.udacity-client] in pyproject.toml.
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
        raise typer.BadParameter("--check writes nothing, and --watch writes.")
    if check:
        raise typer.Exit(check_code(find()))
    if watch:
        watch_code(find, project=project)
    else:
        write_code(find())


@app.command()
def emulator(
    *,
    port: Annotated[int, typer.Option(help="0 takes any free port.")] = 8000,
    learners: Annotated[int, typer.Option(help="Learners of the company.")] = 200,
    seed: Annotated[int, typer.Option(help="What the data follows from.")] = 7,
    token_lifetime: Annotated[
        int, typer.Option(help="Seconds that a token lives.")
    ] = 3600,
    rate_limit: Annotated[
        str, typer.Option(help="Requests a minute and identity, or off.")
    ] = "100",
    max_page_size: Annotated[
        int, typer.Option(help="What a larger `first` is cut to.")
    ] = 1000,
    dialect: Annotated[
        Dialect, typer.Option(help="How invalid documents are answered.")
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
        token_lifetime=token_lifetime,
        rate_limit=rate_limit,
        max_page_size=max_page_size,
        dialect=dialect.value,
        only_exports=env,
    )


@auth_app.command()
def status(
    *,
    url: Url = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="List each place that was looked at, too."),
    ] = False,
) -> None:
    """Tell which credential would be used, and what is cached; send nothing."""
    from udacity_client.cli.auth import print_status

    print_status(url=url, explain=explain)


@auth_app.command()
def token(
    *,
    url: Url = None,
    print_: Annotated[
        bool, typer.Option("--print", help="Print it even where a person may look on.")
    ] = False,
) -> None:
    """Print a valid token and nothing else, for curl and other programs.

    It comes from the cache on disk where one is kept there, else it is minted.
    """
    from udacity_client.cli.auth import print_token

    print_token(url=url, on_terminal=print_)


@auth_app.command()
def rotate(
    *,
    url: Url = None,
    store: Annotated[
        Path | None,
        typer.Option(
            help="The file for the new secret; else UDACITY_CLIENT_SECRET_FILE."
        ),
    ] = None,
    company: Annotated[
        list[str] | None,
        typer.Option(
            help="A company that the new credential covers, else UDACITY_COMPANY_ID; "
            "may be given several times."
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Replace the client credential by a new one, and verify the new one.

    Needs UDACITY_USER_TOKEN. Udacity revokes, in the same step, every credential that
    overlaps with the new one. Unconfirmed: the documentation does not state how a
    credential is created, so that the API may refuse it.
    """
    from udacity_client.cli.rotate import rotate_credential

    rotate_credential(
        url=url,
        store=store,
        companies=tuple(company or ()),
        confirm=_skip_confirmation if yes else _ask_to_confirm,
    )


@auth_app.command()
def revoke(
    client_id: Annotated[str, typer.Argument(help="As udcl_…")],
    *,
    url: Url = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Revoke a client credential; tokens made from it live on until they end.

    Needs UDACITY_USER_TOKEN. Unconfirmed: the documentation does not state how, so that
    the API may refuse it.
    """
    from udacity_client.cli.auth import revoke_credential

    revoke_credential(
        client_id, url=url, confirm=_skip_confirmation if yes else _ask_to_confirm
    )


def _skip_confirmation(_question: str) -> None:
    pass


def _ask_to_confirm(question: str) -> None:
    """Let the person at the terminal agree, or end the command."""
    if not sys.stdin.isatty():
        message = f"{question} Nobody is there to ask; say --yes."
        raise ConfigurationError(message)
    typer.confirm(question, abort=True, err=True)
