"""Run the command in a project, as people and CI do."""

from __future__ import annotations

import subprocess
import sys

from drift.shop import Shop


def run(shop: Shop, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "udacity_client", *words],
        cwd=shop.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
