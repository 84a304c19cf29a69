"""Replace a client credential, and let go of the old secret once the new one works."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from udacity_client.auth.credentials import ClientCredentials
from udacity_client.cli.auth import find_command_options
from udacity_client.client import Udacity
from udacity_client.errors import (
    ApiConnectionError,
    ConfigurationError,
    ResponseShapeError,
    ServerError,
    UdacityError,
)
from udacity_client.system.private_files import Draft, remove, write_private
from udacity_client.transport.sync_transport import Transport
from udacity_graphql.tokens import CreatedCredential


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


def rotate_credential(
    *,
    url: str | None,
    store: Path | None,
    companies: tuple[str, ...],
    confirm: Callable[[str], None],
) -> None:
    """Create a credential, store its secret, verify it, then forget the old secret.

    All that can be refused on this machine is refused before Udacity revokes anything.

    Raises:
        ConfigurationError: There is no place for the secret, or nobody agreed.
        CredentialsError: There is no user token.
        UdacityError: The API refused it, or the new credential does not work; the
            message says where the secrets are.
    """
    old = _old_credential(url)
    covered = companies or ((old.company_id,) if old.company_id else ())
    if not covered:
        message = (
            "Which companies must the new credential cover? Name each that the old one "
            "covers with --company, or set UDACITY_COMPANY_ID. Nothing was sent."
        )
        raise ConfigurationError(message)
    place = SecretFile(_place(store))
    confirm(
        f"Replace {old.client_id} by a new credential for company "
        f"{', '.join(covered)}? Udacity revokes every credential that overlaps with "
        "it, other programs' too."
    )
    with place.prepared():
        created = _create(url, covered)
        client_id = created.client_credential.client_id
        place.store(created.client_secret, client_id=client_id)
    _verify(url, client_id, place, company_id=covered[0])
    place.forget_old()
    _announce(client_id, place.path)


def _old_credential(url: str | None) -> ClientCredentials:
    identities = find_command_options(url).resolved
    identities.require_user()
    old = identities.require_service()
    if isinstance(old, ClientCredentials):
        return old
    message = (
        "A token that was made elsewhere is in use, and has no credential to rotate. "
        "Set UDACITY_CLIENT_ID and UDACITY_CLIENT_SECRET_FILE instead of it."
    )
    raise ConfigurationError(message)


def _place(store: Path | None) -> Path:
    named = store or os.environ.get("UDACITY_CLIENT_SECRET_FILE")
    if named:
        return Path(named)
    message = (
        "The new secret is shown only once, and has no place to go. Name a file with "
        "--store, or set UDACITY_CLIENT_SECRET_FILE. Nothing was sent."
    )
    raise ConfigurationError(message)


def _create(url: str | None, companies: tuple[str, ...]) -> CreatedCredential:
    try:
        with Udacity(base_url=url) as udacity:
            return udacity.tokens.create_client_credential(
                company_ids=list(companies),
                description="Rotated by udacity auth rotate",
                revoke_existing=True,
            )
    except (ApiConnectionError, ResponseShapeError, ServerError) as error:
        if isinstance(error, ApiConnectionError) and not error.sent:
            raise
        told = error.message
    message = (
        f"It is not known whether a credential was created: {told} If the old one "
        "works no more, create one in the Management Portal; the secret of this one "
        "was not received."
    )
    raise UdacityError(message)


def _verify(
    url: str | None, client_id: str, place: SecretFile, *, company_id: str
) -> None:
    """Mint with what was stored, as the next program will."""
    try:
        new = ClientCredentials(
            client_id=client_id, client_secret=place.path, company_id=company_id
        )
        options = find_command_options(url, credentials=new, company_id=company_id)
        transport = Transport(options)
        try:
            transport.token()
        finally:
            transport.close()
    except UdacityError as error:
        told = error.message
    else:
        return
    message = (
        f"The new credential {client_id} was created, and its secret is in "
        f"{place.path}; but it could not be verified: {told} {place.old_place()}"
        "Udacity has revoked the old credential. Try `udacity auth token` with "
        f"UDACITY_CLIENT_ID={client_id} and UDACITY_CLIENT_SECRET_FILE={place.path}."
    )
    raise UdacityError(message)


def _announce(client_id: str, path: Path) -> None:
    sys.stderr.write("The new credential works. Let programs use it:\n\n")
    sys.stdout.write(
        f"export UDACITY_CLIENT_ID={shlex.quote(client_id)}\n"
        f"export UDACITY_CLIENT_SECRET_FILE={shlex.quote(str(path.absolute()))}\n"
    )
