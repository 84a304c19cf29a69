"""The `udacity` command line: commands and their options.

Each command imports what it needs when it runs, so `--help` is fast and the others need
fewer extras.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias, cast

import typer

from udacity_client.cli import database_app
from udacity_client.cli.export_app import export_app
from udacity_client.cli.extras import MissingExtraError
from udacity_client.cli.listing_app import listing_app
from udacity_client.cli.printing import say
from udacity_client.cli.report_app import report
from udacity_client.cli.schema_app import Url, schema_app
from udacity_client.errors import ConfigurationError, SourceError, UdacityError

if TYPE_CHECKING:
    from udacity_client.auth.secret import SecretText

PROBLEMS, USAGE, NOT_DONE = 1, 2, 3
"""Exit codes: an error in the files; in the command line; outside, as in the API.

docs/commands.md has the table.
"""

# What typer raises for wrong arguments. Newer versions bring their own click, so its
# classes have no import path that works with every version.
_UsageError: Final = cast("type[Exception]", typer.BadParameter.__mro__[1])

Yes: TypeAlias = Annotated[
    bool, typer.Option("--yes", help="Do not ask for confirmation.")
]

app: typer.Typer = typer.Typer(
    name="udacity",
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
auth_app: typer.Typer = typer.Typer(
    help="The credential in use, and its tokens.",
    epilog="Example: udacity auth login",
)
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


def run() -> int:
    """Run the command line, and return the exit code if a command failed.

    Every error is one line on stderr, unless it lists several problems or what to
    install.
    """
    try:
        return _run_command()
    except typer.Abort:
        say("Stopped: not confirmed, or interrupted.")
        return PROBLEMS
    except SourceError as error:
        return _print_error(error, PROBLEMS)
    except (ConfigurationError, MissingExtraError) as error:
        return _print_error(error, USAGE)
    except UdacityError as error:
        return _print_error(error, NOT_DONE)
    except OSError as error:
        say(_os_error(error))
        return USAGE


def _run_command() -> int:
    try:
        # Else typer ends the process itself, and frames its errors.
        code: object = app(prog_name="udacity", standalone_mode=False)
    except _UsageError as error:
        message, command = _describe_usage_error(error)
        say(
            message
            if command is None
            else f"{command}: {_ended(message)} See: {command} --help"
        )
        return USAGE
    return code if isinstance(code, int) else 0


def _describe_usage_error(error: BaseException) -> tuple[str, str | None]:
    """Return the message in one line, and the command that refused its arguments.

    There is no such command if the message is the help that was asked for by leaving
    all arguments out.
    """
    message: str = getattr(error, "format_message", error.__str__)()
    if type(error).__name__ == "NoArgsIsHelpError":
        return message, None
    command: str = getattr(getattr(error, "ctx", None), "command_path", "udacity")
    message = " ".join(message.split())
    for theirs, ours in _PYDANTIC_WORDS.items():
        message = message.replace(theirs, ours)
    return message, command


# What typer takes over from pydantic, in versions that use it.
_PYDANTIC_WORDS: Final = {
    "Value error, ": "",
    "Input should be a valid integer, unable to parse string as an integer": (
        "give a whole number."
    ),
    "Input should be a valid number, unable to parse string as a number": (
        "give a number."
    ),
}


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _os_error(error: OSError) -> str:
    """Return in one line what the system refused, and for which file."""
    what = ": ".join(map(str, filter(None, (error.strerror, error.filename))))
    return f"{what or type(error).__name__}. Check the path, and who may use it."


def _print_error(error: Exception, code: int) -> int:
    say(str(error))
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


@app.command(
    epilog="Example: udacity generate --queries queries --package app/udacity_ops"
)
def generate(
    *,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit 1 with a diff if code is stale."
        ),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Generate again on every change, until Ctrl-C."),
    ] = False,
    package: Annotated[
        Path | None,
        typer.Option(help="The folder of the package, such as app/udacity_ops."),
    ] = None,
    queries: Annotated[
        Path | None, typer.Option(help="The folder of <domain>/*.graphql operations.")
    ] = None,
    schema: Annotated[
        Path | None,
        typer.Option(help="The folder of schemas; default: the shipped ones."),
    ] = None,
    domain: Annotated[
        list[str] | None,
        typer.Option(
            help="Compile only this domain, and leave the others as they are; may be "
            "given several times."
        ),
    ] = None,
) -> None:
    """Compile .graphql operations against the API's schemas into typed clients.

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
        int, typer.Option(help="How many learners the company has.")
    ] = 200,
    seed: Annotated[int, typer.Option(help="The seed of the made-up data.")] = 7,
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
    company: Annotated[
        str | None, typer.Option(help="The company; else UDACITY_COMPANY_ID.")
    ] = None,
) -> None:
    """Check all that a call needs, with one small request to each domain.

    Credential, network, token, scopes, clock, rate limit and schemas; for each, what to
    do. The exit code is 2 if a setting is wrong, 3 if anything else is.
    """
    from udacity_client.cli.doctor import examine, print_findings

    raise typer.Exit(print_findings(examine(url, company)))


@auth_app.command(epilog="Example: udacity auth status --explain")
def status(
    *,
    url: Url = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Also list each place that was searched."),
    ] = False,
) -> None:
    """Show which credential would be used and what is cached; send nothing."""
    from udacity_client.cli.auth import print_status

    print_status(url=url, explain=explain)


@auth_app.command(
    epilog="Example: udacity auth login --client-id udcl_0a1b2c --profile reports"
)
def login(
    *,
    client_id: Annotated[
        str | None,
        typer.Option(help="The ID, which starts with udcl_; asked for if left out."),
    ] = None,
    company: Annotated[
        str | None,
        typer.Option(help="The company, if the credential covers several."),
    ] = None,
    profile: Annotated[
        str, typer.Option(help="The profile to write; UDACITY_PROFILE chooses one.")
    ] = "default",
    url: Url = None,
) -> None:
    """Store a client credential in your credentials file, once Udacity accepts it.

    The secret is asked for, and is not shown; or it is read from stdin.
    """
    from udacity_client.cli.login import log_in

    log_in(
        client_id=client_id or typer.prompt("Client ID", err=True),
        secret=_ask_for_secret(),
        company=company,
        profile=profile,
        url=url,
    )


def _ask_for_secret() -> SecretText:
    from udacity_client.auth.secret import SecretText

    if sys.stdin.isatty():
        return SecretText(typer.prompt("Client secret", hide_input=True, err=True))
    return SecretText(sys.stdin.readline().strip())


@auth_app.command(epilog="Example: udacity auth token --print")
def token(
    *,
    url: Url = None,
    print_: Annotated[
        bool, typer.Option("--print", help="Print it even if stdout is a terminal.")
    ] = False,
) -> None:
    """Print a valid token and nothing else, for curl and other programs.

    It comes from the cache on disk, or is newly requested.
    """
    from udacity_client.cli.auth import print_token

    print_token(url=url, on_terminal=print_)


@auth_app.command(
    epilog="Example: udacity auth rotate --store udacity-secret --company 4821"
)
def rotate(
    *,
    url: Url = None,
    store: Annotated[
        Path | None,
        typer.Option(
            help="The file for the new secret; default: UDACITY_CLIENT_SECRET_FILE."
        ),
    ] = None,
    company: Annotated[
        list[str] | None,
        typer.Option(
            help="A company that the new credential covers; default: "
            "UDACITY_COMPANY_ID; may be given several times."
        ),
    ] = None,
    yes: Yes = False,
) -> None:
    """Replace the client credential by a new one, and verify the new one.

    Needs UDACITY_USER_TOKEN. In the same step, Udacity revokes every credential that
    overlaps with the new one. Unconfirmed: the documentation does not state how a
    credential is created, so the API may refuse.
    """
    from udacity_client.cli.rotate import rotate_credential

    rotate_credential(
        url=url,
        store=store,
        companies=tuple(company or ()),
        confirm=_skip_confirmation if yes else _ask_to_confirm,
    )


@auth_app.command(epilog="Example: udacity auth revoke udcl_0a1b2c")
def revoke(
    client_id: Annotated[str, typer.Argument(help="The ID, which starts with udcl_.")],
    *,
    url: Url = None,
    yes: Yes = False,
) -> None:
    """Revoke a client credential; tokens made with it work until they expire.

    Needs UDACITY_USER_TOKEN. Unconfirmed: the documentation does not state how, so the
    API may refuse.
    """
    from udacity_client.cli.auth import revoke_credential

    revoke_credential(
        client_id, url=url, confirm=_skip_confirmation if yes else _ask_to_confirm
    )


def _skip_confirmation(_question: str) -> None:
    pass


def _ask_to_confirm(question: str) -> None:
    """Ask the person at the terminal to confirm; end the command if they do not."""
    if not sys.stdin.isatty():
        message = (
            f"{question} Cannot ask: stdin is not a terminal. Pass --yes to confirm."
        )
        raise ConfigurationError(message)
    typer.confirm(question, abort=True, err=True)
