"""`provenance.toml`: where each schema came from, and which parts are guesses.

Parts are named by schema coordinate. The table `behaviour` has the guesses that are
about no schema; each has a name.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Final, TypeAlias, TypeVar, cast

from udacity_client.errors import Location, Problem, SourceError

PROVENANCE_FILE: Final = "provenance.toml"
"""The file's name in the folder of schemas."""

BEHAVIOUR: Final = "behaviour"
"""The table of what no schema shows. No domain has this name."""

EndpointOf: TypeAlias = Callable[[str], str | None]
"""Returns the endpoint of a domain, for provenance to record; `None` if the domain is
not read from the API itself."""

_NEW_HEADER: Final = """\
# Where each schema came from. `udacity schema pull` and `udacity schema accept` write
# it when they read from the real API. What is "inferred" is a guess, and generated code
# says "Unconfirmed" of it.

"""

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the schema of one domain came from.

    Attributes:
        source: What was read: `documentation`, or `introspection` of the real API.
        read: The day it was read.
        checked: The day the guesses were last compared with the API.
        inferred: Coordinates that no documentation states; all about them is a guess.
        names: Types that are documented except for the name, which is a guess.
        nullability: Coordinates that are documented except for the nullability.
        refuted: What the API contradicts, guess or not.
        endpoint: The URL that was introspected.
        sha256: The digest of the introspected SDL.
        capabilities: What the server's introspection supported, by schema coordinate.
    """

    source: str
    read: date
    inferred: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    nullability: tuple[str, ...] = ()
    checked: date | None = None
    refuted: tuple[str, ...] = ()
    endpoint: str | None = None
    sha256: str | None = None
    capabilities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of every domain's schema, and the comment at the top of the file.

    Attributes:
        origins: The origin of each domain's schema.
        header: The comment.
        behaviour: The origin of what is known beyond the schemas, if that is recorded.
    """

    origins: Mapping[str, Origin]
    header: str = ""
    behaviour: Origin | None = None


def read_provenance(path: Path) -> Provenance:
    """Read the TOML file at *path*.

    Raises:
        SourceError: The file cannot be read, is not TOML, or has another shape.
    """
    text, tables = _read_tables(path)
    origins: dict[str, Origin] = {}
    for domain, table in tables.items():
        try:
            origins[domain] = _origin(table)
        except ValueError as error:
            raise _malformed(path, text, domain, error) from error
    lines = text.splitlines(keepends=True)
    header = takewhile(lambda line: line.startswith(("#", "\n")), lines)
    behaviour = origins.pop(BEHAVIOUR, None)
    return Provenance(origins, "".join(header), behaviour)


def read_or_start_provenance(path: Path) -> Provenance:
    """Read the TOML file at *path*; if a project has none yet, return an empty one.

    Raises:
        SourceError: See `read_provenance`.
    """
    return read_provenance(path) if path.exists() else Provenance({}, _NEW_HEADER)


def read_inferred(path: Path) -> dict[str, frozenset[str]]:
    """Return the inferred coordinates that the TOML file at *path* lists, by domain.

    Nothing else in the file is read, so a file may lack what `read_provenance` needs.
    If there is no file, nothing is inferred.

    Raises:
        SourceError: The file cannot be read, is not TOML, or has another shape.
    """
    if not path.is_file():
        return {}
    text, tables = _read_tables(path)
    inferred: dict[str, frozenset[str]] = {}
    tables.pop(BEHAVIOUR, None)
    for domain, table in tables.items():
        try:
            inferred[domain] = frozenset(_take_texts(_entries_of(table), "inferred"))
        except ValueError as error:
            raise _malformed(path, text, domain, error) from error
    return inferred


def render_provenance(provenance: Provenance) -> str:
    """Return the text of the file: the header, the domains, sorted, and behaviour."""
    tables = [_table(*item) for item in sorted(provenance.origins.items())]
    if provenance.behaviour is not None:
        tables.append(_table(BEHAVIOUR, provenance.behaviour))
    return provenance.header + "\n".join(tables)


def confirm(
    provenance: Provenance,
    domain: str,
    *,
    endpoint: str,
    sdl_sha256: str,
    capabilities: Iterable[str],
    read: date,
) -> Provenance:
    """Return *provenance* with *domain* confirmed by an introspection of the real API.

    No part of the domain is a guess any more. Other domains do not change.
    """
    origin = Origin(
        source="introspection",
        read=read,
        endpoint=endpoint,
        sha256=sdl_sha256,
        capabilities=tuple(sorted(capabilities)),
    )
    return replace(provenance, origins={**provenance.origins, domain: origin})


def _read_tables(path: Path) -> tuple[str, dict[str, object]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(path, error) from error


def _malformed(path: Path, text: str, domain: str, error: ValueError) -> SourceError:
    lines, heading = text.splitlines(), f"[{_key(domain)}]"
    line = lines.index(heading) + 1 if heading in lines else 1
    message = f"The table of {domain} {error}."
    return SourceError([Problem(Location(str(path), line), message)])


def _unreadable(path: Path, error: Exception) -> SourceError:
    """Return the error for an unreadable file, at the place that *error* names."""
    text = (error.strerror if isinstance(error, OSError) else None) or str(error)
    if isinstance(error, RecursionError):
        text = "This is nested too deeply."
    place = re.search(r"line (\d+), column (\d+)", text)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    hint = f"Restore {path.name} from version control, or reinstall udacity-client."
    return SourceError([Problem(Location(str(path), line, column), text, hint)])


def _origin(table: object) -> Origin:
    entries = _entries_of(table)
    origin = Origin(
        source=_take(entries, "source", str),
        read=_take(entries, "read", date),
        inferred=_take_texts(entries, "inferred"),
        names=_take_texts(entries, "names"),
        nullability=_take_texts(entries, "nullability"),
        checked=_take(entries, "checked", date) if "checked" in entries else None,
        refuted=_take_texts(entries, "refuted"),
        endpoint=_take(entries, "endpoint", str) if "endpoint" in entries else None,
        sha256=_take(entries, "sha256", str) if "sha256" in entries else None,
        capabilities=_take_texts(entries, "capabilities"),
    )
    if entries:
        # Writing the file again would lose them.
        raise ValueError(f"has unknown keys: {', '.join(entries)}")
    return origin


def _entries_of(table: object) -> dict[str, object]:
    """Return a copy of *table*, from which the `_take` functions remove entries."""
    if not isinstance(table, dict):
        raise ValueError("is not a table")  # noqa: TRY004 - the file is wrong, not a call
    return dict(cast("dict[str, object]", table))


def _take(entries: dict[str, object], key: str, kind: type[_Value]) -> _Value:
    value = entries.pop(key, None)
    # Not isinstance alone: a TOML date-time is a datetime, which is a date.
    if isinstance(value, kind) and type(value) is kind:
        return value
    raise ValueError(f"needs {key!r} to be a {kind.__name__}")


def _take_texts(entries: dict[str, object], key: str) -> tuple[str, ...]:
    value = entries.pop(key, [])
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    texts = tuple(item for item in items if isinstance(item, str))
    if not isinstance(value, list) or len(texts) < len(items):
        raise ValueError(f"needs {key!r} to be a list of str")
    return texts


def _table(domain: str, origin: Origin) -> str:
    lines = [
        f"[{_key(domain)}]",
        _entry("source", origin.source),
        f"read = {origin.read}",
    ]
    if origin.checked is not None:
        lines.append(f"checked = {origin.checked}")
    if origin.endpoint is not None:
        lines.append(_entry("endpoint", origin.endpoint))
    if origin.sha256 is not None:
        lines.append(_entry("sha256", origin.sha256))
    if origin.capabilities:
        lines.append(_entries("capabilities", origin.capabilities))
    lines.append(_entries("inferred", origin.inferred))
    if domain != BEHAVIOUR:
        lines.append(_entries("names", origin.names))
        lines.append(_entries("nullability", origin.nullability))
    if origin.refuted:
        lines.append(_entries("refuted", origin.refuted))
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _string(name)


def _entry(key: str, text: str) -> str:
    return f"{key} = {_string(text)}"


def _string(text: str) -> str:
    # TOML uses the escapes that JSON has, and forbids one character more.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _entries(key: str, texts: Sequence[str]) -> str:
    if not texts:
        return f"{key} = []"
    members = "".join(f"  {_string(text)},\n" for text in texts)
    return f"{key} = [\n{members}]"
