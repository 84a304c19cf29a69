"""Look for secrets in all that a failure, a log or a value shows of itself."""

from __future__ import annotations

import logging
import pickle
import secrets
import traceback
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from pydantic import SecretStr

from udacity_client.emulator import Emulator

_TELLING = 10
"""So many characters of a secret in a row are too many, whatever cuts them short."""

_LONG = 5_000
"""In a text of more characters, searching for each piece is faster."""


class Vault:
    """Hold every secret of a test, so none stands in a frame of the test."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._made: list[str] = []
        self._last = ""

    def make(self, form: str = "udcs_{}") -> str:
        """Return a new secret; *form* tells what stands around it."""
        self._made.append(secrets.token_urlsafe(24))
        self._last = form.format(self._made[-1])
        return self._last

    def keep(self, secret: SecretStr) -> None:
        """Look for *secret* too, which the API made."""
        self._made.append(secret.get_secret_value())

    def echo(self, form: str) -> bytes:
        """Return *form* with the secret that was made last in the place of `{}`."""
        return form.replace("{}", self._last).encode()

    def write(self, path: Path, form: str = "udcs_{}") -> Path:
        """Return *path*, having written a new secret to it."""
        path.write_bytes(self.make(form).encode("latin-1"))
        return path

    def shown_in(self, text: str | bytes) -> bool:
        """Return whether *text* shows a telling piece of a secret."""
        if isinstance(text, bytes):
            text = text.decode("latin-1")
        pieces = map(_pieces, self._all())
        if len(text) > _LONG:
            return any(piece in text for some in pieces for piece in some)
        windows = _windows(text)
        return not all(windows.isdisjoint(some) for some in pieces)

    def _all(self) -> Iterator[str]:
        emulator = self._emulator
        yield emulator.client_secret.removeprefix("udcs_")
        yield emulator.multi_company_client_secret.removeprefix("udcs_")
        for token in (emulator.user_token, emulator.member_token):
            yield from token.split(".")[1:]  # the head of every JWT is the same
        yield from list(emulator._state.tokens._ids)  # pyright: ignore[reportPrivateUsage]  # no public name, lest they be shown
        yield from self._made


@cache
def _pieces(secret: str) -> frozenset[str]:
    return _windows(secret)


def _windows(text: str) -> frozenset[str]:
    starts = range(len(text) - _TELLING + 1)
    return frozenset(text[start : start + _TELLING] for start in starts)


def shown_by_error(error: BaseException) -> Iterator[tuple[str, str | bytes]]:
    """Return all that *error*, and each error behind it, shows, with its name."""
    for one in _chain(error):
        name = type(one).__name__
        yield f"str of {name}", str(one)
        yield f"repr of {name}", repr(one)
        yield f"attributes of {name}", repr(vars(one))
        yield f"pickle of {name}", pickled(one)
        for frame in traceback.TracebackException.from_exception(
            one, capture_locals=True, compact=True
        ).stack:
            where = f"{frame.filename}:{frame.lineno} in {frame.name}"
            for local, value in (frame.locals or {}).items():
                yield f"local {local} at {where}", value


def shown_by_logs(records: Iterable[logging.LogRecord]) -> Iterator[tuple[str, str]]:
    """Return all that *records* show."""
    for record in records:
        yield f"log record of {record.name}", record.getMessage()
        yield f"arguments of a log record of {record.name}", repr(record.args)
        if record.exc_info and record.exc_info[1]:
            formatted = "".join(traceback.format_exception(record.exc_info[1]))
            yield f"traceback logged by {record.name}", formatted


def pickled(value: object) -> bytes:
    """Return the pickle of *value*, which is empty where pickling is refused."""
    try:
        return pickle.dumps(value)
    except (TypeError, AttributeError, pickle.PicklingError):
        return b""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Return *error* and every error behind it, also those that are not printed."""
    found = [error]
    for one in found:
        yield one
        behind = (one.__cause__, one.__context__)
        found += [other for other in behind if other is not None and other not in found]
