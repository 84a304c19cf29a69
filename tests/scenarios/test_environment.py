"""What a setting causes is a `ConfigurationError` at once, and is not tried again."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from scenarios.conftest import Make
from support.clients import AnyUdacity, settle
from support.loopback_server import Loopback
from udacity_client import (
    AsyncUdacity,
    ClientCredentials,
    ConfigurationError,
    FileRateLimit,
    StaticToken,
    Udacity,
)

pytestmark = pytest.mark.anyio

NOWHERE = "https://127.0.0.1:1"
CREDENTIALS = (
    StaticToken("t"),
    ClientCredentials(client_id="udcl_1", client_secret="udcs_1"),
)
each_credential = pytest.mark.parametrize("credentials", CREDENTIALS)


class UntrustedServer:
    """A server whose certificate nobody trusts.

    Attributes:
        url: Its address.
        connections: How many connections were opened.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections = 0
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                try:
                    self._context.wrap_socket(connection, server_side=True).close()
                except OSError:
                    continue  # the client left, as it should

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    made = ("-keyout", str(key), "-out", str(certificate), "-days", "1")
    subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", *made, *subject],
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.fixture
def server(certificate: tuple[Path, Path]) -> Iterator[UntrustedServer]:
    running = UntrustedServer(*certificate)
    yield running
    running.stop()


async def failure_of(udacity: AnyUdacity) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        await settle(udacity.catalog.get_catalog())
    assert not caught.value.is_transient
    assert caught.value.attempts <= 1
    return caught.value


@each_credential
async def test_an_untrusted_certificate_is_not_tried_again(
    make: Make,
    server: UntrustedServer,
    credentials: StaticToken | ClientCredentials,
) -> None:
    error = await failure_of(make(credentials, base_url=server.url))

    assert "is not trusted: self-signed certificate" in str(error)
    assert "SSL_CERT_FILE" in str(error)
    assert server.connections == 1


@each_credential
async def test_https_to_a_server_without_tls_is_not_tried_again(
    make: Make, credentials: StaticToken | ClientCredentials
) -> None:
    with Loopback() as plain:
        base_url = plain.base_url.replace("http://", "https://")
        error = await failure_of(make(credentials, base_url=base_url))

    assert f"{base_url} was reached, and does not speak TLS" in str(error)
    assert "write http:// in base_url" in str(error)


async def test_a_rate_limit_with_a_mistake_in_it_is_not_tried_again(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def acquire(_self: FileRateLimit, _key: str) -> float:
        raise AssertionError

    monkeypatch.setattr(FileRateLimit, "acquire", acquire)
    limit = FileRateLimit(tmp_path / "limit")
    error = await failure_of(make(CREDENTIALS[1], base_url=NOWHERE, rate_limit=limit))

    assert "TypeError was raised by" in str(error)


@each_credential
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SSL_CERT_FILE", "/nowhere/certificates.pem"),
        ("HTTPS_PROXY", "htp://x"),
        ("ALL_PROXY", "http://a..b"),
    ],
)
async def test_a_setting_that_cannot_work_is_named(
    make: Make,
    monkeypatch: pytest.MonkeyPatch,
    credentials: StaticToken | ClientCredentials,
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value)
    error = await failure_of(make(credentials, base_url=NOWHERE))

    assert str(error).startswith(name)


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
async def test_an_http_client_of_the_other_kind_is_refused_at_once(
    flavour: str, library: str
) -> None:
    http: Any = pytest.importorskip(library)
    kind = cast("Callable[..., object]", Udacity if flavour == "sync" else AsyncUdacity)
    other = http.AsyncClient if flavour == "sync" else http.Client
    with pytest.raises(
        ConfigurationError, match=f"type {other.__name__}, which is for"
    ):
        kind(StaticToken("t"), http_client=other())
    with pytest.raises(ConfigurationError, match="not a client of httpx"):
        kind(StaticToken("t"), http_client="https://api.example")
