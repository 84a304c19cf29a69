"""Exchange a client credential for a token, without keeping it or knowing how to send.

The request is built by hand, so that tokens can be had while generated code is absent
or broken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from pydantic import SecretStr

from udacity_client.credentials import ClientCredentials
from udacity_client.endpoints import TOKENS
from udacity_client.errors import (
    CredentialsError,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.graphql import Body, decode, encode
from udacity_client.reply import Reply
from udacity_client.runtime import Operation
from udacity_client.runtime.model import Record, Secret

Send: TypeAlias = Callable[[Body], Reply]
"""Posts a request to the tokens endpoint and returns the answer; may block."""


class Grant(Record):
    """Hold what the API gave for the credential.

    Attributes:
        unredacted_token: The token.
        expires_in: How long it lives, in seconds.
    """

    unredacted_token: Secret
    expires_in: int


def exchange(credentials: ClientCredentials, send: Send) -> Grant:
    """Ask the tokens endpoint for a token.

    Raises:
        CredentialsError: The API refused the credential.
        UdacityError: The tokens endpoint could not be reached, or failed.
    """
    failure: UdacityError
    try:
        body = _request(credentials)
        result = decode(_GENERATE_TOKEN, send(body).without(body.secrets))
    except UnauthorizedError as error:
        failure = _refused(credentials, error.reason, error.request_id)
    except UdacityError as error:
        failure = error
    else:
        if not result.errors:
            return result.require()
        reason = "; ".join(item.message for item in result.errors)
        failure = _refused(credentials, reason, result.request_id)
    failure.during(operation=_GENERATE_TOKEN.name, domain=TOKENS, attempts=1)
    # Raised from here, so that no frame below, with the request in it, is kept alive.
    raise failure.with_traceback(None)


def _refused(
    credentials: ClientCredentials, reason: str | None, request_id: str | None
) -> CredentialsError:
    return CredentialsError(
        f"Udacity refused client id {credentials.client_id!r}: "
        f"{reason or 'not authorized'}. Check in the Management Portal that it exists "
        "and has not been revoked.",
        request_id=request_id,
    )


class _Data(Record):
    generate_token: Grant


def _unwrap(data: _Data) -> Grant:
    return data.generate_token


_GENERATE_TOKEN: Final[Operation[dict[str, object], Grant]] = Operation(
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


def _request(credentials: ClientCredentials) -> Body:
    given: dict[str, object] = {
        "clientId": credentials.client_id,
        "clientSecret": SecretStr(credentials.secret().reveal()),
    }
    if credentials.company_id is not None:
        given["companyId"] = credentials.company_id
    variables: dict[str, object] = {"input": given}
    return encode(_GENERATE_TOKEN, variables)
