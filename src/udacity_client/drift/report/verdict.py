"""The answer of a check in a few lines: does it break, which operations, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Final

from udacity_client.drift.check import DomainCheck
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level, level_text
from udacity_client.drift.report.summary import count_of

_NAMED: Final = 6
"""How many operations a line names."""

_MEANING: Final = {
    "runtime (always)": "every call fails",
    "runtime (sometimes)": "some calls fail",
    "behaviour": "may do something else",
}
"""What an operation's worst level means, for the levels that matter to its callers."""


def verdict_lines(checks: Sequence[DomainCheck], *, code: str) -> Iterator[str]:
    """Yield the verdict on *checks*; *code* is the command that generates code.

    An accepted change breaks as well as any other: the verdict counts it, and says that
    it is accepted.
    """
    findings = [f for check in checks if check.drift for f in check.drift.findings]
    accepted = [one.finding for check in checks for one in check.accepted]
    worst, overall = (
        _worst_by_operation(found) for found in (findings, [*findings, *accepted])
    )
    yield _first_line(checks, worst, overall)
    for label, words in _MEANING.items():
        names = [name for name, level in worst.items() if level == label]
        if names:
            yield f"  {words + ':':<23}{_listed(names)}"
    yield from _accepted_line(worst, overall)
    yield from _next_steps(checks, findings, code)


def _first_line(
    checks: Sequence[DomainCheck], worst: dict[str, str], overall: dict[str, str]
) -> str:
    """Return the answer; *overall* has the levels with accepted changes, too."""
    compared = [check for check in checks if check.drift]
    operations = count_of(sum(check.operations for check in compared), "operation")
    left = sum(check.operations for check in checks if not check.drift)
    if not compared:
        return f"Not compared with another schema: {count_of(left, 'operation')}."
    rest = (
        f"; {left} more {'was' if left == 1 else 'were'} not compared" if left else ""
    )
    if any(map(_breaks, overall.values())):
        return f"{_counted(worst, overall, _breaks, operations, 'will break')}{rest}."
    changed = ""
    if any(map(_changes, overall.values())):
        words = "may do something else"
        changed = _counted(worst, overall, _changes, operations, words)
    if wrong := _problems(checks):
        also = f"; {changed}" if changed else ""
        return f"Not known whether calls break: {' and '.join(wrong)}{also}{rest}."
    is_whole = len(compared) == len(checks)
    nothing = "Nothing breaks" if is_whole else "Nothing that was compared breaks"
    if changed:
        return f"{nothing}, but {changed}{rest}."
    has_types = Level.TYPES.value in worst.values()
    end = " Some generated types are out of date." if has_types else ""
    return f"{nothing}: all calls of {operations} work{rest}.{end}"


def _counted(
    worst: dict[str, str],
    overall: dict[str, str],
    is_met: Callable[[str], bool],
    operations: str,
    words: str,
) -> str:
    """Return how many of *operations* have a level that *is_met*, and why some do."""
    whole, open_ = (sum(map(is_met, found.values())) for found in (overall, worst))
    text = f"{whole} of {operations} {words}"
    if open_ == whole:
        return text
    return f"{text} ({f'{whole - open_} ' if open_ else ''}accepted)"


def _breaks(level: str) -> bool:
    return level.startswith("runtime")


def _changes(level: str) -> bool:
    return level == Level.BEHAVIOUR.value


def _accepted_line(worst: dict[str, str], overall: dict[str, str]) -> Iterator[str]:
    """Yield what accepted changes make worse, if they do."""
    parts = list[str]()
    for label, words in _MEANING.items():
        names = [
            name
            for name, level in overall.items()
            if level == label and worst.get(name) != label
        ]
        if names:
            parts.append(f"{words}: {_listed(names)}")
    if parts:
        yield f"  {'accepted:':<23}{'; '.join(parts)}"


def _worst_by_operation(findings: Sequence[Finding]) -> dict[str, str]:
    """Return the worst level of each affected operation, as text, by its name."""
    found: dict[str, tuple[tuple[int, bool], str]] = {}
    for finding in findings:
        for one in finding.affected:
            rank = one.level.rank, one.certainty == "sometimes"
            name = f"{finding.domain}: {one.operation}"
            level = level_text(one.level, one.certainty)
            found[name] = min(found.get(name, (rank, level)), (rank, level))
    return {name: level for name, (_, level) in found.items()}


def _listed(names: Sequence[str]) -> str:
    """Return *names*, each domain once."""
    by_domain: dict[str, list[str]] = {}
    for name in names[:_NAMED]:
        domain, _, operation = name.partition(": ")
        by_domain.setdefault(domain, []).append(operation)
    listed = "; ".join(
        f"{', '.join(operations)} ({domain})"
        for domain, operations in by_domain.items()
    )
    left = len(names) - _NAMED
    return f"{listed}, and {left:,} more" if left > 0 else listed


def _problems(checks: Sequence[DomainCheck]) -> list[str]:
    """Return how many problems keep operations from being compared, by their place."""
    in_schemas = sum(len(check.schema_problems) for check in checks)
    in_operations = sum(len(check.problems) + len(check.refused) for check in checks)
    counts = ((in_schemas, "schemas"), (in_operations, "operations"))
    return [
        f"{count_of(number, 'problem')} in {where}"
        for number, where in counts
        if number
    ]


def _wrong_acceptances(checks: Sequence[DomainCheck]) -> Iterator[str]:
    """Yield how many problems the list of accepted findings has, if it has any."""
    if number := sum(len(check.acceptance_problems) for check in checks):
        yield f"{count_of(number, 'problem')} in accepted findings"


def _next_steps(
    checks: Sequence[DomainCheck], findings: Sequence[Finding], code: str
) -> Iterator[str]:
    """Yield what to do, the most urgent first."""
    for wrong in (*_problems(checks), *_wrong_acceptances(checks)):
        yield f"  first:                 correct {wrong}, see below"
    for check in checks:
        if check.is_for_other:
            yield f"  or, if that is meant:  {check.accept_command}"
    if any(check.code not in {"fresh", "unchecked"} for check in checks):
        yield f"  code is not fresh:     {code}"
    mattering = [one for one in findings if one.level.rank <= Level.TYPES.rank]
    yield from _fixes(sorted(mattering, key=lambda finding: finding.rank))
    unseen = [check.domain for check in checks if check.unavailable]
    if unseen:
        yield f"  not compared:          {', '.join(unseen)}, see UNCHECKED below"


def _fixes(worst_first: Sequence[Finding]) -> Iterator[str]:
    """Yield where to start, and what to do in each domain: *worst_first* decides."""
    if not worst_first:
        return
    first, worst_of_each = worst_first[0], dict[str, Finding]()
    for finding in worst_first:
        worst_of_each.setdefault(finding.domain, finding)
    places = [place for one in first.affected for place in one.places]
    at = f" ({places[0]})" if places and first.level is Level.RUNTIME else ""
    yield f"  start with:            {first.coordinate}{at}"
    fixes = list(dict.fromkeys(one.fix for one in worst_of_each.values()))
    if (left := len(fixes) - _NAMED) > 0:
        fixes[_NAMED:] = [f"and {left:,} more, see below"]
    for label, fix in zip_longest(("do:",), fixes, fillvalue=""):
        yield f"  {label:<23}{fix}"
