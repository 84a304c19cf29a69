"""The files that `schema accept` rewrites, the changelog included."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from udacity_client.codegen.sources import Sources
from udacity_client.drift.baseline.accepted_file import (
    ACCEPTED_FILE,
    read_accepted_drift,
    remove_entries,
)
from udacity_client.drift.diff.change import Change
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.sources.source import SchemaSnapshot
from udacity_client.errors import Problem, SourceError
from udacity_client.schema.documents import display_path, read_text
from udacity_client.schema.hidden_characters import escape_hidden
from udacity_client.schema.markdown_code import code
from udacity_client.schema.printer import canonical_sdl
from udacity_client.schema.provenance import (
    PROVENANCE_FILE,
    EndpointOf,
    confirm,
    read_or_start_provenance,
    render_provenance,
)

CHANGELOG_FILE: Final = "CHANGELOG.md"
"""The name of the changelog, in the folder of schemas."""

TITLE: Final = (
    "# Changes of the schemas\n\n"
    "What `udacity schema accept` took over, newest first.\n"
)


def add_changelog_entry(text: str, drifted: DomainDrift, today: date) -> str:
    """Return the changelog *text* with an entry that lists what *drifted* has.

    There is one entry for each domain and day; later changes of a day are added to it.
    """
    heading = f"## {drifted.domain}, {today}\n"
    sections = _sections(text or TITLE)
    lines = "".join(_changelog_lines(drifted))
    for number, section in enumerate(sections):
        if section.startswith(heading):
            sections[number] = f"{section.rstrip()}\n{lines}"
            break
    else:
        sections.insert(1, f"{heading}\n{lines}")
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _sections(text: str) -> list[str]:
    """Return the text above the first entry, then each entry."""
    first, *others = f"\n{text}".split("\n## ")
    return [first, *(f"## {other}" for other in others)]


def _changelog_lines(drifted: DomainDrift) -> Iterator[str]:
    drift = drifted.drift
    for level in Level:
        for finding in drift.findings:
            if finding.level is level:
                yield _changelog_line(finding)
    if drift.outside:
        place = "Outside the operations" if drifted.was_valid else _UNKNOWN
        yield f"- {place}: {', '.join(_named(drift.outside))}\n"


_UNKNOWN: Final = (
    "In the operations or outside them, which is not known, because some operations "
    "were not valid for the old schema"
)


def _changelog_line(finding: Finding) -> str:
    operations = ", ".join(affected.operation for affected in finding.affected)
    change = f"{_inline(finding.old)} → {_inline(finding.new)}"
    return (
        f"- **{finding.level}** `{finding.coordinate}` ({finding.rule}): {change}; "
        f"{operations}\n"
    )


def _inline(text: str | None) -> str:
    return code(escape_hidden(" ".join(text.split()))) if text else "nothing"


def _named(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        yield f"`{change.coordinate}` ({change.rule})"


@dataclass(frozen=True, kw_only=True)
class DomainDrift:
    """The loaded schema of a domain, and how it differs.

    Attributes:
        domain: The API domain.
        snapshot: The loaded schema.
        drift: The assessed changes; empty if the schemas are equal.
        was_valid: Whether all operations were valid for the committed schema. Those
            that were not are not in `drift`.
    """

    domain: str
    snapshot: SchemaSnapshot
    drift: AssessedDrift
    was_valid: bool = True

    @property
    def has_changed(self) -> bool:
        """Return whether the schemas differ."""
        return bool(self.drift.findings or self.drift.outside)

    @property
    def sdl(self) -> bytes:
        """Return the loaded schema in canonical form."""
        other = self.snapshot.other
        return canonical_sdl(other).encode() if other else b""


def baseline_files(
    drifted: Sequence[DomainDrift],
    sources: Sources,
    *,
    today: date,
    endpoint_of: EndpointOf | None,
) -> dict[Path, bytes | None]:
    """Return the new content of each file in the folder of schemas; `None` removes it.

    Args:
        drifted: The domains whose schemas differ.
        sources: Where the schemas are.
        today: The date to record.
        endpoint_of: Returns the endpoint that provenance records for a domain; `None`
            leaves provenance as it is.

    Raises:
        SourceError: The changelog, the list of accepted findings or `provenance.toml`
            cannot be read, or is malformed.
    """
    files: dict[Path, bytes | None] = {
        sources.schema_file(one.domain): one.sdl for one in drifted
    }
    files |= _changelog(drifted, sources.schema / CHANGELOG_FILE, today)
    files |= _accepted_file(drifted, sources.schema / ACCEPTED_FILE, sources)
    if endpoint_of is not None:
        files |= _provenance(drifted, sources, today=today, endpoint_of=endpoint_of)
    return files


def _changelog(
    drifted: Sequence[DomainDrift], path: Path, today: date
) -> dict[Path, bytes]:
    problems: list[Problem] = []
    text = read_text(path, problems) if path.exists() else ""
    if text is None:
        raise SourceError(problems)
    for one in drifted:
        text = add_changelog_entry(text, one, today)
    return {path: text.encode()}


def _accepted_file(
    drifted: Sequence[DomainDrift], path: Path, sources: Sources
) -> dict[Path, bytes | None]:
    """Return the list of accepted findings without those that were taken over."""
    settled = [finding for one in drifted for finding in one.drift.findings]
    entries = read_accepted_drift(path, sources.domains).entries
    lines = {entry.place.line for entry in entries if any(map(entry.matches, settled))}
    if not lines:
        return {}
    text = remove_entries(path.read_bytes().decode("utf-8-sig"), lines)
    return {path: text.encode() if text.strip() else None}


def _provenance(
    drifted: Sequence[DomainDrift],
    sources: Sources,
    *,
    today: date,
    endpoint_of: EndpointOf,
) -> dict[Path, bytes]:
    path = sources.schema / PROVENANCE_FILE
    provenance = read_or_start_provenance(path)
    for one in drifted:
        endpoint = endpoint_of(one.domain)
        if endpoint is not None and one.snapshot.capabilities is not None:
            provenance = confirm(
                provenance,
                one.domain,
                endpoint=endpoint,
                sdl_sha256=hashlib.sha256(one.sdl).hexdigest(),
                capabilities=one.snapshot.capabilities,
                read=today,
            )
    return {path: render_provenance(provenance).encode()}


@contextmanager
def staged(sources: Sources, files: Mapping[Path, bytes | None]) -> Generator[Sources]:
    """Copy *sources* to a temporary folder, with *files* in it, for the block.

    Raises:
        SourceError: The block raises it; its locations are those of the final files.
    """
    with tempfile.TemporaryDirectory(prefix="udacity-accept-") as name:
        # The same name, because generated files contain it.
        folder = Path(name) / sources.schema.resolve().name
        folder.mkdir()
        for path in (
            *sources.schema.glob("*.graphql"),
            *_provenance_files(sources.schema),
        ):
            shutil.copy(path, folder)
        for path, content in files.items():
            if content is not None:
                (folder / path.name).write_bytes(content)
        try:
            yield replace(sources, schema=folder)
        except SourceError as error:
            places = display_path(folder), display_path(sources.schema)
            raise _relocated(error, *places) from error


def _provenance_files(schemas: Path) -> list[Path]:
    path = schemas / PROVENANCE_FILE
    return [path] if path.exists() else []


def _relocated(error: SourceError, old: str, new: str) -> SourceError:
    return SourceError(
        [
            problem._replace(
                location=problem.location._replace(
                    path=problem.location.path.replace(old, new)
                )
            )
            for problem in error.problems
        ]
    )
