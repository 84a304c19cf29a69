"""Compare the findings about real clients with random calls of them, and print a table.

    PYTHONPATH=tests python -m support.drift.random_calls OLD,NEW,FOLDER ...

OLD and NEW are files with two versions of a schema, and FOLDER holds operations that
were written for OLD, as `.graphql` or `.gql` files. Effects on calls that no finding
reports are printed below the table, and so are findings that no call met: random calls
do not meet everything.
"""

# ruff: noqa: T201 - it is a command

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from graphql import GraphQLSchema, print_schema

from support.client_check.client_sources import DOMAIN, read_client
from support.client_check.compiled_client import CompiledClient, compile_client
from support.client_check.random_json import RandomJson
from support.drift.adversarial_server import AdversarialServer
from support.drift.call_outcomes import CallOutcomes
from support.drift.compiled_clients import Outcome
from support.drift.exhaustive_choices import Choices, Kind
from support.drift.findings_vs_calls import unobserved_findings, unreported_effects
from support.drift.resolved_arguments import changed_arguments
from udacity_client.drift.impact.assess import AssessedDrift, drift_between
from udacity_client.errors import GraphQLError, ResponseShapeError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode
from udacity_client.runtime import Operation
from udacity_client.schema.sdl import read_sdl

T = TypeVar("T")

_ANSWERS = 3
"""How many answers each request gets."""


@dataclass
class CallComparison:
    """What calls of one client met, and what the findings said.

    Attributes:
        refused: The operations that the new server refuses whatever they send.
        failing: The other operations of which a call failed.
        missed: Effects that no finding reports, in words.
        unseen: Findings whose effect no call had, in words.
    """

    refused: list[str] = field(default_factory=list[str])
    failing: list[str] = field(default_factory=list[str])
    missed: list[str] = field(default_factory=list[str])
    unseen: list[str] = field(default_factory=list[str])


def drift_of(client: CompiledClient, new: GraphQLSchema) -> AssessedDrift:
    """Return what the change to *new* does to the operations of *client*."""
    return drift_between(
        client.sources.schema,
        new,
        domain=DOMAIN,
        operations=[*client.analysis.operations.values()],
        fragments=client.sources.fragments,
    )


def compare_calls(
    client: CompiledClient,
    new: GraphQLSchema,
    drift: AssessedDrift,
    *,
    rounds: int,
    seed: int = 0,
) -> CallComparison:
    """Call a server of *new* so often with each operation, and compare with *drift*."""
    old_sdl, found = print_schema(client.sources.schema), CallComparison()
    caller = _Caller(
        client,
        before=AdversarialServer(old_sdl, old_sdl),
        after=AdversarialServer(print_schema(new), old_sdl),
        random=Random(seed),
    )
    for name in client.analysis.operations:
        met = caller.outcomes(name, rounds)
        if caller.after.refusals(client.operation(name).document):
            found.refused.append(name)
        elif met.has_failed:
            found.failing.append(name)
        found.missed += unreported_effects(drift, name, met)
        found.unseen += unobserved_findings(drift, name, met)
    return found


class _RandomChoices(Choices):
    """Choices at random; null and other lengths than one are rare."""

    def __init__(self, random: Random) -> None:
        super().__init__({})
        self._random = random

    def choose(self, kind: Kind, place: str, options: Sequence[T]) -> T:
        self.offered[kind, place] = len(options)
        is_first = kind in {"null", "length"} and self._random.random() < 0.8
        return options[0] if is_first else self._random.choice(options)


@dataclass
class _Caller:
    """Calls a server of the old schema and one of the new with the same requests."""

    client: CompiledClient
    before: AdversarialServer
    after: AdversarialServer
    random: Random

    def outcomes(self, name: str, rounds: int) -> CallOutcomes:
        met, operation = CallOutcomes(), self.client.operation(name)
        for content in self._requests(operation, rounds):
            expected = json.loads(self.before.answer(content, self._choices))
            if "errors" in expected:
                continue  # even the old server takes no such request
            met.sent += 1
            before = self.before.resolved_arguments
            outcomes = set[Outcome]()
            for _ in range(_ANSWERS):
                answer = self.after.answer(content, self._choices)
                outcome = _outcome(operation, answer)
                outcomes.add(outcome)
                if outcome == "unreadable":
                    met.unreadable.append(answer)
                # Of other places nobody knows what they were.
                after = self.after.resolved_arguments
                both = {place: after[place] for place in after.keys() & before.keys()}
                met.changed_arguments.update(changed_arguments(before, both, both))
            met.refused += "refused" in outcomes
            met.lost += "fine" not in outcomes
        return met

    @property
    def _choices(self) -> Choices:
        return _RandomChoices(self.random)

    def _requests(self, operation: Operation[Any, Any], rounds: int) -> Iterator[bytes]:
        node = self.client.analysis.operations[operation.name]
        data = RandomJson(self.client.sources.schema, self.random)
        for _ in range(rounds):
            request = {
                "query": operation.document,
                "operationName": operation.name,
                "variables": data.variables(node),
            }
            yield json.dumps(request).encode()


def _outcome(operation: Operation[Any, Any], answer: bytes) -> Outcome:
    try:
        decode(operation, RawResponse(200, {}, answer, received_at=0.0)).require()
    except GraphQLError:
        return "refused"
    except ResponseShapeError:
        return "unreadable"
    return "fine"


def main() -> int:
    """Check the pairs of the command line; return 1 if a finding is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="+", metavar="OLD,NEW,FOLDER")
    parser.add_argument("--rounds", type=int, default=20, help="requests an operation")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    headings = "pair", "operations", "refused", "failing", "missed", "unseen"
    print(_line(headings), _line("---" for _ in headings), sep="\n", flush=True)
    details: list[str] = []
    is_missed = False
    with tempfile.TemporaryDirectory() as temporary:
        for number, pair in enumerate(given.pairs):
            folder = Path(temporary) / f"pair_{number}"
            found = _compare(pair, folder, given)
            details += [f"{pair}, missed: {one}" for one in found.missed]
            details += [f"{pair}, unseen: {one}" for one in found.unseen]
            is_missed |= bool(found.missed)
    print("", *details, sep="\n")
    return 1 if is_missed else 0


def _compare(pair: str, folder: Path, given: argparse.Namespace) -> CallComparison:
    """Print a line of the table, and return what calls met."""
    old, new, documents = map(Path, pair.split(","))
    sources = read_client(old, documents)
    client, schema = compile_client(sources, folder, package=folder.name), read_sdl(new)
    drift = drift_of(client, schema)
    found = compare_calls(client, schema, drift, rounds=given.rounds, seed=given.seed)
    lists = found.refused, found.failing, found.missed, found.unseen
    counts = len(client.analysis.operations), *map(len, lists)
    print(_line(map(str, (pair, *counts))), flush=True)
    return found


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
