"""Join looking at live schemas to the client's transport."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial

from udacity_client.cli.auth import find_command_options
from udacity_client.cli.extras import extra
from udacity_client.errors import CredentialsError
from udacity_client.options import DEADLINE, ClientOptions
from udacity_client.transport.sync_transport import Transport

with extra("codegen"):
    from udacity_client.drift.sources.live import LiveSource, Send, unseen
    from udacity_client.drift.sources.probe import probe
    from udacity_client.drift.sources.source import SchemaSource


@contextmanager
def open_look(
    *, url: str | None, deadline: float | None, probes: bool
) -> Generator[SchemaSource]:
    """Yield how to see the schemas of the API, and close the connections at the end.

    Without a credential nothing is seen, which is no wrong usage: the rest of a check
    needs none, and stays worth its run.

    Args:
        url: The base URL; else it is found as for any command.
        deadline: Seconds for each question, waiting and repetitions included; `None`
            for as many as any call may take.
        probes: Whether operations are validated where introspection is refused.

    Raises:
        ConfigurationError: The URL or the deadline cannot be one.
    """
    options = _find_options(url, DEADLINE if deadline is None else deadline)
    if isinstance(options, CredentialsError):
        yield partial(unseen, error=options)
        return
    transport = Transport(options)
    try:
        instead = probe if probes else None
        yield LiveSource(send_over(transport), instead=instead)
    finally:
        transport.close()


def base_url_of(url: str | None) -> str | None:
    """Return what `open_look` asks; `None` where it has no credential to ask with."""
    options = _find_options(url, DEADLINE)
    if isinstance(options, CredentialsError):
        return None
    return options.endpoints.base_url


def send_over(transport: Transport) -> Send:
    """Return how to ask over *transport*."""

    def send(domain: str, body: bytes, max_attempts: int) -> tuple[bytes, int]:
        settled = transport.ask(domain, body, max_attempts=max_attempts)
        return settled.result, settled.attempts

    return send


def _find_options(url: str | None, deadline: float) -> ClientOptions | CredentialsError:
    try:
        return find_command_options(url, deadline=deadline)
    except CredentialsError as error:
        return error.with_traceback(None)
