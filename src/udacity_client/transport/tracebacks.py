"""Cut tracebacks of interrupted calls, whose frames hold the request with its token."""

from __future__ import annotations

from types import TracebackType
from typing import Final


def forget_what_was_sent(error: BaseException | None) -> None:
    """Cut off the frames that hold the request: crash reporters send their variables.

    It is an interrupt, or an error of a caller's hook. Such a hook is called above the
    frames of httpcore and of httpx's headers, and stays.
    """
    while error is not None:
        error.__traceback__ = _before_sending(error.__traceback__)
        error = error.__cause__ or error.__context__


def forget_frames(error: BaseException | None) -> None:
    """Cut off all frames so far: those of httpx got headers with a secret as they are.

    Above them is no code of a caller.
    """
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def _before_sending(traceback: TracebackType | None) -> TracebackType | None:
    if traceback is None or _holds_headers(traceback):
        return None
    last = traceback
    while last.tb_next is not None and not _holds_headers(last.tb_next):
        last = last.tb_next
    last.tb_next = None
    return traceback


def _holds_headers(traceback: TracebackType) -> bool:
    module: str = traceback.tb_frame.f_globals.get("__name__", "")
    return module.startswith("httpcore") or module in _HTTPX_HEADERS


_HTTPX_HEADERS: Final = ("httpx._models", "httpx2._models")
