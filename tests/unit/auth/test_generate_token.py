from __future__ import annotations

import json
import traceback
from pathlib import Path

import pytest

from support.answers import reply
from support.token_endpoint import grant
from udacity_client.auth.credentials import ClientCredentials
from udacity_client.auth.generate_token import generate_token
from udacity_client.errors import (
    ApiConnectionError,
    ApiStatusError,
    CredentialsError,
    GraphQLError,
    RateLimitError,
    ResponseShapeError,
    ServerError,
    UdacityError,
)
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest

SECRET = "udcs_correct-horse"
PAIR = ClientCredentials(client_id="udcl_1", client_secret=SECRET)
SAID = {"errors": [{"message": "token not found"}]}


def failure(
    answer: RawResponse | UdacityError, credentials: ClientCredentials = PAIR
) -> UdacityError:
    def send(_body: EncodedRequest) -> RawResponse:
        if isinstance(answer, UdacityError):
            raise answer
        return answer

    with pytest.raises(UdacityError) as caught:
        generate_token(credentials, send)
    return caught.value


@pytest.mark.parametrize("company_id", [None, "4821"])
def test_the_credential_goes_into_the_input(company_id: str | None) -> None:
    seen: list[EncodedRequest] = []

    def send(body: EncodedRequest) -> RawResponse:
        seen.append(body)
        return grant("t1", lifetime=60)

    credentials = PAIR if company_id is None else PAIR.for_company(company_id)
    granted = generate_token(credentials, send)

    given = {"clientId": "udcl_1", "clientSecret": SECRET}
    if company_id:
        given["companyId"] = company_id
    request = json.loads(seen[0].content)
    assert request["variables"] == {"input": given}
    assert request["operationName"] == "GenerateToken"
    assert "generateToken(input:$input)" in request["query"]
    assert (granted.unredacted_token.get_secret_value(), granted.expires_in) == (
        "t1",
        60,
    )
    assert "t1" not in repr(granted)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(401, SAID), CredentialsError),
        (reply(200, SAID), GraphQLError),
        (reply(403, SAID), CredentialsError),
        (reply(429, b"", {"retry-after": "9"}), RateLimitError),
        (reply(500, b""), ServerError),
        (reply(404, b""), ApiStatusError),
        (reply(422, SAID), GraphQLError),
        (reply(200, b"<html>"), ResponseShapeError),
        (reply(200, {"data": None}), ResponseShapeError),
        (reply(200, {"data": {"generateToken": None}}), ResponseShapeError),
        (ApiConnectionError("m", sent=False), ApiConnectionError),
    ],
)
def test_each_failure_has_its_class_and_names_the_operation(
    answer: RawResponse | UdacityError, kind: type[UdacityError]
) -> None:
    error = failure(answer)

    assert type(error) is kind
    assert (error.operation, error.domain) == ("GenerateToken", "tokens")


def test_a_refusal_says_who_was_refused_why_and_what_to_do() -> None:
    text = str(failure(reply(401, SAID, {"x-request-id": "req-1"})))

    assert "refused client id 'udcl_1': token not found" in text
    assert "Either the client secret is not that of this id" in text
    assert "Management Portal" in text
    assert "req-1" in text


@pytest.mark.parametrize("status", [200, 403])
def test_a_wrong_company_is_not_blamed_on_the_secret(status: int) -> None:
    body = {"errors": [{"message": "It does not cover company 9999"}]}
    text = str(failure(reply(status, body), PAIR.for_company("9999")))

    assert "Check company_id and, in the Management Portal, which companies" in text
    assert "secret" not in text


@pytest.mark.parametrize("status", [200, 401, 403])
def test_a_credential_of_several_companies_needs_one_of_them(status: int) -> None:
    body = {"errors": [{"message": "companyId is required: it covers 4821, 9000"}]}
    error = failure(reply(status, body))

    assert type(error) is CredentialsError
    assert "it covers 4821, 9000. Name one of its companies: company_id" in str(error)
    assert "UDACITY_COMPANY_ID" in str(error)
    assert "--company" in str(error)
    assert "secret" not in str(error)


def test_an_internal_error_is_not_blamed_on_the_credential() -> None:
    error = failure(reply(200, {"errors": [{"message": "internal system error"}]}))

    assert not isinstance(error, CredentialsError)


def test_a_secret_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    credentials = ClientCredentials(client_id="udcl_1", client_secret=file)
    file.unlink()

    with pytest.raises(CredentialsError, match="No such file"):
        generate_token(credentials, lambda _body: grant("t1"))


@pytest.mark.parametrize(
    "answer",
    [
        reply(401, {"errors": [{"message": f"no {SECRET}"}]}),
        reply(200, {"errors": [{"message": f"no {SECRET}"}]}),
        reply(500, {"errors": [{"message": f"no {SECRET}"}]}),
        reply(200, {"data": {"generateToken": {"unredactedToken": SECRET}}}),
        reply(200, f"<{SECRET}>".encode()),
    ],
)
def test_a_secret_that_is_echoed_shows_nowhere(answer: RawResponse) -> None:
    error = failure(answer)
    found = traceback.TracebackException.from_exception(error, capture_locals=True)

    assert SECRET not in str(error)
    assert SECRET not in repr(vars(error))
    assert SECRET not in "".join(found.format())
