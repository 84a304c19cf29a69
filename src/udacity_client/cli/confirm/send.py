"""Send the requests of an interview over the client's transport, and count them."""

from __future__ import annotations

from typing import Final

from udacity_client.auth.access_token import AccessToken
from udacity_client.auth.credentials import Credentials, StaticToken, UserToken
from udacity_client.auth.generate_token import fetch_token
from udacity_client.cli.confirm.answers import Answer
from udacity_client.cli.confirm.interview import Missing, Reply, Request, Requests
from udacity_client.cli.confirm.plan import MOST_REQUESTS, Caller, Step
from udacity_client.drift.confirm.report import SentRequest
from udacity_client.errors import (
    ApiConnectionError,
    ConfigurationError,
    RateLimitError,
    UdacityError,
)
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest
from udacity_client.transport.sync_transport import Transport

_TOO_MANY, _SERVER_FAULT = 429, 500

_NO_MINT: Final = Missing("No token is asked for: the credential is not a pair.")
_NOTHING_LEFT: Final = Missing(f"No request is left: at most {MOST_REQUESTS} are sent.")
_SATURATED: Final = Missing("The rate limit is used up.", is_final=True)
_NO_ANSWER: Final = Missing("The request got no answer.")
_UNREACHED: Final = Missing("The API could not be reached.", is_final=True)


class Driver:
    """The sender of an interview: each request once, at most `MOST_REQUESTS` of them.

    Args:
        transport: What to send over.
        credentials: The credential for data.
        user: The token of a logged-in user, if there is one.

    Attributes:
        sent: The requests that were sent.
        failures: Why a request that was wanted has no answer.
    """

    def __init__(
        self, transport: Transport, credentials: Credentials, user: UserToken | None
    ) -> None:
        self.sent: list[SentRequest] = []
        self.failures: list[str] = []
        self._transport = transport
        self._credentials = credentials
        self._tokens = _tokens_of(credentials, user)

    def run(self, requests: Requests) -> None:
        """Send what *requests* yield, until there are no more.

        Raises:
            UdacityError: There is no token for the credential.
        """
        reply: Reply | None = None
        while True:
            try:
                request = next(requests) if reply is None else requests.send(reply)
            except StopIteration:
                return
            reply = self._reply(request)
            if isinstance(reply, Missing) and reply not in (_NO_MINT, _NOTHING_LEFT):
                self.failures.append(f"{request.step.name}: {reply.reason}")

    def _reply(self, request: Request) -> Reply:
        if len(self.sent) == MOST_REQUESTS:
            return _NOTHING_LEFT
        if request.content is None:
            return self._ask_for_token(request.step)
        token = self._tokens.get(request.caller)
        encoded = EncodedRequest(request.content)
        try:
            response = self._exchange(request.step, encoded, token)
        except ConfigurationError:
            raise
        except UdacityError as error:
            return _missing(error)
        return _answer(response)

    def _ask_for_token(self, step: Step) -> Reply:
        if isinstance(self._credentials, StaticToken):
            return _NO_MINT
        responses: list[RawResponse] = []

        def send(encoded: EncodedRequest) -> RawResponse:
            responses.append(self._exchange(step, encoded, None))
            return responses[0]

        try:
            token = fetch_token(self._credentials, send).reveal()
        except UdacityError as error:
            # Without any token, nothing can be asked.
            if "credential" not in self._tokens:
                raise
            return _missing(error)
        self._tokens.setdefault("credential", AccessToken(f"Token {token}"))
        self._tokens.setdefault("bearer", AccessToken(f"Bearer {token}"))
        return _answer(responses[0].masked((token,))) if responses else _NO_MINT

    def _exchange(
        self, step: Step, encoded: EncodedRequest, token: AccessToken | None
    ) -> RawResponse:
        try:
            response = self._transport.exchange(step.domain, encoded, token=token)
        except UdacityError as error:
            if not _is_unsent(error):
                self.sent.append(SentRequest(step.name, step.domain, None))
            raise
        self.sent.append(SentRequest(step.name, step.domain, response.status))
        return response


def _tokens_of(
    credentials: Credentials, user: UserToken | None
) -> dict[Caller, AccessToken]:
    """Return the tokens that there are before any is asked for."""
    tokens: dict[Caller, AccessToken] = {
        "stranger": AccessToken(f"Token {'0' * 32}"),
    }
    if isinstance(credentials, StaticToken):
        tokens["credential"] = AccessToken(f"Token {credentials.reveal()}")
        tokens["bearer"] = AccessToken(f"Bearer {credentials.reveal()}")
    if user is not None:
        tokens["user"] = AccessToken(f"Token {user.reveal()}")
        tokens["user-bearer"] = AccessToken(f"Bearer {user.reveal()}")
    return tokens


def _answer(response: RawResponse) -> Reply:
    if response.status == _TOO_MANY:
        return _SATURATED
    if response.status >= _SERVER_FAULT:
        return Missing(f"The server failed, with {response.status}.")
    return Answer.of(response)


def _missing(error: UdacityError) -> Missing:
    if isinstance(error, RateLimitError):
        return _SATURATED
    return _UNREACHED if _is_unsent(error) else _NO_ANSWER


def _is_unsent(error: UdacityError) -> bool:
    if isinstance(error, RateLimitError | ApiConnectionError):
        return not error.sent
    return isinstance(error, ConfigurationError)
