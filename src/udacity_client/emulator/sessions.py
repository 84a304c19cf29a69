"""The emulated login: issue and verify the JWTs of users. It stores none of them.

The signing key is derived from the seed, so a user token stays valid after a restart.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from udacity_client.emulator.errors import ApiError

SESSION_LIFETIME = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class User:
    """A person who logs in to manage tokens and client credentials."""

    user_id: str
    email: str
    is_staff: bool
    company_ids: tuple[str, ...]


class Sessions:
    """The JWTs of users: made with one key, and verified by it."""

    def __init__(self, source: str, *, clock: Callable[[], float]) -> None:
        self._key = hashlib.sha256(source.encode()).digest()
        self._clock = clock

    def issue(self, user: User) -> str:
        """Return a JWT for *user*."""
        now = int(self._clock())
        claims: dict[str, object] = {
            "sub": user.user_id,
            "email": user.email,
            "staff": user.is_staff,
            "companies": " ".join(user.company_ids),
            "iat": now,
            "exp": now + SESSION_LIFETIME,
        }
        signed = f"{_encode({'alg': 'HS256', 'typ': 'JWT'})}.{_encode(claims)}"
        return f"{signed}.{self._sign(signed)}"

    def verify(self, token: str) -> User:
        """Return the user of a JWT.

        Raises:
            ApiError: Its signature is wrong, or it has expired.
        """
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._sign(signed).encode(), signature.encode()):
            raise ApiError("token not found", status=HTTPStatus.UNAUTHORIZED)
        match _decode(signed.partition(".")[2]):
            case {
                "sub": str(user_id),
                "email": str(email),
                "staff": bool(is_staff),
                "companies": str(companies),
                "exp": int(expires_at),
            } if self._clock() < expires_at:
                return User(user_id, email, is_staff, tuple(companies.split()))
            case _:
                raise ApiError(
                    "token is no longer valid", status=HTTPStatus.UNAUTHORIZED
                )

    def _sign(self, signed: str) -> str:
        digest = hmac.new(self._key, signed.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def looks_like_jwt(token: str) -> bool:
    """Return whether *token* has the three parts of a JWT."""
    return token.count(".") == 2  # noqa: PLR2004 - header, claims, signature


def _encode(part: dict[str, object] | dict[str, str]) -> str:
    text = json.dumps(part, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _decode(part: str) -> Any:
    try:
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        return None
