"""JSON from the API's documentation works in the mocks that people use with httpx.

| mock                  | what it replaces                                            |
|-----------------------|-------------------------------------------------------------|
| `httpx.MockTransport` | the transport of a client that the caller makes             |
| `respx`               | the connections of any client, also of the one that is ours |
| `pytest-httpx`        | the transport of any client, also of the one that is ours   |
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias, cast

import httpx
import pytest
import respx
from pydantic import BaseModel, SecretStr
from pytest_httpx import HTTPXMock

from support.clients import AnyUdacity, settle
from support.documented_json import ANSWERS, CLIENT_ID, JSON, PLAN
from support.shipped_operations import SHIPPED_OPERATIONS
from udacity_client import AsyncUdacity, ClientCredentials, Page, Udacity, UserToken
from udacity_graphql.tokens import ScopeType

pytestmark = pytest.mark.anyio

Call: TypeAlias = Callable[[AnyUdacity], Awaitable[object] | object]
Open: TypeAlias = Callable[[httpx.Client | httpx.AsyncClient | None], AnyUdacity]

BASE_URL: Final = "https://api.udacity.com/api/public/api"
CREDENTIALS: Final = ClientCredentials(client_id=CLIENT_ID, client_secret="udcs_1")
CALLS: Final[Mapping[str, Call]] = {
    "GetCatalog": lambda udacity: udacity.catalog.get_catalog(),
    "ListProgramProgress": lambda udacity: (
        udacity.program_progress.list_program_progress()
    ),
    "ListAssessmentProgress": lambda udacity: (
        udacity.assessment_progress.list_assessment_progress()
    ),
    "ListLearningPlanProgress": lambda udacity: (
        udacity.learning_plan_progress.list_learning_plan_progress(PLAN)
    ),
    "GenerateToken": lambda udacity: udacity.tokens.generate_token(
        client_id=CLIENT_ID, client_secret=SecretStr("udcs_1")
    ),
    "CreateToken": lambda udacity: udacity.tokens.create_token(description="export"),
    "ListTokens": lambda udacity: udacity.tokens.list_tokens(),
    "RevokeToken": lambda udacity: udacity.tokens.revoke_token("token-1"),
    "AddTokenScope": lambda udacity: udacity.tokens.add_token_scope(
        token_id="token-1", scope_type=ScopeType.COMPANY, scope_key="4821"
    ),
    "RemoveTokenScope": lambda udacity: udacity.tokens.remove_token_scope(
        token_id="token-1", scope_id="scope-1"
    ),
    "CreateClientCredential": lambda udacity: udacity.tokens.create_client_credential(
        company_ids=["4821"]
    ),
    "RevokeClientCredential": lambda udacity: udacity.tokens.revoke_client_credential(
        CLIENT_ID
    ),
}
DOMAINS: Final = {one.name: one.domain for one in SHIPPED_OPERATIONS}

every_operation = pytest.mark.parametrize("name", sorted(DOMAINS))


def url_of(domain: str) -> str:
    return f"{BASE_URL}/v1/{domain}/graphql"


def answer(request: httpx.Request) -> httpx.Response:
    """Answer as the documentation does, to the operation that the body names."""
    name = json.loads(request.content)["operationName"]
    assert str(request.url) == url_of(DOMAINS[name])
    return httpx.Response(200, json={"data": ANSWERS[name]})


@pytest.fixture
async def open_client(flavour: str) -> AsyncIterator[Open]:
    """Make a client over an httpx client, or over its own; it is closed at the end."""
    opened: list[AnyUdacity] = []

    def make(http_client: httpx.Client | httpx.AsyncClient | None) -> AnyUdacity:
        kind: Any = Udacity if flavour == "sync" else AsyncUdacity
        user = UserToken("eyJhbGciOiJIUzI1NiJ9.e30.c2ln")
        opened.append(kind(CREDENTIALS, user_token=user, http_client=http_client))
        return opened[-1]

    yield make
    for udacity in opened:
        if isinstance(udacity, Udacity):
            udacity.close()
        else:
            await udacity.aclose()


@every_operation
async def test_with_a_mock_transport(
    name: str, flavour: str, open_client: Open
) -> None:
    transport = httpx.MockTransport(answer)
    if flavour == "sync":
        udacity = open_client(httpx.Client(transport=transport))
    else:
        udacity = open_client(httpx.AsyncClient(transport=transport))

    assert_read(name, await settle(CALLS[name](udacity)))


@pytest.mark.httpx_itself
@every_operation
async def test_with_respx(name: str, open_client: Open) -> None:
    with respx.mock(base_url=BASE_URL, assert_all_called=False) as router:
        for domain in set(DOMAINS.values()):
            router.post(f"/v1/{domain}/graphql").mock(side_effect=answer)

        assert_read(name, await settle(CALLS[name](open_client(None))))


@pytest.mark.httpx_itself
@every_operation
async def test_with_pytest_httpx(
    name: str, open_client: Open, httpx_mock: HTTPXMock
) -> None:
    domain = DOMAINS[name]
    if domain != "tokens":
        token = {"data": ANSWERS["GenerateToken"]}
        httpx_mock.add_response(method="POST", url=url_of("tokens"), json=token)
    documented = {"data": ANSWERS[name]}
    httpx_mock.add_response(method="POST", url=url_of(domain), json=documented)

    assert_read(name, await settle(CALLS[name](open_client(None))))


def test_all_shipped_operations_have_documented_json() -> None:
    assert ANSWERS.keys() == CALLS.keys() == DOMAINS.keys()


def assert_read(name: str, result: object) -> None:
    """Assert that *result* holds what the documented JSON says, field by field."""
    [documented], read = ANSWERS[name].values(), written(result)
    if isinstance(result, Page):
        assert result.total_count == documented["totalCount"]
        assert result.end_cursor == documented["pageInfo"]["endCursor"]
        documented = [edge["node"] for edge in documented["edges"]]
    assert list(differences(read, documented)) == []


def written(result: object) -> object:
    """Return *result* as JSON with the API's names."""
    if isinstance(result, BaseModel):
        dumped: JSON = json.loads(result.model_dump_json(by_alias=True))
        return dumped
    if isinstance(result, list | Page):
        return [written(one) for one in cast("list[object]", result)]
    return result


def differences(ours: Any, documented: Any, path: str = "") -> Iterator[str]:
    """Yield where a value differs from the documented one, secrets excepted."""
    if isinstance(ours, dict):
        for key, value in cast("JSON", ours).items():
            yield from differences(value, documented[key], f"{path}.{key}")
    elif isinstance(ours, list):
        items = cast("list[object]", ours)
        if len(items) != len(documented):
            yield f"{path}: {len(items)} items"
        for index, item in enumerate(items):
            yield from differences(item, documented[index], f"{path}[{index}]")
    elif ours not in (documented, "**********"):
        yield f"{path}: {ours!r} is not {documented!r}"
