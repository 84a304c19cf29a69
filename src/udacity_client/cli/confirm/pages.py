"""Judge what is assumed about pages, cursors, filters and orders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from udacity_client.cli.confirm.answers import Answer
from udacity_client.cli.confirm.assumptions import MAX_PAGE_SIZE
from udacity_client.cli.confirm.documents import LARGEST
from udacity_client.cli.confirm.interview import Observations
from udacity_client.cli.confirm.outcome import (
    CONFIRMED,
    Outcome,
    correct,
    refuted,
    unknown,
)
from udacity_client.cli.printing import count
from udacity_client.endpoints import DEFAULT_PAGE_SIZE
from udacity_client.schema.json_objects import objects

_MAXIMUM: Final = re.compile(
    r"(?i)\b(?:at most|max(?:imum)?|up to|exceeds?|than|limit)\D{0,20}(\d{1,6})\b"
)
"""Where a message about a page that is too large states the maximum."""

_ONE_COMPANY: Final = "The credential knows no other company's."


def judge_pages(seen: Observations) -> Iterator[tuple[str, Outcome]]:
    """Yield the outcome for each assumption of this kind."""
    yield "page.default", _default(seen, "plans")
    yield "page.default-others", _default_of_others(seen)
    yield from _largest(seen)
    yield "page.too-small", unknown("It is not asked: the next page matters more.")
    yield "cursor.kind", _cursor(seen)
    yield "filter.empty", _empty_filter(seen)
    yield "filter.search", unknown("A search would have to send a learner's name.")
    yield "order.direction", _direction(seen)
    yield "order.nulls", _nulls(seen)
    yield (
        "order.default",
        unknown("It would have to be read twice, with changes in between."),
    )
    yield "plan.id", _plan_id(seen)
    yield "plan.foreign", unknown(_ONE_COMPANY)
    yield "contract.foreign", unknown(_ONE_COMPANY)


def _default_of_others(seen: Observations) -> Outcome:
    found = [_default(seen, step) for step in ("programs", "assessments")]
    for verdict in ("refuted", "confirmed"):
        for outcome in found:
            if outcome.verdict == verdict:
                return outcome
    return found[0]


def _default(seen: Observations, step: str) -> Outcome:
    answer = seen.answers.get(step)
    total = None if answer is None else answer.connection("page").get("totalCount")
    if answer is None or not isinstance(total, int):
        return unknown(seen.missing.get(step, "The answer has no page."))
    size = len(answer.nodes("page"))
    if size == DEFAULT_PAGE_SIZE < total:
        return CONFIRMED
    if size == total <= DEFAULT_PAGE_SIZE:
        return unknown(f"There are only {count(total, 'record')}.")
    advice = correct("DEFAULT_PAGE_SIZE (endpoints.py, the emulator)")
    return refuted(f"A page has {size} of {count(total, 'record')}.", advice)


def _largest(seen: Observations) -> Iterator[tuple[str, Outcome]]:
    answer = seen.answers.get("largest page")
    if answer is None:
        nothing = unknown(seen.why_missing("largest page"))
        yield "page.maximum", nothing
        yield "page.too-large", nothing
        return
    if answer.errors:
        yield "page.maximum", _maximum_in(answer)
        yield "page.too-large", _refused(answer)
        return
    total = answer.connection("page").get("totalCount")
    size = len(objects(answer.connection("page"), "edges"))
    yield "page.maximum", _maximum(size, total)
    yield "page.too-large", _cut(size, total)


def _maximum(size: int, total: object) -> Outcome:
    if not isinstance(total, int):
        return unknown("The answer has no page.")
    if size == min(total, LARGEST):
        return (
            refuted(f"A page has {count(size, 'record')}.", _max_page_size(size))
            if size > MAX_PAGE_SIZE
            else unknown(f"There are only {count(total, 'record')}, and all came.")
        )
    if size == MAX_PAGE_SIZE:
        return CONFIRMED
    return refuted(f"A page has at most {count(size, 'record')}.", _max_page_size(size))


def _maximum_in(answer: Answer) -> Outcome:
    stated = {int(n) for text in answer.messages for n in _MAXIMUM.findall(text)}
    stated -= {LARGEST}
    if len(stated) != 1 or not answer.failed_fields:
        return unknown("A page that is too large is refused, and no maximum stated.")
    maximum = stated.pop()
    if maximum == MAX_PAGE_SIZE:
        return CONFIRMED
    return refuted(f"At most {maximum} are allowed.", _max_page_size(maximum))


def _refused(answer: Answer) -> Outcome:
    if not answer.failed_fields:
        return unknown("The query was refused, not the size of the page.")
    return refuted("It is refused.", 'Emulator(large_pages="refuse")')


def _cut(size: int, total: object) -> Outcome:
    if isinstance(total, int) and size < min(total, LARGEST):
        return CONFIRMED
    return unknown("No page was too large.")


def _max_page_size(size: int) -> str:
    return f"udacity emulator --max-page-size {size}"


def _cursor(seen: Observations) -> Outcome:
    answer, test = seen.answers.get("cursor"), seen.cursor
    if answer is None or test is None:
        reason = "No record of the first page is left out by a filter on its status."
        return unknown(seen.missing.get("cursor", reason))
    kind = test.kind(answer)
    if kind is None and answer.errors:
        return unknown("The page failed, and no error says that its cursor is why.")
    if kind is None:
        return unknown("No kind of cursor leads to the record that came next.")
    if kind == "row":
        return CONFIRMED
    names = {
        "keyset": "A cursor names a place in the order (keyset).",
        "offset": "A cursor counts records (offset).",
    }
    return refuted(names[kind], f"udacity emulator --cursors {kind}")


def _empty_filter(seen: Observations) -> Outcome:
    answer = seen.answers.get("programs")
    totals = [
        None if answer is None else answer.connection(alias).get("totalCount")
        for alias in ("page", "unfiltered")
    ]
    if not all(isinstance(total, int) for total in totals) or not totals[0]:
        return unknown(seen.missing.get("programs", "The answer has no such page."))
    if totals[0] == totals[1]:
        return CONFIRMED
    reason = f"It leaves {totals[1]} of {totals[0]} records."
    return refuted(reason)


def _sorted(seen: Observations) -> list[object]:
    answer = seen.answers.get("programs")
    nodes = [] if answer is None else answer.nodes("sorted")
    return [node.get("lastActiveAt") for node in nodes]


def _direction(seen: Observations) -> Outcome:
    times = [time for time in _sorted(seen) if isinstance(time, str)]
    rises = {one < other for one, other in pairwise(times) if one != other}
    if len(rises) != 1:
        return unknown(seen.missing.get("programs", "Too few sorted records differ."))
    if rises == {True}:
        return CONFIRMED
    return refuted("It is descending.")


def _nulls(seen: Observations) -> Outcome:
    answer, ordered = seen.answers.get("programs"), _sorted(seen)
    if answer is None or not ordered:
        return unknown(seen.missing.get("programs", "The answer has no such page."))
    times = [node.get("lastActiveAt") for node in answer.nodes("page")]
    if None not in times or not any(times):
        return unknown("The first page has no records of both kinds.")
    if ordered[0] is None:
        return refuted("They come first.")
    return CONFIRMED


def _plan_id(seen: Observations) -> Outcome:
    answer = seen.answers.get("plans")
    if answer is None:
        return unknown(seen.why_missing("plans"))
    if answer.connection("page"):
        return CONFIRMED
    if not answer.failed_fields:
        return unknown("The query was refused, not the ID.")
    return refuted("It is refused.")
