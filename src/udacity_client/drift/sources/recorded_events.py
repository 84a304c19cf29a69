"""Drift events that deployed clients recorded, one JSON object a line."""

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

from udacity_client.errors import ConfigurationError, Location, Problem, SourceError
from udacity_client.schema.documents import display_path, read_text

_KEYS: Final = ("kind", "domain", "operation", "type_name", "value")
KINDS: Final = ("unknown_enum_value", "unknown_union_member")
"""The kinds of events, as in `DriftEvent`."""


@dataclass(frozen=True, order=True)
class RecordedEvent:
    """One recorded event: what a client received, in which domain and operation."""

    kind: str
    domain: str
    operation: str
    type_name: str
    value: str


@dataclass(frozen=True)
class RecordedDrift:
    """A value that deployed clients received and that the schema does not define.

    Attributes:
        kind: The kind of event, such as `unknown_enum_value`.
        operation: The operation whose response had it.
        type_name: The enum, union or interface.
        value: The enum value, or the name of the member type.
        count: How many times it was recorded.
    """

    kind: str
    operation: str
    type_name: str
    value: str
    count: int


def read_events(path: Path, domains: Collection[str]) -> list[RecordedEvent]:
    """Return the events in the file at *path*; unknown keys are ignored.

    Args:
        path: A file with one JSON object a line; empty lines are ignored.
        domains: The domains that exist.

    Raises:
        ConfigurationError: The file cannot be read, or a line is not an event.
        SourceError: The domain of an event is not one of *domains*.
    """
    unreadable: list[Problem] = []
    text = read_text(path, unreadable) or ""
    unknown: list[Problem] = []
    events: list[RecordedEvent] = []
    # Not `splitlines`: a string of JSON may hold other ends of lines.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = Location(display_path(path), number)
        event = _event(line)
        if isinstance(event, str):
            unreadable.append(Problem(place, f"The line {event}.", _HINT))
        elif event.domain not in domains:
            message = f"There is no domain `{event.domain}`."
            hint = f"The domains are {', '.join(sorted(domains))}."
            unknown.append(Problem(place, message, hint))
        else:
            events.append(event)
    if unreadable:
        raise ConfigurationError("\n".join(map(str, unreadable)))
    if unknown:
        raise SourceError(unknown)
    return events


_HINT: Final = "Let clients write json.dumps(dataclasses.asdict(event)) in on_event=."


def _event(line: str) -> RecordedEvent | str:
    """Return the event in *line*, or what is wrong with the line."""
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError):
        return "is not JSON"
    if not isinstance(found, dict):
        return "is not a JSON object"
    table = cast("dict[str, object]", found)
    values = {key: value for key in _KEYS if isinstance(value := table.get(key), str)}
    if missing := [key for key in _KEYS if key not in values]:
        return f"has no string for {', '.join(missing)}"
    if values["kind"] not in KINDS:
        return f"has an unknown kind; the kinds are {', '.join(KINDS)}"
    return RecordedEvent(**values)


def still_unknown(
    schema: GraphQLSchema, domain: str, events: Iterable[RecordedEvent]
) -> tuple[RecordedDrift, ...]:
    """Return and count the *events* of *domain* that *schema* still does not define."""
    counts = Counter(event for event in events if event.domain == domain)
    return tuple(
        RecordedDrift(event.kind, event.operation, event.type_name, event.value, count)
        for event, count in sorted(counts.items())
        if not _knows(schema, event)
    )


def _knows(schema: GraphQLSchema, event: RecordedEvent) -> bool:
    type_ = schema.type_map.get(event.type_name)
    if isinstance(type_, GraphQLEnumType):
        return event.value in type_.values
    if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
        members = schema.get_possible_types(type_)
        return any(member.name == event.value for member in members)
    return False
