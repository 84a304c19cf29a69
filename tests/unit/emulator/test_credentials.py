from __future__ import annotations

import re
from typing import Any

from support.emulator_caller import Caller, data, messages

FIELDS = "clientId secretHint description companyIds createdAt revokedAt"
LIST = f"{{ clientCredentials {{ {FIELDS} }} }}"
CREATE = f"""
mutation ($input: CreateClientCredentialInput!) {{
  createClientCredential(input: $input) {{
    clientSecret clientCredential {{ {FIELDS} }}
  }}
}}
"""
REVOKE = "mutation ($clientId: ID!) { revokeClientCredential(clientId: $clientId) }"
CATALOG = "{ catalog { companyId } }"


def _create(caller: Caller, *, by: str | None = None, **given: object) -> Any:
    response = caller.as_user(CREATE, {"input": given}, token=by)
    return data(response)["createClientCredential"]


def _listed(caller: Caller, *, by: str | None = None) -> list[Any]:
    listed: list[Any] = data(caller.as_user(LIST, token=by))["clientCredentials"]
    return listed


def _in_force(caller: Caller) -> set[str]:
    return {c["clientId"] for c in _listed(caller) if c["revokedAt"] is None}


def test_a_created_credential_generates_tokens(fresh: Caller) -> None:
    created = _create(fresh, companyIds=["9000", "9000"], description="nightly")
    credential, secret = created["clientCredential"], created["clientSecret"]
    assert re.fullmatch("udcl_[0-9a-f]{32}", credential["clientId"])
    assert credential["secretHint"] == f"udcs_••••••••{secret[-4:]}"
    assert credential["description"] == "nightly"
    assert credential["companyIds"] == ["9000"]
    granted = data(fresh.generate_token(credential["clientId"], secret))
    token = granted["generateToken"]["unredactedToken"]
    response = fresh.post("catalog", CATALOG, token=token)
    assert data(response) == {"catalog": {"companyId": "9000"}}


def test_the_secret_is_never_listed(fresh: Caller) -> None:
    created = _create(fresh, companyIds=["4821"])
    listed = fresh.as_user(LIST)
    assert created["clientCredential"] in data(listed)["clientCredentials"]
    assert created["clientSecret"] not in listed.text
    assert fresh.emulator.client_secret not in listed.text


def test_a_revoked_credential_generates_no_tokens_but_its_old_ones_work(
    fresh: Caller,
) -> None:
    token = fresh.new_token()
    given = {"clientId": fresh.emulator.client_id}
    assert data(fresh.as_user(REVOKE, given)) == {"revokeClientCredential": True}
    assert fresh.generate_token().status_code == 401
    assert data(fresh.post("catalog", CATALOG, token=token))
    assert data(fresh.as_user(REVOKE, given)) == {"revokeClientCredential": False}


def test_revoke_existing_revokes_the_credentials_that_overlap(fresh: Caller) -> None:
    emulator = fresh.emulator
    kept = _create(fresh, companyIds=["9000"])["clientCredential"]["clientId"]
    created = _create(fresh, companyIds=["4821"], revokeExisting=True)
    new = created["clientCredential"]["clientId"]
    assert _in_force(fresh) == {kept, new}
    revoked = {c["clientId"] for c in _listed(fresh)} - _in_force(fresh)
    assert revoked == {emulator.client_id, emulator.multi_company_client_id}
    assert fresh.generate_token().status_code == 401
    assert data(fresh.generate_token(new, created["clientSecret"]))


def test_without_revoke_existing_nothing_is_revoked(fresh: Caller) -> None:
    before = _in_force(fresh)
    new = _create(fresh, companyIds=["4821"])["clientCredential"]["clientId"]
    assert _in_force(fresh) == before | {new}


def test_a_user_manages_the_credentials_of_their_own_companies(fresh: Caller) -> None:
    emulator = fresh.emulator
    member = emulator.member_token
    seen = [each["clientId"] for each in _listed(fresh, by=member)]
    assert seen == [emulator.client_id]
    foreign = {"clientId": emulator.multi_company_client_id}
    refusals = (
        fresh.as_user(REVOKE, foreign, token=member),
        fresh.as_user(CREATE, {"input": {"companyIds": ["9000"]}}, token=member),
        # The new one would overlap with one that covers a company besides.
        fresh.as_user(
            CREATE,
            {"input": {"companyIds": ["4821"], "revokeExisting": True}},
            token=member,
        ),
    )
    for response in refusals:
        assert messages(response) == ["not authorized"]
    assert _in_force(fresh) == {emulator.client_id, emulator.multi_company_client_id}
    assert _create(fresh, by=member, companyIds=["4821"])


def test_what_does_not_exist_is_named(fresh: Caller) -> None:
    assert messages(fresh.as_user(REVOKE, {"clientId": "udcl_1"})) == [
        "client credential udcl_1 not found"
    ]
    assert messages(fresh.as_user(CREATE, {"input": {"companyIds": ["1"]}})) == [
        "company 1 not found"
    ]
    assert messages(fresh.as_user(CREATE, {"input": {"companyIds": []}})) == [
        "companyIds must name at least one company"
    ]
