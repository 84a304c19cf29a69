"""Tokens on disk, shared by all processes of a user.

Only tokens are stored, never a client secret: whoever reads such a file can call the
API until the token expires, and no longer. A salted, slow hash of the secret tells
whether a token was requested with it, so a wrong secret finds none.
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
from functools import partial
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import Final, cast

from udacity_client.auth.credentials import ClientCredentials, latest_secret
from udacity_client.auth.secret import SecretText, validation_error_of
from udacity_client.errors import ConfigurationError
from udacity_client.system.option_values import PATH
from udacity_client.system.private_files import (
    cache_folder,
    make_private_folder,
    open_private,
    read_private,
    remove,
    require_private_folder,
    write_private,
)

_LOG: Final = logging.getLogger("udacity_client")
_FORMAT: Final = 1
_SALT: Final = 16
"""How many bytes of salt each token has; no two have the same."""
_ROUNDS: Final = 20_000
"""Of PBKDF2. A secret is random, and cannot be guessed in any case; 10 ms are cheap."""
_LOCK_TIMEOUT: Final = 45.0
_LOCK_INTERVAL: Final = 0.02


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token as it is stored on disk.

    Attributes:
        value: The token itself.
        requested_at: When it was requested, on the wall clock: no other clock means the
            same in two processes.
        lifetime: The age at which it expires, in seconds.
        mark: The salt and the hash of the secret that it was requested with.
    """

    value: str = field(repr=False)
    requested_at: float
    lifetime: float
    mark: str = field(default="", repr=False, compare=False)


class TokenCache:
    """A folder of tokens that all processes of one user share.

    Any number of processes that start together request one token, not one each. The
    folder is made for its owner alone; one that others may read is refused.

    Args:
        folder: Where the tokens are stored; by default `udacity` in `$XDG_CACHE_HOME`,
            or in `~/.cache`.

    Raises:
        ConfigurationError: This system lacks the file locks that are needed, as Windows
            does; or there is no *folder* and no home.
    """

    __slots__ = ("folder",)

    def __init__(self, folder: PathLike[str] | str | None = None) -> None:
        PATH.or_none("or leave it out").require("folder", folder)
        if not is_supported():
            message = (
                "Tokens cannot be stored on disk here: this system has no fcntl.flock, "
                "so processes could not take turns. Leave token_cache out."
            )
            raise ConfigurationError(message)
        path = cache_folder() if folder is None else Path(folder)
        self.folder: str = str(path.absolute())

    def file_for(self, credentials: ClientCredentials, *, base_url: str) -> TokenFile:
        """Return the file for the token that *credentials* get at *base_url*."""
        scope = [base_url, credentials.client_id, credentials.company_id]
        name = hashlib.sha256(json.dumps(scope).encode()).hexdigest()
        path = Path(self.folder, f"{name}.json")
        return TokenFile(path, secret=partial(latest_secret, credentials))

    def __repr__(self) -> str:
        return f"TokenCache({self.folder!r})"


def is_supported() -> bool:
    """Return whether this system has the file locks that a `TokenCache` needs."""
    return find_spec("fcntl") is not None


class TokenFile:
    """A file with the token of one credential.

    If the file is broken, or cannot be read or written, one warning says so and the
    client goes on without it: a cache must not fail a call. An unsafe file is refused.

    Args:
        path: The file, in a folder that is made if it is missing.
        secret: Returns the secret that tokens are requested with now.
        sleep: How to wait while another process holds the lock.
        clock: A monotonic clock for that wait.
    """

    def __init__(
        self,
        path: PathLike[str] | str,
        *,
        secret: Callable[[], SecretText],
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path: Path = Path(path)
        self._secret = secret
        self._sleep = sleep
        self._clock = clock
        self._has_warned = False

    def load(self) -> StoredToken | None:
        """Return the stored token, expired or not; `None` if there is none.

        Raises:
            ConfigurationError: The file, or its folder, is not this user's alone.
        """
        try:
            require_private_folder(self.path.parent)
            content = read_private(self.path)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._warn_once(_reason(error))
            return None
        stored = _parse(content)
        if stored is None:
            self._warn_once("it does not hold a token")
        return stored

    def is_ours(self, stored: StoredToken) -> bool:
        """Return whether *stored* was requested with the secret that is used now."""
        salt = stored.mark[: 2 * _SALT]
        return bool(salt) and stored.mark == _mark(self._secret(), salt)

    def save(self, stored: StoredToken) -> None:
        """Store *stored*, in place of an older token, with a mark of the secret.

        Raises:
            ConfigurationError: The folder is not this user's alone.
        """
        # Other versions of this library read the same file, so its names stay.
        content = {
            "form": _FORMAT,
            "token": stored.value,
            "minted_at": stored.requested_at,
            "lifetime": stored.lifetime,
            "secret_mark": _mark(self._secret(), os.urandom(_SALT).hex()),
        }
        try:
            make_private_folder(self.path.parent)
            write_private(self.path, json.dumps(content).encode())
        except OSError as error:
            self._warn_once(_reason(error))

    def drop(self, token: str) -> None:
        """Remove *token*, unless it was replaced since; the caller holds the lock.

        Raises:
            ConfigurationError: The file, or its folder, is not this user's alone.
        """
        stored = self.load()
        if stored is None or stored.value != token:
            return
        try:
            remove(self.path)
        except OSError as error:
            self._warn_once(_reason(error))

    @contextmanager
    def locked(self) -> Generator[None]:
        """Lock out other processes; after 45 s, go on without the lock.

        Raises:
            ConfigurationError: The lock file, or its folder, is not this user's alone.
        """
        descriptor = self._lock()
        try:
            yield
        finally:
            if descriptor is not None:
                _unlock(descriptor)

    def _lock(self) -> int | None:
        try:
            make_private_folder(self.path.parent)
            descriptor = open_private(f"{self.path}.lock", os.O_RDWR | os.O_CREAT)
        except OSError as error:
            self._warn_once(_reason(error))
            return None
        try:
            if self._wait_for(descriptor):
                return descriptor
        except OSError as error:
            self._warn_once(_reason(error))
        else:
            self._warn_once("another process has held its lock for too long")
        os.close(descriptor)
        return None

    def _wait_for(self, descriptor: int) -> bool:
        import fcntl  # noqa: PLC0415 - Windows has none, and no TokenCache either

        # Not for ever: the process that holds the lock may be suspended.
        ends_at = self._clock() + _LOCK_TIMEOUT
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            if self._clock() >= ends_at:
                return False
            self._sleep(_LOCK_INTERVAL)

    def _warn_once(self, reason: str) -> None:
        if not self._has_warned:
            self._has_warned = True
            _LOG.warning("The token cache %s is left out: %s", self.path, reason)


def _mark(secret: SecretText, salt: str) -> str:
    text, salted = secret.reveal().encode(), salt.encode()
    return salt + hashlib.pbkdf2_hmac("sha256", text, salted, _ROUNDS).hex()


def _unlock(descriptor: int) -> None:
    import fcntl  # noqa: PLC0415 - see above

    # Closing is not enough if a forked child has the descriptor as well.
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _parse(content: bytes) -> StoredToken | None:
    try:
        loaded: object = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(loaded, dict):
        return None
    stored = cast("dict[str, object]", loaded)
    token = stored.get("token")
    if stored.get("form") != _FORMAT or not isinstance(token, str):
        return None
    # A token that no header can hold would fail the call.
    if validation_error_of(token):
        return None
    requested_at = _seconds(stored.get("minted_at"))
    lifetime = _seconds(stored.get("lifetime"))
    if requested_at is None or lifetime is None:
        return None
    mark = stored.get("secret_mark")
    mark = mark if isinstance(mark, str) and mark.isascii() else ""
    return StoredToken(token, requested_at, lifetime, mark)


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    seconds = float(value) if abs(value) < 1e12 else math.inf  # noqa: PLR2004 - beyond any clock
    return seconds if math.isfinite(seconds) else None
