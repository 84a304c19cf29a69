"""The source archive holds what its own tests need."""

from __future__ import annotations

import tarfile
from pathlib import Path

from .conftest import tracked_files


def test_the_source_archive_holds_every_tracked_file(source_archive: Path) -> None:
    with tarfile.open(source_archive) as opened:
        held = {
            name.partition("/")[2]
            for name in opened.getnames()
            if not opened.getmember(name).isdir()
        }
    assert held == tracked_files() | {"PKG-INFO"}
