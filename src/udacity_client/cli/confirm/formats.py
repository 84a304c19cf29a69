"""Judge what is assumed about the form of answers, errors, times and introspection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from udacity_client.cli.confirm.answers import Answer
from udacity_client.cli.confirm.authorization import shown_code
from udacity_client.cli.confirm.documents import (
    DURATION_FIELDS,
    MISSING_FIELD,
    TIME_FIELDS,
)
from udacity_client.cli.confirm.interview import Observations
from udacity_client.cli.confirm.outcome import (
    CONFIRMED,
    Outcome,
    correct,
    refuted,
    unknown,
)
from udacity_client.cli.confirm.plan import schema_step
from udacity_client.endpoints import DOMAINS
from udacity_client.schema.capabilities import Capability

_TIME: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)"
)
_DURATION: Final = re.compile(
    r"P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?"
    r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
)
_GRAPHQL_RESPONSE, _BAD_REQUEST = "application/graphql-response+json", 400
_GQLGEN: Final = "udacity emulator --dialect gqlgen"
_SINCE: Final = (
    (2025, frozenset({Capability.ONE_OF, Capability.INPUT_DEPRECATION})),
    (2021, frozenset({Capability.SPECIFIED_BY, Capability.REPEATABLE})),
    (2018, frozenset({Capability.SUBSCRIPTION_ROOT})),
)
"""What an edition of the specification has, and none before it."""


def judge_formats(seen: Observations) -> Iterator[tuple[str, Outcome]]:
    """Yield the outcome for each assumption of this kind."""
    yield "time.format", _form(seen, TIME_FIELDS, _TIME, "times")
    yield "duration.format", _form(seen, DURATION_FIELDS, _DURATION, "durations")
    yield "introspection.open", _introspection(seen)
    yield "introspection.edition", _edition(seen)
    answer = seen.answers.get("wrong field")
    for name, judge in (
        ("invalid.message", _message),
        ("invalid.status", _status),
        ("invalid.code", _code),
    ):
        why = seen.why_missing("wrong field")
        yield name, unknown(why) if answer is None else judge(answer)
    yield "answer.media-type", _media_type(seen)
    yield "answer.request-id", _request_id(seen)


def _form(
    seen: Observations, fields: tuple[str, ...], form: re.Pattern[str], what: str
) -> Outcome:
    values = [
        value
        for answer in seen.answers.values()
        for value in answer.texts(*fields)
        if value is not None
    ]
    if not values:
        return unknown(f"No answer has {what}.")
    wrong = [v for v in values if not isinstance(v, str) or not form.fullmatch(v)]
    if not wrong:
        return CONFIRMED
    kind = "texts" if isinstance(wrong[0], str) else "no texts"
    return refuted(
        f"{len(wrong)} of {len(values)} have another form, and are {kind}.",
        correct(f"how {what} are read (runtime)"),
    )


def _introspection(seen: Observations) -> Outcome:
    if seen.hides_schema:
        return refuted("Introspection is refused.", "Emulator(introspection=False)")
    missing = [name for name in DOMAINS if name not in seen.schemas]
    if missing:
        step = "introspection" if seen.capabilities is None else schema_step(missing[0])
        return unknown(seen.why_missing(step))
    return CONFIRMED


def _edition(seen: Observations) -> Outcome:
    if seen.capabilities is None:
        reason = "Introspection is refused." if seen.hides_schema else None
        return unknown(reason or seen.why_missing("introspection"))
    missing = seen.capabilities.missing
    if not missing:
        return CONFIRMED
    known = seen.capabilities.known
    year = next((year for year, parts in _SINCE if parts <= known), 2016)
    return refuted(
        f"It does not show {', '.join(missing)}.",
        f"Emulator(introspection_year={min(year, 2021)})",
    )


def _message(answer: Answer) -> Outcome:
    expected = f'Cannot query field "{MISSING_FIELD}" on type "Query"'
    if any(text.startswith(expected) for text in answer.messages):
        return CONFIRMED
    what = "another message" if answer.messages else "no GraphQL errors"
    return refuted(f"The answer has {what}.")


def _status(answer: Answer) -> Outcome:
    if answer.status == _BAD_REQUEST:
        return CONFIRMED
    return refuted(f"The status is {answer.status}.", _GQLGEN)


def _code(answer: Answer) -> Outcome:
    if not answer.errors:
        return unknown("The answer has no GraphQL errors.")
    if not answer.codes:
        return CONFIRMED
    return refuted(f"It has {shown_code(answer)}.", _GQLGEN)


def _media_type(seen: Observations) -> Outcome:
    types = {
        seen.answers[step.name].headers.get("content-type", "").partition(";")[0]
        for step, _ in seen.order
    }
    if not types:
        return unknown("There are no answers.")
    if types == {_GRAPHQL_RESPONSE}:
        return CONFIRMED
    known = sorted(types & {"application/json", "text/html", "text/plain"})
    return refuted(f"It is also {' and '.join(known or ['another'])}.")


def _request_id(seen: Observations) -> Outcome:
    answers = [seen.answers[step.name] for step, _ in seen.order]
    if not answers:
        return unknown("There are no answers.")
    lacking = sum("x-request-id" not in one.headers for one in answers)
    if not lacking:
        return CONFIRMED
    reason = f"{lacking} of {len(answers)} answers have none."
    return refuted(reason)
