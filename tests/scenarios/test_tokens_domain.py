"""Use the tokens domain as a logged-in user."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from scenarios.conftest import Make
from support.clients import AnyUdacity, settle
from udacity_client import CredentialsError, StaticToken, UserToken
from udacity_client.emulator import Emulator
from udacity_graphql.tokens import ScopeType

pytestmark = pytest.mark.anyio


@pytest.fixture
def staff(make: Make, emulator: Emulator) -> AnyUdacity:
    return make(user_token=UserToken(emulator.user_token))


async def test_a_token_lives_from_creation_to_revocation(
    staff: AnyUdacity, make: Make
) -> None:
    created = await settle(staff.tokens.create_token(description="nightly export"))
    token_id = created.token.id
    scoped = await settle(
        staff.tokens.add_token_scope(
            token_id=token_id, scope_type=ScopeType.COMPANY, scope_key="4821"
        )
    )
    udacity = make(StaticToken(created.unredacted_token.get_secret_value()))
    catalog = await settle(udacity.catalog.get_catalog())
    listed = await settle(staff.tokens.list_tokens())
    unscoped = await settle(
        staff.tokens.remove_token_scope(token_id=token_id, scope_id=scoped.scopes[0].id)
    )
    revoked = await settle(staff.tokens.revoke_token(token_id))

    assert catalog.company_id == "4821"
    assert token_id in {token.id for token in listed}
    assert [scope.scope_key for scope in scoped.scopes] == ["4821"]
    assert unscoped.scopes == []
    assert revoked is True


async def test_a_credential_lives_from_creation_to_revocation(
    staff: AnyUdacity,
) -> None:
    created = await settle(
        staff.tokens.create_client_credential(company_ids=["4821"], description="etl")
    )
    client_id = created.client_credential.client_id
    granted = await settle(
        staff.tokens.generate_token(
            client_id=client_id, client_secret=created.client_secret
        )
    )
    revoked = await settle(staff.tokens.revoke_client_credential(client_id))

    assert granted.expires_in == 3600
    assert revoked is True


async def test_without_a_user_token_nothing_is_sent(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    with pytest.raises(CredentialsError, match="UDACITY_USER_TOKEN"):
        await settle(udacity.tokens.list_tokens())
    assert emulator.count() == 0


async def test_generate_token_needs_no_user(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    granted = await settle(
        udacity.tokens.generate_token(
            client_id=emulator.client_id,
            client_secret=SecretStr(emulator.client_secret),
        )
    )
    assert len(granted.unredacted_token.get_secret_value()) == 32
