from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from support.emulator_caller import Caller, data, messages
from udacity_client.emulator import Emulator

INVALID = [
    ("{ catalog { companyId } ", "Expected Name, found <EOF>", "PARSE"),
    ("{ catalog { } }", "Expected Name, found }", "PARSE"),
    (
        "{ catalog { x } }",
        'Cannot query field "x" on type "CompanyCatalog"',
        "VALIDATION",
    ),
    (
        "{ catalog { compnyId } }",
        'Cannot query field "compnyId" on type "CompanyCatalog". '
        'Did you mean "companyId"?',
        "VALIDATION",
    ),
    (
        "query ($id: ID!) { catalog(contractId: $id) { companyId } }",
        'Variable "$id" of required type "ID!" was not provided',
        "VALIDATION",
    ),
]


@pytest.fixture(scope="module")
def gqlgen() -> Iterator[Caller]:
    emulator = Emulator(learners=1, rate_limit=None, dialect="gqlgen")
    with emulator, httpx.Client(timeout=60) as http:
        yield Caller(emulator, http)


@pytest.mark.parametrize(("query", "message", "stage"), INVALID)
def test_gqlgen_responds_with_422_and_a_code_to_invalid_documents(
    gqlgen: Caller, query: str, message: str, stage: str
) -> None:
    for accept in ("application/json", "application/graphql-response+json"):
        response = gqlgen.post(
            "catalog", query, token=gqlgen.new_token(), headers={"Accept": accept}
        )
        assert response.status_code == 422
        body = response.json()
        assert body["data"] is None
        [error] = body["errors"]
        assert error["message"] == message
        assert error["locations"]
        assert error["extensions"] == {"code": f"GRAPHQL_{stage}_FAILED"}


def test_gqlgen_executes_valid_documents_as_usual(gqlgen: Caller) -> None:
    token = gqlgen.new_token()
    response = gqlgen.post("catalog", "{ catalog { companyId } }", token=token)
    assert data(response) == {"catalog": {"companyId": "4821"}}
    failing = '{ catalog(contractId: "x") { companyId } }'
    assert gqlgen.post("catalog", failing, token=token).status_code == 200


def test_the_spec_dialect_has_the_documented_messages(
    shared: Caller, token: str
) -> None:
    response = shared.post("catalog", "{ catalog { } }", token=token)
    assert (response.status_code, messages(response)) == (
        200,
        ["Expected Name, found }"],
    )
    response = shared.post("catalog", "{ catalog { x } }", token=token)
    assert messages(response) == ['Cannot query field "x" on type "CompanyCatalog"']
