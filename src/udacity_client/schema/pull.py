"""Introspect domains and rewrite their schema files: all of them, or none. No network.

A pull from the real API confirms a whole domain in `provenance.toml`; a pull from
elsewhere confirms nothing, and new schema files keep what was guessed about them.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from udacity_client.errors import ConfigurationError
from udacity_client.schema.capabilities import Capabilities
from udacity_client.schema.introspection import IntrospectedSchema, Post, introspect
from udacity_client.schema.provenance import (
    PROVENANCE_FILE,
    EndpointOf,
    Origin,
    Provenance,
    confirm,
    read_or_start_provenance,
    render_provenance,
)

FileState: TypeAlias = Literal["new", "changed", "unchanged"]
"""What a pull did to a file."""


@dataclass(frozen=True, slots=True)
class PulledDomain:
    """What a pull did to one domain.

    Attributes:
        domain: The API domain.
        path: The file that holds its schema now.
        state: Whether the file was written, and was there before.
        capabilities: The optional parts of introspection that the server supports.
        type_counts: How many types there are, by their SDL keyword.
        flaws: Why the schema is not valid GraphQL.
    """

    domain: str
    path: Path
    state: FileState
    capabilities: Capabilities
    type_counts: Mapping[str, int]
    flaws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PullReport:
    """What a pull did.

    Attributes:
        domains: Every domain that was pulled, in order.
        unconfirmed: Why nothing is confirmed; `None` if the pull confirmed its domains.
        guessed: The domains whose guesses were written to a `provenance.toml`, because
            their schema files are new.
        provenance: The `provenance.toml` next to the schemas; `None` if there is none.
    """

    domains: tuple[PulledDomain, ...]
    unconfirmed: str | None
    guessed: tuple[str, ...]
    provenance: Path | None


def pull(
    domains: Sequence[str],
    *,
    known: Sequence[str],
    post: Post,
    schema_dir: Path,
    out: Path,
    endpoint_of: EndpointOf | None,
    guesses: Mapping[str, Origin],
    today: date,
) -> PullReport:
    """Introspect *domains*, and write their schemas when all of them succeeded.

    Definitions that are not valid GraphQL are written as they are and reported;
    defaults that are not values of their types are left out.

    A domain is confirmed in `provenance.toml` only if *post* reaches the API itself and
    *out* is the schema folder. If a server or a check fails, no file changes.

    Args:
        domains: The domains to pull. If empty, all in *schema_dir*, or all *known* ones
            if there are none.
        known: The domains that the API is known to have; *schema_dir* may add others.
        post: Posts a body to a domain's endpoint.
        schema_dir: The folder of the project's schemas and `provenance.toml`. A project
            that has none yet gets them.
        out: The folder to write to. It is created if it is missing.
        endpoint_of: Returns the endpoint to record for a domain; `None` if *post* does
            not reach the API itself.
        guesses: What was known about each domain before it had a file in *out*. A new
            file from elsewhere than the API takes that over.
        today: The day to write into `provenance.toml`.

    Raises:
        ConfigurationError: A domain is unknown, or *out* cannot be written to.
        IntrospectionError: A server did not return a complete schema.
        SourceError: `provenance.toml` is malformed.
    """
    chosen = _choose_domains(domains, schema_dir, known)
    endpoints = _real_endpoints(chosen, endpoint_of)
    unconfirmed = _why_unconfirmed(chosen, endpoints, schema_dir, out)
    guessed = _new_guesses([d for d in chosen if d not in endpoints], guesses, out)
    file = out / PROVENANCE_FILE
    writes = bool(guessed) or not unconfirmed
    provenance = read_or_start_provenance(file) if writes else Provenance({})
    origins = {**guessed, **provenance.origins}
    provenance = replace(provenance, origins=origins)
    schemas = [introspect(domain, post) for domain in chosen]
    files = {_file(out, one.domain): one.sdl.encode() for one in schemas}
    for one in () if unconfirmed else schemas:
        endpoint = endpoints[one.domain]
        provenance = _confirmed(provenance, one, endpoint=endpoint, today=today)
    if writes:
        files[file] = render_provenance(provenance).encode()
    old = {path for path in files if path.exists()}
    with replace_files(files) as changed:
        pulled = [_pulled(one, out, old=old, changed=changed) for one in schemas]
    stated = file if file.exists() else None
    return PullReport(tuple(pulled), unconfirmed, tuple(guessed), stated)


def _new_guesses(
    domains: Sequence[str], guesses: Mapping[str, Origin], out: Path
) -> dict[str, Origin]:
    """Return what was guessed about the *domains* that have no file in *out* yet."""
    new = (domain for domain in domains if not _file(out, domain).exists())
    return {domain: guesses[domain] for domain in new if domain in guesses}


def _choose_domains(
    domains: Sequence[str], schema_dir: Path, known: Sequence[str]
) -> list[str]:
    own = sorted(path.stem for path in schema_dir.glob("*.graphql"))
    possible = sorted({*own, *known})
    unknown = [domain for domain in domains if domain not in possible]
    if unknown:
        raise ConfigurationError(
            f"There is no domain {', '.join(unknown)}. The domains are "
            f"{', '.join(possible)}."
        )
    return list(dict.fromkeys(domains)) or own or possible


def _real_endpoints(
    domains: Sequence[str], endpoint_of: EndpointOf | None
) -> dict[str, str]:
    """Return the endpoint of each domain that is read from the API itself."""
    found = ((name, endpoint_of(name)) for name in domains) if endpoint_of else ()
    return {name: endpoint for name, endpoint in found if endpoint is not None}


def _why_unconfirmed(
    domains: Sequence[str], endpoints: Mapping[str, str], schema_dir: Path, out: Path
) -> str | None:
    """Return why a pull confirms nothing, or `None` if it does."""
    if any(name not in endpoints for name in domains):
        return "the schemas do not come from the API itself, at its own host"
    if out.resolve() != schema_dir.resolve():
        return f"the schemas were written to {out}, not to {schema_dir}"
    return None


def _file(folder: Path, domain: str) -> Path:
    return folder / f"{domain}.graphql"


def _confirmed(
    provenance: Provenance, found: IntrospectedSchema, *, endpoint: str, today: date
) -> Provenance:
    return confirm(
        provenance,
        found.domain,
        endpoint=endpoint,
        sdl_sha256=hashlib.sha256(found.sdl.encode()).hexdigest(),
        capabilities=found.capabilities.known,
        read=today,
    )


def _pulled(
    found: IntrospectedSchema,
    out: Path,
    *,
    old: Collection[Path],
    changed: Collection[Path],
) -> PulledDomain:
    path = _file(out, found.domain)
    written: FileState = "changed" if path in old else "new"
    return PulledDomain(
        found.domain,
        path,
        written if path in changed else "unchanged",
        found.capabilities,
        found.type_counts,
        found.flaws,
    )


@contextmanager
def replace_files(files: Mapping[Path, bytes | None]) -> Generator[frozenset[Path]]:
    """Replace all *files*; if the block or a write fails, put the old ones back.

    All new files are on the disk under temporary names before the first is renamed.

    Args:
        files: The new content of each file; `None` removes it.

    Yields:
        The files that changed.

    Raises:
        ConfigurationError: A file cannot be read or written; all are as they were.
    """
    with _explained_errors():
        before = {path: _content(path) for path in files}
    changed = {path: files[path] for path in files if files[path] != before[path]}
    try:
        with _explained_errors():
            _write(changed)
        yield frozenset(changed)
    except BaseException:
        _write({p: before[p] for p in changed if _content(p) != before[p]})
        raise


@contextmanager
def _explained_errors() -> Generator[None]:
    """Turn an `OSError` of the block into an error that says what to do."""
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"Cannot write the schemas: {error.strerror}: {error.filename}. "
            "Name a folder that you may write to."
        ) from error


def _content(path: Path) -> bytes | None:
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return path.read_bytes() if path.exists() else None


def _write(files: Mapping[Path, bytes | None]) -> None:
    staged: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            if content is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                # A symlink stays: what it leads to is replaced.
                place = Path(os.path.realpath(path))
                staged[path] = place.with_name(f".{place.name}.{os.getpid()}.tmp")
                staged[path].write_bytes(content)
        for path in files:
            if path in staged:
                staged[path].replace(os.path.realpath(path))
            else:
                path.unlink(missing_ok=True)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
