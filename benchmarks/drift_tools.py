"""Compare how tools label the mutations of tests/golden/drift; write tables to docs/.

The true effect of a mutation is not an opinion of any tool, ours included: clients
generated from the old schema call servers with the changed one, as in
tests/golden/drift. `make drift-tools` makes the environments of the other tools, then
runs this.

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

from support.drift.adversarial_server import AdversarialServer
from support.drift.call_outcomes import CallOutcomes, call_outcomes
from support.drift.compiled_clients import CallRunner, ClientCompiler, open_call_runner
from support.drift.sample_schema import schema_of
from support.drift.schema_mutations import MUTATIONS, Mutation
from udacity_client.drift.impact.impact import Level
from udacity_client.schema.printer import canonical_sdl

ROOT: Final = Path(__file__).resolve().parents[1]
HOME: Final = Path(__file__).with_suffix("")
DRIFT_PAGE: Final = ROOT / "docs" / "drift.md"
MUTATIONS_PAGE: Final = ROOT / "docs" / "drift-side-by-side.md"
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
LABEL_OF_LEVEL: Final = {Level.RUNTIME: "breaking", Level.BEHAVIOUR: "dangerous"}
"""The other tools' labels for our levels; any other level is safe."""


@dataclass(frozen=True)
class Outcome:
    """The effect of one mutation on calls.

    Attributes:
        calls: How many requests were sent.
        breaks: Whether any call failed that worked before.
        shifts: Whether any request now has another meaning.
        shows: Whether the canonical text of the schema changed.
    """

    calls: int
    some_fail: bool
    some_differ: bool
    text_differs: bool

    @property
    def word(self) -> str:
        """Return the effect in words."""
        if self.some_fail:
            return "calls fail"
        return "calls differ" if self.some_differ else "nothing"


def outcome_of(
    mutation: Mutation, compiler: ClientCompiler, line: CallRunner
) -> Outcome:
    """Return the effect of *mutation* on calls."""
    old, new = mutation.old_sdl, mutation.sdl
    client, server = (
        compiler.client(old, mutation.documents),
        AdversarialServer(new, old),
    )
    met: list[CallOutcomes] = [
        call_outcomes(line, client, name, server) for name in client.operations
    ]
    texts = canonical_sdl(schema_of(old)), canonical_sdl(schema_of(new))
    return Outcome(
        calls=sum(one.sent for one in met),
        some_fail=any(one.has_failed for one in met),
        some_differ=any(one.changed_arguments for one in met),
        text_differs=texts[0] != texts[1],
    )


def outcomes() -> list[Outcome]:
    """Return the effect of each mutation of the corpus."""
    with tempfile.TemporaryDirectory() as folder, open_call_runner() as line:
        compiler = ClientCompiler(Path(folder))
        return [outcome_of(mutation, compiler, line) for mutation in MUTATIONS]


def run_tool(command: Sequence[str | Path]) -> tuple[str, list[str]]:
    """Return a tool's version, and its worst label for each mutation."""
    pairs = [{"old": one.old_sdl, "new": one.sdl} for one in MUTATIONS]
    completed = subprocess.run(  # noqa: S603 - the commands above
        command, input=json.dumps(pairs), capture_output=True, text=True, check=False
    )
    if completed.returncode:
        sys.exit(
            f"{command} failed; has `make drift-tools` set it up?\n{completed.stderr}"
        )
    output = json.loads(completed.stdout)
    return str(output["version"]), [worst(labels) for labels in output["labels"]]


def worst(labels: Iterable[str]) -> str:
    """Return the worst of *labels*, or a dash if there are none."""
    return min(labels, key=RANKS.index, default="-")


def ours(mutation: Mutation) -> str:
    """Return our worst label for *mutation*."""
    levels = [finding.level for finding in mutation.drift.findings]
    labels = [LABEL_OF_LEVEL.get(level, "safe") for level in levels]
    return worst([*labels, *("safe" for _ in mutation.drift.outside)])


def rows(
    outcomes: Sequence[Outcome], labels: dict[str, list[str]]
) -> Iterator[tuple[str, list[int]]]:
    """Yield a description and how often it holds for each tool."""

    def count(holds: Callable[[Outcome, str], bool]) -> list[int]:
        return [
            sum(holds(one, label) for one, label in zip(outcomes, told, strict=True))
            for told in labels.values()
        ]

    yield (
        "calls fail, called breaking",
        count(lambda t, w: t.some_fail and w == "breaking"),
    )
    yield (
        "calls fail, called dangerous",
        count(lambda t, w: t.some_fail and w == "dangerous"),
    )
    yield "calls fail, called safe", count(lambda t, w: t.some_fail and w == "safe")
    yield "calls fail, not reported", count(lambda t, w: t.some_fail and w == "-")
    yield (
        "calls differ only, called breaking or dangerous",
        count(lambda t, w: t.word == "calls differ" and w in {"breaking", "dangerous"}),
    )
    yield (
        "no call fails, called breaking: false alarms",
        count(lambda t, w: not t.some_fail and w == "breaking"),
    )
    yield (
        "the schema's text differs, nothing reported",
        count(lambda t, w: t.text_differs and w == "-"),
    )
    yield (
        "the schema's text is the same, something reported",
        count(lambda t, w: not t.text_differs and w != "-"),
    )


def table(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    cells = [header, ["---", *["---"] * (len(header) - 1)], *lines]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in cells)


def summary(
    outcomes: Sequence[Outcome], names: Sequence[str], labels: dict[str, list[str]]
) -> str:
    """Return the text between the markers in docs/drift.md."""
    counts = {word: sum(one.word == word for one in outcomes) for word in WORDS}
    told = ", ".join(f"{count}: {word}" for word, count in counts.items())
    calls = sum(one.calls for one in outcomes)
    return "\n\n".join(
        [
            f"{datetime.now(UTC):%Y-%m-%d}: {len(outcomes)} mutations, each under some "
            f"{calls // len(outcomes)} requests. What calls met: {told}.",
            table(
                ["", *names], ([text, *line] for text, line in rows(outcomes, labels))
            ),
        ]
    )


WORDS: Final = ("calls fail", "calls differ", "nothing")


def mutation_page(
    outcomes: Sequence[Outcome], names: Sequence[str], labels: dict[str, list[str]]
) -> str:
    """Return the page with a line for each mutation."""
    lines = (
        [one.name.replace("|", "\\|"), met.word, *told]
        for one, met, *told in zip(MUTATIONS, outcomes, *labels.values(), strict=True)
    )
    return (
        "# Drift, mutation by mutation\n\n"
        "`make drift-tools` writes this page; [drift.md](drift.md) tells what it "
        "compares.\nThe mutations are those of `tests/golden/drift/mutations`; "
        "a dash means that nothing was reported.\n\n"
        + table(["mutation", "calls", *names], lines)
        + "\n"
    )


def main() -> None:
    """Run all tools, and write both tables."""
    # The client warns about new values once per client, and there are many clients.
    logging.getLogger("udacity_client").setLevel(logging.ERROR)
    results = {name: run_tool(command) for name, command in COMMANDS.items()}
    labels = {name: told for name, (_, told) in results.items()}
    labels[OURS] = [ours(mutation) for mutation in MUTATIONS]
    names = [f"{name.split(' (')[0]} {number}" for name, (number, _) in results.items()]
    names.append(f"`{OURS}` {version('udacity-client')}")
    truth = outcomes()
    page = DRIFT_PAGE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    told = f"{before}{BEGIN}\n\n{summary(truth, names, labels)}\n\n{END}{after}"
    DRIFT_PAGE.write_text(told, encoding="utf-8")
    MUTATIONS_PAGE.write_text(mutation_page(truth, names, labels), encoding="utf-8")


if __name__ == "__main__":
    main()
