"""Make the picture of docs/report.md, by Chromium.

python docs/report_picture.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from udacity_client.emulator import Emulator

PICTURE = Path(__file__).with_name("report.png")
SIZE = ("--window-size=1240,1345", "--force-device-scale-factor=0.75")


def main() -> None:
    """Write the picture of a report on the emulator's learners."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise SystemExit("Chromium is not installed, so there is no new picture.")
    with tempfile.TemporaryDirectory() as name, Emulator(learners=400) as emulator:
        environ = {
            **os.environ,
            "UDACITY_BASE_URL": emulator.base_url,
            "UDACITY_CLIENT_ID": emulator.client_id,
            "UDACITY_CLIENT_SECRET": emulator.client_secret,
            "XDG_CACHE_HOME": name,
        }
        words = ("report", "--output", "report.html", "--live", "--quiet")
        subprocess.run(
            [sys.executable, "-m", "udacity_client", *words],
            cwd=name,
            env=environ,
            check=True,
        )
        how = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
        subprocess.run(
            [
                browser,
                *how,
                f"--user-data-dir={name}/profile",
                *SIZE,
                f"--screenshot={PICTURE}",
                (Path(name) / "report.html").as_uri(),
            ],
            stderr=subprocess.DEVNULL,
            check=True,
        )


if __name__ == "__main__":
    main()
