"""Compare how tools label the corpus of mutations, and write the tables into docs/.

What is true of a mutation is what calls of committed clients met at servers of the
changed schema, by the same trials as in tests/drift: nobody's opinion, ours included.
`make drift-tools` makes the environments that the other tools live in, then runs it.

    PYTHONPATH=tests python benchmarks/drift_tools.py
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from drift.adversary import Adversary
from drift.committed import Compiler, Wire, wire
from drift.corpus import CORPUS, Mutation
from drift.rich import schema_of
from drift.verdict import Verdict, verdict
from udacity_client.drift.impact.impact import Level
from udacity_client.schema.printer import canonical_sdl

ROOT: Final = Path(__file__).resolve().parents[1]
HOME: Final = Path(__file__).with_suffix("")
TABLE: Final = ROOT / "docs" / "drift.md"
EACH: Final = ROOT / "docs" / "drift-side-by-side.md"
BEGIN: Final = "<!-- begin drift-tools: make drift-tools writes this -->"
END: Final = "<!-- end drift-tools -->"

COMMANDS: Final[dict[str, tuple[str | Path, ...]]] = {
    "graphql-inspector": ("node", HOME / "inspector.mjs"),
    "graphql-core": (HOME / ".venv-3.3/bin/python", HOME / "graphql_core.py"),
    "graphql-core (old)": (HOME / ".venv-3.2/bin/python", HOME / "graphql_core.py"),
    "schemadiff": (HOME / ".venv-3.2/bin/python", HOME / "schemadiff_labels.py"),
}
OURS: Final = "udacity schema check"

RANKS: Final = ("breaking", "dangerous", "safe")
SILENT: Final = "not reported"
OF_LEVEL: Final = {Level.RUNTIME: "breaking", Level.BEHAVIOUR: "dangerous"}
"""What our levels are called by others; what is not here is safe."""


@dataclass(frozen=True)
class Truth:
    """Hold what calls met after one mutation.

    Attributes:
        calls: How many requests were judged.
        breaks: Whether any call failed that had worked.
        shifts: Whether any request came to mean something else.
        shows: Whether anything of it shows in the canonical text.
    """

    calls: int
    breaks: bool
    shifts: bool
    shows: bool

    @property
    def word(self) -> str:
        """Return it in a word."""
        if self.breaks:
            return "calls fail"
        return "calls differ" if self.shifts else "nothing"


def truth_of(mutation: Mutation, compiler: Compiler, line: Wire) -> Truth:
    """Return what calls meet after *mutation*."""
    old, new = mutation.old_sdl, mutation.sdl
    client, server = compiler.client(old, mutation.documents), Adversary(new, old)
    met: list[Verdict] = [
        verdict(line, client, name, server) for name in client.operations
    ]
    texts = canonical_sdl(schema_of(old)), canonical_sdl(schema_of(new))
    return Truth(
        calls=sum(one.sent for one in met),
        breaks=any(one.has_failed for one in met),
        shifts=any(one.shifted for one in met),
        shows=texts[0] != texts[1],
    )


def truths() -> list[Truth]:
    """Return what calls meet after each mutation of the corpus."""
    with tempfile.TemporaryDirectory() as folder, wire() as line:
        compiler = Compiler(Path(folder))
        return [truth_of(mutation, compiler, line) for mutation in CORPUS]


def ask(command: Sequence[str | Path]) -> tuple[str, list[str]]:
    """Return a tool's version, and its worst label for each mutation."""
    pairs = [{"old": one.old_sdl, "new": one.sdl} for one in CORPUS]
    ran = subprocess.run(  # noqa: S603 - the commands above
        command, input=json.dumps(pairs), capture_output=True, text=True, check=False
    )
    if ran.returncode:
        sys.exit(f"{command} failed; has `make drift-tools` set it up?\n{ran.stderr}")
    told = json.loads(ran.stdout)
    return str(told["version"]), [worst(labels) for labels in told["labels"]]


def worst(labels: Iterable[str]) -> str:
    """Return the worst of *labels*, or a dash where there is none."""
    return min(labels, key=RANKS.index, default="-")


def ours(mutation: Mutation) -> str:
    """Return the worst label that we give *mutation*."""
    levels = [finding.level for finding in mutation.drift.findings]
    labels = [OF_LEVEL.get(level, "safe") for level in levels]
    return worst([*labels, *("safe" for _ in mutation.drift.outside)])


def rows(
    truth: Sequence[Truth], labels: dict[str, list[str]]
) -> Iterator[tuple[str, list[int]]]:
    """Yield a sentence and each tool's count of what it says."""

    def count(holds: Callable[[Truth, str], bool]) -> list[int]:
        return [
            sum(holds(one, label) for one, label in zip(truth, told, strict=True))
            for told in labels.values()
        ]

    yield (
        "calls fail, called breaking",
        count(lambda t, w: t.breaks and w == "breaking"),
    )
    yield (
        "calls fail, called dangerous",
        count(lambda t, w: t.breaks and w == "dangerous"),
    )
    yield "calls fail, called safe", count(lambda t, w: t.breaks and w == "safe")
    yield "calls fail, not reported", count(lambda t, w: t.breaks and w == "-")
    yield (
        "calls differ only, called breaking or dangerous",
        count(lambda t, w: t.word == "calls differ" and w in {"breaking", "dangerous"}),
    )
    yield (
        "no call fails, called breaking: false alarms",
        count(lambda t, w: not t.breaks and w == "breaking"),
    )
    yield (
        "the schema's text differs, nothing reported",
        count(lambda t, w: t.shows and w == "-"),
    )
    yield (
        "the schema's text is the same, something reported",
        count(lambda t, w: not t.shows and w != "-"),
    )


def table(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    cells = [header, ["---", *["---"] * (len(header) - 1)], *lines]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in cells)


def summary(
    truth: Sequence[Truth], names: Sequence[str], labels: dict[str, list[str]]
) -> str:
    """Return what stands between the markers in docs/drift.md."""
    counts = {word: sum(one.word == word for one in truth) for word in WORDS}
    told = ", ".join(f"{count}: {word}" for word, count in counts.items())
    calls = sum(one.calls for one in truth)
    return "\n\n".join(
        [
            f"{datetime.now(UTC):%Y-%m-%d}: {len(truth)} mutations, each under some "
            f"{calls // len(truth)} requests. What calls met: {told}.",
            table(["", *names], ([text, *line] for text, line in rows(truth, labels))),
        ]
    )


WORDS: Final = ("calls fail", "calls differ", "nothing")


def each(
    truth: Sequence[Truth], names: Sequence[str], labels: dict[str, list[str]]
) -> str:
    """Return the page with a line for each mutation."""
    lines = (
        [one.name.replace("|", "\\|"), met.word, *told]
        for one, met, *told in zip(CORPUS, truth, *labels.values(), strict=True)
    )
    return (
        "# Drift, mutation by mutation\n\n"
        "`make drift-tools` writes this page; [drift.md](drift.md) tells what it "
        "compares.\nThe mutations are those of `tests/drift/mutations`; a dash means "
        "that nothing was reported.\n\n"
        + table(["mutation", "calls", *names], lines)
        + "\n"
    )


def main() -> None:
    """Ask everybody, and write both tables."""
    # Of new values it warns once for each client, and there are many.
    logging.getLogger("udacity_client").setLevel(logging.ERROR)
    asked = {name: ask(command) for name, command in COMMANDS.items()}
    labels = {name: told for name, (_, told) in asked.items()}
    labels[OURS] = [ours(mutation) for mutation in CORPUS]
    names = [f"{name.split(' (')[0]} {number}" for name, (number, _) in asked.items()]
    names.append(f"`{OURS}` {version('udacity-client')}")
    truth = truths()
    page = TABLE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    told = f"{before}{BEGIN}\n\n{summary(truth, names, labels)}\n\n{END}{after}"
    TABLE.write_text(told, encoding="utf-8")
    EACH.write_text(each(truth, names, labels), encoding="utf-8")


if __name__ == "__main__":
    main()
