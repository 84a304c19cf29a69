"""Log records and OpenTelemetry spans for calls.

They hold operation, domain, counts, times and the names of error classes, and nothing
else: no variable, no document, no token, no error message.
"""

from __future__ import annotations

import logging
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from importlib.metadata import version
from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal, Self, cast

from udacity_client.errors import GraphQLError, ResponseShapeError
from udacity_client.runtime import Result

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

_LOG: Final = logging.getLogger("udacity_client")
_SCOPE: Final = "udacity_client"

LONG_WAIT: Final = 5.0
"""Seconds after which a warning says what is waited for."""

RATE_LIMIT: Final = "the rate limit is reached"
"""Why most calls wait, in a warning."""

_BETWEEN_WARNINGS: Final = 60.0
_BETWEEN_WAITS_FOR_THE_RATE_LIMIT: Final = 10.0


class Observation:
    """One observed call; this base class does nothing.

    Enter it around all attempts of a call. `observe` returns one that logs and traces.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None

    def count(self, attempts: int) -> None:
        """Record that there were *attempts*, including one in progress."""

    def wait(self, seconds: float, *, reason: str) -> None:
        """Record that the call continues in *seconds*, because of *reason*."""

    def settle(self, result: object) -> None:
        """Record that the API answered with *result*."""


NOOP_OBSERVATION: Final = Observation()


class LongWaits:
    """Warnings about calls that wait for long, few however many calls wait.

    For each reason, another warning comes once a wait ends a minute later than the one
    that was warned of. For the rate limit it is 10 s: each window has a wait of its
    own, and a log that is silent meanwhile looks like that of a hanging program.

    Args:
        clock: A monotonic clock.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._told_ends: dict[str, float] = {}

    def report(
        self, operation: str, *, reason: str, wait: float, ends_in: float
    ) -> None:
        """Warn that a call of *operation* goes on in *wait* seconds.

        Args:
            operation: The operation's name.
            reason: Why it waits.
            wait: Seconds until it is tried again.
            ends_in: Seconds until it is given up.
        """
        end, told_end = self._clock() + wait, self._told_ends.get(reason, -math.inf)
        is_limit = reason == RATE_LIMIT
        between = _BETWEEN_WAITS_FOR_THE_RATE_LIMIT if is_limit else _BETWEEN_WARNINGS
        if end < told_end + between:
            return
        self._told_ends[reason] = end
        _LOG.warning(
            "%s waits: %s. Next try in %.1f s; it is given up in %.0f s.",
            operation,
            reason,
            wait,
            ends_in,
        )


def observe(
    name: str,
    *,
    domain: str,
    kind: Literal["query", "mutation"],
    clock: Callable[[], float],
) -> Observation:
    """Return the observation of a call of operation *name*.

    It logs if the logger `udacity_client` is enabled for DEBUG, and traces if the
    application has imported OpenTelemetry.
    """
    tracer = _tracer()
    if tracer is None and not _LOG.isEnabledFor(logging.DEBUG):
        return NOOP_OBSERVATION
    return _ActiveObservation(
        name, domain=domain, kind=kind, clock=clock, tracer=tracer
    )


class _ActiveObservation(Observation):
    """One call that is logged and traced."""

    def __init__(
        self,
        name: str,
        *,
        domain: str,
        kind: Literal["query", "mutation"],
        clock: Callable[[], float],
        tracer: Tracer | None,
    ) -> None:
        self._name = name
        self._domain = domain
        self._clock = clock
        self._started = clock()
        self._attempts = 0
        self._rows: int | None = None
        self._outcome: str | None = None
        self._tracer = tracer
        self._attributes = {
            "graphql.operation.name": name,
            "graphql.operation.type": kind,
            "udacity.domain": domain,
        }
        self._current: AbstractContextManager[Span] | None = None
        self._span: Span | None = None

    def __enter__(self) -> Self:
        if self._tracer is not None:
            self._current = _open_span(self._tracer, self._name, self._attributes)
            self._span = self._current.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._outcome = kind.__name__
        try:
            # Inside the span, so the record carries its id.
            self._log_end()
            if self._span is not None:
                self._describe(self._span)
        finally:
            if self._current is not None:
                self._current.__exit__(kind, error, traceback)

    def count(self, attempts: int) -> None:
        self._attempts = attempts

    def wait(self, seconds: float, *, reason: str) -> None:
        if not _LOG.isEnabledFor(logging.DEBUG):
            return
        _LOG.debug(
            "%s of %s goes on in %.3f s after attempt %d: %s",
            self._name,
            self._domain,
            seconds,
            self._attempts,
            reason,
            extra={
                "udacity_operation": self._name,
                "udacity_domain": self._domain,
                "udacity_attempts": self._attempts,
                "udacity_wait": seconds,
                "udacity_reason": reason,
            },
        )

    def settle(self, result: object) -> None:
        if not isinstance(result, Result):
            return
        answer = cast("Result[object]", result)
        self._rows = _rows(answer.data)
        # `Result.require` raises these, and not every caller asks it to.
        if answer.errors:
            self._outcome = GraphQLError.__name__
        elif not answer.has_data:
            self._outcome = ResponseShapeError.__name__

    def _log_end(self) -> None:
        if not _LOG.isEnabledFor(logging.DEBUG):
            return
        duration = self._clock() - self._started
        _LOG.debug(
            "%s of %s: %s after %d attempt%s in %.3f s",
            self._name,
            self._domain,
            self._outcome or "answered",
            self._attempts,
            "" if self._attempts == 1 else "s",
            duration,
            extra={
                "udacity_operation": self._name,
                "udacity_domain": self._domain,
                "udacity_attempts": self._attempts,
                "udacity_duration": duration,
                "udacity_rows": self._rows,
                "udacity_outcome": self._outcome,
            },
        )

    def _describe(self, span: Span) -> None:
        span.set_attribute("udacity.attempts", self._attempts)
        if self._rows is not None:
            span.set_attribute("udacity.rows", self._rows)
        if self._outcome is not None:
            _mark_failed(span, self._outcome)


def _rows(data: object) -> int | None:
    """Return how many records *data* holds, if it is a page or a list."""
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return len(cast("Sequence[object]", data))
    return None


def _tracer() -> Tracer | None:
    """Return a tracer, if the application uses OpenTelemetry.

    It is looked up in `sys.modules`: other applications do not pay for its import.
    """
    if "opentelemetry.trace" not in sys.modules:
        return None
    from opentelemetry.trace import get_tracer  # noqa: PLC0415 - see above

    # Asked for each time: the application may set its provider after our first call.
    return get_tracer(_SCOPE, _version())


@cache
def _version() -> str:
    return version("udacity-client")


def _open_span(
    tracer: Tracer, name: str, attributes: Mapping[str, str]
) -> AbstractContextManager[Span]:
    from opentelemetry.trace import SpanKind  # noqa: PLC0415 - loaded by now

    return tracer.start_as_current_span(
        f"udacity.{name}",
        kind=SpanKind.CLIENT,
        attributes=attributes,
        # An exception's message may quote what the server said.
        record_exception=False,
        set_status_on_exception=False,
    )


def _mark_failed(span: Span, outcome: str) -> None:
    from opentelemetry.trace import StatusCode  # noqa: PLC0415 - loaded by now

    span.set_attribute("error.type", outcome)
    span.set_status(StatusCode.ERROR, outcome)
