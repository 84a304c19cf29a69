"""Get a token for what the client was given, without keeping it or knowing how to send.

The request is built by hand, so that tokens can be had while generated code is absent
or broken.
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
from udacity_client.endpoints import TOKENS
from udacity_client.errors import (
    ApiStatusError,
    CredentialsError,
    ForbiddenError,
    GraphQLError,
    ResponseShapeError,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest, encode
from udacity_client.protocol.response import decode
from udacity_client.runtime import Operation, Result
from udacity_client.runtime.models import Record, Secret

Send: TypeAlias = Callable[[EncodedRequest], RawResponse]
"""Posts a request to the tokens endpoint and returns the answer; may block."""


class TokenGrant(Record, frozen=True):
    """Hold what the API gave for the credential.

    Attributes:
        unredacted_token: The token.
        expires_in: How long it lives, in seconds.
    """

    unredacted_token: Secret
    expires_in: int


def fetch_token(
    credentials: ClientCredentials | CredentialsProvider, send: Send
) -> StaticToken:
    """Return a new token, with its lifetime where it is known.

    Raises:
        CredentialsError: The API refused the credential, or no credential was provided.
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
    """Ask the tokens endpoint for a token.

    Raises:
        CredentialsError: The API refused the credential.
        UdacityError: The tokens endpoint could not be reached, or failed.
    """
    outcome: TokenGrant | UdacityError
    try:
        body = _request(credentials)
        result = decode(_GENERATE_TOKEN, send(body).masked(body.secrets))
        outcome = _granted(credentials, result)
    except (UnauthorizedError, ForbiddenError) as error:
        outcome = _refused(credentials, error)
    except UdacityError as error:
        outcome = error
    if isinstance(outcome, TokenGrant):
        return outcome
    outcome.during(operation=_GENERATE_TOKEN.name, domain=TOKENS, attempts=1)
    # Raised from here, so that no frame below, with the request in it, is kept alive.
    raise outcome.with_traceback(None)


def _refused(credentials: ClientCredentials, error: ApiStatusError) -> CredentialsError:
    return CredentialsError(
        f"Udacity refused client id {credentials.client_id!r}: "
        f"{error.reason or 'not authorized'}. Check in the Management Portal that it "
        "exists, covers the company and has not been revoked.",
        request_id=error.request_id,
    )


def _granted(
    credentials: ClientCredentials, result: Result[TokenGrant]
) -> TokenGrant | UdacityError:
    if result.errors:
        told = "; ".join(item.message.rstrip(".") for item in result.errors)
        return GraphQLError(
            f"Udacity made no token for client id {credentials.client_id!r}: {told}. "
            "Check the credential in the Management Portal, and company_id.",
            errors=result.errors,
            request_id=result.request_id,
        )
    flaw = "is missing" if result.data is None else _flaw(result.data)
    if result.data is None or flaw:
        return ResponseShapeError(
            f"The token that Udacity made {flaw}. If it lasts, report it to Udacity.",
            request_id=result.request_id,
        )
    return result.data


def _flaw(grant: TokenGrant) -> str | None:
    """Say why the token cannot be used, in words that do not show it."""
    if grant.expires_in <= 0:
        return f"expires in {grant.expires_in} s"
    token = grant.unredacted_token.get_secret_value()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        return "is one that no header can hold"
    return None


class _Data(Record, frozen=True):
    generate_token: TokenGrant


def _unwrap(data: _Data) -> TokenGrant:
    return data.generate_token


_GENERATE_TOKEN: Final[Operation[dict[str, object], TokenGrant]] = Operation(
    domain=TOKENS,
    name="GenerateToken",
    kind="mutation",
    document=(
        "mutation GenerateToken($input:GenerateTokenInput!){generate_token:"
        "generateToken(input:$input){unredacted_token:unredactedToken "
        "expires_in:expiresIn}}"
    ),
    model=f"{__name__}:_Data",
    unwrap=_unwrap,
    authenticated=False,
)


def _request(credentials: ClientCredentials) -> EncodedRequest:
    given: dict[str, object] = {
        "clientId": credentials.client_id,
        "clientSecret": SecretStr(credentials.secret().reveal()),
    }
    if credentials.company_id is not None:
        given["companyId"] = credentials.company_id
    variables: dict[str, object] = {"input": given}
    return encode(_GENERATE_TOKEN, variables)
