from __future__ import annotations

import re

from support.emulator_caller import Caller, data, messages

CATALOG = "{ catalog { companyId } }"


def test_a_credential_gives_a_token_of_32_hexadecimal_digits(shared: Caller) -> None:
    granted = data(shared.generate_token())["generateToken"]
    assert re.fullmatch("[0-9a-f]{32}", granted["unredactedToken"])
    assert granted["expiresIn"] == 3600


def test_credentials_have_the_documented_form(shared: Caller) -> None:
    emulator = shared.emulator
    for client_id in (emulator.client_id, emulator.multi_company_client_id):
        assert re.fullmatch("udcl_[0-9a-f]{32}", client_id)
    assert emulator.client_secret.startswith("udcs_")


def test_a_wrong_pair_is_not_authorized(shared: Caller) -> None:
    emulator = shared.emulator
    other_secret = emulator.multi_company_client_secret
    for response in (
        shared.generate_token(client_secret="udcs_wrong"),
        shared.generate_token(client_secret=other_secret),
        shared.generate_token(client_id="udcl_unknown"),
    ):
        assert response.status_code == 401
        assert response.json() == {
            "errors": [
                {"message": "not authorized", "extensions": {"code": "UNAUTHORIZED"}}
            ]
        }


def test_the_credential_of_one_company_need_not_name_it(shared: Caller) -> None:
    for company_id in (None, "4821"):
        granted = data(shared.generate_token(company_id=company_id))["generateToken"]
        response = shared.post("catalog", CATALOG, token=granted["unredactedToken"])
        assert data(response) == {"catalog": {"companyId": "4821"}}


def test_the_company_selects_what_a_token_reaches(shared: Caller) -> None:
    for company_id in ("4821", "9000"):
        token = shared.new_token(company_id=company_id)
        response = shared.post("catalog", CATALOG, token=token)
        assert data(response) == {"catalog": {"companyId": company_id}}


def test_the_credential_of_two_companies_must_name_one(shared: Caller) -> None:
    response = shared.generate_token(
        shared.emulator.multi_company_client_id,
        shared.emulator.multi_company_client_secret,
    )
    assert response.status_code == 200
    assert response.json()["data"] is None
    assert messages(response) == [
        "companyId is required: the client credential covers the companies 4821, 9000"
    ]


def test_a_company_that_is_not_covered_is_forbidden(shared: Caller) -> None:
    response = shared.generate_token(company_id="9000")
    assert response.status_code == 403
    assert messages(response) == ["the client credential does not cover company 9000"]


def test_an_expired_authorization_header_does_no_harm(shared: Caller) -> None:
    query = f"""mutation {{
      generateToken(input: {{
        clientId: "{shared.emulator.client_id}"
        clientSecret: "{shared.emulator.client_secret}"
      }}) {{ expiresIn }}
    }}"""
    response = shared.post("tokens", query, token="0" * 32)
    assert data(response) == {"generateToken": {"expiresIn": 3600}}
