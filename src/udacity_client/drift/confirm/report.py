"""The report on what a project assumes about an API: text, and JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Final

from udacity_client.drift.confirm.judgement import Basis, Judgement, Verdict
from udacity_client.schema.hidden_characters import escape_runner_commands

JSON_VERSION: Final = 1
"""The version of the JSON report, which grows if a key goes or changes its meaning."""

_BASIS: Final[dict[Basis, str]] = {
    "documented": "documented",
    "inferred": "a guess",
    "name": "a guessed name",
    "nullability": "a guess about null",
}
_WIDTH = 88
_ALL_RIGHT, _REFUTED, _INCOMPLETE = 0, 1, 3


@dataclass(frozen=True, slots=True)
class SentRequest:
    """One request that was sent.

    Attributes:
        step: The name of the step in the plan.
        domain: The domain it went to.
        status: The status of the answer; `None` if there was none.
    """

    step: str
    domain: str
    status: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmReport:
    """What was assumed, and what became of it. It holds no text of a record.

    Attributes:
        version: The version of this client.
        base_url: Which server was asked.
        is_real: Whether that is the real API.
        today: The day.
        requests: The requests that were sent, in order.
        judgements: The judgement of each assumption.
        failures: What kept the command from asking all that it wanted to.
        schema_fix: What to do if a schema differs.
        emulator: How each advice begins that is an option of the emulator.
    """

    version: str
    base_url: str
    is_real: bool
    today: date
    requests: Sequence[SentRequest]
    judgements: Sequence[Judgement]
    failures: Sequence[str]
    schema_fix: str
    emulator: str

    @property
    def exit_code(self) -> int:
        """1 if anything is refuted; 3 if something could not be asked; else 0."""
        if self.having("refuted"):
            return _REFUTED
        return _INCOMPLETE if self.failures else _ALL_RIGHT

    def having(self, verdict: Verdict) -> list[Judgement]:
        """Return the judgements with this verdict."""
        return [one for one in self.judgements if one.verdict == verdict]

    @property
    def next_steps(self) -> list[str]:
        """What to do now: one command or sentence for each."""
        refuted = self.having("refuted")
        advice = list(dict.fromkeys(one.advice for one in refuted if one.advice))
        options = [one for one in advice if one.startswith(self.emulator)]
        together = " ".join(
            dict.fromkeys(o.removeprefix(self.emulator) for o in options)
        )
        return [
            *([self.schema_fix] if any(not one.advice for one in refuted) else []),
            *([f"{self.emulator}{together}"] if options else []),
            *(one for one in advice if one not in options),
        ]


def text_report(report: ConfirmReport) -> str:
    """Return *report* as text: the counts, what is refuted, what is unknown."""
    return "\n\n".join("\n".join(block) for block in _blocks(report)) + "\n"


def json_report(report: ConfirmReport) -> str:
    """Return *report* as JSON, in ASCII: not every pipe accepts other characters."""
    content = {
        "version": JSON_VERSION,
        "tool": {"name": "udacity-client", "version": report.version},
        "base_url": report.base_url,
        "real_api": report.is_real,
        "date": report.today.isoformat(),
        "exit_code": report.exit_code,
        "requests": [
            {"step": one.step, "domain": one.domain, "status": one.status}
            for one in report.requests
        ],
        "counts": _counts(report.judgements),
        "failures": list(report.failures),
        "next": report.next_steps,
        "assumptions": [_json(one) for one in report.judgements],
    }
    return escape_runner_commands(json.dumps(content, indent=2)) + "\n"


def _json(one: Judgement) -> dict[str, object]:
    return {
        "area": one.area,
        "assumption": one.assumption,
        "basis": one.basis,
        "verdict": one.verdict,
        "statement": one.statement,
        "reason": one.reason,
        "advice": one.advice,
    }


def _counts(judgements: Sequence[Judgement]) -> dict[str, int]:
    found = Counter(one.verdict for one in judgements)
    return {name: found[name] for name in ("confirmed", "refuted", "unknown")}


def _blocks(report: ConfirmReport) -> Iterator[list[str]]:
    yield _summary(report)
    if report.failures:
        yield ["Not everything could be asked:", *map(_indented, report.failures)]
    refuted = report.having("refuted")
    if refuted:
        yield ["Refuted:", *(line for one in refuted for line in _lines(one))]
    unknown = report.having("unknown")
    if unknown:
        yield ["Unknown:", *_by_reason(unknown)]
    if report.next_steps:
        yield ["Next:", *map(_indented, report.next_steps)]


def _summary(report: ConfirmReport) -> list[str]:
    guesses = [one for one in report.judgements if one.is_guess]
    count = Counter(one.verdict for one in guesses)
    documented = [one for one in report.judgements if not one.is_guess]
    differing = sum(one.verdict == "refuted" for one in documented)
    server = "the real API" if report.is_real else "not the real API"
    return [
        f"Requests to {report.base_url}, {server}: {len(report.requests)}.",
        f"Of {len(guesses)} guesses, {count['confirmed']} are confirmed, "
        f"{count['refuted']} refuted and {count['unknown']} unknown.",
        f"Differences from the documentation: {differing}.",
    ]


def _lines(one: Judgement) -> Iterator[str]:
    yield f"  {one.area}: {one.assumption} ({_BASIS[one.basis]})"
    yield from _wrapped(f"assumed: {one.statement}", "    ")
    yield from _wrapped(f"found:   {one.reason}", "    ")
    if one.advice:
        yield f"    do:      {one.advice}"


def _by_reason(unknown: list[Judgement]) -> Iterator[str]:
    """Yield the lines of *unknown*, those with one reason together."""
    reasons = dict.fromkeys((one.area, one.reason) for one in unknown)
    for area, reason in reasons:
        names = [o.assumption for o in unknown if (o.area, o.reason) == (area, reason)]
        yield from _wrapped(f"{area}: {', '.join(names)}", "  ")
        yield f"    {reason}"


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _indented(line: str) -> str:
    return f"  {line}"
