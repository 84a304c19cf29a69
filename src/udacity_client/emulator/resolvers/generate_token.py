"""The `generateToken` mutation: exchange a client credential for a token. No login."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

from graphql import GraphQLResolveInfo

from udacity_client.emulator.credentials import ClientCredential
from udacity_client.emulator.errors import ApiError, forbidden, unauthorized
from udacity_client.emulator.resolvers.request import context_of
from udacity_client.emulator.state import State


class GenerateTokenInput(TypedDict):
    """The input of `generateToken`."""

    clientId: str
    clientSecret: str
    companyId: NotRequired[str | None]


@dataclass(frozen=True, slots=True)
class GeneratedToken:
    """A new token; its full value is shown only here."""

    unredacted_token: str = field(repr=False)
    expires_in: int


def resolve_generate_token(
    _root: None,
    info: GraphQLResolveInfo,
    input: GenerateTokenInput,  # noqa: A002 - the schema's name
) -> GeneratedToken:
    """Return a token with the scope of one company of the credential.

    Raises:
        ApiError: The ID or secret is wrong, or the credential is revoked (401), or it
            does not cover the company. Inferred (token.refused-credential).
        RateLimitExceeded: The credential requested its 50 tokens of this minute.
    """
    state = context_of(info).state
    _count_token_request(state, input["clientId"])
    credential = state.credentials.match(input["clientId"], input["clientSecret"])
    if credential is None:
        raise unauthorized()
    company_id = _company_for(credential, input.get("companyId"))
    lifetime = state.options.token_lifetime
    token = state.tokens.create(owner=credential.client_id, lifetime=lifetime)
    state.tokens.add_scope(token.id, "COMPANY", company_id)
    return GeneratedToken(token.value, lifetime)


def _count_token_request(state: State, client_id: str) -> None:
    # An unknown ID has no rate limit of its own; the caller's address has one.
    if state.credentials.find(client_id) is not None:
        state.limits.count_token_request(client_id)


def _company_for(credential: ClientCredential, company_id: str | None) -> str:
    covered = credential.company_ids
    if company_id is None and len(covered) == 1:
        return covered[0]
    if company_id is None:
        raise ApiError(
            "companyId is required: the client credential covers the companies "
            + ", ".join(covered)
        )
    if company_id not in covered:
        raise forbidden(f"the client credential does not cover company {company_id}")
    return company_id
