from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from support.emulator_caller import GENERATE_TOKEN, Caller, data, messages

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

GOOD = "{ catalog { companyId } }"
UNPARSABLE = "{ catalog { }"
INVALID = "{ catalog { titel } }"
UNCOERCIBLE = (
    "query ($contractId: ID) { catalog(contractId: $contractId) { companyId } }"
)
TWO = "query A { __typename } query B { __typename }"

ACCEPTS = [
    (None, JSON),
    ("*/*", JSON),
    ("application/*", JSON),
    (JSON, JSON),
    (GRAPHQL, GRAPHQL),
    (f"{GRAPHQL}, {JSON}", GRAPHQL),
    (f"{GRAPHQL}; charset=utf-8, {JSON}; q=0.9", GRAPHQL),
    (f"{GRAPHQL};q=0.4, {JSON}", JSON),
    (f"{JSON};q=0.5, {GRAPHQL};q=0.5", GRAPHQL),
    (f"{JSON};q=0, {GRAPHQL};q=0.1", GRAPHQL),
    ("text/html;q=0.9, */*;q=0.1", JSON),
]


def _media_type(response: httpx.Response) -> str:
    media_type: str = response.headers["Content-Type"]
    return media_type.partition(";")[0]


def _post(
    shared: Caller, token: str, body: object, accept: str | None
) -> httpx.Response:
    headers = {"Authorization": f"Token {token}"}
    if accept is not None:
        headers["Accept"] = accept
    request = shared.http.build_request(
        "POST", shared.url("catalog"), json=body, headers=headers
    )
    if accept is None:
        del request.headers["Accept"]
    return shared.http.send(request)


@pytest.mark.parametrize(("accept", "media_type"), ACCEPTS)
def test_the_response_has_the_accepted_type(
    shared: Caller, token: str, accept: str | None, media_type: str
) -> None:
    response = _post(shared, token, {"query": GOOD}, accept)
    assert (response.status_code, _media_type(response)) == (200, media_type)
    assert data(response) == {"catalog": {"companyId": "4821"}}


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (GRAPHQL, 400)])
@pytest.mark.parametrize(
    "body",
    [
        {"query": UNPARSABLE},
        {"query": INVALID},
        {"query": UNCOERCIBLE, "variables": {"contractId": {}}},
        {"query": "{ x " * 5_000},
        {"query": TWO},
        {"query": TWO, "operationName": "C"},
    ],
)
def test_a_document_that_is_not_executed_has_no_data(
    shared: Caller, token: str, body: dict[str, object], accept: str, status: int
) -> None:
    response = _post(shared, token, body, accept)
    assert (response.status_code, _media_type(response)) == (status, accept)
    assert set(response.json()) == {"errors"}
    assert len(messages(response)) == 1


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_a_field_that_fails_leaves_the_status_alone(
    shared: Caller, token: str, accept: str
) -> None:
    body = {"query": '{ catalog(contractId: "x") { companyId } }'}
    response = _post(shared, token, body, accept)
    assert response.status_code == 200
    assert response.json()["data"] is None
    assert response.json()["errors"][0]["path"] == ["catalog"]


def test_no_acceptable_type_is_406(shared: Caller, token: str) -> None:
    response = _post(shared, token, {"query": GOOD}, "image/png, text/*")
    assert response.status_code == 406
    assert messages(response) == [
        "no response has the type 'image/png, text/*': accept application/json"
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "the body could not be decoded as JSON"),
        (b"\xff\xfe", "the body could not be decoded as JSON"),
        (b"[" * 100_000, "the body could not be decoded as JSON"),
        (b"[]", "the body must be a JSON object with a query"),
        (b"{}", "query must be a string with a GraphQL document"),
        (b'{"query": 7}', "query must be a string with a GraphQL document"),
        (b'{"query": "{ x }", "variables": []}', "variables must be an object"),
        (b'{"query": "{ x }", "extensions": ""}', "extensions must be an object"),
        (b'{"query": "{ x }", "operationName": 1}', "operationName must be a string"),
    ],
)
def test_a_malformed_request_is_400_for_every_accept(
    shared: Caller, token: str, content: bytes, message: str
) -> None:
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    for accept in (JSON, GRAPHQL):
        response = shared.http.post(
            shared.url("catalog"),
            content=content,
            headers={**headers, "Accept": accept},
        )
        assert (response.status_code, _media_type(response)) == (400, accept)
        assert messages(response)[0].startswith(message)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("text/plain", 415),
        ("application/graphql", 415),
        ("", 415),
    ],
)
def test_only_json_is_read(
    shared: Caller, token: str, content_type: str, status: int
) -> None:
    response = shared.http.post(
        shared.url("catalog"),
        content=json.dumps({"query": GOOD}),
        headers={"Authorization": f"Token {token}", "Content-Type": content_type},
    )
    assert response.status_code == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_not_allowed(shared: Caller, token: str, method: str) -> None:
    headers = {"Authorization": f"Token {token}"}
    response = shared.http.request(method, shared.url("catalog"), headers=headers)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, POST")


def _get(shared: Caller, domain: str, token: str, **params: str) -> httpx.Response:
    headers = {"Authorization": f"Token {token}"}
    return shared.http.get(shared.url(domain), params=params, headers=headers)


def test_a_query_may_be_sent_with_get(shared: Caller, token: str) -> None:
    query = """
      query A($id: ID) { catalog(contractId: $id) { companyId } }
      query B { x: __typename }
    """
    variables = json.dumps({"id": "con-4821-01"})
    response = _get(
        shared, "catalog", token, query=query, variables=variables, operationName="A"
    )
    assert data(response) == {"catalog": {"companyId": "4821"}}
    response = _get(shared, "catalog", token, query=query, operationName="B")
    assert data(response) == {"x": "Query"}


def test_a_mutation_may_not_be_sent_with_get(shared: Caller) -> None:
    given = {"clientId": shared.emulator.client_id, "clientSecret": "udcs_x"}
    variables = json.dumps({"input": given})
    user_token = shared.emulator.user_token
    response = _get(
        shared, "tokens", user_token, query=GENERATE_TOKEN, variables=variables
    )
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert messages(response) == ["only queries may be sent with GET"]


@pytest.mark.parametrize(
    "params",
    [{}, {"query": GOOD, "variables": "{"}, {"query": GOOD, "variables": "[]"}],
)
def test_a_get_without_a_request_in_it_is_400(
    shared: Caller, token: str, params: dict[str, str]
) -> None:
    assert _get(shared, "catalog", token, **params).status_code == 400


def test_an_unknown_path_lists_the_endpoints(shared: Caller) -> None:
    response = shared.http.post(
        f"{shared.emulator.base_url}/v1/catalogue/graphql", json={}
    )
    assert response.status_code == 404
    assert response.json()["endpoints"] == [
        f"/api/public/api/v1/{domain}/graphql"
        for domain in (
            "tokens",
            "catalog",
            "program-progress",
            "assessment-progress",
            "learning-plan-progress",
        )
    ]


def test_large_responses_are_compressed_for_clients_that_accept_it(
    shared: Caller, token: str
) -> None:
    query = "{ catalog { programs { title summary imageUrl syllabusUrl } } }"
    packed = shared.post(
        "catalog", query, token=token, headers={"Accept-Encoding": "gzip"}
    )
    plain = shared.post(
        "catalog", query, token=token, headers={"Accept-Encoding": "identity"}
    )
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.json() == plain.json()


def test_every_response_has_its_own_request_id(shared: Caller, token: str) -> None:
    responses = [
        shared.post("catalog", GOOD, token=token),
        shared.post("catalog", GOOD),
        shared.http.get(shared.url("nowhere")),
    ]
    assert len({response.headers["X-Request-Id"] for response in responses}) == 3


@pytest.mark.parametrize("domain", ["tokens", "catalog", "program-progress"])
def test_a_browser_gets_an_explorer_that_needs_nothing_else(
    shared: Caller, domain: str
) -> None:
    response = shared.http.get(shared.url(domain), headers={"Accept": BROWSER})
    assert (response.status_code, _media_type(response)) == (200, "text/html")
    assert f"<title>GraphiQL-style explorer: {domain}</title>" in response.text
    assert "type Query {" in response.text
    assert "{{" not in response.text
    assert "http://" not in response.text
    assert "https://" not in response.text


def test_the_index_links_to_the_explorers(shared: Caller) -> None:
    base = shared.emulator.base_url.removesuffix("/api/public/api")
    response = shared.http.get(f"{base}/", headers={"Accept": BROWSER})
    assert (response.status_code, _media_type(response)) == (200, "text/html")
    assert response.text.count("<a href=") == 5
    assert 'href="/api/public/api/v1/learning-plan-progress/graphql"' in response.text


def test_a_browser_may_call_it_from_any_page(shared: Caller, token: str) -> None:
    asked = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    preflight = shared.http.options(shared.url("catalog"), headers=asked)
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "authorization" in preflight.headers["Access-Control-Allow-Headers"]

    response = shared.post(
        "catalog", GOOD, token=token, headers={"Origin": "https://app.example"}
    )
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-RateLimit-Remaining" in response.headers["Access-Control-Expose-Headers"]


def test_a_huge_document_is_refused(shared: Caller, token: str) -> None:
    huge = "{ catalog { " + "companyId " * 20_000 + "} }"
    response = shared.post("catalog", huge, token=token)

    [message] = messages(response)
    assert "15000 tokens" in message


def test_a_long_document_does_not_hold_up_others(shared: Caller, token: str) -> None:
    long = f"{{ catalog {{ {' '.join(f'a{n}: companyId' for n in range(4_000))} }} }}"
    waited: list[float] = []
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(shared.post, "catalog", long, token=token)
        while not slow.done():
            start = time.monotonic()
            data(shared.post("catalog", GOOD, token=token))
            waited.append(time.monotonic() - start)

    assert len(data(slow.result())["catalog"]) == 4_000
    # Were it checked in the event loop, only one request could come in between.
    assert len(waited) > 2


@pytest.mark.parametrize(
    "body",
    [
        {"query": UNCOERCIBLE, "variables": {"contractId": "\ud800"}},
        {"query": TWO, "operationName": "\ud800"},
    ],
)
def test_half_of_a_character_comes_back_as_it_was(
    shared: Caller, token: str, body: dict[str, object]
) -> None:
    response = shared.http.post(
        shared.url("catalog"),
        content=json.dumps(body),
        headers={"Authorization": f"Token {token}", "Content-Type": JSON},
    )
    assert response.status_code == 200
    [message] = messages(response)
    assert "\ud800" in message
