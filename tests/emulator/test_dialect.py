from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from emulator.caller import Caller, data, messages
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
def test_gqlgen_answers_422_with_a_code_to_invalid_documents(
    gqlgen: Caller, query: str, message: str, stage: str
) -> None:
    for accept in ("application/json", "application/graphql-response+json"):
        reply = gqlgen.post(
            "catalog", query, token=gqlgen.mint(), headers={"Accept": accept}
        )
        assert reply.status_code == 422
        body = reply.json()
        assert body["data"] is None
        [error] = body["errors"]
        assert error["message"] == message
        assert error["locations"]
        assert error["extensions"] == {"code": f"GRAPHQL_{stage}_FAILED"}


def test_gqlgen_answers_valid_documents_as_usual(gqlgen: Caller) -> None:
    token = gqlgen.mint()
    reply = gqlgen.post("catalog", "{ catalog { companyId } }", token=token)
    assert data(reply) == {"catalog": {"companyId": "4821"}}
    failing = '{ catalog(contractId: "x") { companyId } }'
    assert gqlgen.post("catalog", failing, token=token).status_code == 200


def test_the_specification_keeps_the_parsers_words(shared: Caller, token: str) -> None:
    reply = shared.post("catalog", "{ catalog { } }", token=token)
    assert (reply.status_code, messages(reply)) == (
        200,
        ["Syntax Error: Expected Name, found '}'."],
    )
    reply = shared.post("catalog", "{ catalog { x } }", token=token)
    assert messages(reply) == ["Cannot query field 'x' on type 'CompanyCatalog'."]
