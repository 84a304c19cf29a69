from __future__ import annotations

from pathlib import Path

import pytest

from drift.shop import Shop, found_shop


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Return a small project, and stand in it."""
    monkeypatch.chdir(tmp_path)
    return found_shop(tmp_path)
