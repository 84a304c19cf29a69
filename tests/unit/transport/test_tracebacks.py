"""A call that is interrupted leaves no frame with its request in the traceback."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Callable
from types import FrameType, TracebackType

import pytest

from support.answers import LIST_COURSES
from support.clients import AnyUdacity, close, settle
from support.raw_server import FINE, serving
from udacity_client import AsyncUdacity, StaticToken, Udacity
from udacity_client.transport import http_client


class Interrupted(BaseException):
    """What the handler of a signal raises."""


def modules_of(traceback: TracebackType | None) -> set[str]:
    found: set[str] = set()
    while traceback is not None:
        found.add(str(traceback.tb_frame.f_globals["__name__"]).partition(".")[0])
        traceback = traceback.tb_next
    return found


@pytest.mark.parametrize(
    ("kind", "stream"),
    [(Udacity, "sync.SyncStream"), (AsyncUdacity, "anyio.AnyIOStream")],
)
def test_an_interrupt_shows_no_frame_of_httpcore(
    kind: Callable[..., AnyUdacity], stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> bytes:
        raise Interrupted

    async def ask(base_url: str) -> None:
        udacity = kind(StaticToken("t"), base_url=base_url)
        try:
            await settle(udacity.execute(LIST_COURSES, {}))
        finally:
            await close(udacity)

    # httpcore, or httpcore2 if the suite runs over httpx2.
    library: str = vars(http_client)["load"]("httpx").__name__
    core = library.replace("x", "core")
    monkeypatch.setattr(f"{core}._backends.{stream}.read", interrupt)
    with (
        serving(lambda connection: connection.send(FINE)) as base_url,
        pytest.raises(Interrupted) as caught,
    ):
        asyncio.run(ask(base_url))
    assert library in modules_of(caught.value.__traceback__)
    assert core not in modules_of(caught.value.__traceback__)


@pytest.mark.parametrize("kind", [Udacity, AsyncUdacity])
def test_an_interrupt_shows_no_header_that_httpx_is_setting(
    kind: Callable[..., AnyUdacity],
) -> None:
    def interrupt(frame: FrameType, _event: str, _argument: object) -> None:
        values = frame.f_locals
        if values.get("key") == "Authorization":
            sys.settrace(None)
            raise Interrupted

    async def ask() -> None:
        udacity = kind(StaticToken("udat_x"), base_url="http://127.0.0.1:9")
        sys.settrace(interrupt)
        try:
            await settle(udacity.execute(LIST_COURSES, {}))
        finally:
            sys.settrace(before)
            await close(udacity)

    before = sys.gettrace()
    with pytest.raises(Interrupted) as caught:
        asyncio.run(ask())
    told = traceback.TracebackException.from_exception(
        caught.value, capture_locals=True
    )
    # Not of this file, which knows the token.
    shown = [one for one in told.stack if one.filename != __file__]
    assert shown
    assert "udat_x" not in "".join(traceback.StackSummary.from_list(shown).format())
