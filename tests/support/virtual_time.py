"""Event loops whose time passes only while all tasks wait, so no test waits for it."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import Any, Literal, TypeVar

import anyio
from trio.testing import MockClock

from support.clock import START
from udacity_client.system.clock import Clock

T = TypeVar("T")


def run_on_virtual_time(
    main: Callable[[], Awaitable[T]], *, backend: Literal["asyncio", "trio"]
) -> T:
    """Run *main* in a loop whose time jumps to the next timer.

    It must use no threads, because the time would not wait for them.
    """
    options: dict[str, dict[str, Any]] = {
        "asyncio": {"loop_factory": _VirtualLoop},
        "trio": {"clock": MockClock(autojump_threshold=0)},
    }
    return anyio.run(main, backend=backend, backend_options=options[backend])


def loop_clock() -> Clock:
    """Return both clocks by the time of the running loop."""
    return Clock(anyio.current_time, lambda: START + anyio.current_time())


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_JumpingSelector(self._jump))

    def time(self) -> float:
        return self._now

    def _jump(self, seconds: float) -> None:
        self._now += seconds


class _JumpingSelector(selectors.DefaultSelector):
    """Jumps to the end of each wait in which nothing is there to read."""

    def __init__(self, jump: Callable[[float], None]) -> None:
        super().__init__()
        self._jump = jump

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            return super().select(None)
        ready = super().select(0)
        if not ready:
            self._jump(max(0.0, timeout))
        return ready
