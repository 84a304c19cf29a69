"""Judge what is assumed about rate limits, from what each answer says is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from udacity_client.cli.confirm.answers import Answer
from udacity_client.cli.confirm.interview import Observations
from udacity_client.cli.confirm.outcome import (
    CONFIRMED,
    Outcome,
    correct,
    refuted,
    unknown,
)
from udacity_client.cli.confirm.plan import Step
from udacity_client.endpoints import REQUESTS_PER_MINUTE

_LIMIT, _REMAINING = "x-ratelimit-limit", "x-ratelimit-remaining"
_LIKE_THEM: Final = frozenset(
    f"{prefix}{end}"
    for prefix in ("ratelimit", "x-ratelimit", "x-rate-limit")
    for end in ("", "-limit", "-policy", "-remaining", "-reset", "-used")
) - {_LIMIT, _REMAINING}
"""Headers of other APIs for the same. No other header is named in a report."""

_UNAUTHORIZED = 401
_OWN: Final = ("credential", "bearer")
_BEFORE_MINT, _AFTER_MINT = "programs", "largest page"
_NO_HEADERS: Final = "No answer states it."
_BUSY: Final = (
    "What is left did not fall by one with each request: others use the credential, "
    "or the limit is not counted so."
)


class _Reading(NamedTuple):
    """What one answer to the credential's own token says is left."""

    step: str
    domain: str
    left: int


def judge_limits(seen: Observations) -> Iterator[tuple[str, Outcome]]:
    """Yield the outcome for each assumption of this kind."""
    readings = list(_readings(seen))
    yield "limit.headers", _headers(seen)
    yield "limit.requests", _requests(seen)
    yield "limit.shared", _shared(readings)
    yield "limit.anonymous", _anonymous(seen)
    yield (
        "limit.window",
        unknown("To see it, the limit would have to be used up."),
    )
    yield "mint.counted", _mints(seen, readings)
    yield "mint.limit-header", _mint_limit(seen)


def _readings(seen: Observations) -> Iterator[_Reading]:
    for step, answer in _own_answers(seen):
        left = answer.number(_REMAINING)
        if left is not None:
            yield _Reading(step.name, step.domain, left)


def _own_answers(seen: Observations) -> Iterator[tuple[Step, Answer]]:
    """Yield the answers to the credential's own token; a refused one is nobody's."""
    for step, caller in seen.order:
        answer = seen.answers[step.name]
        if caller in _OWN and answer.status != _UNAUTHORIZED:
            yield step, answer


def _headers(seen: Observations) -> Outcome:
    answers = [seen.answers[step.name] for step, _ in seen.order]
    if not answers:
        return unknown("There are no answers.")
    lacking = [one for one in answers if not {_LIMIT, _REMAINING} <= {*one.headers}]
    if not lacking:
        return CONFIRMED
    others = sorted({name for one in lacking for name in _similar(one)})
    also = f" They have {', '.join(others)}." if others else ""
    count = "All" if len(lacking) == len(answers) else f"{len(lacking)}"
    return refuted(
        f"{count} of {len(answers)} answers lack one of them.{also}",
        correct("the headers of rate limits (protocol/http_response.py)"),
    )


def _similar(answer: Answer) -> Iterator[str]:
    for name in answer.headers:
        if name in _LIKE_THEM:
            yield name


def _requests(seen: Observations) -> Outcome:
    stated = {answer.number(_LIMIT) for _, answer in _own_answers(seen)}
    return _limit_is(
        {limit for limit in stated if limit}, "udacity emulator --rate-limit {}"
    )


def _anonymous(seen: Observations) -> Outcome:
    answer = seen.answers.get("no token")
    limit = None if answer is None else answer.number(_LIMIT)
    advice = correct("the limit of requests without a token (the emulator)")
    return _limit_is({limit} if limit else set(), advice)


def _mint_limit(seen: Observations) -> Outcome:
    if "token" not in seen.answers:
        return unknown(seen.why_missing("token"))
    limit = seen.answers["token"].number(_LIMIT)
    return _limit_is({limit} if limit else set(), "")


def _limit_is(stated: set[int], advice: str) -> Outcome:
    if not stated:
        return unknown(_NO_HEADERS)
    if stated == {REQUESTS_PER_MINUTE}:
        return CONFIRMED
    if len(stated) > 1:
        return unknown(f"Answers state from {min(stated)} to {max(stated)}.")
    limit = stated.pop()
    return refuted(f"The limit is {limit}.", advice.format(limit))


def _shared(readings: Sequence[_Reading]) -> Outcome:
    if len({reading.domain for reading in readings}) < 2:  # noqa: PLR2004 - two to compare
        return unknown(_NO_HEADERS)
    if _fall_by_one(readings):
        return CONFIRMED
    firsts = {reading.domain: reading.left for reading in reversed(readings)}
    if _fall_by_one_in_each(readings) and len(set(firsts.values())) == 1:
        return refuted(
            "Each domain counts its own requests.",
            correct("which requests count together (limits)"),
        )
    return unknown(_BUSY)


def _mints(seen: Observations, readings: Sequence[_Reading]) -> Outcome:
    """Compare what is left before and after a token, in one domain."""
    if "second token" not in seen.answers:
        return unknown(seen.why_missing("second token"))
    left = {reading.step: reading.left for reading in readings}
    before, after = left.get(_BEFORE_MINT), left.get(_AFTER_MINT)
    if before is None or after is None:
        return unknown(_NO_HEADERS)
    if not _fall_by_one(readings) and not _fall_by_one_in_each(readings):
        return unknown(_BUSY)
    match before - after:
        case 1:
            return CONFIRMED
        case 2:
            return refuted("A request for a token counts as one.")
        case _:
            return unknown(_BUSY)


def _fall_by_one(readings: Sequence[_Reading]) -> bool:
    """Return whether each answer leaves one less than the last.

    Nobody else used the credential then. Between two of them a token was asked for,
    which may count.
    """
    falls = [
        one.left - other.left
        for one, other in pairwise(readings)
        if other.step != _AFTER_MINT
    ]
    return bool(falls) and all(fall == 1 for fall in falls)


def _fall_by_one_in_each(readings: Sequence[_Reading]) -> bool:
    """Return whether that is so in each domain alone."""
    domains = {reading.domain for reading in readings}
    groups = [[one for one in readings if one.domain == name] for name in domains]
    return all(_fall_by_one(group) for group in groups if len(group) > 1)
