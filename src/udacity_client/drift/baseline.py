"""Say which files make another schema the baseline, and lay them out on trial."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from udacity_client.codegen.canonical import canonical_sdl
from udacity_client.codegen.documents import shown
from udacity_client.codegen.provenance import (
    PROVENANCE_FILE,
    confirm,
    read_provenance,
    render_provenance,
)
from udacity_client.codegen.pull import is_real_host
from udacity_client.codegen.sources import Sources
from udacity_client.drift.changelog import CHANGELOG_FILE, with_entry
from udacity_client.drift.judge import Drift
from udacity_client.drift.ledger import LEDGER_FILE, read_ledger, without
from udacity_client.drift.sight import Sight
from udacity_client.errors import SourceError


@dataclass(frozen=True, kw_only=True)
class Drifted:
    """Hold what was seen of a domain, and what that changes.

    Attributes:
        domain: The API domain.
        sight: What was seen.
        drift: What it changes; empty where the schemas are the same.
    """

    domain: str
    sight: Sight
    drift: Drift

    @property
    def has_changed(self) -> bool:
        """Return whether the other schema is another one."""
        return bool(self.drift.findings or self.drift.outside)

    @property
    def sdl(self) -> bytes:
        """Return the other schema in canonical form."""
        return canonical_sdl(self.sight.other).encode() if self.sight.other else b""


def baseline_files(
    drifted: Sequence[Drifted], sources: Sources, *, today: date, base_url: str | None
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
    drifted: Sequence[Drifted], path: Path, today: date
) -> dict[Path, bytes]:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for one in drifted:
        text = with_entry(text, one.domain, one.drift, today)
    return {path: text.encode()}


def _ledger(
    drifted: Sequence[Drifted], path: Path, sources: Sources
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
    drifted: Sequence[Drifted], sources: Sources, *, today: date, base_url: str
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
def on_trial(
    sources: Sources, files: Mapping[Path, bytes | None]
) -> Generator[Sources]:
    """Lay *sources* out in another place, with *files* in them, for the block.

    Raises:
        SourceError: The block says so, of files in their places to be.
    """
    with tempfile.TemporaryDirectory(prefix="udacity-accept-") as name:
        # Generated files tell the name of the folder.
        folder = Path(name) / sources.schema.resolve().name
        folder.mkdir()
        for path in (*sources.schema.glob("*.graphql"), *_told(sources.schema)):
            shutil.copy(path, folder)
        for path, content in files.items():
            if content is not None:
                (folder / path.name).write_bytes(content)
        try:
            yield Sources(folder, sources.queries)
        except SourceError as error:
            places = shown(folder), shown(sources.schema)
            raise _moved(error, *places) from error


def _told(schemas: Path) -> list[Path]:
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
