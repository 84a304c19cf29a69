"""Take pictures of the site with Chromium: wide and narrow, light and dark.

    python docs/pictures.py SITE FOLDER

SITE is what `make docs` built. `make docs-pictures` runs this. Chromium's requests go
to a proxy that does not exist, so the pictures show the site without a network.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Final

PAGES: Final = (
    "index",
    "tutorial",
    "howto/index",
    "howto/older-apis",
    "using",
    "drift",
    "reference/clients",
    "reference/made/command",
    "reference/made/catalog",
    "reference/made/tokens",
    "benchmarks",
)
WIDTHS: Final = (1280, 390)
HEIGHT: Final = 2400
THEMES: Final = ("light", "dark")


def main(site: Path, folder: Path) -> None:
    """Write a picture of each page to *folder*, for each width and theme."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("There is no Chromium here: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    for page, width, theme in product(PAGES, WIDTHS, THEMES):
        name = f"{page.replace('/', '-')}-{width}-{theme}.png"
        url = (site / f"{page}.html").resolve().as_uri()
        _take(chromium, url, folder / name, width, theme)
        sys.stdout.write(f"{folder / name}\n")


def _take(chromium: str, url: str, picture: Path, width: int, theme: str) -> None:
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--proxy-server=127.0.0.1:9",
                f"--user-data-dir={profile}",
                f"--window-size={width},{HEIGHT}",
                f"--blink-settings=preferredColorScheme={int(theme == 'light')}",
                f"--screenshot={picture}",
                url,
            ],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
