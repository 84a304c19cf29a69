"""Check that the changelog names what changed in the public interface.

    python .ci/release/api_check.py            compare with the last release's record
    python .ci/release/api_check.py --record   write that of the version to be released

The record is in `.ci/release/public_api`: a stub for each public module, and a version.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from api_changes import Change, compare, needed_version
from changelog import UNRELEASED, entries, is_named, sections
from public_surface import ROOT, formatted, project_stubs


@dataclass(frozen=True)
class Project:
    """What a project's folder says of its version and its interface."""

    folder: Path

    @property
    def record(self) -> Path:
        """The folder of the last release's record."""
        return self.folder / ".ci" / "release" / "public_api"

    @property
    def version(self) -> Version:
        """The version that the project has now."""
        text = (self.folder / "pyproject.toml").read_text(encoding="utf-8")
        return Version(tomllib.loads(text)["project"]["version"])

    @property
    def recorded_version(self) -> Version:
        """The last release's version; 0.0.0 before the first release."""
        return Version(
            (self.record / "version.txt").read_text(encoding="utf-8").strip()
        )

    @property
    def recorded_stubs(self) -> dict[str, str]:
        """The last release's stubs, by module."""
        return {
            path.stem: path.read_text(encoding="utf-8")
            for path in self.record.glob("*.pyi")
        }

    @property
    def changelog(self) -> Mapping[str, str]:
        """The sections of the changelog, by version."""
        return sections((self.folder / "CHANGELOG.md").read_text(encoding="utf-8"))

    def write_record(self, stubs: Mapping[str, str]) -> None:
        """Replace the record by *stubs*, as those of the present version."""
        self.record.mkdir(parents=True, exist_ok=True)
        for path in self.record.glob("*.pyi"):
            path.unlink()
        for module, stub in stubs.items():
            path = self.record / f"{module}.pyi"
            path.write_text(formatted(stub), encoding="utf-8")
        version = self.record / "version.txt"
        version.write_text(f"{self.version}\n", encoding="utf-8")


def problems(project: Project, changes: Sequence[Change]) -> Iterator[str]:
    """Yield what has to be done before *changes* may be merged or released."""
    last, needed = (
        project.recorded_version,
        needed_version(project.recorded_version, changes),
    )
    if last < project.version < needed:
        yield (
            f"The version is {project.version}, and these changes need {needed}. "
            "Write it into pyproject.toml."
        )
    written = project.changelog
    where = [UNRELEASED, *([str(project.version)] if project.version != last else [])]
    lines = [line for name in where for line in entries(written.get(name, ""))]
    names = {change.name or change.module: change for change in changes}
    missing = [name for name in names if not is_named(name, lines)]
    if missing:
        yield (
            f'CHANGELOG.md, "{UNRELEASED}", does not name all that changed. '
            f"Add entries for: {', '.join(f'`{name}`' for name in missing)}"
        )


def summary(project: Project, changes: Sequence[Change]) -> str:
    """Return what changed, and which version that needs."""
    last = project.recorded_version
    if not changes:
        return f"The public interface is that of {last}."
    listed = "\n".join(map(str, changes))
    return (
        f"{listed}\nSince {last}, this needs {needed_version(last, changes)} or later."
    )


def main(arguments: Sequence[str], project: Project, stubs: Mapping[str, str]) -> int:
    """Check, or record; return the exit code."""
    parser = argparse.ArgumentParser(description="Check changes of the interface.")
    parser.add_argument("--record", action="store_true", help="renew the record")
    options = parser.parse_args(arguments)
    changes = compare(project.recorded_stubs, stubs)
    print(summary(project, changes))
    found = [*problems(project, changes)]
    for problem in found:
        print(problem, file=sys.stderr)
    if options.record and not found:
        project.write_record(stubs)
        print(f"Recorded as {project.version} in .ci/release/public_api.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Project(ROOT), project_stubs()))
