"""One interface over the token sources of all libraries; each runs its own code."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import google.auth.transport.requests as google_requests
import google.oauth2.credentials as google_credentials
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuth2Client
from azure.core.credentials import AccessToken
from azure.core.pipeline import PipelineContext, PipelineRequest
from azure.core.pipeline.policies import (
    AsyncBearerTokenCredentialPolicy,
    BearerTokenCredentialPolicy,
)
from azure.core.rest import HttpRequest
from openai.auth._workload import WorkloadIdentityAuth

from udacity_client import AsyncUdacity, ClientCredentials
from udacity_client.auth.access_token import AccessToken as UdacityToken
from udacity_client.system.clock import Clock
from udacity_client.transport.async_transport import AsyncTransport

PAIR: Final = ClientCredentials(client_id="udcl_1", client_secret="udcs_1")  # noqa: S106 - made up


@dataclass(frozen=True)
class Adapter:
    """The functions of one library, for one scenario; None if it has no such function.

    Attributes:
        get: Return a token, blocking.
        aget: Return a token.
        expire: Make the cached token expire.
        reject: Report that a token was rejected.
        accept: Report that the token was accepted, so a rejection is believed.
        is_one: Whether `get` and `aget` share their token.
    """

    get: Callable[[], str] | None
    aget: Callable[[], Awaitable[str]] | None
    expire: Callable[[], None]
    reject: Callable[[str], object] | None
    accept: Callable[[], None] = lambda: None
    is_one: bool = False


def ours(base: str) -> Adapter:
    """Adapt the token source of this project."""
    ahead = 0.0
    options = AsyncUdacity(PAIR, base_url=base, rate_limit=None)._options  # noqa: SLF001 - the source alone is compared
    clock = Clock(lambda: time.monotonic() + ahead, lambda: time.time() + ahead)
    source = AsyncTransport(options, clock=clock)._core.tokens.service()  # noqa: SLF001 - see above
    tokens: dict[str, UdacityToken] = {}

    def get() -> str:
        token = source.get()
        return tokens.setdefault(token.value, token).value

    async def aget() -> str:
        token = await source.aget()
        return tokens.setdefault(token.value, token).value

    def pass_time(seconds: float) -> None:
        nonlocal ahead
        ahead += seconds

    def accept() -> None:
        # A token that a domain never accepted is not replaced.
        for token in tokens.values():
            source.accept(token, "catalog")

    return Adapter(
        get,
        aget,
        expire=lambda: pass_time(3601),
        reject=lambda value: source.reject(tokens[value], "catalog"),
        accept=accept,
        is_one=True,
    )


def google_auth(base: str) -> Adapter:
    """Adapt google-auth: OAuth credentials with a refresh token."""
    credentials = google_credentials.Credentials(
        None,
        refresh_token="r",  # noqa: S106 - made up
        token_uri=f"{base}/token",
        client_id="udcl_1",
        client_secret="udcs_1",  # noqa: S106 - made up
    )

    def get() -> str:
        headers: dict[str, str] = {}
        credentials.before_request(google_requests.Request(), "POST", base, headers)
        return headers["authorization"].rpartition(" ")[2]

    def expire() -> None:
        credentials.token = None

    def reject(_token: str) -> None:
        # What its AuthorizedSession does at a 401.
        credentials.refresh(google_requests.Request())

    return Adapter(get, None, expire, reject)


def azure_core(base: str) -> Adapter:
    """Adapt azure-core: its bearer token policies, over a plain credential."""

    def fetch() -> AccessToken:
        request = urllib.request.Request(f"{base}/token", b"{}")  # noqa: S310 - this machine
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - see above
            grant = json.load(answer)
        return AccessToken(grant["access_token"], int(time.time()) + 3600)

    class Credential:
        def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
            return fetch()

    class AsyncCredential:
        async def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
            import asyncio  # noqa: PLC0415 - only here

            return await asyncio.to_thread(fetch)

    policy = BearerTokenCredentialPolicy(Credential(), "scope")
    apolicy = AsyncBearerTokenCredentialPolicy(AsyncCredential(), "scope")

    def request() -> PipelineRequest[HttpRequest]:
        # The policy requires https; the request is never sent.
        return PipelineRequest(
            HttpRequest("POST", "https://localhost"), PipelineContext(None)
        )

    def get() -> str:
        made = request()
        policy.on_request(made)
        return made.http_request.headers["Authorization"].rpartition(" ")[2]

    async def aget() -> str:
        made = request()
        await apolicy.on_request(made)
        return made.http_request.headers["Authorization"].rpartition(" ")[2]

    def expire() -> None:
        policy._token = apolicy._token = None  # noqa: SLF001 - no public way to it

    def reject(_token: str) -> None:
        # What the policy does at a 401.
        policy._token = None  # noqa: SLF001 - see above

    return Adapter(get, aget, expire, reject)


def openai(base: str) -> Adapter:
    """Adapt openai: its workload identity, with a given subject token."""
    auth = WorkloadIdentityAuth(
        workload_identity={
            "identity_provider_id": "i",
            "service_account_id": "s",
            "provider": {"token_type": "jwt", "get_token": lambda: "subject"},
        },
        token_exchange_url=f"{base}/token",
    )
    return Adapter(
        auth.get_token,
        auth.get_token_async,
        auth.invalidate_token,
        auth.invalidate_token,
        is_one=True,
    )


def authlib(base: str) -> Adapter:
    """Adapt authlib: its OAuth clients, which start from an expired token."""
    options = {
        "client_id": "udcl_1",
        "client_secret": "udcs_1",
        "token_endpoint": f"{base}/token",
        "grant_type": "client_credentials",
        "token": {"access_token": "old", "expires_at": 1},
        "trust_env": False,
    }
    client, aclient = OAuth2Client(**options), AsyncOAuth2Client(**options)

    def get() -> str:
        client.ensure_active_token(client.token)
        return str(client.token["access_token"])

    async def aget() -> str:
        await aclient.ensure_active_token(aclient.token)
        return str(aclient.token["access_token"])

    def expire() -> None:
        client.token["expires_at"] = aclient.token["expires_at"] = 1

    return Adapter(get, aget, expire, None)


ADAPTERS: Final[dict[str, Callable[[str], Adapter]]] = {
    "udacity-client": ours,
    "google-auth": google_auth,
    "azure-core": azure_core,
    "openai": openai,
    "authlib": authlib,
}
