"""Whatever the environment holds, nothing but a `UdacityError` reaches a caller."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from unittest import mock

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udacity_client.auth.credentials import StaticToken
from udacity_client.errors import UdacityError
from udacity_client.options import ClientOptions, RetryPolicy
from udacity_client.transport.async_transport import AsyncTransport
from udacity_client.transport.sync_transport import Transport

QUERY = b'{"query": "{ x }"}'

HOSTS = st.sampled_from(
    ("127.0.0.1:1", "[::1]", "[::1", "::1", "a..b", "", "*", "x:99999", "\u00fc", "@")
)
SCHEMES = st.sampled_from(
    ("", "http://", "https://", "socks5://", "htp://", "://", "//")
)
PATHS = st.sampled_from(("/", "/dev/null", "/nowhere/x.pem", "x", "~", "/dev/null/x"))
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
PROXIES = st.builds(str.__add__, SCHEMES, HOSTS) | TEXT
NETWORK = {
    **dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY"), PROXIES),
    **dict.fromkeys(("NO_PROXY", "no_proxy"), HOSTS | TEXT),
    **dict.fromkeys(("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"), PATHS),
}
CREDENTIALS = {
    "UDACITY_BASE_URL": PROXIES,
    "UDACITY_COMPANY_ID": TEXT,
    "UDACITY_PROFILE": TEXT,
    "UDACITY_USER_TOKEN": TEXT,
    "UDACITY_TOKEN": TEXT,
    "UDACITY_CLIENT_ID": TEXT,
    "UDACITY_CLIENT_SECRET_FILE": PATHS,
    "UDACITY_CREDENTIALS_COMMAND": PATHS | TEXT,
    "HOME": PATHS,
}
HERE = "https://127.0.0.1:1"


@pytest.fixture(scope="module", autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run in a folder of its own: OpenSSL writes SSLKEYLOGFILE."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("environments"))
    yield
    os.chdir(before)


def no_pause(_seconds: float) -> None:
    pass


async def no_async_pause(_seconds: float) -> None:
    pass


EXAMPLES = pytest.mark.parametrize(
    "examples", [10, pytest.param(80, marks=pytest.mark.slow)]
)
ENVIRONMENTS = given(environ=st.fixed_dictionaries({}, optional=NETWORK))


@EXAMPLES
def test_a_call_fails_with_an_error_of_this_library(examples: int) -> None:
    @settings(max_examples=examples)
    @ENVIRONMENTS
    def check(environ: dict[str, str]) -> None:
        with mock.patch.dict(os.environ, environ):
            transport = Transport(
                ClientOptions(
                    credentials=StaticToken("t"),
                    base_url=HERE,
                    retry=RetryPolicy(attempts=2),
                ),
                sleep=no_pause,
            )
            with pytest.raises(UdacityError):
                transport.post("catalog", QUERY)
            transport.close()

    check()


@EXAMPLES
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_async_call_fails_with_an_error_of_this_library(
    backend: str, examples: int
) -> None:
    async def call() -> None:
        options = ClientOptions(
            credentials=StaticToken("t"), base_url=HERE, retry=RetryPolicy(attempts=2)
        )
        transport = AsyncTransport(options, sleep=no_async_pause)
        with pytest.raises(UdacityError):
            await transport.post("catalog", QUERY)
        await transport.aclose()

    @settings(max_examples=examples // 2)
    @ENVIRONMENTS
    def check(environ: dict[str, str]) -> None:
        with mock.patch.dict(os.environ, environ):
            anyio.run(call, backend=backend)

    check()


@given(environ=st.fixed_dictionaries({}, optional=CREDENTIALS))
@settings(deadline=None)
def test_a_client_is_made_or_refused_with_an_error_of_this_library(
    environ: dict[str, str],
) -> None:
    with mock.patch.dict(os.environ, environ, clear=True), suppress(UdacityError):
        ClientOptions()
