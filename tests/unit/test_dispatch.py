from __future__ import annotations

import ssl

from udacity_client import StaticToken
from udacity_client.dispatch import Settings
from udacity_client.endpoints import DEFAULT_BASE_URL, Endpoints
from udacity_client.identities import Identities


def settings(base_url: str) -> Settings:
    return Settings(
        identities=Identities(StaticToken("a-token"), None),
        endpoints=Endpoints(base_url),
        deadline=1.0,
        concurrency=1,
        rate_limit=None,
    )


def test_over_https_httpx_decides_whom_to_trust() -> None:
    assert settings(DEFAULT_BASE_URL).verify is True


def test_over_plain_http_no_server_would_be_trusted_with_tls() -> None:
    verify = settings("http://127.0.0.1:1").verify

    assert isinstance(verify, ssl.SSLContext)
    assert verify.verify_mode is ssl.CERT_REQUIRED
    assert verify.check_hostname
    assert verify.cert_store_stats()["x509"] == 0
