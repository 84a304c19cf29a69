"""Authenticate the caller of a request, and authorize what it asks for."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from http import HTTPStatus

from udacity_client.emulator.errors import ApiError, forbidden, unauthorized
from udacity_client.emulator.models import Company
from udacity_client.emulator.sessions import looks_like_jwt
from udacity_client.emulator.state import Caller, State
from udacity_client.emulator.tokens import Token

TOKENS_DOMAIN = "tokens"
CATALOG_DOMAIN = "catalog"

_INTROSPECTION = frozenset({"__schema", "__type", "__typename"})
_ANONYMOUS = frozenset({"generateToken", "__typename"})


@dataclass(frozen=True, slots=True)
class Authorization:
    """The two parts of an `Authorization` header; a missing scheme is empty."""

    scheme: str
    token: str

    @classmethod
    def parse(cls, header: str | None) -> Authorization | None:
        """Return the parts of the header, or None if there is no header."""
        if header is None or not header.strip():
            return None
        scheme, space, token = header.strip().partition(" ")
        return cls(scheme, token.strip()) if space else cls("", scheme)


def authenticate(
    authorization: Authorization | None, domain: str, state: State
) -> Caller:
    """Return the caller that a token belongs to.

    Raises:
        ApiError: 401 with the documented message.
    """
    if authorization is None:
        raise ApiError("no Authorization header", status=HTTPStatus.UNAUTHORIZED)
    scheme, value = authorization.scheme.lower(), authorization.token
    # Inferred (token.bearer, tokens.user-scheme): the documentation does not say which
    # scheme a user's JWT needs.
    is_user = domain == TOKENS_DOMAIN and looks_like_jwt(value)
    if scheme != "token" and not (scheme == "bearer" and is_user):
        raise unauthorized()
    if looks_like_jwt(value):
        return state.sessions.verify(value)
    token = state.tokens.find_by_value(value)
    if token is None:
        raise ApiError("token not found", status=HTTPStatus.UNAUTHORIZED)
    if not state.tokens.is_valid(token):
        raise ApiError("token is no longer valid", status=HTTPStatus.UNAUTHORIZED)
    return token


def authorize(
    caller: Caller | ApiError,
    domain: str,
    root_fields: AbstractSet[str],
    state: State,
) -> Company | None:
    """Return the company whose data *caller* may read with these root fields.

    Anyone may generate a token. Any valid caller may introspect. Only users manage
    tokens. Data needs a token with a scope.

    Raises:
        ApiError: 401 for an unknown caller, 403 for a caller without permission.
    """
    if domain == TOKENS_DOMAIN and root_fields <= _ANONYMOUS:
        return None
    if isinstance(caller, ApiError):
        raise caller
    # Inferred (introspection.open).
    if root_fields <= _INTROSPECTION:
        return None
    if domain == TOKENS_DOMAIN:
        # Inferred (tokens.api-token).
        if isinstance(caller, Token):
            raise forbidden("a logged-in user's token is needed, not an API token")
        return None
    return _company_of(caller, domain, state)


def identity_of(caller: Caller | ApiError) -> str | None:
    """Return whose rate limit a request counts against; None for an unknown caller.

    Inferred (mint.counted, mint.limit-header): a request for a token has no caller.
    """
    if isinstance(caller, ApiError):
        return None
    return caller.owner if isinstance(caller, Token) else caller.user_id


def _company_of(caller: Caller, domain: str, state: State) -> Company:
    if not isinstance(caller, Token):
        raise forbidden("missing scope COMPANY: a user's token has no scopes")
    legacy = ("CATALOG_COMPANY",) if domain == CATALOG_DOMAIN else ()
    company_id = caller.company_in_scope("COMPANY", *legacy)
    if company_id is None:
        other = caller.company_in_scope("CATALOG_COMPANY")
        raise forbidden(f"missing scope COMPANY{f':{other}' if other else ''}")
    return state.companies[company_id]
