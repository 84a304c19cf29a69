"""Swap the secret in a file, keeping the old one until it is not needed any more."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from udacity_client.errors import ConfigurationError, UdacityError
from udacity_client.private_files import Draft, remove, write_private


class SecretFile:
    """Be a file with a client secret, of the form that clients read.

    Args:
        path: The file; it need not be there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._old = path.with_name(f"{path.name}.old")
        self._draft: Draft | None = None

    @contextmanager
    def prepared(self) -> Generator[None]:
        """Make sure that a secret can be stored; undo it where none was.

        Raises:
            ConfigurationError: The file cannot be replaced, or an old one is beside it.
        """
        self._refuse_odd()
        flaw = self._prepare()
        if flaw:
            self._undo()
            message = (
                f"No secret can be stored in {self.path}: {flaw}. Nothing was sent."
            )
            raise ConfigurationError(message)
        try:
            yield
        finally:
            self._undo()

    def store(self, secret: SecretStr, *, client_id: str) -> None:
        """Put *secret* in the place of the old one, within `prepared`.

        Raises:
            UdacityError: It could not be; the message says where it is.
        """
        draft = self._draft
        if draft is None:
            message = "The place of the secret was not prepared."
            raise RuntimeError(message)
        flaw = _flaw_of(lambda: draft.write(f"{secret.get_secret_value()}\n".encode()))
        if flaw:
            message = (
                f"The credential {client_id} was created, but its secret could not be "
                f"written beside {self.path} ({flaw}) and is lost. Udacity has revoked "
                "the old credential: create another in the Management Portal."
            )
            raise UdacityError(message)
        # From here on the draft may hold the only copy, and is not to be undone.
        self._draft = None
        flaw = _flaw_of(draft.publish)
        if flaw:
            message = (
                f"The credential {client_id} was created, but its secret could not be "
                f"moved to {self.path} ({flaw}); it is in {draft.path}. "
                f"{self.old_place()}Udacity has revoked the old credential."
            )
            raise UdacityError(message)

    def forget_old(self) -> None:
        """Remove the old secret."""
        remove(str(self._old))

    def old_place(self) -> str:
        """Return a sentence that says where the old secret is, where there is one."""
        if not self._old.exists():
            return ""
        return f"The old secret is kept in {self._old}. "

    def _refuse_odd(self) -> None:
        if self.path.is_symlink() or (self.path.exists() and not self.path.is_file()):
            message = (
                f"{self.path} is not a plain file, and would be replaced by one. Name "
                "the file itself with --store. Nothing was sent."
            )
            raise ConfigurationError(message)
        if self._old.exists() or self._old.is_symlink():
            message = (
                f"{self._old} is left from a rotation that was not verified. Remove it "
                "once the credential works. Nothing was sent."
            )
            raise ConfigurationError(message)

    def _prepare(self) -> str | None:
        """Open the draft and copy the old secret; say what keeps it from that."""

        def prepare() -> None:
            self._draft = Draft(self.path)
            if self.path.exists():
                write_private(str(self._old), self.path.read_bytes())

        return _flaw_of(prepare)

    def _undo(self) -> None:
        draft, self._draft = self._draft, None
        if draft is not None:
            draft.discard()
            self.forget_old()


def _flaw_of(action: Callable[[], None]) -> str | None:
    """Return why *action* failed; no error outlives it, whose frames hold secrets."""
    try:
        action()
    except OSError as error:
        return error.strerror or type(error).__name__
    return None
