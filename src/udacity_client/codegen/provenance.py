"""Tell where each schema came from, and replace it by what a server says; no network.

`provenance.toml` lists what nobody has confirmed, by schema coordinate. A pull from the
real API confirms a whole domain; a pull from anywhere else confirms nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Final, TypeVar, cast
from urllib.parse import urlsplit

from udacity_client.codegen.introspect import (
    Capabilities,
    Introspected,
    Post,
    introspect,
)
from udacity_client.errors import ConfigurationError, Location, Problem, SourceError

__all__ = [
    "Origin",
    "Provenance",
    "PullReport",
    "PulledDomain",
    "confirm",
    "is_real_host",
    "pull",
    "read_provenance",
    "render_provenance",
]

PROVENANCE_FILE: Final = "provenance.toml"
_REAL_HOST: Final = "api.udacity.com"

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Say where the schema of one domain came from.

    Attributes:
        source: What was read: `documentation`, or `introspection` of the real API.
        read: The day it was read.
        inferred: Coordinates that are guesses altogether.
        names: Types whose name alone is a guess.
        nullability: Coordinates that are documented, except for whether they are null.
        endpoint: The URL that was introspected.
        sha256: Digest of the SDL that the introspection gave.
        capabilities: What the server's introspection knew, by schema coordinate.
    """

    source: str
    read: date
    inferred: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    nullability: tuple[str, ...] = ()
    endpoint: str | None = None
    sha256: str | None = None
    capabilities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Hold the origin of every domain, and the comment that heads the file."""

    origins: Mapping[str, Origin]
    header: str = ""


@dataclass(frozen=True, slots=True)
class PulledDomain:
    """Say what a pull did to one domain.

    Attributes:
        domain: The API domain.
        path: The file that holds its schema now.
        changed: Whether the file is new or has other bytes than before.
        capabilities: What the server's introspection knows, and what it does not.
        type_counts: How many types there are, by their SDL keyword.
    """

    domain: str
    path: Path
    changed: bool
    capabilities: Capabilities
    type_counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PullReport:
    """Say what a pull did.

    Attributes:
        domains: Every domain that was pulled, in order.
        unconfirmed: Why `provenance.toml` was left as it was; `None` where the pull
            confirmed the domains in it.
    """

    domains: tuple[PulledDomain, ...]
    unconfirmed: str | None


def read_provenance(path: Path) -> Provenance:
    """Return what the TOML file at *path* says of every domain.

    Raises:
        SourceError: The file cannot be read, is not TOML, or has another shape.
    """
    try:
        text = path.read_text(encoding="utf-8")
        tables = cast("dict[str, object]", tomllib.loads(text))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    lines = text.splitlines(keepends=True)
    origins: dict[str, Origin] = {}
    for domain, table in tables.items():
        try:
            origins[domain] = _origin(table)
        except ValueError as error:
            heading = f"[{domain}]\n"
            line = lines.index(heading) + 1 if heading in lines else 1
            message = f"The table of {domain} {error}."
            raise SourceError([Problem(Location(str(path), line), message)]) from error
    header = takewhile(lambda line: line.startswith(("#", "\n")), lines)
    return Provenance(origins, "".join(header))


def render_provenance(provenance: Provenance) -> str:
    """Return the text of the file: its header, then one table a domain, sorted."""
    tables = (_table(*item) for item in sorted(provenance.origins.items()))
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

    Nothing of the domain is a guess any more; other domains are as they were.
    """
    origin = Origin(
        source="introspection",
        read=read,
        endpoint=endpoint,
        sha256=sdl_sha256,
        capabilities=tuple(sorted(capabilities)),
    )
    return replace(provenance, origins={**provenance.origins, domain: origin})


def is_real_host(base_url: str) -> bool:
    """Return whether *base_url* is served by Udacity itself, over TLS."""
    try:
        url = urlsplit(base_url)
        port = url.port
    except ValueError:
        return False
    return (url.scheme, url.hostname, url.username, port or 443) == (
        "https",
        _REAL_HOST,
        None,
        443,
    )


def pull(
    domains: Sequence[str],
    *,
    post: Post,
    schema_dir: Path,
    out: Path,
    base_url: str,
    today: date,
) -> PullReport:
    """Introspect *domains*, and write their schemas once all of them are there.

    Provenance is rewritten only when *base_url* is the real API and *out* is the schema
    folder itself. Where a server or a check fails, no file is touched.

    Args:
        domains: The domains to pull; none means every one in *schema_dir*.
        post: Sends a body to a domain's endpoint below *base_url*.
        schema_dir: The folder that names the domains and holds `provenance.toml`.
        out: The folder to write to; made where it is missing.
        base_url: What *post* talks to.
        today: The day to note as the one of reading.

    Raises:
        ConfigurationError: A domain is unknown, or *out* cannot be written to.
        IntrospectionError: A server did not tell the whole of its schema.
        SourceError: `provenance.toml` is malformed.
    """
    chosen = _chosen(domains, schema_dir)
    unconfirmed = _objection(base_url, schema_dir, out)
    ledger = schema_dir / PROVENANCE_FILE
    provenance = None if unconfirmed else read_provenance(ledger)
    found = [introspect(domain, post) for domain in chosen]
    files = {_schema_file(out, one): one.sdl.encode() for one in found}
    if provenance is not None:
        for one in found:
            provenance = _confirmed(provenance, one, base_url=base_url, today=today)
        files[ledger] = render_provenance(provenance).encode()
    changed = _write(files)
    pulled = (_pulled(one, _schema_file(out, one), changed) for one in found)
    return PullReport(tuple(pulled), unconfirmed)


def _chosen(domains: Sequence[str], schema_dir: Path) -> list[str]:
    known = sorted(path.stem for path in schema_dir.glob("*.graphql"))
    unknown = [domain for domain in domains if domain not in known]
    if unknown or not known:
        raise ConfigurationError(
            f"Unknown domain: {', '.join(unknown) or 'none given'}. "
            f"Those in {schema_dir} are: {', '.join(known) or 'none'}."
        )
    return list(dict.fromkeys(domains)) or known


def _objection(base_url: str, schema_dir: Path, out: Path) -> str | None:
    """Return why a pull confirms nothing, or `None` where it does."""
    if not is_real_host(base_url):
        return f"the schemas do not come from https://{_REAL_HOST}"
    if out.resolve() != schema_dir.resolve():
        return f"the schemas were written to {out}, not to {schema_dir}"
    return None


def _schema_file(folder: Path, found: Introspected) -> Path:
    return folder / f"{found.domain}.graphql"


def _confirmed(
    provenance: Provenance, found: Introspected, *, base_url: str, today: date
) -> Provenance:
    return confirm(
        provenance,
        found.domain,
        endpoint=f"{base_url.rstrip('/')}/v1/{found.domain}/graphql",
        sdl_sha256=hashlib.sha256(found.sdl.encode()).hexdigest(),
        capabilities=found.capabilities.known,
        read=today,
    )


def _pulled(found: Introspected, path: Path, changed: Collection[Path]) -> PulledDomain:
    return PulledDomain(
        found.domain, path, path in changed, found.capabilities, found.type_counts
    )


def _write(files: Mapping[Path, bytes]) -> frozenset[Path]:
    """Put every file in its place, and return those that were not there as they are.

    All of them are on the disk under other names before the first takes its place.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            if path.exists() and path.read_bytes() == content:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            staged[path].write_bytes(content)
        for path, temporary in staged.items():
            temporary.replace(path)
    except OSError as error:
        raise ConfigurationError(
            f"Cannot write the schemas: {error.strerror}: {error.filename}. "
            "Name a folder that you may write to."
        ) from error
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
    return frozenset(staged)


# The file


def _unreadable(path: Path, error: OSError | ValueError) -> SourceError:
    """Return the error that points to where *error* says the file is wrong."""
    text = (error.strerror if isinstance(error, OSError) else None) or str(error)
    place = re.search(r"line (\d+), column (\d+)", text)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    hint = f"Restore {path.name} from version control, or reinstall udacity-client."
    return SourceError([Problem(Location(str(path), line, column), text, hint)])


def _origin(table: object) -> Origin:
    if not isinstance(table, dict):
        raise ValueError("is no table")  # noqa: TRY004 - the file is wrong, not a call
    entries = dict(cast("dict[str, object]", table))
    origin = Origin(
        source=_take(entries, "source", str),
        read=_take(entries, "read", date),
        inferred=_take_texts(entries, "inferred"),
        names=_take_texts(entries, "names"),
        nullability=_take_texts(entries, "nullability"),
        endpoint=_take(entries, "endpoint", str) if "endpoint" in entries else None,
        sha256=_take(entries, "sha256", str) if "sha256" in entries else None,
        capabilities=_take_texts(entries, "capabilities"),
    )
    if entries:
        # Writing the file back would lose them.
        raise ValueError(f"has keys that mean nothing here: {', '.join(entries)}")
    return origin


def _take(entries: dict[str, object], key: str, kind: type[_Value]) -> _Value:
    value = entries.pop(key, None)
    # A TOML date-time is a date by inheritance, and means something else.
    if type(value) is not kind:
        raise ValueError(f"needs {key!r} to be a {kind.__name__}")
    return value


def _take_texts(entries: dict[str, object], key: str) -> tuple[str, ...]:
    value = entries.pop(key, [])
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    texts = tuple(item for item in items if isinstance(item, str))
    if not isinstance(value, list) or len(texts) < len(items):
        raise ValueError(f"needs {key!r} to be a list of str")
    return texts


def _table(domain: str, origin: Origin) -> str:
    lines = [f"[{domain}]", _entry("source", origin.source), f"read = {origin.read}"]
    if origin.endpoint is not None:
        lines.append(_entry("endpoint", origin.endpoint))
    if origin.sha256 is not None:
        lines.append(_entry("sha256", origin.sha256))
    if origin.capabilities:
        lines.append(_entries("capabilities", origin.capabilities))
    lines += [
        _entries("inferred", origin.inferred),
        _entries("names", origin.names),
        _entries("nullability", origin.nullability),
    ]
    return "\n".join(lines) + "\n"


def _entry(key: str, text: str) -> str:
    # What JSON escapes in a string, TOML escapes in the same way.
    return f"{key} = {json.dumps(text, ensure_ascii=False)}"


def _entries(key: str, texts: Sequence[str]) -> str:
    if not texts:
        return f"{key} = []"
    members = "".join(f"  {json.dumps(text, ensure_ascii=False)},\n" for text in texts)
    return f"{key} = [\n{members}]"
