"""A schema source that sends over the client's transport."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial

from udacity_client.cli.auth import find_command_options
from udacity_client.cli.extras import extra
from udacity_client.errors import CredentialsError
from udacity_client.options import ClientOptions
from udacity_client.system.option_values import DEADLINE
from udacity_client.transport.sync_transport import Transport

with extra("codegen"):
    from udacity_client.drift.sources.live import LiveSource, Send, unavailable_snapshot
    from udacity_client.drift.sources.probe import probe
    from udacity_client.drift.sources.source import SchemaSource


@contextmanager
def open_live_source(
    *, url: str | None, deadline: float | None, probes: bool
) -> Generator[SchemaSource]:
    """Yield a source of the API's schemas, and close its connections at the end.

    Without a credential, the schemas are unavailable. That is not an error here: the
    rest of a check needs none, and is still useful.

    Args:
        url: The base URL; else it is found as for every command.
        deadline: Seconds for each request, waiting and retries included; `None` for the
            default of calls.
        probes: Whether operations are validated if introspection is refused.

    Raises:
        ConfigurationError: The URL or the deadline is invalid.
    """
    options = _find_options(url, DEADLINE if deadline is None else deadline)
    if isinstance(options, CredentialsError):
        yield partial(unavailable_snapshot, error=options)
        return
    transport = Transport(options)
    try:
        fallback = probe if probes else None
        yield LiveSource(send_with(transport), fallback=fallback)
    finally:
        transport.close()


def base_url_of(url: str | None) -> str | None:
    """Return the base URL that `open_live_source` asks; `None` without a credential."""
    options = _find_options(url, DEADLINE)
    if isinstance(options, CredentialsError):
        return None
    return options.endpoints.base_url


def send_with(transport: Transport) -> Send:
    """Return what sends requests over *transport*."""

    def send(domain: str, body: bytes, max_attempts: int) -> tuple[bytes, int]:
        completed = transport.ask(domain, body, max_attempts=max_attempts)
        return completed.result, completed.attempts

    return send


def _find_options(url: str | None, deadline: float) -> ClientOptions | CredentialsError:
    try:
        return find_command_options(url, deadline=deadline)
    except CredentialsError as error:
        return error.with_traceback(None)
