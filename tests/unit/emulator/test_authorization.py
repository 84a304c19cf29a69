from __future__ import annotations

from collections.abc import Callable

import pytest

from support.emulator_caller import Caller, Clock, data, messages
from udacity_client.emulator import Emulator

DATA_DOMAINS = (
    "catalog",
    "program-progress",
    "assessment-progress",
    "learning-plan-progress",
)
CATALOG = "{ catalog { companyId } }"
ENROLLMENTS = "{ programProgress(input: {}) { totalCount } }"
INTROSPECTION = "{ __schema { queryType { name } } }"


@pytest.mark.parametrize("domain", DATA_DOMAINS)
def test_data_needs_an_authorization_header(shared: Caller, domain: str) -> None:
    response = shared.post(domain, INTROSPECTION)
    assert response.status_code == 401
    assert response.json() == {"errors": [{"message": "no Authorization header"}]}


@pytest.mark.parametrize("domain", DATA_DOMAINS)
def test_an_unknown_token_is_not_found(shared: Caller, domain: str) -> None:
    response = shared.post(domain, CATALOG, token="0123456789abcdef0123456789abcdef")
    assert response.status_code == 401
    assert response.json() == {"errors": [{"message": "token not found"}]}


@pytest.mark.parametrize("header", ["Bearer {}", "Basic {}", "{}"])
def test_another_scheme_is_not_authorized(
    shared: Caller, token: str, header: str
) -> None:
    headers = {"Authorization": header.format(token)}
    response = shared.post("catalog", CATALOG, headers=headers)
    assert response.status_code == 401
    assert response.json() == {
        "errors": [
            {"message": "not authorized", "extensions": {"code": "UNAUTHORIZED"}}
        ]
    }


def test_the_scheme_is_read_in_any_case(shared: Caller, token: str) -> None:
    response = shared.post("catalog", CATALOG, token=token, scheme="token")
    assert data(response) == {"catalog": {"companyId": "4821"}}


def test_a_token_expires_by_the_clock(call: Callable[[Emulator], Caller]) -> None:
    clock = Clock()
    caller = call(Emulator(learners=1, token_lifetime=60, clock=clock))
    granted = data(caller.generate_token())["generateToken"]
    assert granted["expiresIn"] == 60
    token = granted["unredactedToken"]
    clock.now += 59.9
    assert caller.post("catalog", CATALOG, token=token).status_code == 200
    clock.now += 0.1
    response = caller.post("catalog", CATALOG, token=token)
    assert response.status_code == 401
    assert response.json() == {"errors": [{"message": "token is no longer valid"}]}


@pytest.mark.parametrize(
    "invalidate", [Emulator.expire_tokens, Emulator.revoke_all_tokens]
)
def test_all_tokens_can_be_invalidated_at_once(
    fresh: Caller, invalidate: Callable[[Emulator], None]
) -> None:
    token = fresh.new_token()
    invalidate(fresh.emulator)
    response = fresh.post("catalog", CATALOG, token=token)
    assert (response.status_code, messages(response)) == (
        401,
        ["token is no longer valid"],
    )
    assert data(fresh.post("catalog", CATALOG, token=fresh.new_token()))


def test_a_users_token_reaches_no_data(shared: Caller) -> None:
    response = shared.post("catalog", CATALOG, token=shared.emulator.user_token)
    assert response.status_code == 403
    [error] = response.json()["errors"]
    assert error == {
        "message": "missing scope COMPANY: a user's token has no scopes",
        "extensions": {"code": "FORBIDDEN"},
    }


@pytest.mark.parametrize("field", ["tokens { id }", "clientCredentials { clientId }"])
def test_a_client_credentials_token_manages_no_tokens(
    shared: Caller, token: str, field: str
) -> None:
    response = shared.post("tokens", f"{{ {field} }}", token=token)
    assert response.status_code == 403
    assert messages(response) == [
        "a logged-in user's token is needed, not an API token"
    ]
    assert response.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN"}


def test_managing_tokens_needs_an_authorization_header(shared: Caller) -> None:
    response = shared.post("tokens", "{ tokens { id } }")
    assert (response.status_code, messages(response)) == (
        401,
        ["no Authorization header"],
    )


@pytest.mark.parametrize("scheme", ["Token", "Bearer"])
def test_a_user_token_may_have_either_scheme(shared: Caller, scheme: str) -> None:
    user_token = shared.emulator.user_token
    response = shared.post(
        "tokens", "{ tokens { id } }", token=user_token, scheme=scheme
    )
    assert data(response) == {"tokens": []}


def test_a_forged_user_token_is_not_found(shared: Caller) -> None:
    head, claims, _ = shared.emulator.user_token.split(".")
    response = shared.as_user("{ tokens { id } }", token=f"{head}.{claims}.c2lnbmVk")
    assert (response.status_code, messages(response)) == (401, ["token not found"])


def test_a_user_token_expires(call: Callable[[Emulator], Caller]) -> None:
    clock = Clock()
    caller = call(Emulator(learners=1, clock=clock))
    assert data(caller.as_user("{ tokens { id } }"))
    clock.now += 31 * 24 * 3600
    response = caller.as_user("{ tokens { id } }")
    assert (response.status_code, messages(response)) == (
        401,
        ["token is no longer valid"],
    )


def test_any_valid_token_may_introspect_the_tokens_domain(
    shared: Caller, token: str
) -> None:
    for valid in (token, shared.emulator.user_token):
        response = shared.post("tokens", INTROSPECTION, token=valid)
        assert data(response) == {"__schema": {"queryType": {"name": "Query"}}}
    assert shared.post("tokens", INTROSPECTION).status_code == 401


def test_all_fields_of_introspection_may_be_requested_at_once(
    shared: Caller, token: str
) -> None:
    schema, type_ = "__schema { queryType { name } }", '__type(name: "Int") { name }'
    query = f"{{ {schema} {type_} __typename }}"
    assert data(shared.post("tokens", query, token=token)) == {
        "__schema": {"queryType": {"name": "Query"}},
        "__type": {"name": "Int"},
        "__typename": "Query",
    }


def test_root_fields_inside_fragments_are_seen(shared: Caller, token: str) -> None:
    spread = "{ ...F } fragment F on Query { ... on Query { tokens { id } } }"
    assert shared.post("tokens", spread, token=token).status_code == 403


CREATE = """
mutation ($input: CreateTokenInput!) {
  createToken(input: $input) { unredactedToken token { id } }
}
"""
ADD_SCOPE = """
mutation ($input: AddTokenScopeInput!) {
  addTokenScope(input: $input) { scopes { id scopeType scopeKey } }
}
"""
REMOVE_SCOPE = """
mutation ($tokenId: ID!, $scopeId: ID!) {
  removeTokenScope(tokenId: $tokenId, scopeId: $scopeId) { scopes { id } }
}
"""


def test_a_long_lived_token_reads_what_its_scopes_allow(fresh: Caller) -> None:
    created = data(fresh.as_user(CREATE, {"input": {"description": "BI"}}))
    token = created["createToken"]["unredactedToken"]
    token_id = created["createToken"]["token"]["id"]
    response = fresh.post("catalog", CATALOG, token=token)
    assert (response.status_code, messages(response)) == (
        403,
        ["missing scope COMPANY"],
    )

    _grant(fresh, token_id, "CATALOG_COMPANY")
    assert fresh.post("catalog", CATALOG, token=token).status_code == 200
    response = fresh.post("program-progress", ENROLLMENTS, token=token)
    assert (response.status_code, messages(response)) == (
        403,
        ["missing scope COMPANY:4821"],
    )

    scope_id = _grant(fresh, token_id, "COMPANY")
    assert fresh.post("program-progress", ENROLLMENTS, token=token).status_code == 200
    data(fresh.as_user(REMOVE_SCOPE, {"tokenId": token_id, "scopeId": scope_id}))
    assert fresh.post("program-progress", ENROLLMENTS, token=token).status_code == 403


def _grant(caller: Caller, token_id: str, scope_type: str) -> str:
    """Grant a scope of the documented company, and return its ID."""
    scope = {"tokenId": token_id, "scopeType": scope_type, "scopeKey": "4821"}
    granted = data(caller.as_user(ADD_SCOPE, {"input": scope}))["addTokenScope"]
    scope_id: str = granted["scopes"][-1]["id"]
    return scope_id
