"""Keep tokens on disk for all processes of a user, without minting any.

Only tokens are kept, never a client secret: whoever reads such a file can call the API
until the token ends, and no longer.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from os import PathLike
from typing import Final, cast

from udacity_client.auth.credentials import ClientCredentials
from udacity_client.errors import ConfigurationError
from udacity_client.system.private_files import (
    make_private_folder,
    open_private,
    read_private,
    remove,
    require_private_folder,
    write_private,
)

_LOG: Final = logging.getLogger("udacity_client")
_FORM: Final = 1
_LOCK_WITHIN: Final = 45.0
_LOCK_PAUSE: Final = 0.02


@dataclass(frozen=True, slots=True)
class StoredToken:
    """Hold a token as it is kept on disk.

    Attributes:
        value: The token itself.
        minted_at: When it was asked for, on the wall clock: no other clock means the
            same in two processes.
        lifetime: At what age it ends, in seconds.
    """

    value: str = field(repr=False)
    requested_at: float
    lifetime: float


class TokenCache:
    """Share tokens between processes of one user, through files in a folder.

    Any number of processes that start together mint one token, not one each. The folder
    is made for its owner alone; one that others may read is refused.

    Args:
        folder: Where the tokens are kept. Left out, `udacity` in `$XDG_CACHE_HOME`, or
            in `~/.cache`.

    Raises:
        ConfigurationError: This system has no file locks of the kind that is needed, as
            Windows.
    """

    __slots__ = ("folder",)

    def __init__(self, folder: PathLike[str] | str | None = None) -> None:
        if not is_supported():
            message = (
                "Tokens cannot be kept on disk here: this system has no fcntl.flock, "
                "so that processes could not take turns. Leave token_cache out."
            )
            raise ConfigurationError(message)
        self.folder: str = os.path.abspath(_default() if folder is None else folder)  # noqa: PTH100 - see below

    def file_for(self, credentials: ClientCredentials, *, base_url: str) -> TokenFile:
        """Return the file for tokens that *credentials* get at *base_url*."""
        scope = [base_url, credentials.client_id, credentials.company_id]
        name = hashlib.sha256(json.dumps(scope).encode()).hexdigest()
        return TokenFile(os.path.join(self.folder, f"{name}.json"))  # noqa: PTH118 - pathlib costs start-up

    def __repr__(self) -> str:
        return f"TokenCache({self.folder!r})"


def is_supported() -> bool:
    """Return whether this system can keep tokens on disk."""
    return find_spec("fcntl") is not None


def _default() -> str:
    # A path that is not absolute is to be ignored, says the XDG specification.
    root = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(root):  # noqa: PTH117 - see above
        root = os.path.expanduser("~/.cache")  # noqa: PTH111 - see above
    return os.path.join(root, "udacity")  # noqa: PTH118 - see above


class TokenFile:
    """Keep the token of one credential in a file.

    A file that is broken, or cannot be read or written, is told of once and does
    without: a cache must not fail a call. One that is not safe is refused.

    Args:
        path: The file, in a folder that is made where it is missing.
        sleep: How to pause, while another process holds the lock.
        clock: A clock for that waiting.
    """

    def __init__(
        self,
        path: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path = path
        self._sleep = sleep
        self._clock = clock
        self._has_warned = False

    def load(self) -> StoredToken | None:
        """Return the token that is kept, dead or alive; `None` where none is.

        Raises:
            ConfigurationError: The file, or its folder, is not this user's alone.
        """
        try:
            require_private_folder(os.path.dirname(self.path))  # noqa: PTH120 - see above
            content = read_private(self.path)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._warn_once(error.strerror or type(error).__name__)
            return None
        stored = _parsed(content)
        if stored is None:
            self._warn_once("it does not hold a token")
        return stored

    def save(self, stored: StoredToken) -> None:
        """Keep *stored* in the place of what was kept.

        Raises:
            ConfigurationError: The folder is not this user's alone.
        """
        kept = {
            "form": _FORM,
            "token": stored.value,
            "minted_at": stored.requested_at,
            "lifetime": stored.lifetime,
        }
        try:
            make_private_folder(os.path.dirname(self.path))  # noqa: PTH120 - see above
            write_private(self.path, json.dumps(kept).encode())
        except OSError as error:
            self._warn_once(error.strerror or type(error).__name__)

    def drop(self, token: str) -> None:
        """Remove *token*, unless another one has been kept since; under the lock.

        Raises:
            ConfigurationError: The file, or its folder, is not this user's alone.
        """
        stored = self.load()
        if stored is None or stored.value != token:
            return
        try:
            remove(self.path)
        except OSError as error:
            self._warn_once(error.strerror or type(error).__name__)

    @contextmanager
    def locked(self) -> Generator[None]:
        """Keep other processes out of the block, or go on without after a while.

        Raises:
            ConfigurationError: The lock's file, or its folder, is not this user's
                alone.
        """
        descriptor = self._lock()
        try:
            yield
        finally:
            if descriptor is not None:
                _unlock(descriptor)

    def _lock(self) -> int | None:
        try:
            make_private_folder(os.path.dirname(self.path))  # noqa: PTH120 - see above
            descriptor = open_private(f"{self.path}.lock", os.O_RDWR | os.O_CREAT)
        except OSError as error:
            self._warn_once(error.strerror or type(error).__name__)
            return None
        try:
            if self._wait_for(descriptor):
                return descriptor
        except OSError as error:
            self._warn_once(error.strerror or type(error).__name__)
        else:
            self._warn_once("another process has held its lock for too long")
        os.close(descriptor)
        return None

    def _wait_for(self, descriptor: int) -> bool:
        import fcntl  # noqa: PLC0415 - Windows has none, and no TokenCache either

        # Not for ever: who holds the lock may have been stopped.
        ends_at = self._clock() + _LOCK_WITHIN
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            if self._clock() >= ends_at:
                return False
            self._sleep(_LOCK_PAUSE)

    def _warn_once(self, flaw: str) -> None:
        if not self._has_warned:
            self._has_warned = True
            _LOG.warning("The token cache %s is left out: %s", self.path, flaw)


def _unlock(descriptor: int) -> None:
    import fcntl  # noqa: PLC0415 - see above

    # Closing is not enough where a forked child has the descriptor as well.
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)


def _parsed(content: bytes) -> StoredToken | None:
    try:
        kept: object = json.loads(content)
    except ValueError:
        return None
    if not isinstance(kept, dict):
        return None
    told = cast("dict[str, object]", kept)
    token, times = told.get("token"), (told.get("minted_at"), told.get("lifetime"))
    if told.get("form") != _FORM or not isinstance(token, str):
        return None
    # One that no header can hold would fail the call.
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        return None
    minted_at, lifetime = (_seconds(one) for one in times)
    if minted_at is None or lifetime is None:
        return None
    return StoredToken(token, minted_at, lifetime)


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    seconds = float(value) if abs(value) < 1e12 else math.inf  # noqa: PLR2004 - beyond any clock
    return seconds if math.isfinite(seconds) else None
