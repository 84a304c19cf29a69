"""Read what deployed clients met, and tell what of it the schema still does not know.

Clients record one `DriftEvent` a line, as JSON; nothing here runs in them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLSchema,
    GraphQLUnionType,
)

from udacity_client.drift.impact.findings import Recorded
from udacity_client.errors import ConfigurationError, Location, Problem, SourceError
from udacity_client.schema.documents import display_path, read_text

_KEYS: Final = ("kind", "domain", "operation", "type_name", "value")
KINDS: Final = ("unknown_enum_value", "unknown_union_member")
"""What clients meet, as `DriftEvent` has it."""


@dataclass(frozen=True, order=True)
class Event:
    """Hold one line: what was met, in which domain and operation."""

    kind: str
    domain: str
    operation: str
    type_name: str
    value: str


def read_events(path: Path, domains: Collection[str]) -> list[Event]:
    """Return the events in the file at *path*; what else lines say is left alone.

    Args:
        path: A file of one JSON object a line; empty lines count for nothing.
        domains: The domains that there are.

    Raises:
        ConfigurationError: The file cannot be read, or a line is no event.
        SourceError: An event is of no domain in *domains*.
    """
    unreadable: list[Problem] = []
    text = read_text(path, unreadable) or ""
    strange: list[Problem] = []
    events: list[Event] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        place = Location(display_path(path), number)
        event = _event(line)
        if isinstance(event, str):
            unreadable.append(Problem(place, f"The line {event}.", _HINT))
        elif event.domain not in domains:
            message = f"There is no domain `{event.domain}`."
            hint = f"The domains are {', '.join(sorted(domains))}."
            strange.append(Problem(place, message, hint))
        else:
            events.append(event)
    if unreadable:
        raise ConfigurationError("\n".join(map(str, unreadable)))
    if strange:
        raise SourceError(strange)
    return events


_HINT: Final = "Let clients write json.dumps(dataclasses.asdict(event)) in on_event=."


def _event(line: str) -> Event | str:
    """Return the event in *line*, or why it is none."""
    try:
        found: object = json.loads(line)
    except ValueError:
        return "is not JSON"
    if not isinstance(found, dict):
        return "is no JSON object"
    table = cast("dict[str, object]", found)
    values = {key: value for key in _KEYS if isinstance(value := table.get(key), str)}
    if missing := [key for key in _KEYS if key not in values]:
        return f"has no text for {', '.join(missing)}"
    if values["kind"] not in KINDS:
        return f"is of no kind that is known, which are {', '.join(KINDS)}"
    return Event(**values)


def unknown_still(
    schema: GraphQLSchema, domain: str, events: Iterable[Event]
) -> tuple[Recorded, ...]:
    """Return, counted, the *events* of *domain* that *schema* does not know of yet."""
    counts = Counter(event for event in events if event.domain == domain)
    return tuple(
        Recorded(event.kind, event.operation, event.type_name, event.value, count)
        for event, count in sorted(counts.items())
        if not _knows(schema, event)
    )


def _knows(schema: GraphQLSchema, event: Event) -> bool:
    type_ = schema.type_map.get(event.type_name)
    if isinstance(type_, GraphQLEnumType):
        return event.value in type_.values
    if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
        members = schema.get_possible_types(type_)
        return any(member.name == event.value for member in members)
    return False
