from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.emulator_caller import Caller, Clock, data, messages
from udacity_client.emulator import Emulator

FIELDS = """
  id redactedToken description createdBy createdAt updatedAt expiresAt revokedAt
  scopes { id scopeType scopeKey createdAt }
"""
LIST = f"{{ tokens {{ {FIELDS} }} }}"
CREATE = f"""
mutation ($input: CreateTokenInput!) {{
  createToken(input: $input) {{ unredactedToken token {{ {FIELDS} }} }}
}}
"""
REVOKE = "mutation ($tokenId: ID!) { revokeToken(tokenId: $tokenId) }"
ADD_SCOPE = f"""
mutation ($input: AddTokenScopeInput!) {{ addTokenScope(input: $input) {{ {FIELDS} }} }}
"""
REMOVE_SCOPE = f"""
mutation ($tokenId: ID!, $scopeId: ID!) {{
  removeTokenScope(tokenId: $tokenId, scopeId: $scopeId) {{ {FIELDS} }}
}}
"""
CATALOG = "{ catalog { companyId } }"
DENIED = {"message": "not authorized", "extensions": {"code": "UNAUTHORIZED"}}


def _create(caller: Caller, *, by: str | None = None, **given: object) -> Any:
    variables = {"input": {"description": "reports", **given}}
    return data(caller.as_user(CREATE, variables, token=by))["createToken"]


def test_a_created_token_is_shown_in_full_only_once(
    call: Callable[[Emulator], Caller],
) -> None:
    clock = Clock(datetime(2026, 3, 1, 10, tzinfo=UTC).timestamp())
    caller = call(Emulator(learners=1, clock=clock))
    created = _create(caller, expiresAt="2026-05-30T12:00:00+02:00")
    value = created["unredactedToken"]
    assert created["token"] == {
        "id": "tok-1",
        "redactedToken": f"{value[:4]}••••••••{value[-4:]}",
        "description": "reports",
        "createdBy": "usr-staff-1",
        "createdAt": "2026-03-01T10:00:00Z",
        "updatedAt": "2026-03-01T10:00:00Z",
        "expiresAt": "2026-05-30T10:00:00Z",
        "revokedAt": None,
        "scopes": [],
    }
    listed = caller.as_user(LIST)
    assert data(listed) == {"tokens": [created["token"]]}
    assert value not in listed.text


def test_a_created_token_is_valid_until_it_expires(
    call: Callable[[Emulator], Caller],
) -> None:
    clock = Clock(datetime(2026, 3, 1, 10, tzinfo=UTC).timestamp())
    caller = call(Emulator(learners=1, clock=clock))
    created = _create(caller, expiresAt="2026-03-02T10:00:00Z")
    scope = {"scopeType": "COMPANY", "scopeKey": "4821"}
    given = {"input": {"tokenId": created["token"]["id"], **scope}}
    data(caller.as_user(ADD_SCOPE, given))
    token = created["unredactedToken"]
    clock.now += timedelta(days=1).total_seconds() - 1
    assert data(caller.post("catalog", CATALOG, token=token))
    clock.now += 1
    response = caller.post("catalog", CATALOG, token=token)
    assert messages(response) == ["token is no longer valid"]


def test_a_token_cannot_expire_in_the_past(fresh: Caller) -> None:
    given = {"input": {"description": "late", "expiresAt": "2001-01-01T00:00:00Z"}}
    response = fresh.as_user(CREATE, given)
    assert messages(response) == ["expiresAt must be in the future"]
    assert data(fresh.as_user(LIST)) == {"tokens": []}


@pytest.mark.parametrize(
    "moment",
    ["tomorrow", "2030-01-01T00:00:00", 5, "9999-12-31T23:59:59-14:00"],
)
def test_a_time_that_is_not_rfc_3339_is_an_error(fresh: Caller, moment: object) -> None:
    given = {"input": {"description": "x", "expiresAt": moment}}
    [message] = messages(fresh.as_user(CREATE, given))
    assert "expected RFC 3339 with an offset" in message


def test_a_user_lists_only_their_own_tokens(fresh: Caller) -> None:
    member = fresh.emulator.member_token
    own = _create(fresh, by=member)["token"]
    _create(fresh)
    fresh.new_token()
    assert data(fresh.as_user(LIST, token=member)) == {"tokens": [own]}


def test_a_revoked_token_is_invalid_at_once(fresh: Caller) -> None:
    created = _create(fresh)
    given = {"tokenId": created["token"]["id"]}
    assert data(fresh.as_user(REVOKE, given)) == {"revokeToken": True}
    [listed] = data(fresh.as_user(LIST))["tokens"]
    assert listed["revokedAt"] is not None
    response = fresh.post("catalog", CATALOG, token=created["unredactedToken"])
    assert messages(response) == ["token is no longer valid"]
    assert data(fresh.as_user(REVOKE, given)) == {"revokeToken": False}


def test_only_the_creator_and_staff_revoke_a_token(fresh: Caller) -> None:
    member = fresh.emulator.member_token
    of_staff = {"tokenId": _create(fresh)["token"]["id"]}
    of_member = {"tokenId": _create(fresh, by=member)["token"]["id"]}
    response = fresh.as_user(REVOKE, of_staff, token=member)
    assert response.status_code == 200
    assert DENIED.items() <= response.json()["errors"][0].items()
    assert data(fresh.as_user(REVOKE, of_member)) == {"revokeToken": True}


def test_scopes_are_added_and_removed(fresh: Caller) -> None:
    token_id = _create(fresh)["token"]["id"]
    given = {"tokenId": token_id, "scopeType": "COMPANY", "scopeKey": "9000"}
    once = data(fresh.as_user(ADD_SCOPE, {"input": given}))["addTokenScope"]
    twice = data(fresh.as_user(ADD_SCOPE, {"input": given}))["addTokenScope"]
    [scope] = once["scopes"]
    assert (scope["scopeType"], scope["scopeKey"]) == ("COMPANY", "9000")
    assert twice["scopes"] == [scope]
    removal = {"tokenId": token_id, "scopeId": scope["id"]}
    gone = data(fresh.as_user(REMOVE_SCOPE, removal))["removeTokenScope"]
    assert gone["scopes"] == []
    response = fresh.as_user(REMOVE_SCOPE, removal)
    assert messages(response) == [f"scope {scope['id']} not found"]


def test_only_staff_change_scopes(fresh: Caller) -> None:
    member = fresh.emulator.member_token
    token_id = _create(fresh, by=member)["token"]["id"]
    given = {"tokenId": token_id, "scopeType": "COMPANY", "scopeKey": "4821"}
    responses = (
        fresh.as_user(ADD_SCOPE, {"input": given}, token=member),
        fresh.as_user(
            REMOVE_SCOPE, {"tokenId": token_id, "scopeId": "x"}, token=member
        ),
    )
    for response in responses:
        assert DENIED.items() <= response.json()["errors"][0].items()


def test_what_does_not_exist_is_named(fresh: Caller) -> None:
    unknown = {"tokenId": "tok-99", "scopeType": "COMPANY", "scopeKey": "4821"}
    assert messages(fresh.as_user(REVOKE, {"tokenId": "tok-99"})) == [
        "token tok-99 not found"
    ]
    assert messages(fresh.as_user(ADD_SCOPE, {"input": unknown})) == [
        "token tok-99 not found"
    ]
    known = {**unknown, "tokenId": _create(fresh)["token"]["id"], "scopeKey": "1"}
    assert messages(fresh.as_user(ADD_SCOPE, {"input": known})) == [
        "company 1 not found"
    ]
