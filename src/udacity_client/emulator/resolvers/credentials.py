"""The resolvers with which users manage client credentials.

Only `revokeExisting` is documented. Inferred (tokens.credentials): a user sees and
manages the credentials of their own companies, and staff those of all companies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

from graphql import GraphQLResolveInfo

from udacity_client.emulator.credentials import ClientCredential
from udacity_client.emulator.errors import ApiError, field_unauthorized
from udacity_client.emulator.resolvers.request import context_of, user_of
from udacity_client.emulator.sessions import User
from udacity_client.emulator.state import State


class CreateClientCredentialInput(TypedDict):
    """The input of `createClientCredential`."""

    companyIds: list[str]
    description: NotRequired[str | None]
    revokeExisting: NotRequired[bool | None]


@dataclass(frozen=True, slots=True)
class NewClientCredential:
    """A credential with its secret, shown once."""

    client_credential: ClientCredential
    client_secret: str = field(repr=False)


def resolve_client_credentials(
    _root: None, info: GraphQLResolveInfo
) -> list[ClientCredential]:
    """Return the credentials that the user may see."""
    user = user_of(info)
    credentials = context_of(info).state.credentials.list_all()
    return [each for each in credentials if _may_manage(user, each.company_ids)]


def resolve_create_client_credential(
    _root: None,
    info: GraphQLResolveInfo,
    input: CreateClientCredentialInput,  # noqa: A002 - the schema's name
) -> NewClientCredential:
    """Return a new credential; with `revokeExisting`, overlapping ones are revoked.

    Raises:
        ApiError: No company, an unknown one, or one that the user does not manage.
    """
    state, user, company_ids = (
        context_of(info).state,
        user_of(info),
        input["companyIds"],
    )
    _require_manageable(state, user, company_ids)
    replaced: list[str] = []
    if input.get("revokeExisting"):
        overlapping = state.credentials.overlapping(company_ids)
        if not all(_may_manage(user, each.company_ids) for each in overlapping):
            raise field_unauthorized()
        replaced = [each.client_id for each in overlapping]
    created = state.credentials.create(
        company_ids, input.get("description"), replacing=replaced
    )
    return NewClientCredential(created, created.secret)


def resolve_revoke_client_credential(
    _root: None,
    info: GraphQLResolveInfo,
    clientId: str,  # noqa: N803 - the schema's name
) -> bool:
    """Revoke a credential, and return whether it was valid until now.

    Raises:
        ApiError: No credential has this ID, or the user may not manage it.
    """
    store = context_of(info).state.credentials
    credential = store.find(clientId)
    if credential is None:
        raise ApiError(f"client credential {clientId} not found")
    if not _may_manage(user_of(info), credential.company_ids):
        raise field_unauthorized()
    return store.revoke(clientId)


def _require_manageable(state: State, user: User, company_ids: list[str]) -> None:
    if not company_ids:
        raise ApiError("companyIds must name at least one company")
    for company_id in company_ids:
        if company_id not in state.companies:
            raise ApiError(f"company {company_id} not found")
    if not _may_manage(user, company_ids):
        raise field_unauthorized()


def _may_manage(user: User, company_ids: list[str] | tuple[str, ...]) -> bool:
    return user.is_staff or set(company_ids) <= set(user.company_ids)
