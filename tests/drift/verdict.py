"""Find out by trying what a changed schema does to a committed client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from drift.adversary import Adversary
from drift.choices import EVERYTHING, MEMBERS, Kind, every
from drift.committed import Committed, Outcome, Request, Wire
from drift.resolved import shifts


@dataclass
class Verdict:
    """Hold what calls of one operation came to.

    Attributes:
        sent: How many requests there are, all of which the old server takes.
        refused: How many of them the new server refused.
        unreadable: Answers that the client could not read.
        shifted: Arguments that came to something else than before.
    """

    sent: int = 0
    refused: int = 0
    unreadable: list[bytes] = field(default_factory=list[bytes])
    shifted: set[str] = field(default_factory=set[str])

    @property
    def has_failed(self) -> bool:
        return bool(self.refused or self.unreadable)

    @property
    def always_fails(self) -> bool:
        return self.refused == self.sent


def verdict(wire: Wire, client: Committed, name: str, new: Adversary) -> Verdict:
    """Return what the operation *name* of *client* comes to at the server *new*."""
    found, kinds = Verdict(), EVERYTHING
    if client.is_untouched(name, new.schema):
        return replace(found, sent=len(client.requests(name)))
    for request in client.requests(name):
        found.sent += 1
        outcomes = set[Outcome]()
        for answer in _answers(new, request, kinds):
            outcome = wire.outcome(client, name, request, answer)
            outcomes.add(outcome)
            if outcome == "unreadable":
                found.unreadable.append(answer)
            if outcome != "refused":
                found.shifted.update(shifts(request.arguments, new.arguments))
        if "refused" in outcomes:
            assert outcomes == {"refused"}, "what is refused must not hang on answers"
            found.refused += 1
        else:
            # Answers hang on variables no further: those to the first tell it all.
            kinds = MEMBERS
    return found


def _answers(
    server: Adversary, request: Request, kinds: frozenset[Kind]
) -> Iterator[bytes]:
    return every(lambda choices: server.answer(request.content, choices), kinds)
