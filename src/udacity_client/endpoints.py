"""Udacity's addresses and documented limits, and the hosts a token may be sent to.

No I/O: no name is resolved.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from udacity_client.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from urllib.parse import SplitResult

DEFAULT_BASE_URL: Final = "https://api.udacity.com/api/public/api"
"""The address of the real API (documentation, "Using GraphQL")."""

TOKENS: Final = "tokens"
"""The domain that issues tokens. Its other operations need a user's own token."""

DOMAINS: Final = (
    "catalog",
    "program-progress",
    "assessment-progress",
    "learning-plan-progress",
    TOKENS,
)
"""The domains, as they stand in addresses."""

REQUESTS_PER_MINUTE: Final = 100
"""Requests a minute for each identity, over all domains (documentation)."""

TOKEN_REQUESTS_PER_MINUTE: Final = 50
"""Calls of `generateToken` a minute for each credential (documentation)."""

TOKEN_REQUEST: Final = "GenerateToken"  # noqa: S105 - the name of an operation
"""The operation by which the client gets its tokens."""

OPERATOR: Final = "Udacity"
"""Who runs the API. Error messages say to report a lasting failure there."""

UNAUTHORIZED_CODE: Final = "UNAUTHORIZED"
"""`extensions.code` of an error that rejects the token (documentation)."""

UNAUTHORIZED_ADVICE: Final = (
    "Give a new one (UDACITY_TOKEN; for the tokens domain UDACITY_USER_TOKEN), or "
    "client credentials, for which this client requests tokens itself"
)
"""What to do when the API does not accept a token."""

SCOPE_ADVICE: Final = "check which companies the credential covers, and company_id"
"""What to check when the API answers that a token lacks a scope."""

DEFAULT_PAGE_SIZE: Final = 50
"""Records in a page if a request names no size (documentation)."""

_LONGEST_HOST, _LONGEST_URL = 253, 8_000
# Underscores stand in the names of services in a local network.
_LABEL: Final = re.compile(r"[a-z0-9_-]{1,63}", re.IGNORECASE)
# A last label that systems and libraries take for a part of an IPv4 address.
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PORTS = {"http": 80, "https": 443}


class Endpoints(NamedTuple):
    """The addresses of the domains below one base URL.

    Attributes:
        base_url: The part before `/v1/<domain>/graphql`, without a trailing slash.
    """

    base_url: str

    def url(self, domain: str) -> str:
        """Return the address of *domain*, such as `program-progress`."""
        return f"{self.base_url}/v1/{domain}/graphql"

    def covers(self, url: str) -> bool:
        """Return whether *url* has the scheme, host and port of the base URL."""
        return _origin(url) == _origin(self.base_url)


def real_endpoints(base_url: str | None) -> Callable[[str], str] | None:
    """Return what gives the endpoint of a domain, if *base_url* is the real API.

    Another server, an emulator for example, proves nothing about the API's schemas.
    """
    endpoints = Endpoints((base_url or "").rstrip("/"))
    if "@" in endpoints.base_url or not endpoints.covers(DEFAULT_BASE_URL):
        return None
    return endpoints.url


def find_endpoints(
    base_url: str | None,
    *,
    from_environment: str | None,
    from_profile: str | None = None,
) -> Endpoints:
    """Return the endpoints below the first base URL that is given.

    Args:
        base_url: The argument of the client.
        from_environment: The value of `UDACITY_BASE_URL`.
        from_profile: The URL of the profile, if the credential came from one. If this
            is `None` as well, the real API is used.

    Raises:
        ConfigurationError: No token may be sent to that URL: it is neither https, nor
            http on this machine.
    """
    source = "UDACITY_BASE_URL" if from_environment else "base_url of the profile"
    source = "base_url" if base_url else source
    found = (base_url or from_environment or from_profile or DEFAULT_BASE_URL).strip()
    if "@" in found:
        # The part before the @ may be a secret, so no frame may keep it.
        del base_url, from_environment, from_profile, found
        message = f"{source} holds a user name or password; give it without them."
        raise ConfigurationError(message)
    problem = url_problem(found)
    if problem is not None:
        raise ConfigurationError(f"{source} is {found!r}; {problem}.")
    return Endpoints(found.rstrip("/"))


def url_problem(url: str, *, example: str = DEFAULT_BASE_URL) -> str | None:
    """Return why no secret may be sent to *url*, and what to do about it.

    Args:
        url: The URL, without a user name or password.
        example: A URL of the kind that is needed.
    """
    oddity = _oddity(url)
    parts = _split(url)
    if oddity is None and (parts is None or not parts.hostname):
        oddity = "it names no host" if parts else "its port or a bracket is wrong"
    if oddity is None and parts is not None and _is_broken_address(parts):
        oddity = "its host is not an IP address"
    if oddity is not None or parts is None or not parts.hostname:
        return f"{oddity}; give a URL such as {example}"
    if not is_possible_host(parts.hostname):
        return "no host has such a name. Correct it"
    if parts.scheme != "https" and not _is_local(parts):
        return (
            "tokens are sent over https only (http is for this machine: localhost, "
            "127.0.0.1 or [::1])"
        )
    return None


def _oddity(url: str) -> str | None:
    """Return what no base URL may have, or `None`."""
    # httpx would encode a host beyond ASCII in another way than we compare it.
    if not url.isascii():
        return "it is not plain ASCII"
    if "?" in url or "#" in url:
        return "it has a ? or a #"
    if not url.isprintable():
        return "it has a control character"
    if len(url) > _LONGEST_URL:
        return f"it is longer than {_LONGEST_URL:,} characters"
    return None


def _is_broken_address(parts: SplitResult) -> bool:
    """Return whether the host looks like an IP address, but is not one."""
    host = parts.hostname or ""
    last = host.removesuffix(".").rpartition(".")[2]
    if not _NUMBER.fullmatch(last) and "[" not in parts.netloc:
        return False
    from ipaddress import ip_address  # noqa: PLC0415 - 1 ms of start-up

    try:
        ip_address(host)
    except ValueError:
        return True
    return False


def _split(url: str) -> SplitResult | None:
    """Return the parts of *url*, or `None` if it is malformed."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - 2 ms of start-up

    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return None if port == 0 else parts


def is_possible_host(host: str) -> bool:
    """Return whether a host can have this name, or may have this IPv6 address.

    What it is made of: RFC 952 and an underscore. How long it is: RFC 1035, 2.3.4.
    """
    labels = host.removesuffix(".").split(".")
    return ":" in host or (
        len(host) <= _LONGEST_HOST and all(map(_LABEL.fullmatch, labels))
    )


def _is_local(parts: SplitResult) -> bool:
    if parts.scheme != "http" or parts.hostname is None:
        return False
    if parts.hostname == "localhost":
        return True
    from ipaddress import ip_address  # noqa: PLC0415 - 1 ms of start-up

    try:
        return ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


# Called before each request with a token, for the same few addresses.
@lru_cache(maxsize=64)
def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    parts = _split(url)
    if parts is None:
        return None
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
