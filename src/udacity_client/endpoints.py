"""Know where each domain is served and how often, and where a token may go.

Nothing is resolved or contacted.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from udacity_client.errors import ConfigurationError

if TYPE_CHECKING:
    from urllib.parse import SplitResult

DEFAULT_BASE_URL: Final = "https://api.udacity.com/api/public/api"
"""Where the real API is served (documentation, "Using GraphQL")."""

TOKENS: Final = "tokens"
"""The domain that mints tokens, and where users are let in by a token of their own."""

REQUESTS_PER_MINUTE: Final = 100
"""Requests in a window for each identity, over all domains (documentation)."""

TOKEN_REQUESTS_PER_MINUTE: Final = 50
"""Calls of `generateToken` in a window for each credential (documentation)."""

OPERATOR: Final = "Udacity"
"""Who runs the API. Error messages say to report a lasting failure there."""

UNAUTHORIZED_CODE: Final = "UNAUTHORIZED"
"""`extensions.code` of an error that rejects the token (documentation)."""

SCOPE_ADVICE: Final = "check which companies the credential covers, and company_id"
"""What to check when the API answers that a token lacks a scope."""

DEFAULT_PAGE_SIZE: Final = 50
"""Records in a page if a request names no size (documentation)."""

# What a lock can wait at most; more than a year is as good as for ever.
_LONGEST = 31_536_000.0
_PORTS = {"http": 80, "https": 443}


class Endpoints(NamedTuple):
    """Map domains to addresses below one base URL.

    Attributes:
        base_url: What comes before `/v1/<domain>/graphql`, without a last slash.
    """

    base_url: str

    def url(self, domain: str) -> str:
        """Return the address of *domain*, such as `program-progress`."""
        return f"{self.base_url}/v1/{domain}/graphql"

    def covers(self, url: str) -> bool:
        """Return whether *url* has the scheme, host and port of the base URL."""
        return _origin(url) == _origin(self.base_url)


def require_deadline(seconds: float) -> None:
    """Refuse a deadline that cannot be kept.

    Raises:
        ConfigurationError: It is no number of seconds above 0 that a clock can wait.
    """
    if not 0 < seconds < _LONGEST:
        message = f"deadline is {seconds}; give seconds above 0, and not without end."
        raise ConfigurationError(message)


def find_endpoints(
    base_url: str | None,
    *,
    from_environment: str | None,
    from_profile: str | None = None,
) -> Endpoints:
    """Return the endpoints below *base_url*, else `UDACITY_BASE_URL`, else the API's.

    Before the API's come those of a profile, where the credential is from there.

    Raises:
        ConfigurationError: The URL is not one that a token may be sent to: https, or
            http on this very machine.
    """
    source = "UDACITY_BASE_URL" if from_environment else "base_url of the profile"
    source = "base_url" if base_url else source
    found = (base_url or from_environment or from_profile or DEFAULT_BASE_URL).strip()
    if "@" in found:
        # What stands before it may be a secret, so that no frame may keep it.
        del base_url, from_environment, from_profile, found
        message = f"{source} holds a user name or password; give it without them."
        raise ConfigurationError(message)
    parts = _split(found)
    # httpx would write a host beyond ASCII in another way than we compare it.
    odd = not found.isascii() or "?" in found or "#" in found
    if parts is None or not parts.hostname or odd:
        message = f"{source} is {found!r}; give a URL such as {DEFAULT_BASE_URL}."
        raise ConfigurationError(message)
    if parts.scheme != "https" and not _is_local(parts):
        message = (
            f"{source} is {found!r}; tokens are sent over https only (http is for "
            "this machine: localhost, 127.0.0.1 or [::1])."
        )
        raise ConfigurationError(message)
    return Endpoints(found.rstrip("/"))


def _split(url: str) -> SplitResult | None:
    """Return the parts of *url*, or nothing where it is malformed."""
    # It brings ipaddress along, and start-up is counted.
    from urllib.parse import urlsplit  # noqa: PLC0415 - see above

    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - a property that raises
    except ValueError:
        return None
    return parts


def _is_local(parts: SplitResult) -> bool:
    if parts.scheme != "http" or parts.hostname is None:
        return False
    if parts.hostname == "localhost":
        return True
    import ipaddress  # noqa: PLC0415 - see above

    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


# Asked before each token goes out, and of the same few addresses.
@lru_cache(maxsize=64)
def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    parts = _split(url)
    if parts is None:
        return None
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
