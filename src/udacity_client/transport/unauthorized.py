"""What a call does about a 401: ask again with another token, or this one in a moment.

The token source judges what may help (`Refused`); `run_attempts` asks here. No I/O.
"""

from __future__ import annotations

from random import Random
from typing import Any, Final

from udacity_client.auth.static_token_source import Refused
from udacity_client.errors import UdacityError, UnauthorizedError
from udacity_client.transport.call import Call
from udacity_client.transport.steps import Answered, Outcome

_REPLICA_LAG: Final = (0.5, 1.5)
"""Seconds after which a token is tried again that its domain never accepted."""


class RefusedTokens:
    """The tokens of one call that were refused. It does something once."""

    def __init__(self, call: Call[Any], *, random: Random) -> None:
        self._call = call
        self._random = random
        self._was_refused = False
        self._help = Refused.GIVE_UP

    def accept(self, outcome: Outcome) -> None:
        """Tell the token source that its token was accepted."""
        if isinstance(outcome, Answered) and outcome.token and self._call.source:
            self._call.source.accept(outcome.token, self._call.domain)

    def gets_other_token(self, outcome: Outcome, error: UdacityError) -> bool:
        """Tell the token source of a refusal; return whether it has another token."""
        if self._was_refused or not self._may_replay(error):
            return False
        self._help = self._reject(outcome)
        self._was_refused = self._help is not Refused.GIVE_UP
        return self._help is Refused.USE_ANOTHER

    def replica_lag(self) -> float:
        """Return how long to wait before the same token is sent again; once."""
        if self._help is not Refused.WAIT:
            return 0.0
        self._help = Refused.GIVE_UP
        return self._random.uniform(*_REPLICA_LAG)

    def _may_replay(self, error: UdacityError) -> bool:
        """Return whether *error* is a refused token, and nothing ran under it."""
        return isinstance(error, UnauthorizedError) and (
            self._call.may_repeat or not error.executed
        )

    def _reject(self, outcome: Outcome) -> Refused:
        if isinstance(outcome, Answered) and outcome.token and self._call.source:
            return self._call.source.reject(outcome.token, self._call.domain)
        return Refused.GIVE_UP
