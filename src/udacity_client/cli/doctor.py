"""`udacity doctor`: check all that a call needs, and say what to do."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final, Literal, TypeAlias

from udacity_client.auth.access_token import AccessToken
from udacity_client.auth.credentials import ClientCredentials, StaticToken
from udacity_client.cli.auth import describe_other_credential, find_command_options
from udacity_client.cli.printing import print_line
from udacity_client.errors import (
    ConfigurationError,
    UdacityError,
    UnauthorizedError,
    quoted,
)
from udacity_client.options import ClientOptions
from udacity_client.protocol.http_response import RawResponse, http_date
from udacity_client.protocol.request import EncodedRequest
from udacity_client.protocol.response import errors_in
from udacity_client.protocol.status_errors import (
    error_for,
    is_unauthorized,
    unauthorized_error,
)
from udacity_client.runtime import RateLimit
from udacity_client.schema.provenance import PROVENANCE_FILE, read_provenance
from udacity_client.schema.shipped import schema_directory
from udacity_client.transport.http_client import HttpClients
from udacity_client.transport.sync_transport import Transport

State: TypeAlias = Literal["ok", "note", "problem"]

_SMALL_QUERIES: Final = {
    "catalog": b'{"query":"{catalog{companyId}}"}',
    "program-progress": b'{"query":"{programProgress(input:{first:1}){totalCount}}"}',
    "assessment-progress": (
        b'{"query":"{assessmentProgress(input:{first:1}){totalCount}}"}'
    ),
    # A page of it needs the ID of a plan.
    "learning-plan-progress": b'{"query":"{__typename}"}',
}
"""The smallest query of each domain that a client credential can read."""

_SKEW: Final = 60.0
"""Seconds that clocks may differ without harm: tokens are renewed earlier."""

_LOW: Final = 10
"""Requests left in this minute below which other programs are likely at work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked.

    Attributes:
        state: Whether it is fine.
        name: What was checked.
        text: What was found, and what to do if it is not fine.
        is_setting: Whether a setting or the credential has to change.
    """

    state: State
    name: str
    text: str
    is_setting: bool = False


def _problem(name: str, error: UdacityError) -> Finding:
    is_setting = isinstance(error, ConfigurationError | UnauthorizedError)
    return Finding("problem", name, str(error), is_setting)


def examine(url: str | None, company: str | None) -> Iterator[Finding]:
    """Yield what is found, in the order in which a call needs it.

    Args:
        url: The base URL; `None` for the one of the environment or the API's own.
        company: The company; `None` for the one of the credential.
    """
    programs = f"udacity-client {version('udacity-client')}"
    yield Finding("ok", "version", f"{programs}, Python {platform.python_version()}")
    try:
        options = find_command_options(url, company_id=company)
        options.resolved.require_service()
    except UdacityError as error:
        yield _problem("credential", error)
        return
    yield Finding("ok", "credential", _credential(options))
    yield Finding("ok", "base URL", options.endpoints.base_url)
    yield from _network(HttpClients(options))
    is_given = isinstance(options.resolved.service, StaticToken)
    # Without the cache: its token may outlive the credential.
    transport = Transport(replace(options, token_cache=None))
    try:
        yield from _calls(transport, is_given=is_given)
    finally:
        transport.close()
    yield _schemas()


def print_findings(findings: Iterator[Finding]) -> int:
    """Print *findings* as they come, and return the exit code.

    It is 2 if a setting or the credential is wrong, and 3 if anything else is: the
    code that other commands end with.
    """
    problems, code = 0, 3
    for finding in findings:
        problems += finding.state == "problem"
        if finding.is_setting:
            code = 2
        print_line(f"{finding.state:8} {finding.name:24} {finding.text}")
    end = {0: "All is well.", 1: "There is 1 problem."}
    print_line(end.get(problems, f"There are {problems} problems."))
    return code if problems else 0


def _credential(options: ClientOptions) -> str:
    service = options.resolved.service
    if isinstance(service, ClientCredentials):
        company = service.company_id or options.company_id or "none given"
        return f"client credential {service.client_id}, company: {company}"
    return describe_other_credential(service)


def _network(clients: HttpClients) -> Iterator[Finding]:
    yield _tried("proxy", lambda: _proxy(clients))
    if clients.trust_env:
        yield _tried("certificates", lambda: _certificates(clients))


def _proxy(clients: HttpClients) -> str:
    proxy = clients.proxy
    if proxy is None:
        return "none"
    return f"{proxy.url.scheme}://{proxy.url.host}:{proxy.url.port}"


def _certificates(clients: HttpClients) -> str:
    _ = clients.verify
    given = [n for n in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(n)]
    return f"those of {given[0]}" if given else "those that httpx brings"


def _tried(name: str, find: Callable[[], str]) -> Finding:
    try:
        return Finding("ok", name, find())
    except ConfigurationError as error:
        return _problem(name, error)


def _calls(transport: Transport, *, is_given: bool) -> Iterator[Finding]:
    """Yield what requests to the API show: one for each domain, and one for a token.

    No token is requested if one *is_given*.
    """
    try:
        token = transport.token()
    except UdacityError as error:
        yield _problem("token", error)
        return
    yield Finding("ok", "token", _GIVEN if is_given else "Udacity made one")
    last: RawResponse | None = None
    for domain, query in _SMALL_QUERIES.items():
        finding, response = _ask(transport, domain, query, token)
        last = response or last
        yield finding
    if last is not None:
        yield compare_clocks(last)
        yield _limit(last.rate_limit)


_GIVEN: Final = "one that was made elsewhere; nothing was requested"


def _ask(
    transport: Transport, domain: str, query: bytes, token: AccessToken
) -> tuple[Finding, RawResponse | None]:
    try:
        response = transport.exchange(domain, EncodedRequest(query), token=token)
    except UdacityError as error:
        return _problem(domain, error), None
    errors = errors_in(response)
    if response.is_success and not errors:
        return Finding("ok", domain, "the token may read it"), response
    if is_unauthorized(errors):
        return _problem(domain, unauthorized_error(response, errors)), response
    if not response.is_success:
        return _problem(domain, error_for(response, errors)), response
    listed = quoted("; ".join(error.message for error in errors))
    text = f"The API answered with errors: {listed}. See: udacity schema check --live"
    return Finding("problem", domain, text), response


def compare_clocks(response: RawResponse) -> Finding:
    """Return whether this machine's clock is that of the API."""
    server = http_date(response.headers.get("date", ""))
    if server is None:
        return Finding("note", "clock", "not compared: the API states no time")
    ahead = response.received_at - server
    if abs(ahead) < _SKEW:
        return Finding("ok", "clock", "as the API's")
    side = "ahead of" if ahead > 0 else "behind"
    text = f"{abs(ahead):.0f} s {side} the API's. Set the clock of this machine."
    return Finding("problem", "clock", text)


def _limit(stated: RateLimit) -> Finding:
    left, allowed = stated.remaining, stated.limit
    if left is None:
        return Finding("note", "rate limit", "not known: the API states none")
    most = "?" if allowed is None else allowed
    text = f"{left} of {most} requests are left in this minute"
    if left >= _LOW:
        return Finding("ok", "rate limit", text)
    advice = "Other programs use it up: see FileRateLimit and RedisRateLimit"
    return Finding("note", "rate limit", f"{text}. {advice} in docs/using.md.")


def _schemas() -> Finding:
    origins = read_provenance(schema_directory() / PROVENANCE_FILE).origins.values()
    guessed = [one for one in origins if one.source == "documentation"]
    oldest = min(one.read for one in origins)
    days = (datetime.fromtimestamp(time.time(), UTC).date() - oldest).days
    if not guessed:
        text = f"read from the API, {days} days ago. See: udacity schema check --live"
        return Finding("ok", "schemas", text)
    text = (
        f"written from the documentation of {oldest}, {days} days ago, with guesses. "
        "Compare them: udacity schema check --live; udacity schema confirm"
    )
    return Finding("note", "schemas", text)
