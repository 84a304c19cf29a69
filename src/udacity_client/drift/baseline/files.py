"""Say which files make another schema the baseline, and lay them out on trial."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from udacity_client.codegen.sources import Sources
from udacity_client.drift.baseline.accepted import LEDGER_FILE, read_ledger, without
from udacity_client.drift.diff.change import Change
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.sources.source import SchemaSnapshot
from udacity_client.errors import SourceError
from udacity_client.schema.documents import display_path
from udacity_client.schema.printer import canonical_sdl
from udacity_client.schema.provenance import (
    PROVENANCE_FILE,
    confirm,
    read_provenance,
    render_provenance,
)
from udacity_client.schema.pull import is_real_host

CHANGELOG_FILE: Final = "CHANGELOG.md"
"""What the file is called, in the folder of schemas."""

TITLE: Final = (
    "# Changes of the schemas\n\n"
    "What `udacity schema accept` took over, newest first.\n"
)


def with_entry(text: str, domain: str, drift: AssessedDrift, today: date) -> str:
    """Return the changelog *text* with the entry of *domain* that tells of *drift*.

    There is one entry for a domain and day; what comes later on a day joins it.
    """
    heading = f"## {domain}, {today}\n"
    sections = _sections(text or TITLE)
    lines = "".join(_lines(drift))
    for number, section in enumerate(sections):
        if section.startswith(heading):
            sections[number] = f"{section.rstrip()}\n{lines}"
            break
    else:
        sections.insert(1, f"{heading}\n{lines}")
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _sections(text: str) -> list[str]:
    """Return what stands above the first entry, then each entry."""
    first, *others = f"\n{text}".split("\n## ")
    return [first, *(f"## {other}" for other in others)]


def _lines(drift: AssessedDrift) -> Iterator[str]:
    for level in Level:
        for finding in drift.findings:
            if finding.level is level:
                yield _changelog_line(finding)
    if drift.outside:
        yield f"- Outside the operations: {', '.join(_named(drift.outside))}\n"


def _changelog_line(finding: Finding) -> str:
    operations = ", ".join(affected.operation for affected in finding.affected)
    change = f"{_inline(finding.old)} → {_inline(finding.new)}"
    return (
        f"- **{finding.level}** `{finding.coordinate}` ({finding.rule}): {change}; "
        f"{operations}\n"
    )


def _inline(text: str | None) -> str:
    return f"`{' '.join(text.split())}`" if text else "nothing"


def _named(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        yield f"`{change.coordinate}` ({change.rule})"


@dataclass(frozen=True, kw_only=True)
class DomainDrift:
    """Hold what was seen of a domain, and what that changes.

    Attributes:
        domain: The API domain.
        sight: What was seen.
        drift: What it changes; empty where the schemas are the same.
    """

    domain: str
    sight: SchemaSnapshot
    drift: AssessedDrift

    @property
    def has_changed(self) -> bool:
        """Return whether the other schema is another one."""
        return bool(self.drift.findings or self.drift.outside)

    @property
    def sdl(self) -> bytes:
        """Return the other schema in canonical form."""
        return canonical_sdl(self.sight.other).encode() if self.sight.other else b""


def baseline_files(
    drifted: Sequence[DomainDrift],
    sources: Sources,
    *,
    today: date,
    base_url: str | None,
) -> dict[Path, bytes | None]:
    """Return what each file in the folder of schemas is to hold; `None` removes it.

    Args:
        drifted: The domains whose schemas are other ones.
        sources: Where the schemas are.
        today: The day to note.
        base_url: What was asked for the schemas, if a server was.

    Raises:
        SourceError: The list of accepted findings or `provenance.toml` is malformed.
    """
    files: dict[Path, bytes | None] = {
        sources.schema_file(one.domain): one.sdl for one in drifted
    }
    files |= _changelog(drifted, sources.schema / CHANGELOG_FILE, today)
    files |= _ledger(drifted, sources.schema / LEDGER_FILE, sources)
    if base_url is not None and is_real_host(base_url):
        files |= _provenance(drifted, sources, today=today, base_url=base_url)
    return files


def _changelog(
    drifted: Sequence[DomainDrift], path: Path, today: date
) -> dict[Path, bytes]:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for one in drifted:
        text = with_entry(text, one.domain, one.drift, today)
    return {path: text.encode()}


def _ledger(
    drifted: Sequence[DomainDrift], path: Path, sources: Sources
) -> dict[Path, bytes | None]:
    """Return the list of accepted findings without those that drift no longer."""
    gone = {finding.key for one in drifted for finding in one.drift.findings}
    entries = read_ledger(path, sources.domains).entries
    lines = {entry.place.line for entry in entries if entry.key in gone}
    if not lines:
        return {}
    text = without(path.read_bytes().decode(), lines)
    return {path: text.encode() if text.strip() else None}


def _provenance(
    drifted: Sequence[DomainDrift], sources: Sources, *, today: date, base_url: str
) -> dict[Path, bytes]:
    path = sources.schema / PROVENANCE_FILE
    provenance = read_provenance(path)
    for one in drifted:
        if one.sight.capabilities is not None:
            provenance = confirm(
                provenance,
                one.domain,
                endpoint=f"{base_url.rstrip('/')}/v1/{one.domain}/graphql",
                sdl_sha256=hashlib.sha256(one.sdl).hexdigest(),
                capabilities=one.sight.capabilities,
                read=today,
            )
    return {path: render_provenance(provenance).encode()}


@contextmanager
def staged(sources: Sources, files: Mapping[Path, bytes | None]) -> Generator[Sources]:
    """Lay *sources* out in another place, with *files* in them, for the block.

    Raises:
        SourceError: The block says so, of files in their places to be.
    """
    with tempfile.TemporaryDirectory(prefix="udacity-accept-") as name:
        # Generated files tell the name of the folder.
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
            yield Sources(folder, sources.queries)
        except SourceError as error:
            places = display_path(folder), display_path(sources.schema)
            raise _moved(error, *places) from error


def _provenance_files(schemas: Path) -> list[Path]:
    path = schemas / PROVENANCE_FILE
    return [path] if path.exists() else []


def _moved(error: SourceError, old: str, new: str) -> SourceError:
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
