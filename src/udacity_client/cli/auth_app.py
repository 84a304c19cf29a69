"""The `auth` commands. Each imports what it needs when it runs (start-up)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from udacity_client.cli.api_options import Url, one, several
from udacity_client.errors import ConfigurationError

if TYPE_CHECKING:
    from udacity_client.auth.secret import SecretText

auth_app: typer.Typer = typer.Typer(
    help="The credential in use, and its tokens.",
    epilog="Example: udacity auth login",
)

Yes: TypeAlias = Annotated[
    bool, typer.Option("--yes", help="Do not ask for confirmation.")
]


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
        one("The company, if the credential covers several; else UDACITY_COMPANY_ID."),
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
        several(
            "A company that the new credential covers; default: UDACITY_COMPANY_ID; "
            "may be given several times."
        ),
    ] = None,
    yes: Yes = False,
) -> None:
    """Replace the client credential by a new one, and verify the new one.

    Needs UDACITY_USER_TOKEN. In the step that makes the new one, Udacity revokes every
    credential that overlaps with it. The command then stores the new secret, puts the
    new credential into the profiles that hold the old one, and verifies it.
    Unconfirmed: the documentation does not state how a credential is created, so the
    API may refuse.
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
