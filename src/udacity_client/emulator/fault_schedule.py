"""The faults and changes that are still to come, and the faults that have a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, Literal, NoReturn, TypeAlias, TypeVar, cast

from udacity_client.emulator.faults import (
    Answer,
    Change,
    Delay,
    Disconnect,
    Fault,
    PartialData,
    html_page,
    malformed_json,
    rate_limited,
    server_error,
    unauthorized_in_200,
    unavailable,
)
from udacity_client.emulator.option_checks import choice, whole
from udacity_client.emulator.options import DOMAINS
from udacity_client.system.interrupt_safety import InterruptSafeLock
from udacity_client.system.option_kinds import describe

ItemT = TypeVar("ItemT")

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


_FUNCTIONS: Final[Mapping[object, str]] = {
    **{kind: f"{kind.__name__}()" for kind in (Disconnect, PartialData)},
    **{
        function: f"{function.__name__}()"
        for function in (html_page, malformed_json, server_error, unauthorized_in_200)
    },
    Answer: "Answer(500)",
    Delay: "Delay(1)",
    rate_limited: "rate_limited(retry_after=1)",
    unavailable: "unavailable(retry_after=1)",
}
"""How each class and function of a fault is called."""

_NAME: Final = choice(*_FAULTS)
_TIMES: Final = whole(1).or_none("or None for all")
_DOMAIN: Final = choice(*DOMAINS).or_none("or None for all")


def _refuse(given: object) -> NoReturn:
    """Say what to write for *given*, which is not a fault."""
    advice = "give one such as Disconnect() or server_error()"
    if isinstance(given, str):
        name = given if given in _FAULTS else "unavailable"
        advice = f"write play({name!r}), which takes names"
    elif callable(given) and given in _FUNCTIONS:
        advice = f"write {_FUNCTIONS[given]}"
    raise TypeError(f"fault is {describe(given)}, not a fault; {advice}.")


class Faults:
    """The faults and changes that are still to come, oldest first. Thread-safe."""

    def __init__(self) -> None:
        self._lock = InterruptSafeLock()
        self._faults: list[_Scheduled[Fault]] = []
        self._changes: list[_Scheduled[Change]] = []

    def add(
        self, fault: Fault | Change, *, times: int | None = 1, domain: str | None = None
    ) -> None:
        """Apply *fault* to the next *times* requests of *domain*, or of any domain.

        Args:
            fault: The fault or change.
            times: How many requests; `None` for all until `clear()`.
            domain: The domain, such as `catalog`; `None` for all.

        Raises:
            TypeError: *fault* is not a fault, or *times* is not a number.
            ValueError: *times* is below 1, or there is no such domain.
        """
        if not isinstance(cast("object", fault), Fault | Change):
            _refuse(fault)
        _TIMES.require("times", times)
        _DOMAIN.require("domain", domain)
        with self._lock:
            if isinstance(fault, Fault):
                self._faults.append(_Scheduled(fault, times, domain))
            else:
                self._changes.append(_Scheduled(fault, times, domain))

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
        _NAME.require("name", name)
        self.add(_FAULTS[name](), times=times, domain=domain)

    def clear(self) -> None:
        """Remove the faults and changes that are still to come."""
        with self._lock:
            self._faults.clear()
            self._changes.clear()

    def take(self, domain: str) -> Fault | None:
        """Return the fault for a request of *domain*, and count it as used."""
        with self._lock:
            return _take(self._faults, domain)

    def take_change(self, domain: str) -> Change | None:
        """Return the change for a response of *domain*, and count it as used."""
        with self._lock:
            return _take(self._changes, domain)


@dataclass(slots=True, eq=False)
class _Scheduled(Generic[ItemT]):
    """A fault or change; `times` says how often it is still to come; None: always."""

    item: ItemT
    times: int | None
    domain: str | None


def _take(scheduled: list[_Scheduled[ItemT]], domain: str) -> ItemT | None:
    """Return the first item for *domain*, and remove it if it has been used up."""
    for each in scheduled:
        if each.domain in {None, domain}:
            if each.times is not None:
                each.times -= 1
                if each.times < 1:
                    scheduled.remove(each)
            return each.item
    return None
