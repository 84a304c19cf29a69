"""Judge what is assumed about one domain's schema, from the schema that the API has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graphql import GraphQLSchema, GraphQLType

from udacity_client.drift.confirm.judgement import (
    COMPLETE,
    DOCUMENTED,
    Basis,
    Judgement,
    Verdict,
)
from udacity_client.drift.confirm.renamed_types import with_guessed_names
from udacity_client.drift.diff.change import Change, ChangeKind
from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.sources.completeness import incompleteness
from udacity_client.schema.graphql_types import inside, is_list, is_non_null
from udacity_client.schema.provenance import Origin

_GONE: Final[frozenset[ChangeKind]] = frozenset({"removed", "kind-changed"})
_ADDED: Final[frozenset[ChangeKind]] = frozenset({"added", "required-added"})
_DIFFERS: Final[frozenset[ChangeKind]] = frozenset(
    {"type-changed", "default-changed", "became-one-of", "no-longer-one-of"}
)
_PLAIN: Final = re.compile(r"[\[\]!\w]+|-?\d+(?:\.\d+)?")
"""A reference to a type, a number, or a word: SDL that quotes nobody."""

_SHOWN: Final = 20
_PARTIAL: Final = (
    "The server shows this credential only a part of its schema, and not this."
)


def judge_schema(
    domain: str, origin: Origin, *, ours: GraphQLSchema, theirs: GraphQLSchema
) -> tuple[Judgement, ...]:
    """Return the judgement of each guess, and of each documented part that differs.

    Args:
        domain: The API domain.
        origin: Which parts of *ours* are guesses.
        ours: The schema that is assumed.
        theirs: The schema that the API has.
    """
    theirs, real_names = with_guessed_names(origin.names, ours=ours, theirs=theirs)
    is_partial = incompleteness(ours, theirs) is not None
    judge = _Judge(
        domain, origin, _relevant(changes_between(ours, theirs)), is_partial=is_partial
    )
    return (
        *map(judge.inferred, origin.inferred),
        *(judge.name(name, real_names.get(name)) for name in origin.names),
        *map(judge.nullability, origin.nullability),
        *judge.documented(),
        judge.complete(),
    )


def unknown_schema(
    domain: str,
    origin: Origin,
    reason: str,
    *,
    known: frozenset[tuple[Basis, str]] = frozenset(),
) -> tuple[Judgement, ...]:
    """Return that nothing in the schema of *domain* but *known* could be judged."""
    guesses: tuple[tuple[Basis, tuple[str, ...]], ...] = (
        ("inferred", origin.inferred),
        ("name", origin.names),
        ("nullability", origin.nullability),
        ("documented", (DOCUMENTED,)),
        ("inferred", (COMPLETE,)),
    )
    return tuple(
        judgement(domain, coordinate, basis, "unknown", reason)
        for basis, coordinates in guesses
        for coordinate in coordinates
        if (basis, coordinate) not in known
    )


def judgement(
    domain: str, assumption: str, basis: Basis, verdict: Verdict, reason: str = ""
) -> Judgement:
    """Return a judgement about the schema of *domain*."""
    statement = _STATEMENTS.get(assumption) or _STATEMENT_OF[basis].format(assumption)
    return Judgement(
        area=domain,
        assumption=assumption,
        basis=basis,
        verdict=verdict,
        statement=statement,
        reason=reason,
    )


_STATEMENTS: Final = {
    DOCUMENTED: "Everything documented is as it is documented.",
    COMPLETE: "The schema has nothing beyond what is recorded.",
}
_STATEMENT_OF: Final[dict[Basis, str]] = {
    "documented": "{} is as it is documented.",
    "inferred": "{} exists, and is as it was inferred.",
    "name": "The type is called {}.",
    "nullability": "{} may be null, or not, as it was inferred.",
}


def _relevant(changes: list[Change]) -> dict[str, Change]:
    """Return the changes that contradict something, by coordinate.

    Descriptions and deprecations contradict nothing; directives are not recorded.
    """
    kinds = _GONE | _DIFFERS | _ADDED
    return {
        change.coordinate: change
        for change in changes
        if change.kind in kinds and not change.coordinate.startswith("@")
    }


@dataclass(frozen=True)
class _Judge:
    domain: str
    origin: Origin
    changes: dict[str, Change]
    is_partial: bool

    def inferred(self, coordinate: str) -> Judgement:
        """Return the judgement of an element that is a guess as a whole."""
        gone = self._gone(coordinate)
        if gone is not None:
            return self._lost(coordinate, "inferred")
        change = self.changes.get(coordinate)
        if change is not None and change.kind in _DIFFERS:
            reason = _difference(change)
            return self._judgement(coordinate, "inferred", "refuted", reason)
        return self._judgement(coordinate, "inferred", "confirmed")

    def name(self, name: str, real_name: str | None) -> Judgement:
        """Return the judgement of the guessed name of a type."""
        if real_name is not None:
            reason = f"It is called {real_name}."
            return self._judgement(name, "name", "refuted", reason)
        if self._gone(name) is not None:
            return self._lost(name, "name")
        return self._judgement(name, "name", "confirmed")

    def nullability(self, coordinate: str) -> Judgement:
        """Return the judgement of an element whose nullability is a guess."""
        if self._gone(coordinate) is not None:
            reason = f"The API has no {coordinate}."
            return self._judgement(coordinate, "nullability", "unknown", reason)
        change = self.changes.get(coordinate)
        types = change.types if change else None
        if change is None or types is None or _shape(types[0]) == _shape(types[1]):
            return self._judgement(coordinate, "nullability", "confirmed")
        return self._judgement(
            coordinate, "nullability", "refuted", _difference(change)
        )

    def documented(self) -> Iterator[Judgement]:
        """Yield a judgement for each documented part that differs, or one for all."""
        differing = [
            change
            for change in self.changes.values()
            if change.kind not in _ADDED and self._is_documented(change)
        ]
        hidden = [one for one in differing if one.kind == "removed" and self.is_partial]
        for change in differing:
            if change in hidden:
                continue
            gone = change.kind == "removed"
            reason = "The API does not have it." if gone else _difference(change)
            yield self._judgement(change.coordinate, "documented", "refuted", reason)
        if hidden:
            yield self._judgement(DOCUMENTED, "documented", "unknown", _PARTIAL)
        elif not differing:
            yield self._judgement(DOCUMENTED, "documented", "confirmed")

    def complete(self) -> Judgement:
        """Return the judgement of the assumption that nothing else exists."""
        added = [one.coordinate for one in self.changes.values() if one.kind in _ADDED]
        if not added:
            verdict: Verdict = "unknown" if self.is_partial else "confirmed"
            reason = _PARTIAL if self.is_partial else ""
            return self._judgement(COMPLETE, "inferred", verdict, reason)
        more = f", and {len(added) - _SHOWN} more" if len(added) > _SHOWN else ""
        reason = f"It also has {', '.join(added[:_SHOWN])}{more}."
        return self._judgement(COMPLETE, "inferred", "refuted", reason)

    def _is_documented(self, change: Change) -> bool:
        if change.coordinate in (*self.origin.inferred, *self.origin.names):
            return False
        # That of a root type says the same.
        if change.element == "root" and change.kind == "removed":
            return False
        only_null = change.types is not None and _only_null_differs(*change.types)
        return not (change.coordinate in self.origin.nullability and only_null)

    def _gone(self, coordinate: str) -> Change | None:
        """Return the change that removed *coordinate*, or what it belongs to."""
        for name in _containers(coordinate):
            change = self.changes.get(name)
            if change is not None and change.kind in _GONE:
                return change
        return None

    def _lost(self, coordinate: str, basis: Basis) -> Judgement:
        if self.is_partial:
            return self._judgement(coordinate, basis, "unknown", _PARTIAL)
        reason = "The API does not have it."
        return self._judgement(coordinate, basis, "refuted", reason)

    def _judgement(
        self, coordinate: str, basis: Basis, verdict: Verdict, reason: str = ""
    ) -> Judgement:
        return judgement(self.domain, coordinate, basis, verdict, reason)


def _containers(coordinate: str) -> tuple[str, ...]:
    """Return *coordinate*, the field that it is an argument of, and its type."""
    field = coordinate.partition("(")[0]
    return coordinate, field, field.partition(".")[0]


def _difference(change: Change) -> str:
    old, new = _plain(change.old), _plain(change.new)
    match change.kind:
        case "default-changed":
            return f"Its default is {new}, not {old}."
        case "type-changed":
            return f"Its type is {new}, not {old}."
        case "kind-changed":
            return f"It is of the kind {new}, not {old}."
        case _:
            return "It takes other fields at once (@oneOf) than it was assumed to."


def _plain(sdl: str | None) -> str:
    if sdl is None:
        return "none"
    return sdl if _PLAIN.fullmatch(sdl) else "another value"


def _shape(type_: GraphQLType) -> str:
    """Return the lists and the nullability of *type_*, without its name."""
    if is_non_null(type_):
        return f"{_shape(inside(type_))}!"
    return f"[{_shape(inside(type_))}]" if is_list(type_) else "T"


def _only_null_differs(old: GraphQLType, new: GraphQLType) -> bool:
    return str(old).replace("!", "") == str(new).replace("!", "")
