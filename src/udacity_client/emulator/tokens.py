"""The store of API tokens. Who may manage them is decided in `resolvers`."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from udacity_client.system.interrupt_safety import InterruptSafeLock


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token may read, such as COMPANY:4821."""

    id: str
    scope_type: str
    scope_key: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """An API token; its requests count against the rate limit of `owner`."""

    id: str
    value: str = field(repr=False)
    owner: str
    created_by: str | None
    description: str | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None = None
    scopes: tuple[Scope, ...] = ()

    @property
    def redacted_token(self) -> str:
        """Return the value with its middle masked."""
        return f"{self.value[:4]}••••••••{self.value[-4:]}"

    def company_in_scope(self, *scope_types: str) -> str | None:
        """Return the company of the first scope that has one of these types."""
        for scope in self.scopes:
            if scope.scope_type in scope_types:
                return scope.scope_key
        return None


class TokenStore:
    """All API tokens, valid or not. Thread-safe."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = InterruptSafeLock()
        self._by_id: dict[str, Token] = {}
        self._ids: dict[str, str] = {}
        self._numbers = count(1)

    def create(
        self,
        *,
        owner: str,
        created_by: str | None = None,
        description: str | None = None,
        lifetime: float | None = None,
        expires_at: datetime | None = None,
    ) -> Token:
        """Add a token without scopes.

        It expires after *lifetime* seconds or at *expires_at*; without both, never.
        """
        now = self.now()
        if lifetime is not None:
            expires_at = now + timedelta(seconds=lifetime)
        token = Token(
            id=f"tok-{next(self._numbers)}",
            value=secrets.token_hex(16),
            owner=owner,
            created_by=created_by,
            description=description,
            created_at=now,
            updated_at=now,
            expires_at=expires_at,
        )
        with self._lock:
            self._by_id[token.id] = token
            self._ids[token.value] = token.id
        return token

    def find(self, token_id: str) -> Token | None:
        """Return the token with this ID."""
        return self._by_id.get(token_id)

    def find_by_value(self, value: str) -> Token | None:
        """Return the token with this value, valid or not."""
        token_id = self._ids.get(value)
        return None if token_id is None else self._by_id[token_id]

    def is_valid(self, token: Token) -> bool:
        """Return whether *token* is neither revoked nor expired."""
        if token.revoked_at is not None:
            return False
        return token.expires_at is None or self.now() < token.expires_at

    def created_by(self, user_id: str) -> list[Token]:
        """Return the tokens that a user created, oldest first."""
        return [
            token for token in list(self._by_id.values()) if token.created_by == user_id
        ]

    def add_scope(self, token_id: str, scope_type: str, scope_key: str) -> Token:
        """Add a scope, unless the token has it."""
        with self._lock:
            token = self._by_id[token_id]
            if any(
                (s.scope_type, s.scope_key) == (scope_type, scope_key)
                for s in token.scopes
            ):
                return token
            now = self.now()
            scope = Scope(f"scp-{next(self._numbers)}", scope_type, scope_key, now)
            return self._replace(
                replace(token, scopes=(*token.scopes, scope), updated_at=now)
            )

    def remove_scope(self, token_id: str, scope_id: str) -> Token | None:
        """Remove a scope; return None if the token does not have it."""
        with self._lock:
            token = self._by_id[token_id]
            left = tuple(scope for scope in token.scopes if scope.id != scope_id)
            if len(left) == len(token.scopes):
                return None
            return self._replace(replace(token, scopes=left, updated_at=self.now()))

    def revoke(self, token_id: str) -> bool:
        """Revoke a token, and return whether it was not revoked before."""
        with self._lock:
            token, now = self._by_id[token_id], self.now()
            if token.revoked_at is not None:
                return False
            self._replace(replace(token, revoked_at=now, updated_at=now))
            return True

    def revoke_all(self) -> None:
        """Revoke all tokens."""
        for token_id in list(self._by_id):
            self.revoke(token_id)

    def expire_all(self) -> None:
        """Set the expiry of all tokens to now."""
        with self._lock:
            for token in list(self._by_id.values()):
                self._replace(replace(token, expires_at=self.now()))

    def now(self) -> datetime:
        """Return the time on the emulator's clock."""
        return datetime.fromtimestamp(self._clock(), UTC)

    def _replace(self, token: Token) -> Token:
        self._by_id[token.id] = token
        return token
