"""What a source of tokens does, and the source of a token that never changes."""

from __future__ import annotations

from enum import Enum, auto
from typing import Protocol

from udacity_client.auth.access_token import AccessToken
from udacity_client.auth.credentials import StaticToken, UserToken


class Refused(Enum):
    """What may help a call whose token was refused."""

    USE_ANOTHER = auto()
    WAIT = auto()
    """The same token, after a moment: a replica may not know it yet."""
    GIVE_UP = auto()


class TokenSource(Protocol):
    """A source of the token to use for the next request."""

    def get(self, *, within: float | None = None) -> AccessToken:
        """Return a valid token, waiting up to *within* seconds for one."""
        ...

    async def aget(self, *, within: float | None = None) -> AccessToken:
        """Return a valid token, waiting up to *within* seconds without blocking."""
        ...

    def accept(self, token: AccessToken, domain: str) -> None:
        """Record that *domain* accepted *token*."""
        ...

    def reject(self, token: AccessToken, domain: str) -> Refused:
        """Record that *domain* refused *token*; return what may help."""
        ...


class StaticTokenSource:
    """A token that was made elsewhere and never changes."""

    def __init__(self, credential: StaticToken | UserToken) -> None:
        scheme = credential.scheme if isinstance(credential, UserToken) else "Token"
        self._token = AccessToken(f"{scheme} {credential.reveal()}")

    def get(self, *, within: float | None = None) -> AccessToken:  # noqa: ARG002 - never waits
        """Return the token."""
        return self._token

    async def aget(self, *, within: float | None = None) -> AccessToken:  # noqa: ARG002 - never waits
        """Return the token."""
        return self._token

    def accept(self, token: AccessToken, domain: str) -> None:
        """Do nothing."""

    def reject(self, token: AccessToken, domain: str) -> Refused:  # noqa: ARG002 - the only one
        """Return that nothing helps: there is no other token."""
        return Refused.GIVE_UP
