"""Proxies and certificates of the environment, and what is said if they cannot work."""

from __future__ import annotations

import ssl
from importlib.util import find_spec
from pathlib import Path

import pytest

from udacity_client import (
    AsyncUdacity,
    ConfigurationError,
    CredentialsError,
    StaticToken,
    Udacity,
)
from udacity_client.transport.network_settings import find_proxy, read_certificates

API = "https://api.example.com/api"
PROXY = "http://proxy.example:3128"


def proxy_for(url: str, **environ: str) -> str | None:
    proxy = find_proxy(url, environ)
    return None if proxy is None else str(proxy.url)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"HTTPS_PROXY": PROXY}, PROXY),
        ({"https_proxy": PROXY, "HTTPS_PROXY": "http://other.example"}, PROXY),
        ({"ALL_PROXY": PROXY}, PROXY),
        ({"HTTPS_PROXY": PROXY, "ALL_PROXY": "htp://x"}, PROXY),
        ({"HTTP_PROXY": PROXY}, None),
        ({"HTTPS_PROXY": "proxy.example:3128"}, PROXY),
        ({"HTTPS_PROXY": "http://[::1]:3128"}, "http://[::1]:3128"),
        ({"HTTPS_PROXY": " "}, None),
        ({"HTTPS_PROXY": ""}, None),
    ],
)
def test_the_proxy_is_that_of_the_environment(
    environ: dict[str, str], expected: str | None
) -> None:
    assert proxy_for(API, **environ) == expected


@pytest.mark.parametrize(
    ("url", "no_proxy"),
    [
        (API, "*"),
        (API, "api.example.com"),
        (API, "API.Example.COM."),
        (API, "example.com"),
        (API, ".example.com"),
        (API, "one.test, example.com"),
        (API, "one.test example.com"),
        (API, "one.test,,example.com,"),
        (API, "api.example.com:443"),
        (API, "https://example.com"),
        ("https://[::1]:8443", "[::1]"),
        ("https://[::1]:8443", "::1"),
        ("https://[::1]:8443", "[::1]:8443"),
        ("https://[::1]", "::/64"),
        ("https://10.1.2.3", "10.1.2.3"),
        ("https://10.1.2.3", "10.0.0.0/8"),
        ("https://10.1.2.3", "10.1.2.9/8"),
        ("https://localhost", "localhost"),
    ],
)
def test_no_proxy_is_read_in_each_form_that_curl_takes(url: str, no_proxy: str) -> None:
    assert proxy_for(url, HTTPS_PROXY=PROXY, NO_PROXY=no_proxy) is None
    assert proxy_for(url, HTTPS_PROXY="htp://x", no_proxy=no_proxy) is None


@pytest.mark.parametrize(
    ("url", "no_proxy"),
    [
        (API, ""),
        (API, "notexample.com"),
        (API, "ample.com"),
        (API, "www.api.example.com"),
        (API, "[]"),
        (API, "[::1"),
        (API, "10.0.0.0/8"),
        (API, "/"),
        ("https://10.1.2.3", "11.0.0.0/8"),
        ("https://10.1.2.3", "1.2.3"),
        ("https://10.1.2.3", "10.0.0.0/99"),
    ],
)
def test_other_hosts_go_through_the_proxy(url: str, no_proxy: str) -> None:
    assert proxy_for(url, HTTPS_PROXY=PROXY, NO_PROXY=no_proxy) == PROXY


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("htp://user:s3cret@x", "its scheme is 'htp'"),
        ("http://", "no such host or port can exist"),
        ("http://user:s3cret@:3128", "no such host or port can exist"),
        ("http://a..b", "no such host or port can exist"),
        (f"http://{'a' * 64}.example", "no such host or port can exist"),
        ("http://x:99999", "port is not a number up to 65535"),
        ("http://x:port", "port is not a number up to 65535"),
        ("http://x:0", "no such host or port can exist"),
        ("http://[::1", "it is not a URL"),
        ("http://b\u00fccher..example", "no such host"),
    ],
)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_that_cannot_work_is_named_and_not_shown(
    name: str, value: str, said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        find_proxy(API, {name: value})
    assert str(caught.value).startswith(f"{name} cannot be used")
    assert "s3cret" not in str(caught.value)


@pytest.mark.skipif(find_spec("socksio") is not None, reason="socksio is installed")
def test_a_socks_proxy_without_its_package_says_what_to_install() -> None:
    with pytest.raises(ConfigurationError, match="pip install socksio"):
        find_proxy(API, {"ALL_PROXY": "socks5h://127.0.0.1:1080"})


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSLKEYLOGFILE"])
def test_a_file_that_is_missing_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = str(tmp_path / "none" / "missing.pem")
    monkeypatch.setenv(name, missing)
    with pytest.raises(ConfigurationError, match=f"{name} is '{missing}'.*No such"):
        read_certificates()


def test_a_file_without_certificates_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "certificates.pem"
    file.write_text("nothing")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE"):
        read_certificates()


def test_a_folder_of_certificates_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    with pytest.raises(ConfigurationError, match="SSL_CERT_DIR is"):
        read_certificates()


def test_certificates_that_cannot_be_read_at_all_say_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> ssl.SSLContext:
        raise PermissionError(13, "Permission denied", "cacert.pem")

    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setattr("httpx.create_ssl_context", fail)
    with pytest.raises(ConfigurationError, match="Name a file of them in SSL_CERT"):
        read_certificates()


@pytest.mark.parametrize(
    "base_url", ["https://a..b", f"https://{'a' * 64}.example", "https://.example"]
)
@pytest.mark.parametrize("kind", [Udacity, AsyncUdacity])
def test_a_host_that_cannot_exist_is_refused_at_once(
    kind: type[Udacity | AsyncUdacity], base_url: str
) -> None:
    with pytest.raises(ConfigurationError, match="no host has such a name") as caught:
        kind(StaticToken("t"), base_url=base_url)
    assert not isinstance(caught.value, CredentialsError)
