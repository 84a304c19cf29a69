"""Requests over a caller's httpx client, whose hooks may not send them elsewhere.

httpx calls the hooks of a client after it has added the token, and a request for a
token holds the secret.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, Final, cast

from typing_extensions import override

from udacity_client.endpoints import Endpoints
from udacity_client.errors import ConfigurationError

_ENDPOINTS: Final = "_udacity_endpoints"


def pin(request: Any, endpoints: Endpoints) -> None:
    """Let *request*, of either library, keep the scheme, host and port of *endpoints*.

    A caller's own class of requests that holds no `url` stays as it is.
    """
    state: dict[str, object] = getattr(request, "__dict__", {})
    if "url" in state:
        state[_ENDPOINTS] = endpoints
        # Neither library lets a client make requests of another class. A cast, because
        # type checkers take the hash of an instance for that of the class.
        request.__class__ = _pinned(cast("Hashable", type(request)))


@cache
def _pinned(kind: type) -> type:
    return type(kind.__name__, (_Pinned, kind), {})


class _Pinned:
    @property
    def url(self) -> object:
        return self.__dict__["url"]

    @url.setter
    def url(self, url: object) -> None:
        endpoints: Endpoints | None = self.__dict__.get(_ENDPOINTS)
        if endpoints is not None and not endpoints.covers(str(url)):
            # The URL may hold a password, so the message does not show it.
            message = (
                "A hook of the http_client sent a request to another scheme, host or "
                f"port than {endpoints.base_url}, which alone may have the token; "
                "nothing was sent. Remove the hook, or pass the other URL as base_url."
            )
            raise ConfigurationError(message)
        self.__dict__["url"] = url

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        # Recorders pickle requests, and no module has this class.
        kind = type(self).__bases__[1]
        plain: Any = object.__new__(kind)
        plain.__dict__.update(self.__dict__)
        del plain.__dict__[_ENDPOINTS]
        return object.__new__, (kind,), plain.__getstate__()
