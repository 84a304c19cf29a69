"""What a call does about a 401: ask again with another token, or this one in a while.

The token source judges what may help (`Refused`, `ReplacedLater`); `run_attempts` asks
here. No I/O.
"""

from __future__ import annotations

from random import Random
from typing import Any, Final

from udacity_client.auth.static_token_source import Refused, ReplacedLater
from udacity_client.endpoints import OPERATOR
from udacity_client.errors import UdacityError, UnauthorizedError, quoted
from udacity_client.transport.call import Call
from udacity_client.transport.steps import Answered, Outcome

_REPLICA_LAG: Final = (0.5, 1.5)
"""Seconds after which a token is tried again that its domain never accepted."""

_REQUESTED: Final = (
    "This client had requested it itself, so another is not expected to help. Check "
    "that the credential belongs to the environment of the base URL. If it does, "
    f"report it to {OPERATOR}."
)


class RefusedTokens:
    """The tokens of one call that were refused.

    It does something once, then again only after another answer than a refusal. A token
    that is replaced later may be waited for before that.
    """

    def __init__(self, call: Call[Any], *, random: Random) -> None:
        self._call = call
        self._random = random
        self._was_refused = False
        self._has_waited = False
        self._help: Refused | ReplacedLater = Refused.GIVE_UP
        # Whether its source requests tokens, and does not just hold one.
        self._is_requested = False

    def accept(self, outcome: Outcome) -> None:
        """Tell the token source that its token was accepted."""
        if isinstance(outcome, Answered) and outcome.token and self._call.source:
            self._call.source.accept(outcome.token, self._call.domain)

    def gets_other_token(self, outcome: Outcome, error: UdacityError) -> bool:
        """Tell the token source of a refusal; return whether it has another token."""
        if not isinstance(error, UnauthorizedError):
            self._was_refused = self._was_refused and not isinstance(outcome, Answered)
        self._help = Refused.GIVE_UP
        if self._was_refused or not self._may_replay(error):
            return False
        self._help = self._reject(outcome)
        self._is_requested = self._help is not Refused.GIVE_UP
        if self._help is Refused.WAIT and self._has_waited:
            self._help = Refused.GIVE_UP
        self._has_waited = self._has_waited or self._help is Refused.WAIT
        self._was_refused = self._help in {Refused.USE_ANOTHER, Refused.GIVE_UP}
        return self._help is Refused.USE_ANOTHER

    def replica_lag(self) -> float:
        """Return how long to wait before the same token is sent again; once."""
        if self._help is not Refused.WAIT:
            return 0.0
        self._help = Refused.GIVE_UP
        return self._random.uniform(*_REPLICA_LAG)

    def explain(self, error: UdacityError) -> UdacityError:
        """Return *error*, which says what this client does about its own tokens."""
        if not (isinstance(error, UnauthorizedError) and self._is_requested):
            return error
        match self._help:
            case ReplacedLater(wait):
                return _with_advice(error, _later(wait), replaced_in=wait)
            case Refused.USE_ANOTHER:
                return _with_advice(error, _NEXT_CALL, replaced_in=0.0)
            case _:
                return _with_advice(error, _REQUESTED)

    def _may_replay(self, error: UdacityError) -> bool:
        """Return whether *error* is a refused token, and nothing ran under it."""
        return isinstance(error, UnauthorizedError) and (
            self._call.may_repeat or not error.executed
        )

    def _reject(self, outcome: Outcome) -> Refused | ReplacedLater:
        if isinstance(outcome, Answered) and outcome.token and self._call.source:
            return self._call.source.reject(outcome.token, self._call.domain)
        return Refused.GIVE_UP


_NEXT_CALL: Final = "The next call requests another."


def _later(wait: float) -> str:
    return (
        "It had accepted it before. This client replaced another a moment ago, and "
        f"replaces this one in {wait:.0f} s. Try again then, or allow more time with "
        "deadline=."
    )


def _with_advice(
    error: UnauthorizedError, advice: str, *, replaced_in: float | None = None
) -> UdacityError:
    """Return *error* with other advice, and with the seconds to another token."""
    reason = f": {quoted(error.reason)}" if error.reason else ""
    twin = UnauthorizedError(
        f"The API did not accept the token{reason}. {advice}",
        status=error.status,
        reason=error.reason,
        request_id=error.request_id,
        retry_after=replaced_in,
    )
    twin.executed, twin.is_replaced = error.executed, replaced_in is not None
    return twin.during(
        operation=error.operation or "",
        domain=error.domain or "",
        attempts=error.attempts,
    )
