"""Check domains against another schema and their generated code, without a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, cast

from udacity_client.codegen.documents import Documents, read_documents
from udacity_client.codegen.domains import find_domains
from udacity_client.codegen.lint import lint
from udacity_client.codegen.ownership import MANIFEST
from udacity_client.codegen.sdl import read_schema
from udacity_client.codegen.sources import Sources
from udacity_client.codegen.tree import Tree
from udacity_client.drift.effects import Level
from udacity_client.drift.findings import Accepted, Recorded
from udacity_client.drift.judge import Drift, drift_between
from udacity_client.drift.sight import Asked, Look, Sight
from udacity_client.drift.symbols import with_symbols
from udacity_client.drift.witness import Feed, with_witnesses
from udacity_client.errors import Problem, SourceError

CodeState: TypeAlias = Literal[
    "fresh", "stale", "edited", "other-tool", "missing", "unchecked"
]
"""Whether generated code is what its sources give: `stale` where the sources are not
those that it was made from, `edited` where it is not what was written then, and
`other-tool` where it is, and this generator writes otherwise."""

Compile: TypeAlias = Callable[[str], Tree]
"""Compile one domain, in memory."""

FeedOf: TypeAlias = Callable[[Path], Feed]
"""Return what shows answers to the code in a domain's folder."""


@dataclass(frozen=True, kw_only=True)
class DomainCheck:
    """Hold what was found out about one domain.

    Attributes:
        domain: The API domain.
        operations: How many operations it has.
        problems: Why its operations do not fit the committed schema.
        code: What its generated code is.
        drift: What differs in the other schema; `None` where none was looked at.
        unseen: Why the other schema could not be looked at; empty where it was.
        notes: What stays unseen in a schema that was looked at.
        refused: Why the other side refuses operations, where it told no schema.
        accepted: Findings that are accepted for a while; none of them is in `drift`.
        ledger: What is wrong with the list of accepted findings.
        recorded: What deployed clients met in this domain.
    """

    domain: str
    operations: int
    problems: tuple[Problem, ...]
    code: CodeState
    drift: Drift | None
    unseen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    ledger: tuple[Problem, ...] = ()
    recorded: tuple[Recorded, ...] = ()

    @property
    def worst(self) -> Level | None:
        """Return the level of the worst finding."""
        findings = self.drift.findings if self.drift else ()
        return findings[0].level if findings else None

    def fails(self, fail_on: Level) -> bool:
        """Return whether anything is wrong, or drifts at *fail_on* or worse."""
        has_drifted = self.worst is not None and self.worst.rank <= fail_on.rank
        is_stale = self.code not in {"fresh", "unchecked"}
        is_refused = bool(self.problems or self.refused or self.ledger)
        return is_refused or is_stale or has_drifted


def check_domains(
    domains: Sequence[str],
    *,
    sources: Sources,
    package: Path,
    compile_domain: Compile,
    look: Look | None,
    feed: FeedOf | None = None,
) -> list[DomainCheck]:
    """Return what is found out about each of *domains*.

    Args:
        domains: The domains to check; all that have documents where none is named.
        sources: Where the committed schemas and documents are.
        package: The folder of the generated package.
        compile_domain: Compiles one domain from *sources*.
        look: Sees the other schemas; none is compared where it is `None`.
        feed: Returns what shows answers to a domain's package; no witness is made where
            it is `None`.

    Raises:
        SourceError: A domain is unknown, or has no documents.
    """
    problems: list[Problem] = []
    found = find_domains(sources, domains, problems)
    if problems:
        raise SourceError(problems)
    return [
        _check(domain, sources, package, compile_domain, look, feed) for domain in found
    ]


def exit_code(checks: Sequence[DomainCheck], fail_on: Level) -> int:
    """Return 0 where all is well, 1 where not, and 3 where it could not be seen."""
    if any(check.fails(fail_on) for check in checks):
        return 1
    return 3 if any(check.unseen for check in checks) else 0


def _check(
    domain: str,
    sources: Sources,
    package: Path,
    compile_domain: Compile,
    look: Look | None,
    feed: FeedOf | None,
) -> DomainCheck:
    problems = list[Problem]()
    schema_file = read_schema(sources.schema_file(domain), problems)
    documents = read_documents(sources.queries / domain, problems)
    sight, code = None, package / domain.replace("-", "_")
    if schema_file is not None:
        problems += lint(schema_file.schema, documents)
        if look is not None:
            schema = schema_file.schema
            sight = look(Asked(domain=domain, schema=schema, documents=documents))
    return DomainCheck(
        domain=domain,
        operations=len(documents.operations),
        problems=tuple(dict.fromkeys(problems)),
        code="unchecked" if problems else _code(domain, package, compile_domain),
        drift=_compare(domain, sight, documents, code, feed) if sight else None,
        unseen=sight.unseen if sight else (),
        notes=sight.notes if sight else (),
        refused=sight.refused if sight else (),
    )


def _compare(
    domain: str, sight: Sight, documents: Documents, code: Path, feed: FeedOf | None
) -> Drift | None:
    """Return what the other schema does to *documents* and *code*, where seen."""
    if sight.other is None:
        return None
    old, new = sight.committed, sight.other
    drift = drift_between(
        old,
        new,
        domain=domain,
        operations=documents.operations,
        fragments=documents.fragments,
    )
    drift = with_symbols(drift, schema=old, documents=documents, package=code)
    if feed is None:
        return drift
    return with_witnesses(drift, old=old, new=new, documents=documents, feed=feed(code))


def _code(domain: str, package: Path, compile_domain: Compile) -> CodeState:
    tree = compile_domain(domain)
    if not tree.diff(package.parent):
        return "fresh"
    manifest = f"{domain.replace('-', '_')}/{MANIFEST}"
    try:
        found = (package / manifest).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return "missing"
    is_same = _digest(found) == _digest(tree.files[manifest])
    return "edited" if is_same else "stale"


def _digest(manifest: str) -> object:
    try:
        content: object = json.loads(manifest)
    except ValueError:
        return None
    if not isinstance(content, dict):
        return None
    return cast("dict[str, object]", content).get("sources_sha256")
