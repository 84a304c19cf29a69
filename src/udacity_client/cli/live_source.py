"""The servers that schemas are introspected on: Udacity's API, and a project's own."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from udacity_client.cli.auth import find_command_options
from udacity_client.cli.extras import extra
from udacity_client.endpoints import DOMAINS, real_endpoints
from udacity_client.errors import ConfigurationError, CredentialsError
from udacity_client.options import require_deadline
from udacity_client.system.option_values import DEADLINE
from udacity_client.transport.own_endpoint import EndpointSender
from udacity_client.transport.sync_transport import Transport

with extra("codegen"):
    from udacity_client.cli.own_endpoints import ENDPOINTS_TABLE, OwnEndpoint
    from udacity_client.drift.sources.live import LiveSource, Send
    from udacity_client.drift.sources.probe import probe
    from udacity_client.drift.sources.source import (
        DomainRequest,
        SchemaSnapshot,
        SchemaSource,
    )

if TYPE_CHECKING:
    from udacity_client.options import ClientOptions


class LiveServers:
    """The servers of all domains; each is set up when it is asked first.

    A domain with an endpoint of its own never gets a token of Udacity's.

    Args:
        endpoints: Where the project's own domains are, by domain.
        url: The base URL of Udacity's API; else it is found as for every command.
        deadline: Seconds for each request, waiting and retries included; `None` for the
            default of calls.
        environ: The environment variables that headers are made of.

    Raises:
        ConfigurationError: The deadline is invalid.
    """

    def __init__(
        self,
        endpoints: Mapping[str, OwnEndpoint],
        *,
        url: str | None,
        deadline: float | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.endpoints: Mapping[str, OwnEndpoint] = endpoints
        self._url = url
        self._deadline = DEADLINE if deadline is None else deadline
        require_deadline(self._deadline)
        self._environ = environ
        self._senders: dict[str, EndpointSender] = {}
        self._found: ClientOptions | None = None
        self._transport: Transport | None = None

    def post(self, domain: str, body: bytes) -> bytes:
        """Return the response of a domain's server.

        Raises:
            UdacityError: It could not be asked, or refused.
        """
        if domain in self.endpoints:
            return self._sender(domain).ask(body).result
        self.require_endpoint(domain)
        return self._api().post(domain, body)

    def send(self, domain: str, body: bytes, max_attempts: int) -> tuple[bytes, int]:
        """Return the response of a domain's server, and the number of attempts.

        Raises:
            UdacityError: It could not be asked, or refused.
        """
        if domain in self.endpoints:
            completed = self._sender(domain).ask(body, max_attempts=max_attempts)
            return completed.result, completed.attempts
        self.require_endpoint(domain)
        return send_with(self._api())(domain, body, max_attempts)

    def endpoint_of(self, domain: str) -> str | None:
        """Return the endpoint of a domain, if it is the API itself and no emulator."""
        own = self.endpoints.get(domain)
        if own is not None:
            return own.url
        try:
            real = real_endpoints(self._options().endpoints.base_url)
        except CredentialsError:
            return None
        return real(domain) if real else None

    def require_endpoint(self, domain: str) -> None:
        """Check that there is an endpoint for *domain*.

        Raises:
            ConfigurationError: The domain is neither Udacity's nor has one of its own.
        """
        if domain in DOMAINS or domain in self.endpoints or self._asks_elsewhere():
            return
        raise ConfigurationError(
            f"There is no endpoint for it: Udacity has no domain {domain}. If it is "
            f"yours, give its URL in {ENDPOINTS_TABLE}."
        )

    def require_options(self) -> None:
        """Check the options for Udacity's API; no credential is needed for this.

        Raises:
            ConfigurationError: One of them is invalid.
        """
        try:
            self._options()
        except CredentialsError:
            return

    def _asks_elsewhere(self) -> bool:
        """Return whether the base URL is another API's, which may have any domains."""
        try:
            return real_endpoints(self._options().endpoints.base_url) is None
        except CredentialsError:
            return self._url is not None

    def close(self) -> None:
        """Close all connections."""
        for sender in self._senders.values():
            sender.close()
        if self._transport is not None:
            self._transport.close()

    def _sender(self, domain: str) -> EndpointSender:
        if domain not in self._senders:
            resolved = self.endpoints[domain].resolve(self._environ)
            self._senders[domain] = EndpointSender(resolved, deadline=self._deadline)
        return self._senders[domain]

    def _api(self) -> Transport:
        if self._transport is None:
            self._transport = Transport(self._options())
        return self._transport

    def _options(self) -> ClientOptions:
        if self._found is None:
            self._found = find_command_options(self._url, deadline=self._deadline)
        return self._found


@contextmanager
def open_live_source(servers: LiveServers, *, probes: bool) -> Generator[SchemaSource]:
    """Yield a source of the schemas of *servers*, and close them at the end.

    Without a credential, the schemas are unavailable. That is not an error here: the
    rest of a check needs none, and is still useful.

    Args:
        servers: The servers.
        probes: Whether operations are validated if introspection is refused.

    Raises:
        ConfigurationError: The URL or the credential of Udacity's API is invalid.
    """
    fallback = probe if probes else None
    # Two, because one ends with the first server that refuses its credential.
    own = LiveSource(servers.send, fallback=fallback)
    api = LiveSource(servers.send, fallback=fallback)

    def load(request: DomainRequest) -> SchemaSnapshot:
        if request.domain in servers.endpoints:
            return own(request)
        servers.require_options()
        return api(request)

    try:
        yield load
    finally:
        servers.close()


def send_with(transport: Transport) -> Send:
    """Return what sends requests over *transport*."""

    def send(domain: str, body: bytes, max_attempts: int) -> tuple[bytes, int]:
        completed = transport.ask(domain, body, max_attempts=max_attempts)
        return completed.result, completed.attempts

    return send
