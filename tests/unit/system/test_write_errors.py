"""Places where no file can be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.unprivileged import unprivileged
from udacity_client.errors import ConfigurationError
from udacity_client.system.write_errors import require_writable


@pytest.mark.parametrize(
    ("mode", "name"),
    [(0o500, "a.csv"), (0o600, "a.csv"), (0o000, "a.csv"), (0o000, "inner/a.csv")],
)
def test_a_folder_that_cannot_be_written(mode: int, name: str) -> None:
    with unprivileged() as home:
        folder = home / "folder"
        folder.mkdir(mode)
        with pytest.raises(ConfigurationError, match="cannot be written to by this"):
            require_writable(folder / name)


def test_a_folder_that_is_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is a folder; give the name of a"):
        require_writable(tmp_path)
    with pytest.raises(ConfigurationError, match="There is no folder"):
        require_writable(tmp_path / "none" / "a.csv")
    require_writable(tmp_path / "a.csv")
