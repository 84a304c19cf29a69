"""The proxy and the certificates that environment variables name, read and checked.

httpx reads the same variables, but what is wrong with one raises errors of many kinds,
some of them only while a request is sent, and none names the variable.
"""

from __future__ import annotations

import os
import re
import ssl
import urllib.request
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

import httpx

from udacity_client.endpoints import is_possible_host
from udacity_client.errors import ConfigurationError

_SCHEMES: Final = ("http", "https", "socks5", "socks5h")

# What OpenSSL calls an answer that is not TLS, or a version that one side refuses.
# Waiting does not help. A connection that ends early is not among them.
_NO_TLS: Final = frozenset(
    {
        "HTTP_REQUEST",
        "HTTPS_PROXY_REQUEST",
        "NO_PROTOCOLS_AVAILABLE",
        "PACKET_LENGTH_TOO_LONG",
        "RECORD_LAYER_FAILURE",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "UNKNOWN_PROTOCOL",
        "UNSUPPORTED_PROTOCOL",
        "WRONG_VERSION_NUMBER",
    }
)


def find_proxy(url: str, environ: Mapping[str, str] = os.environ) -> httpx.Proxy | None:
    """Return the proxy for *url*, or `None` to connect directly.

    It is that of `HTTPS_PROXY`, else `ALL_PROXY`, else of the system's own settings,
    unless `NO_PROXY` names the host.

    Raises:
        ConfigurationError: The proxy cannot be used; the message names its variable.
    """
    parts = urlsplit(url)
    given = {
        name.lower(): (name, value)
        # Lower case counts, if both are there.
        for name, value in sorted(environ.items())
        if value and name.lower().endswith("_proxy")
    }
    _, bypassed = given.get("no_proxy", ("", ""))
    if _is_bypassed(parts.hostname or "", bypassed):
        return None
    name, value = given.get(f"{parts.scheme}_proxy") or given.get("all_proxy", ("", ""))
    if not value and environ is os.environ and not given:
        # On macOS and Windows; elsewhere, this reads the same variables.
        name = "The system's proxy"
        value = urllib.request.getproxies().get(parts.scheme, "")
        if urllib.request.proxy_bypass(parts.hostname or ""):
            return None
    return _proxy(name, value.strip()) if value.strip() else None


def read_certificates(environ: Mapping[str, str] = os.environ) -> ssl.SSLContext:
    """Return the certificates to trust: those of `SSL_CERT_FILE`, or httpx's own.

    Raises:
        ConfigurationError: They cannot be read; the message names the variable.
    """
    folder = environ.get("SSL_CERT_DIR")
    if folder and not environ.get("SSL_CERT_FILE") and not os.path.isdir(folder):  # noqa: PTH112 - as OpenSSL does
        message = f"SSL_CERT_DIR is {folder!r}: there is no such folder."
        raise ConfigurationError(f"{message} Correct it, or unset it.")
    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        # Python itself writes the keys of connections there.
        is_log = getattr(error, "filename", None) == environ.get("SSLKEYLOGFILE", "")
    name = "SSLKEYLOGFILE" if is_log else "SSL_CERT_FILE"
    if name not in environ:
        message = f"The certificates to trust cannot be read: {reason}."
        raise ConfigurationError(f"{message} Name a file of them in SSL_CERT_FILE.")
    message = f"{name} is {environ[name]!r}, and this file cannot be used: {reason}."
    raise ConfigurationError(f"{message} Correct it, or unset it.")


def tls_problem(base_url: str, error: BaseException) -> str | None:
    """Return what to say if TLS with the host can never come about as it is set up.

    That is a certificate that is not trusted, or a server that does not speak TLS, or
    no version of it that we do.
    """
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"The certificate of {base_url} is not trusted: {cause.verify_message}. If "
            "your network inspects TLS, name a file with its certificate in "
            "SSL_CERT_FILE; else check base_url and this machine's clock."
        )
    reason = getattr(cause, "reason", None) or ""
    if reason not in _NO_TLS or not base_url.lower().startswith("https:"):
        return None
    return (
        f"{base_url} was reached, and does not speak TLS as this client does "
        f"({reason.lower().replace('_', ' ')}). Check the port. If the server is on "
        "this machine and serves plain http, write http:// in base_url; if there is a "
        "proxy, check its scheme too."
    )


def _proxy(name: str, value: str) -> httpx.Proxy:
    url = value if "://" in value else f"http://{value}"
    problem = _problem(url)
    if problem is None:
        try:
            return httpx.Proxy(url)
        except (ValueError, httpx.InvalidURL):
            problem = "it is not the URL of a proxy"
    # The value may hold a password, so the message does not show it.
    del value, url
    message = f"{name} cannot be used: {problem}."
    raise ConfigurationError(
        f"{message} Give a URL such as http://proxy.example:3128, or unset it."
    )


def _problem(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "it is not a URL, or its port is not a number up to 65535"
    if parts.scheme not in _SCHEMES:
        return f"its scheme is {parts.scheme!r}, and not one of {', '.join(_SCHEMES)}"
    host = parts.hostname or ""
    if not host.isascii() or not is_possible_host(host) or port == 0:
        return "no such host or port can exist"
    if parts.scheme.startswith("socks") and find_spec("socksio") is None:
        return "a SOCKS proxy needs a package, to install with: pip install socksio"
    return None


def _is_bypassed(host: str, no_proxy: str) -> bool:
    """Return whether `NO_PROXY` names *host*, in any of the forms that curl takes."""
    name = host.lower().rstrip(".")
    address = _address(name)
    for entry in re.split(r"[\s,]+", no_proxy.lower()):
        if entry == "*":
            return True
        for bypassed in _forms(entry):
            if address is None and (name == bypassed or name.endswith(f".{bypassed}")):
                return True
            if address is not None and _is_within(name, bypassed):
                return True
    return False


def _forms(entry: str) -> Iterator[str]:
    """Yield the name or address in an entry, also without a port."""
    plain = entry.rpartition("://")[2].lstrip(".").rstrip(".")
    bracketed = re.fullmatch(r"\[(.*)\](:\d+)?", plain)
    if bracketed:
        yield bracketed[1]
    elif plain:
        yield plain
        if plain.count(":") == 1:
            yield plain.partition(":")[0]


def _is_within(address: str, entry: str) -> bool:
    try:
        return ip_address(address) in ip_network(entry, strict=False)
    except ValueError:
        return False


def _address(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None
