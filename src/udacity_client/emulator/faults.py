"""The faults that a test can script, and the schedule of those still to come.

A fault replaces or spoils the response to the next requests, in the order in which
faults were added. Such a request counts against the rate limits; it is not
authenticated first.

A change alters the data of the next responses, as a server with another schema would.
It waits for a request that is executed, and does not delay the faults.

To add a fault: for another fixed response, add a function that returns an `Answer`. For
another kind of fault, add a class to `Fault` and a case to `app`, in
`_respond_to_graphql`. For another kind of change, add a class to `Change` and a case to
`endpoint`, in `_changed`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, Literal, TypeAlias

from udacity_client.emulator.errors import rate_limit_body


@dataclass(frozen=True, slots=True)
class Answer:
    """A fixed response; the request is not executed."""

    status: int
    body: bytes = b""
    media_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class PartialData:
    """Null for each field of this name, next to an error with its path.

    This happens even if the field is non-null in the schema, as the API documents.
    """

    field_name: str = "pageInfo"
    message: str = "internal system error"


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Close the connection without a response."""


@dataclass(frozen=True, slots=True)
class Delay:
    """Wait this many seconds, then respond as usual."""

    seconds: float


Fault: TypeAlias = Answer | PartialData | Disconnect | Delay


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Replace the value of a key everywhere in the data, by any JSON value.

    The key is the one in the response: the alias, if the field has one.
    """

    key: str
    value: object


@dataclass(frozen=True, slots=True)
class Extra:
    """A fault: a further key in each object of the data."""

    key: str
    value: object


Change: TypeAlias = Rewrite | Extra


def server_error(text: str = "internal server error") -> Answer:
    """Return a fault that responds with 500 and plain text."""
    return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, text.encode())


def unavailable(*, retry_after: int) -> Answer:
    """Return a fault that responds with 503 and `Retry-After`, in seconds."""
    return Answer(
        HTTPStatus.SERVICE_UNAVAILABLE,
        b"service unavailable",
        headers={"Retry-After": str(retry_after)},
    )


def rate_limited(*, retry_after: int) -> Answer:
    """Return a fault that responds with 429 in the documented shape."""
    return Answer(
        HTTPStatus.TOO_MANY_REQUESTS,
        json.dumps(rate_limit_body(retry_after)).encode(),
        "application/json",
        {"Retry-After": str(retry_after), "X-RateLimit-Remaining": "0"},
    )


def html_page(status: int = HTTPStatus.BAD_GATEWAY) -> Answer:
    """Return a fault that responds with a web page, as a proxy might."""
    page = "<!doctype html><title>Bad gateway</title><h1>Something went wrong</h1>"
    return Answer(status, page.encode(), "text/html")


def malformed_json() -> Answer:
    """Return a fault that responds with 200 and truncated JSON."""
    return Answer(HTTPStatus.OK, b'{"data": {"catalog": {', "application/json")


def unauthorized_in_200() -> Answer:
    """Return a fault that responds with 200 and the error code of a rejected token."""
    error = {"message": "not authorized", "extensions": {"code": "UNAUTHORIZED"}}
    body = json.dumps({"data": None, "errors": [error]})
    return Answer(HTTPStatus.OK, body.encode(), "application/json")


FaultName: TypeAlias = Literal[
    "disconnect",
    "html_page",
    "malformed_json",
    "partial_data",
    "rate_limited",
    "server_error",
    "slow",
    "unauthorized",
    "unavailable",
]
"""The faults that have a name: `slow` waits for a second, others answer at once."""

_FAULTS: Final[Mapping[FaultName, Callable[[], Fault]]] = {
    "disconnect": Disconnect,
    "html_page": html_page,
    "malformed_json": malformed_json,
    "partial_data": PartialData,
    "rate_limited": lambda: rate_limited(retry_after=1),
    "server_error": server_error,
    "slow": lambda: Delay(1),
    "unauthorized": unauthorized_in_200,
    "unavailable": lambda: unavailable(retry_after=1),
}


_NAMES: Final = ", ".join(_FAULTS)


class Faults:
    """The faults and changes that are still to come, oldest first. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._scheduled: list[_Scheduled] = []

    def add(
        self, fault: Fault | Change, *, times: int | None = 1, domain: str | None = None
    ) -> None:
        """Apply *fault* to the next *times* requests of *domain*, or of any domain.

        Args:
            fault: The fault or change.
            times: How many requests; `None` for all until `clear()`.
            domain: The domain, such as `catalog`; `None` for all.

        Raises:
            TypeError: *times* is neither an int nor `None`.
            ValueError: It is below 1.
        """
        if times is not None and type(times) is not int:
            raise TypeError(f"times is {times!r}; give an int, or None for all.")
        if times is not None and times < 1:
            raise ValueError(f"times is {times}; give 1 or more, or None for all.")
        with self._lock:
            self._scheduled.append(_Scheduled(fault, times, domain))

    def play(
        self, name: FaultName, *, times: int | None = 1, domain: str | None = None
    ) -> None:
        """Play the fault of this *name*; `add` takes those that you make yourself.

        Args:
            name: The fault.
            times: As `add` takes it.
            domain: As `add` takes it.

        Raises:
            TypeError: As by `add`.
            ValueError: As by `add`, or there is no fault of this *name*.
        """
        if name not in _FAULTS:
            raise ValueError(f"There is no fault {name!r}; choose from {_NAMES}.")
        self.add(_FAULTS[name](), times=times, domain=domain)

    def clear(self) -> None:
        """Remove the faults and changes that are still to come."""
        with self._lock:
            self._scheduled.clear()

    def take(self, domain: str) -> Fault | None:
        """Return the fault for a request of *domain*, and count it as used."""
        with self._lock:
            for scheduled in self._scheduled_for(domain):
                if isinstance(scheduled.fault, Fault):
                    self._count_use(scheduled)
                    return scheduled.fault
        return None

    def take_change(self, domain: str) -> Change | None:
        """Return the change for a response of *domain*, and count it as used."""
        with self._lock:
            for scheduled in self._scheduled_for(domain):
                if isinstance(scheduled.fault, Change):
                    self._count_use(scheduled)
                    return scheduled.fault
        return None

    def _scheduled_for(self, domain: str) -> list[_Scheduled]:
        return [each for each in self._scheduled if each.domain in (None, domain)]

    def _count_use(self, scheduled: _Scheduled) -> None:
        if scheduled.times is None:
            return
        scheduled.times -= 1
        if scheduled.times < 1:
            self._scheduled.remove(scheduled)


@dataclass(slots=True, eq=False)
class _Scheduled:
    """A fault or change; `times` says how often it is still to come; None: always."""

    fault: Fault | Change
    times: int | None
    domain: str | None
