"""Put all judgements together: of the schemas, and of how the API behaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from udacity_client.cli.confirm.assumptions import ASSUMPTIONS, Assumption
from udacity_client.cli.confirm.authorization import judge_authorization
from udacity_client.cli.confirm.formats import judge_formats
from udacity_client.cli.confirm.interview import Assumed, Observations
from udacity_client.cli.confirm.pages import judge_pages
from udacity_client.cli.confirm.plan import schema_step
from udacity_client.cli.confirm.rate_limits import judge_limits
from udacity_client.drift.confirm.judgement import Judgement
from udacity_client.drift.confirm.schema_guesses import judge_schema, unknown_schema
from udacity_client.drift.confirm.validation import NOT_SHOWN
from udacity_client.schema.provenance import BEHAVIOUR


def judge_all(
    assumed: Mapping[str, Assumed], seen: Observations
) -> tuple[Judgement, ...]:
    """Return the judgement of each guess, and of each documented part that differs."""
    schemas = (
        one
        for domain, known in assumed.items()
        for one in _judge_domain(domain, known, seen)
    )
    return (*schemas, *_judge_behaviour(seen))


def _judge_domain(
    domain: str, known: Assumed, seen: Observations
) -> tuple[Judgement, ...]:
    schema = seen.schemas.get(domain)
    if schema is not None:
        return judge_schema(domain, known.origin, ours=known.schema, theirs=schema)
    step = schema_step(domain)
    questions, answer = seen.questions.get(domain), seen.answers.get(step)
    if questions is None or answer is None:
        reason = seen.missing.get(step) or seen.why_missing("introspection")
        return unknown_schema(domain, known.origin, reason)
    judged = questions.judge(answer.body)
    rest = unknown_schema(
        domain,
        known.origin,
        NOT_SHOWN,
        known=frozenset((one.basis, one.assumption) for one in judged),
    )
    return (*judged, *rest)


def _judge_behaviour(seen: Observations) -> Iterator[Judgement]:
    outcomes = dict(
        (
            *judge_authorization(seen),
            *judge_limits(seen),
            *judge_pages(seen),
            *judge_formats(seen),
        )
    )
    for name, one in ASSUMPTIONS.items():
        verdict, reason, advice = outcomes[name]
        yield Judgement(
            area=BEHAVIOUR,
            assumption=name,
            basis=one.basis,
            verdict=verdict,
            statement=one.statement,
            reason=reason,
            advice=advice or (_advice(one) if verdict == "refuted" else ""),
        )


def _advice(one: Assumption) -> str:
    """Return what to do about an assumption that no option changes."""
    if one.basis == "documented":
        return f"Correct what rests on {one.name}: the documentation says otherwise."
    return (
        f"The emulator has no option for that: change it where its source says "
        f"`Inferred ({one.name})`."
    )
