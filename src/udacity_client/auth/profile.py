"""Named credentials in the user's credentials file, which only they may read.

The file is `$XDG_CONFIG_HOME/udacity/credentials.toml`, with a table for each profile.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from functools import partial
from typing import Final, NamedTuple, NoReturn, cast

from udacity_client.auth.credentials import (
    ClientCredentials,
    CredentialsProvider,
    latest_secret,
    read_secret,
)
from udacity_client.auth.environment import Environment
from udacity_client.auth.providers import CredentialsCommand
from udacity_client.auth.secret import SecretText
from udacity_client.errors import CredentialsError

__all__ = [
    "VARIABLE",
    "Profile",
    "find_base_url",
    "find_path",
    "find_profile",
    "load_names",
    "profile_name",
    "profiles_with",
]

VARIABLE: Final = "UDACITY_PROFILE"
"""The variable that names the profile to use instead of `default`."""

_ID, _SECRET, _FILE, _COMMAND = (
    "client_id",
    "client_secret",
    "client_secret_file",
    "credentials_command",
)
_COMPANY, _URL = "company_id", "base_url"
_KEYS: Final = frozenset({_ID, _SECRET, _FILE, _COMMAND, _COMPANY, _URL})
_NO_HOME: Final = "neither XDG_CONFIG_HOME nor HOME says where its file is"
_COMBINATIONS: Final = (
    frozenset({_ID, _SECRET}),
    frozenset({_ID, _FILE}),
    frozenset({_COMMAND}),
)


class Profile(NamedTuple):
    """A profile's credential and defaults.

    Attributes:
        credentials: The credential; its file or command is read again for every token.
        company_id: The company, unless an argument or the environment names one.
        base_url: Where the API is.
    """

    credentials: ClientCredentials | CredentialsProvider
    company_id: str | None
    base_url: str | None


class _ProfileTable(NamedTuple):
    """The values of a profile; each prints as asterisks."""

    path: str
    name: str
    values: dict[str, SecretText]

    @property
    def title(self) -> str:
        return f"The profile {self.name!r} in {self.path}"

    def get(self, key: str) -> str | None:
        value = self.values.get(key)
        return None if value is None else value.reveal()


def find_profile(environ: Environment) -> Profile | str:
    """Return the profile that `UDACITY_PROFILE` names, or why there is no `default`.

    Raises:
        CredentialsError: A named profile does not exist; or others can read the file,
            or it is malformed.
    """
    table = _find_table(environ)
    return table if isinstance(table, str) else _profile(table)


def find_base_url(environ: Environment) -> str | None:
    """Return the base URL of that profile, even if its secret cannot be read.

    Raises:
        CredentialsError: As of `find_profile`.
    """
    table = _find_table(environ)
    if isinstance(table, str):
        return None
    _check(table)
    return table.get(_URL)


def _find_table(environ: Environment) -> _ProfileTable | str:
    """Return the table of the profile, or why there is no `default`."""
    named, name = environ.get(VARIABLE), profile_name(environ)
    path = find_path(environ)
    table = _NO_HOME if path is None else _load(path, name)
    if isinstance(table, _ProfileTable):
        return table
    if named:
        message = (
            f"{VARIABLE} is {named!r}: {table}. Write the profile, or unset {VARIABLE}."
        )
        raise CredentialsError(message)
    return f"profile {name!r}: {table}"


def profile_name(environ: Environment) -> str:
    """Return the name of the profile that is used."""
    return environ.get(VARIABLE) or "default"


def find_path(environ: Environment) -> str | None:
    """Return where the credentials file is, or `None` if the user has no home."""
    folder = environ.get("XDG_CONFIG_HOME")
    # The XDG specification says to ignore a relative path.
    if folder is None or not os.path.isabs(folder):  # noqa: PTH117 - pathlib costs start-up
        home = environ.get("HOME") or environ.get("USERPROFILE")
        if home is None:
            return None
        folder = f"{home}/.config"
    return f"{folder}/udacity/credentials.toml"


def load_names(path: str) -> list[str]:
    """Return the names of the profiles in the file, if there is one.

    Raises:
        CredentialsError: Others can read the file, or it is malformed.
    """
    content = _read(path)
    return [] if content is None else [*_parse(path, content)]


def profiles_with(
    credentials: ClientCredentials, environ: Environment
) -> dict[str, Profile]:
    """Return the profiles that hold *credentials*, by their names.

    They have the same ID, and the secret that *credentials* had when it was read last.
    Profiles that cannot be read are not among them.
    """
    path, found = find_path(environ), dict[str, Profile]()
    with suppress(CredentialsError):
        for name in load_names(path) if path else ():
            profile = _readable(path or "", name)
            if profile and _is_same(profile.credentials, credentials):
                found[name] = profile
    return found


def _readable(path: str, name: str) -> Profile | None:
    with suppress(CredentialsError):
        table = _load(path, name)
        return None if isinstance(table, str) else _profile(table)
    return None


def _is_same(
    one: ClientCredentials | CredentialsProvider, other: ClientCredentials
) -> bool:
    return (
        isinstance(one, ClientCredentials)
        and one.client_id == other.client_id
        and latest_secret(one).reveal() == latest_secret(other).reveal()
    )


def _load(path: str, name: str) -> _ProfileTable | str:
    """Return the profile's table, or why there is none."""
    content = _read(path)
    if content is None:
        return f"no file {path}"
    tables = _parse(path, content)
    if name not in tables:
        return f"no table [{name}] in {path}"
    return _ProfileTable(path, name, tables[name])


def _read(path: str) -> SecretText | None:
    """Return the content of the file, if only this user can read it."""
    problem: str | None
    try:
        # A pipe would block until somebody writes to it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, encoding="utf-8") as file:
            # Checked on the open file: the path could be swapped in between.
            problem = _permission_problem(os.fstat(descriptor))
            if problem is None:
                return SecretText(file.read())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        problem = f"cannot be read: {reason}"
    message = f"The credentials file {path} {problem}. Nothing was sent."
    raise CredentialsError(message)


def _permission_problem(status: os.stat_result) -> str | None:
    """Return why another user may know or write the content."""
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    if sys.platform == "win32":
        # Its mode bits say nothing, and the user's folder is closed to others.
        return None
    if status.st_uid != os.geteuid():
        return "belongs to another user; make your own"
    mode = stat.S_IMODE(status.st_mode)
    if mode & ~0o600:
        return f"has mode {mode:04o}; close it to others with chmod 600"
    return None


def _parse(path: str, content: SecretText) -> dict[str, dict[str, SecretText]]:
    import tomllib  # noqa: PLC0415 - most users have no such file

    try:
        document: dict[str, object] = tomllib.loads(content.reveal())
    except tomllib.TOMLDecodeError as error:
        # The text of the error may quote the file.
        problem = f"see {str(error).rpartition('(at ')[2].rstrip(')')}"
    except (ValueError, RecursionError):
        # Not of tomllib, but of what it calls: a number or a list is too long.
        problem = "a number has too many digits, or a list is nested too deeply"
    else:
        tables = {name: _with_hidden_values(table) for name, table in document.items()}
        # An error raised below must not have it among its frame's locals.
        del document
        odd = next((name for name, table in tables.items() if table is None), None)
        if odd is None:
            return {name: table or {} for name, table in tables.items()}
        message = f"The credentials file {path} has {odd!r} outside of a profile."
        raise CredentialsError(message)
    message = f"The credentials file {path} is not valid TOML: {problem}."
    raise CredentialsError(message)


def _with_hidden_values(table: object) -> dict[str, SecretText] | None:
    """Return the table with its values hidden; one that is not text becomes empty."""
    if not isinstance(table, dict):
        return None
    items = cast("dict[str, object]", table).items()
    return {
        key: SecretText(value if isinstance(value, str) else "") for key, value in items
    }


def _profile(table: _ProfileTable) -> Profile:
    _check(table)
    return Profile(_credentials(table), table.get(_COMPANY), table.get(_URL))


def _check(table: _ProfileTable) -> None:
    unknown = sorted(table.values.keys() - _KEYS)
    if unknown:
        _refuse(table, f"has the unknown key {unknown[0]!r}; known are", *sorted(_KEYS))
    for key in sorted(table.values):
        if not table.get(key):
            _refuse(table, f"has {key}, which is empty or not text; write text")
    keys = frozenset(table.values) - {_COMPANY, _URL}
    if keys not in _COMBINATIONS:
        _refuse(
            table,
            f"has {' and '.join(sorted(keys)) or 'no credential'}; give {_ID} with "
            f"{_SECRET} or {_FILE}, or {_COMMAND} alone",
        )


def _refuse(table: _ProfileTable, problem: str, *names: str) -> NoReturn:
    message = f"{table.title} {problem} {', '.join(names)}".rstrip() + "."
    raise CredentialsError(message)


def _credentials(table: _ProfileTable) -> ClientCredentials | CredentialsProvider:
    if _COMMAND in table.values:
        return CredentialsCommand(
            table.get(_COMMAND) or "", source=f"{_COMMAND} in {table.path}"
        )
    return ClientCredentials(
        client_id=table.get(_ID) or "",
        client_secret=partial(_current_secret, table),
    )


def _current_secret(old: _ProfileTable) -> str:
    """Return the secret that the profile holds at this moment."""
    table = _load(old.path, old.name)
    if isinstance(table, str):
        message = f"{old.title} is gone: {table}."
        raise CredentialsError(message)
    _check(table)
    if table.get(_ID) != old.get(_ID):
        _refuse(table, f"has another {_ID} than before; make a new client")
    file = table.get(_FILE)
    if file is None:
        return table.get(_SECRET) or ""
    # A relative path starts at the folder of the credentials file.
    path = os.path.join(os.path.dirname(table.path), os.path.expanduser(file))  # noqa: PTH111, PTH118, PTH120 - see above
    return read_secret(path).reveal()
