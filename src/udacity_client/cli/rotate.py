"""`udacity auth rotate`: replace the client credential and its secret file."""

from __future__ import annotations

import json
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from udacity_client.auth.credentials import (
    ClientCredentials,
    latest_secret,
    read_secret,
)
from udacity_client.auth.environment import Environment
from udacity_client.auth.profile import Profile, find_path, profiles_with
from udacity_client.auth.profile_writer import write_profile
from udacity_client.auth.resolver import ResolvedCredentials
from udacity_client.auth.secret import SecretText
from udacity_client.cli.auth import find_command_options
from udacity_client.cli.printing import say
from udacity_client.client import Udacity
from udacity_client.errors import (
    ApiConnectionError,
    ConfigurationError,
    CredentialsError,
    ResponseShapeError,
    ServerError,
    UdacityError,
)
from udacity_client.system.held_interrupts import interrupts_held
from udacity_client.system.private_files import Draft, remove, write_private
from udacity_client.system.same_file import is_same_file
from udacity_client.transport.sync_transport import Transport
from udacity_graphql.tokens import CreatedCredential

_RESERVED: Final = 8_192
"""The disk space for the new secret, in bytes: more than fits into a header."""


def rotate_credential(
    *,
    url: str | None,
    store: Path | None,
    companies: tuple[str, ...],
    confirm: Callable[[str], None],
) -> None:
    """Create a credential, store its secret and verify it; then remove the old secret.

    Udacity revokes the old credential when it creates the new one, so the secret's file
    is made ready before that. An interrupt waits until the new secret is in it and
    profiles that held the old credential have the new one. They keep it if it cannot be
    verified, because the old one no longer works.

    Raises:
        ConfigurationError: The secret cannot be stored, or nobody confirmed.
        CredentialsError: There is no user token.
        UdacityError: The API refused, the new credential does not work, or a profile
            cannot be written; what was said has where the secrets are, and what to
            write.
    """
    options = find_command_options(url)
    old = _old_credential(options.resolved)
    base_url = options.endpoints.base_url
    covered = companies or ((old.company_id,) if old.company_id else ())
    if not covered:
        message = (
            "Which companies must the new credential cover? Name each that the old one "
            "covers with --company, or set UDACITY_COMPANY_ID. Nothing was sent."
        )
        raise ConfigurationError(message)
    profiles = profiles_with(old, Environment(os.environ))
    secret_file = SecretFile(
        _secret_path(store), old=latest_secret(old), keeps_old=bool(profiles)
    )
    confirm(
        f"Replace {old.client_id} by a new credential for company "
        f"{', '.join(covered)}? Udacity revokes every credential that overlaps with "
        "it, also those of other programs. The new secret goes into "
        f"{secret_file.path.absolute()}."
    )
    with secret_file.prepared(), interrupts_held(lambda: say(_WAITING)):
        created = _create(base_url, covered)
        client_id = created.client_credential.client_id
        secret_file.store(created.client_secret, client_id=client_id)
        kept = secret_file.describe_old(" until the new one is verified")
        place = f"its secret is in {secret_file.path}. {kept}".rstrip()
        say(f"{client_id} was created, and {place}")
        unwritten = _update_profiles(profiles, client_id, secret_file.path)
    _verify(base_url, client_id, secret_file, company_id=covered[0])
    secret_file.remove_old()
    _print_exports(client_id, secret_file.path)
    _require_none(unwritten)


_WAITING: Final = (
    "Udacity may have created the new credential by now. Waiting until its secret is "
    "stored, and profiles have it: it would be lost otherwise. It is not verified "
    "then: use it once, such as with `udacity auth token --print`, before you remove "
    "the old secret."
)


def _old_credential(identities: ResolvedCredentials) -> ClientCredentials:
    identities.require_user()
    old = identities.require_service()
    if isinstance(old, ClientCredentials):
        return old
    message = (
        "What is in use is a token or a command, not a client credential, so there is "
        "none to rotate. Set UDACITY_CLIENT_ID and UDACITY_CLIENT_SECRET_FILE instead."
    )
    raise ConfigurationError(message)


def _secret_path(store: Path | None) -> Path:
    path = store or os.environ.get("UDACITY_CLIENT_SECRET_FILE")
    if path:
        _require_no_profiles(Path(path))
        return Path(path)
    message = (
        "Udacity shows the new secret only once, and no file is set to store it. Name "
        "a file with --store, or set UDACITY_CLIENT_SECRET_FILE. Nothing was sent."
    )
    raise ConfigurationError(message)


def _require_no_profiles(path: Path) -> None:
    """Refuse the credentials file, whose profiles would be lost.

    Raises:
        ConfigurationError: It is that file, or the place where it would be.
    """
    profiles = find_path(Environment(os.environ))
    if profiles is not None and is_same_file(path, Path(profiles)):
        message = (
            f"{path} is the file of your profiles, which the new secret would replace. "
            "Name a file for the secret alone with --store. Nothing was sent."
        )
        raise ConfigurationError(message)


def _create(base_url: str, companies: tuple[str, ...]) -> CreatedCredential:
    try:
        with Udacity(base_url=base_url) as udacity:
            return udacity.tokens.create_client_credential(
                company_ids=list(companies),
                description="Rotated by udacity auth rotate",
                revoke_existing=True,
            )
    except (ApiConnectionError, ResponseShapeError, ServerError) as error:
        if isinstance(error, ApiConnectionError) and not error.sent:
            raise
        reason = error.message
    message = (
        f"It is not known whether a credential was created: {reason} If the old one "
        "no longer works, create one in the Management Portal; the secret of this one "
        "was not received."
    )
    raise UdacityError(message)


def _verify(
    base_url: str, client_id: str, secret_file: SecretFile, *, company_id: str
) -> None:
    """Request a token with the stored secret, as the next program will."""
    try:
        new = ClientCredentials(
            client_id=client_id, client_secret=secret_file.path, company_id=company_id
        )
        options = find_command_options(base_url, credentials=new, company_id=company_id)
        transport = Transport(options)
        try:
            transport.token()
        finally:
            transport.close()
    except UdacityError as error:
        reason = error.message
    else:
        return
    path = secret_file.path
    message = (
        f"The new credential {client_id} was created, and its secret is in {path}; but "
        f"it could not be verified: {reason} {secret_file.describe_old()}Udacity has "
        "revoked the old credential. Try `udacity auth token` with "
        f"UDACITY_CLIENT_ID={client_id} and UDACITY_CLIENT_SECRET_FILE={path}."
    )
    raise UdacityError(message)


def _print_exports(client_id: str, path: Path) -> None:
    say("The new credential works. To use it in programs:\n")
    # Next to UDACITY_CLIENT_SECRET_FILE, it would be refused as a second secret.
    if os.environ.get("UDACITY_CLIENT_SECRET"):
        sys.stdout.write("unset UDACITY_CLIENT_SECRET\n")
    sys.stdout.write(
        f"export UDACITY_CLIENT_ID={shlex.quote(client_id)}\n"
        f"export UDACITY_CLIENT_SECRET_FILE={shlex.quote(str(path.absolute()))}\n"
    )


def _update_profiles(
    profiles: Mapping[str, Profile], client_id: str, path: Path
) -> list[str]:
    """Put the new credential into the profiles that hold the old one.

    Returns:
        The names of those that could not be written.
    """
    new = {"client_id": client_id, "client_secret_file": str(path.absolute())}
    return [
        name
        for name, old in profiles.items()
        if not _update_profile(name, new | dict(_defaults_of(old)))
    ]


def _require_none(unwritten: Sequence[str]) -> None:
    if unwritten:
        message = (
            "The new credential works, but these profiles still have the old one: "
            f"{', '.join(unwritten)}. What to write there is said above."
        )
        raise UdacityError(message)


def _defaults_of(profile: Profile) -> Iterator[tuple[str, str]]:
    if profile.company_id:
        yield "company_id", profile.company_id
    if profile.base_url:
        yield "base_url", profile.base_url


def _update_profile(name: str, values: Mapping[str, str]) -> bool:
    """Write a profile; say that, or what to write there; return whether it is done."""
    try:
        file = write_profile(name, values, Environment(os.environ))
    except UdacityError as error:
        reason = error.message
    except OSError as error:
        reason = (
            f"The file cannot be written: {error.strerror or type(error).__name__}."
        )
    else:
        say(f"The profile {name!r} in {file} has the new credential.")
        return True
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in values.items())
    say(
        f"The profile {name!r} still has the old credential. {reason} Write this "
        f"there:\n{lines}"
    )
    return False


class SecretFile:
    """A file with a client secret, in the form that clients read.

    Args:
        path: The file. It may be new or empty, or have the old secret.
        old: The old secret.
        keeps_old: Whether to keep the old secret until the new one is verified, even if
            it is not in *path*.
    """

    def __init__(self, path: Path, *, old: SecretText, keeps_old: bool = False) -> None:
        self.path = path
        self._old_secret, self._keeps_old = old, keeps_old
        self._old = Path(f"{path}.old")
        self._draft: Draft | None = None

    @contextmanager
    def prepared(self) -> Generator[None]:
        """Make sure that a secret can be stored; undo this if none was.

        Raises:
            ConfigurationError: The file cannot be replaced, or has something else than
                the old secret; or an old secret is left.
        """
        self._require_replaceable()
        failure = self._prepare()
        if failure:
            self._undo()
            message = (
                f"No secret can be stored in {self.path}: {failure}. Nothing was sent."
            )
            raise ConfigurationError(message)
        try:
            yield
        finally:
            self._undo()

    def store(self, secret: SecretStr, *, client_id: str) -> None:
        """Replace the old secret by *secret*. Call this inside `prepared`.

        Raises:
            UdacityError: That failed; the message says where the secret is.
        """
        draft = self._draft
        if draft is None:
            message = "store() was called outside prepared()."
            raise RuntimeError(message)
        failure = _failure_of(
            lambda: draft.write(f"{secret.get_secret_value()}\n".encode())
        )
        if failure:
            place = _keep_elsewhere(secret)
            kept = (
                f"; it is in {place}. Udacity has revoked the old credential."
                if place
                else " and is lost. Udacity has revoked the old credential: create "
                "another in the Management Portal."
            )
            message = (
                f"The credential {client_id} was created, but its secret could not be "
                f"written next to {self.path} ({failure}){kept}"
            )
            raise UdacityError(message)
        # From here on the draft may be the only copy of the secret: never discard it.
        self._draft = None
        failure = _failure_of(draft.publish)
        if failure:
            message = (
                f"The credential {client_id} was created, but its secret could not be "
                f"moved to {self.path} ({failure}); it is in {draft.path}. "
                f"{self.describe_old()}Udacity has revoked the old credential."
            )
            raise UdacityError(message)

    def remove_old(self) -> None:
        """Remove the old secret."""
        remove(str(self._old))

    def describe_old(self, how_long: str = "") -> str:
        """Return a sentence that says where the old secret is, or an empty string."""
        if not self._old.exists():
            return ""
        return f"The old secret is kept in {self._old}{how_long}. "

    def _require_replaceable(self) -> None:
        if self.path.is_symlink() or (self.path.exists() and not self.path.is_file()):
            message = (
                f"{self.path} is not a regular file, and would be replaced by one. "
                "Name the file itself with --store. Nothing was sent."
            )
            raise ConfigurationError(message)
        if self._content() not in {"", self._old_secret.reveal()}:
            message = (
                f"{self.path} has something else than the old secret, which would be "
                "lost. Name another file with --store. Nothing was sent."
            )
            raise ConfigurationError(message)
        if self._old.exists() or self._old.is_symlink():
            message = (
                f"{self._old} is left from a rotation that was not verified. Remove it "
                "when the credential works. Nothing was sent."
            )
            raise ConfigurationError(message)

    def _content(self) -> str | None:
        """Return what readers find in the file; `None` if they cannot read it."""
        if not self.path.exists():
            return ""
        try:
            return read_secret(self.path).reveal()
        except CredentialsError:
            return None

    def _prepare(self) -> str | None:
        """Open the draft and copy the old secret; return why that failed."""
        keeps_old = self._keeps_old or self._content()

        def prepare() -> None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._draft = Draft(self.path)
            self._draft.reserve(_RESERVED)
            if keeps_old:
                write_private(str(self._old), self._old_secret.reveal().encode())

        return _failure_of(prepare)

    def _undo(self) -> None:
        draft, self._draft = self._draft, None
        if draft is not None:
            draft.discard()
            self.remove_old()


def _keep_elsewhere(secret: SecretStr) -> Path | None:
    """Store *secret* in a temporary file for this user alone; `None` if that fails."""
    place = Path(tempfile.gettempdir()) / f"udacity-secret-{os.urandom(6).hex()}"
    content = f"{secret.get_secret_value()}\n".encode()
    return None if _failure_of(lambda: write_private(place, content)) else place


def _failure_of(action: Callable[[], None]) -> str | None:
    """Return why *action* failed.

    The exception is dropped, because the frames of its traceback hold secrets.
    """
    try:
        action()
    except OSError as error:
        return error.strerror or type(error).__name__
    return None
