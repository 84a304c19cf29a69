"""The resolvers with which users manage API tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NotRequired, TypedDict

from graphql import GraphQLResolveInfo

from udacity_client.emulator.errors import ApiError, field_unauthorized
from udacity_client.emulator.resolvers.request import context_of, user_of
from udacity_client.emulator.state import State
from udacity_client.emulator.tokens import Token


class CreateTokenInput(TypedDict):
    """The input of `createToken`."""

    description: str
    expiresAt: NotRequired[datetime | None]


class AddTokenScopeInput(TypedDict):
    """The input of `addTokenScope`."""

    tokenId: str
    scopeType: str
    scopeKey: str


@dataclass(frozen=True, slots=True)
class NewToken:
    """A new token; its full value is shown only here."""

    token: Token
    unredacted_token: str = field(repr=False)


def resolve_tokens(_root: None, info: GraphQLResolveInfo) -> list[Token]:
    """Return the tokens that the user created."""
    return context_of(info).state.tokens.created_by(user_of(info).user_id)


def resolve_create_token(
    _root: None,
    info: GraphQLResolveInfo,
    input: CreateTokenInput,  # noqa: A002 - the schema's name
) -> NewToken:
    """Return a new token without scopes; without `expiresAt` it never expires.

    Raises:
        ApiError: `expiresAt` is in the past.
    """
    store, user_id = context_of(info).state.tokens, user_of(info).user_id
    expires_at = input.get("expiresAt")
    if expires_at is not None and expires_at <= store.now():
        raise ApiError("expiresAt must be in the future")
    token = store.create(
        owner=user_id,
        created_by=user_id,
        description=input["description"],
        expires_at=expires_at,
    )
    return NewToken(token, token.value)


def resolve_revoke_token(
    _root: None,
    info: GraphQLResolveInfo,
    tokenId: str,  # noqa: N803 - the schema's name
) -> bool:
    """Revoke a token, and return whether it was not revoked before.

    Raises:
        ApiError: No token has this ID, or the user is neither staff nor its creator.
    """
    state, user = context_of(info).state, user_of(info)
    token = _token(state, tokenId)
    if not user.is_staff and token.created_by != user.user_id:
        raise field_unauthorized()
    return state.tokens.revoke(token.id)


def resolve_add_token_scope(
    _root: None,
    info: GraphQLResolveInfo,
    input: AddTokenScopeInput,  # noqa: A002 - the schema's name
) -> Token:
    """Add a scope to a token, and return the token.

    Raises:
        ApiError: The user is not staff, or the token or company is unknown.
    """
    _require_staff(info)
    state = context_of(info).state
    token = _token(state, input["tokenId"])
    if input["scopeKey"] not in state.companies:
        raise ApiError(f"company {input['scopeKey']} not found")
    return state.tokens.add_scope(token.id, input["scopeType"], input["scopeKey"])


def resolve_remove_token_scope(
    _root: None,
    info: GraphQLResolveInfo,
    scopeId: str,  # noqa: N803 - the schema's name
    tokenId: str,  # noqa: N803 - the schema's name
) -> Token:
    """Remove a scope from a token, and return the token.

    Raises:
        ApiError: The user is not staff, or the token or scope is unknown.
    """
    _require_staff(info)
    state = context_of(info).state
    token = state.tokens.remove_scope(_token(state, tokenId).id, scopeId)
    if token is None:
        raise ApiError(f"scope {scopeId} not found")
    return token


def _require_staff(info: GraphQLResolveInfo) -> None:
    if not user_of(info).is_staff:
        raise field_unauthorized()


def _token(state: State, token_id: str) -> Token:
    token = state.tokens.find(token_id)
    if token is None:
        raise ApiError(f"token {token_id} not found")
    return token
