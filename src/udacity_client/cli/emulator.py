"""`udacity emulator`: serve the emulator in the foreground."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import Literal

from udacity_client.cli.extras import extra
from udacity_client.cli.printing import discard_unwritten
from udacity_client.errors import ConfigurationError

with extra("emulator"):
    from udacity_client.emulator import Emulator, serve


def serve_emulator(
    *,
    port: int,
    learners: int,
    seed: int,
    data_until: str,
    token_lifetime: int,
    rate_limit: str,
    max_page_size: int,
    cursors: Literal["row", "keyset", "offset"],
    churn: float,
    dialect: Literal["spec", "gqlgen"],
    only_exports: bool,
) -> None:
    """Serve until interrupted.

    Raises:
        ConfigurationError: An option is invalid, or the port is taken.
    """
    try:
        emulated = Emulator(
            port=port,
            learners=learners,
            seed=seed,
            data_until=_parse_time(data_until),
            token_lifetime=token_lifetime,
            rate_limit=_parse_rate_limit(rate_limit),
            max_page_size=max_page_size,
            cursors=cursors,
            churn=churn,
            dialect=dialect,
        )
        serve(emulated, announce=_print_exports if only_exports else _print_greeting)
    except OSError as error:
        reason = error.strerror or error
        raise ConfigurationError(f"The emulator cannot start: {reason}.") from error
    except ValueError as error:
        raise ConfigurationError(f"The emulator cannot start: {error}") from error


def _parse_rate_limit(text: str) -> int | None:
    if text == "off":
        return None
    if not text.isdecimal():
        raise ConfigurationError(f"--rate-limit is {text!r}; pass a number, or off.")
    return int(text)


def _parse_time(text: str) -> datetime:
    if text == "now":
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = (
            f"--data-until is {text!r}; pass a time such as 2026-11-01T09:00, or now."
        )
        raise ConfigurationError(message) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _print_greeting(emulated: Emulator) -> None:
    _announce(
        f"The Udacity API, emulated: {emulated.base_url}\n"
        f"Explore it in a browser:   {emulated.base_url}/v1/catalog/graphql\n\n"
        "To use it from a client in another shell:\n\n"
        f"{emulated.exports()}\n\n"
        "Stop it with Ctrl-C.\n"
    )


def _print_exports(emulated: Emulator) -> None:
    _announce(f"{emulated.exports()}\n")


def _announce(text: str) -> None:
    """Print *text*. If nobody can read it, the emulator serves all the same."""
    with suppress(OSError):
        sys.stdout.write(text)
    discard_unwritten(sys.stdout)
