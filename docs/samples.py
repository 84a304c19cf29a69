"""Make the samples of drift's formats, and its list of rules, from the real thing.

    python docs/samples.py [FOLDER]

writes them to FOLDER, which is `docs/samples` where none is named; then the text goes
into `docs/drift.md` as well.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from udacity_client.drift.diff.rules import RULES

ROOT = Path(__file__).resolve().parents[1]
FILES = {
    "text": "drift.txt",
    "json": "drift.json",
    "github": "drift.annotations.txt",
    "markdown": "drift.md",
    "sarif": "drift.sarif",
}
"""The file of each format."""

RULES_FILE = "drift.rules.md"
PAGE = ROOT / "docs/drift.md"
BEGIN, END = "<!-- sample -->\n", "<!-- /sample -->"

SWAPS = (
    ("assessment-progress", "  attemptId: String!\n", "  attemptKey: String!\n"),
    ("catalog", "  duration: Duration!\n", "  duration: Duration\n"),
    ("catalog", "  PRACTICE\n", "  PRACTICE\n  PROCTORED\n"),
    ("program-progress", "  first: Int = 50\n", "  first: Int = 20\n"),
    ("program-progress", "  userId: String!\n", "  userId: ID!\n"),
    ("program-progress", "scalar Time\n", "scalar Time\n\ntype Spare {\n  id: ID\n}\n"),
)
"""What the API of the samples has instead of what is committed."""

GONE = "tokens"
"""The domain whose schema the samples cannot see."""


def main(folder: Path) -> None:
    """Write each sample to *folder*."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        _lay_out(project)
        _check(project)
        for file in FILES.values():
            shutil.copyfile(project / file, folder / file)
    rows = [f"| `{rule}` | {words} |\n" for rule, words in RULES.items()]
    table = "| rule | what happened |\n| --- | --- |\n" + "".join(rows)
    (folder / RULES_FILE).write_text(table, encoding="utf-8")


def shown(page: str, sample: str) -> str:
    """Return *page* with *sample*, the text of a report, where it shows one."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}```text\n{sample}```\n{END}{tail}"


def _lay_out(project: Path) -> None:
    """Make *project* a copy of this one, with the changed schemas in `now`."""
    for part in ("schema", "queries", "generated"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, project / part, ignore=ignored)
    shutil.copytree(ROOT / "schema", project / "now")
    shutil.copy(ROOT / "pyproject.toml", project)
    for domain, old, new in SWAPS:
        path = project / "now" / f"{domain}.graphql"
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            message = f"{old!r} is there {text.count(old)} times in {domain}"
            raise ValueError(message)
        path.write_text(text.replace(old, new), encoding="utf-8")
    (project / "now" / f"{GONE}.graphql").unlink()


def _check(project: Path) -> None:
    words = [sys.executable, "-m", "udacity_client", "schema", "check"]
    words += ["--against", "now", "--witness"]
    for name, file in FILES.items():
        words += ["--output", f"{name}={file}"]
    ran = subprocess.run(
        words,
        cwd=project,
        env={name: text for name, text in os.environ.items() if name != "CI"},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if ran.returncode != 1:
        message = f"the check should find drift and exit with 1, not {ran.returncode}"
        raise RuntimeError(message)


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs/samples"
    main(chosen)
    if not sys.argv[1:]:
        sample = (chosen / FILES["text"]).read_text(encoding="utf-8")
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(shown(page, sample), encoding="utf-8")
