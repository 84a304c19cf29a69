"""Refuse a release whose tag, version, changelog or recorded interface disagree.

TAG=v0.2.0 python .ci/release/release_version.py
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from api_check import Project
from changelog import UNRELEASED
from public_surface import ROOT


def problems(project: Project, tag: str) -> Iterator[str]:
    """Yield why *tag* cannot be released from the folder of *project*."""
    version = str(project.version)
    if tag != f"v{version}":
        yield f"The tag is {tag!r}, and pyproject.toml says {version}. Tag v{version}."
    written = project.changelog
    if not written.get(version):
        yield f"CHANGELOG.md has no section {version}. Write what changed into it."
    if written.get(UNRELEASED):
        yield f'"{UNRELEASED}" in CHANGELOG.md has entries. Move them to {version}.'
    if (recorded := project.recorded_version) != project.version:
        yield (
            f"The recorded interface is that of {recorded}. Run `make api-record`, and "
            "commit what it writes."
        )


if __name__ == "__main__":
    found = [*problems(Project(ROOT), os.environ.get("TAG", ""))]
    sys.exit("\n".join(found) or 0)
