"""Introspect domains and rewrite their schema files: all of them, or none. No network.

A pull from the real API confirms a whole domain in `provenance.toml`; a pull from
elsewhere confirms nothing.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from udacity_client.errors import ConfigurationError
from udacity_client.schema.capabilities import Capabilities
from udacity_client.schema.introspection import IntrospectedSchema, Post, introspect
from udacity_client.schema.provenance import (
    PROVENANCE_FILE,
    EndpointOf,
    Provenance,
    confirm,
    read_or_start_provenance,
    render_provenance,
)


@dataclass(frozen=True, slots=True)
class PulledDomain:
    """What a pull did to one domain.

    Attributes:
        domain: The API domain.
        path: The file that holds its schema now.
        changed: Whether the file is new or has other bytes than before.
        capabilities: The optional parts of introspection that the server supports.
        type_counts: How many types there are, by their SDL keyword.
        flaws: Why the schema is not valid GraphQL.
    """

    domain: str
    path: Path
    changed: bool
    capabilities: Capabilities
    type_counts: Mapping[str, int]
    flaws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PullReport:
    """What a pull did.

    Attributes:
        domains: Every domain that was pulled, in order.
        unconfirmed: Why `provenance.toml` did not change; `None` if the pull confirmed
            its domains.
    """

    domains: tuple[PulledDomain, ...]
    unconfirmed: str | None


def pull(
    domains: Sequence[str],
    *,
    known: Sequence[str],
    post: Post,
    schema_dir: Path,
    out: Path,
    endpoint_of: EndpointOf | None,
    today: date,
) -> PullReport:
    """Introspect *domains*, and write their schemas when all of them succeeded.

    Definitions that are not valid GraphQL are written as they are and reported;
    defaults that are not values of their types are left out.

    `provenance.toml` changes only if *post* reaches the API itself and *out* is the
    schema folder. If a server or a check fails, no file changes.

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
        today: The day to write into `provenance.toml`.

    Raises:
        ConfigurationError: A domain is unknown, or *out* cannot be written to.
        IntrospectionError: A server did not return a complete schema.
        SourceError: `provenance.toml` is malformed.
    """
    chosen = _choose_domains(domains, schema_dir, known)
    endpoints = _real_endpoints(chosen, endpoint_of)
    unconfirmed = _why_unconfirmed(chosen, endpoints, schema_dir, out)
    provenance_file = schema_dir / PROVENANCE_FILE
    provenance = None if unconfirmed else read_or_start_provenance(provenance_file)
    schemas = [introspect(domain, post) for domain in chosen]
    files = {_schema_file(out, one): one.sdl.encode() for one in schemas}
    if provenance is not None:
        for one in schemas:
            endpoint = endpoints[one.domain]
            provenance = _confirmed(provenance, one, endpoint=endpoint, today=today)
        files[provenance_file] = render_provenance(provenance).encode()
    with replace_files(files) as changed:
        pulled = [_pulled(one, _schema_file(out, one), changed) for one in schemas]
    return PullReport(tuple(pulled), unconfirmed)


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


def _schema_file(folder: Path, found: IntrospectedSchema) -> Path:
    return folder / f"{found.domain}.graphql"


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
    found: IntrospectedSchema, path: Path, changed: Collection[Path]
) -> PulledDomain:
    return PulledDomain(
        found.domain,
        path,
        path in changed,
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
