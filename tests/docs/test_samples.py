"""The samples in docs/ are the command's current output."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.paths import ROOT

SAMPLES = ROOT / "docs/samples"


def contents(folder: Path) -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())
    }


def test_samples_are_what_the_command_gives(tmp_path: Path) -> None:
    maker = [sys.executable, str(ROOT / "docs/samples.py"), str(tmp_path)]
    subprocess.run(maker, check=True, timeout=300)
    assert contents(tmp_path) == contents(SAMPLES), "renew: python docs/samples.py"


def test_the_page_shows_the_sample() -> None:
    page = (ROOT / "docs/drift.md").read_text(encoding="utf-8")
    sample = (SAMPLES / "drift.txt").read_text(encoding="utf-8")
    assert f"<!-- sample -->\n```text\n{sample}```\n<!-- /sample -->" in page
