"""Request a token from the `tokens` endpoint. No caching; the caller passes `send`.

The request is written by hand, so it works while generated code is absent or broken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from pydantic import SecretStr

from udacity_client.auth.credentials import (
    ClientCredentials,
    CredentialsProvider,
    StaticToken,
)
from udacity_client.auth.providers import call_provider
from udacity_client.auth.secret import validation_error_of
from udacity_client.endpoints import TOKEN_REQUEST, TOKENS
from udacity_client.errors import (
    ApiStatusError,
    CredentialsError,
    ForbiddenError,
    GraphQLError,
    ResponseShapeError,
    UdacityError,
    UnauthorizedError,
    quoted,
)
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest, encode
from udacity_client.protocol.response import decode
from udacity_client.runtime import Operation, Result
from udacity_client.runtime.field_types import Secret
from udacity_client.runtime.models import Record

Send: TypeAlias = Callable[[EncodedRequest], RawResponse]
"""Posts a request to the tokens endpoint and returns the response; may block."""


class TokenGrant(Record, frozen=True):
    """The token that the API gave for a credential.

    Attributes:
        unredacted_token: The token itself.
        expires_in: Its lifetime in seconds.
    """

    unredacted_token: Secret
    expires_in: int


def fetch_token(
    credentials: ClientCredentials | CredentialsProvider, send: Send
) -> StaticToken:
    """Return a new token, with its lifetime if it is known.

    Raises:
        CredentialsError: The API refused the credential, or the provider gave none.
        UdacityError: The tokens endpoint could not be reached, or failed.
    """
    if not isinstance(credentials, ClientCredentials):
        given = call_provider(credentials)
        if isinstance(given, StaticToken):
            return given
        credentials = given
    grant = generate_token(credentials, send)
    token = grant.unredacted_token.get_secret_value()
    return StaticToken(token, expires_in=grant.expires_in)


def generate_token(credentials: ClientCredentials, send: Send) -> TokenGrant:
    """Exchange the credential for a token.

    Raises:
        CredentialsError: The API refused the credential.
        UdacityError: The tokens endpoint could not be reached, or failed.
    """
    outcome: TokenGrant | UdacityError
    try:
        request = _request(credentials)
        response = send(request).masked(request.secrets)
        outcome = _grant_or_error(credentials, decode(_GENERATE_TOKEN, response))
    except (UnauthorizedError, ForbiddenError) as error:
        outcome = _refusal(credentials, error)
    except UdacityError as error:
        outcome = error
    if isinstance(outcome, TokenGrant):
        return outcome
    outcome.during(operation=_GENERATE_TOKEN.name, domain=TOKENS, attempts=1)
    # Raised from here, so no frame below is kept alive with the request in it.
    raise outcome.with_traceback(None)


def _refusal(credentials: ClientCredentials, error: ApiStatusError) -> CredentialsError:
    return CredentialsError(
        f"Udacity refused client id {credentials.client_id!r}: "
        f"{quoted(error.reason or 'not authorized')}. "
        f"{_advice(credentials, error.reason, _NOT_ACCEPTED)}",
        request_id=error.request_id,
    )


_NOT_ACCEPTED: Final = (
    "Either the client secret is not that of this id (copy it again), or the "
    "credential does not exist, does not cover the company or was revoked (see the "
    "Management Portal)."
)


def _advice(credentials: ClientCredentials, reason: str | None, otherwise: str) -> str:
    """Return what to check."""
    if _lacks_company(credentials, reason):
        return (
            "Name one of its companies: company_id, UDACITY_COMPANY_ID, or --company "
            "of a command."
        )
    if _names_company(reason):
        return (
            "Check company_id and, in the Management Portal, which companies the "
            "credential covers."
        )
    return otherwise


def _lacks_company(credentials: ClientCredentials, reason: str | None) -> bool:
    """Return whether the credential covers several companies and none was named."""
    return credentials.company_id is None and _names_company(reason)


def _names_company(reason: str | None) -> bool:
    # How Udacity words its reasons is not documented.
    return "company" in (reason or "").lower()


def _grant_or_error(
    credentials: ClientCredentials, result: Result[TokenGrant]
) -> TokenGrant | UdacityError:
    if result.errors:
        text = "; ".join(item.message.rstrip(".") for item in result.errors)
        message = (
            f"Udacity made no token for client id {credentials.client_id!r}: "
            f"{quoted(text)}. "
            f"{_advice(credentials, text, _UNKNOWN_CAUSE)}"
        )
        if _lacks_company(credentials, text):
            return CredentialsError(message, request_id=result.request_id)
        return GraphQLError(message, errors=result.errors, request_id=result.request_id)
    defect = "is missing" if result.data is None else _defect(result.data)
    if result.data is None or defect:
        return ResponseShapeError(
            f"The token that Udacity made {defect}. If it lasts, report it to Udacity.",
            request_id=result.request_id,
        )
    return result.data


_UNKNOWN_CAUSE: Final = (
    "Check the client secret, company_id and, in the Management Portal, the credential."
)


def _defect(grant: TokenGrant) -> str | None:
    """Return why the token cannot be used, without showing it."""
    if grant.expires_in <= 0:
        return f"expires in {grant.expires_in} s"
    if validation_error_of(grant.unredacted_token.get_secret_value()):
        return "is one that no header can hold"
    return None


class _Data(Record, frozen=True):
    generate_token: TokenGrant


def _unwrap(data: _Data) -> TokenGrant:
    return data.generate_token


_GENERATE_TOKEN: Final[Operation[dict[str, object], TokenGrant]] = Operation(
    domain=TOKENS,
    name=TOKEN_REQUEST,
    kind="mutation",
    document=(
        "mutation GenerateToken($input:GenerateTokenInput!){"
        "generateToken(input:$input){unredactedToken expiresIn}}"
    ),
    model=f"{__name__}:_Data",
    unwrap=_unwrap,
    authenticated=False,
)


def _request(credentials: ClientCredentials) -> EncodedRequest:
    fields: dict[str, object] = {
        "clientId": credentials.client_id,
        "clientSecret": SecretStr(credentials.secret().reveal()),
    }
    if credentials.company_id is not None:
        fields["companyId"] = credentials.company_id
    variables: dict[str, object] = {"input": fields}
    return encode(_GENERATE_TOKEN, variables)
