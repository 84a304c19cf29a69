"""Write a profile into the user's credentials file; all else in the file stays."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from udacity_client.auth.environment import Environment
from udacity_client.auth.profile import find_path, load_names
from udacity_client.auth.secret import SecretText
from udacity_client.errors import ConfigurationError
from udacity_client.system.private_files import write_private
from udacity_client.system.write_errors import resolve_file

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES: Final = {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    **{code: f"\\u{code:04x}" for code in (*range(0x20), 0x7F)},
}


def write_profile(
    name: str, values: Mapping[str, str | SecretText], environ: Environment
) -> Path:
    """Put the profile *name* into the credentials file, and return the file's path.

    A profile of that name is replaced, comments in it included. The file is for this
    user alone (mode 0600), and is replaced as a whole. If it is a symlink, as tools for
    dotfiles make it, what it leads to is replaced.

    Args:
        name: The name of the profile.
        values: Its keys, such as `client_id`, with their values.
        environ: Says where the file is.

    Raises:
        ConfigurationError: The name cannot be a profile's, or the user has no home.
        CredentialsError: The file is not this user's alone, or is not valid.
        OSError: The file cannot be written.
    """
    if not _BARE_KEY.fullmatch(name):
        message = (
            f"The profile cannot be called {name!r}; use letters, digits, - and _."
        )
        raise ConfigurationError(message)
    path = find_path(environ)
    if path is None:
        message = (
            "This user has no home folder for credentials. Set XDG_CONFIG_HOME to a "
            "folder."
        )
        raise ConfigurationError(message)
    # Refuses a file that others may read, or that is not valid.
    load_names(path)
    file = resolve_file(Path(path))
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = SecretText(file.read_text(encoding="utf-8") if file.exists() else "")
    after = SecretText(_with_profile(before.reveal(), name, values))
    if not _changes_only(name, values, before, after):
        message = (
            f"{path} is written in a way that cannot be changed safely. Write the "
            f"profile {name!r} there yourself. Nothing was changed."
        )
        raise ConfigurationError(message)
    write_private(file, after.reveal().encode())
    return Path(path)


def _changes_only(
    name: str,
    values: Mapping[str, str | SecretText],
    before: SecretText,
    after: SecretText,
) -> bool:
    """Return whether the profile is there now, and all others are as they were."""
    plain = {
        key: value if isinstance(value, str) else value.reveal()
        for key, value in values.items()
    }
    try:
        found = tomllib.loads(after.reveal())
    except (ValueError, RecursionError):
        return False
    return found == {**tomllib.loads(before.reveal()), name: plain}


def _with_profile(text: str, name: str, values: Mapping[str, str | SecretText]) -> str:
    """Return the text of the file with the table of this profile."""
    table = "".join(
        f"{key} = {_quoted(value if isinstance(value, str) else value.reveal())}\n"
        for key, value in values.items()
    )
    new = f"[{name}]\n{table}"
    # From the table's head to the next one; the names of tables are bare or quoted.
    old = re.compile(
        rf"""^[ \t]*\[[ \t]*["']?{re.escape(name)}["']?[ \t]*\].*?(?=^[ \t]*\[|\Z)""",
        re.MULTILINE | re.DOTALL,
    )
    if old.search(text):
        return old.sub(lambda found: new + _end_of(found.group()), text, count=1)
    gap = "" if not text or text.endswith("\n\n") else "\n"
    end = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{end}{gap}{new}"


def _end_of(table: str) -> str:
    """Return the comments and empty lines at the end; they may be about the next."""
    lines = table.splitlines(keepends=True)
    own = 1 + max(
        (
            at
            for at, line in enumerate(lines)
            if line.strip() and line.strip()[0] != "#"
        ),
        default=0,
    )
    return "".join(lines[own:])


def _quoted(value: str) -> str:
    return f'"{value.translate(_ESCAPES)}"'
