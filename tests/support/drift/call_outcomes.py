"""Call a changed server with a generated client, and record the outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from support.drift.adversarial_server import AdversarialServer
from support.drift.compiled_clients import CallRunner, CompiledClient, Outcome, Request
from support.drift.exhaustive_choices import (
    EVERY_KIND,
    MEMBERS_ONLY,
    UNIFORM,
    Kind,
    UniformChoices,
    run_every_choice,
)
from support.drift.resolved_arguments import Resolved, changed_arguments


@dataclass
class CallOutcomes:
    """The outcomes of all calls of one operation.

    Attributes:
        sent: The number of requests; the old server accepts each.
        refused: The number of requests that the new server refused.
        lost: The number of requests of which every call failed.
        unreadable: Answers that the client could not decode, or that were errors.
        shifted: Arguments whose value differs from the old server's.
    """

    sent: int = 0
    refused: int = 0
    lost: int = 0
    unreadable: list[bytes] = field(default_factory=list[bytes])
    changed_arguments: set[str] = field(default_factory=set[str])

    @property
    def has_failed(self) -> bool:
        return bool(self.refused or self.unreadable)

    @property
    def always_fails(self) -> bool:
        return self.lost == self.sent


def call_outcomes(
    runner: CallRunner, client: CompiledClient, name: str, new: AdversarialServer
) -> CallOutcomes:
    """Return the outcomes of the operation *name* of *client* at the server *new*."""
    found, kinds = CallOutcomes(), EVERY_KIND
    if client.is_unaffected(name, new.schema):
        return replace(found, sent=len(client.requests(name)))
    for request in client.requests(name):
        found.sent += 1
        outcomes = set[Outcome]()
        answers, resolved = list[bytes](), list[Resolved]()
        for answer in _answers(new, request, kinds):
            outcome = runner.outcome(client, name, request, answer)
            outcomes.add(outcome)
            if outcome != "fine":
                answers.append(answer)
            if outcome != "refused":
                resolved.append(new.resolved_arguments)
        seen = {place for one in resolved for place in one}
        for one in resolved:
            changed = changed_arguments(request.arguments, one, seen)
            found.changed_arguments.update(changed)
        found.lost += "fine" not in outcomes
        if outcomes == {"refused"}:
            found.refused += 1
            continue
        # Some answers need an argument that no validation asks for.
        found.unreadable += answers
        # The answers do not depend on other variables, so the first request covers
        # them.
        if b"@skip" not in request.content and b"@include" not in request.content:
            kinds = MEMBERS_ONLY
    return found


def _answers(
    server: AdversarialServer, request: Request, kinds: frozenset[Kind]
) -> Iterator[bytes]:
    yield from run_every_choice(
        lambda choices: server.answer(request.content, choices), kinds
    )
    if kinds is EVERY_KIND:
        for position, smallest in UNIFORM:
            choices = UniformChoices(position, smallest=smallest)
            yield server.answer(request.content, choices)
