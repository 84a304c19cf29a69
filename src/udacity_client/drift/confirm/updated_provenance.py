"""The diff of `provenance.toml` after its guesses were compared with the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import unified_diff

from udacity_client.drift.confirm.judgement import (
    COMPLETE,
    DOCUMENTED,
    Basis,
    Judgement,
)
from udacity_client.schema.provenance import (
    BEHAVIOUR,
    Origin,
    Provenance,
    render_provenance,
)


def updated(
    provenance: Provenance, judgements: Sequence[Judgement], today: date
) -> Provenance:
    """Return *provenance* without the guesses that are confirmed.

    Those that are refuted stay, because the schema file still has them, and are listed
    as refuted as well. So are documented parts that the API contradicts.
    """
    origins = {
        domain: _updated(origin, _of(domain, judgements), today)
        for domain, origin in provenance.origins.items()
    }
    behaviour = provenance.behaviour
    if behaviour is not None:
        behaviour = _updated(behaviour, _of(BEHAVIOUR, judgements), today)
    return replace(provenance, origins=origins, behaviour=behaviour)


def provenance_patch(before: str, after: Provenance, path: str) -> str:
    """Return the unified diff of the file at *path*, for `git apply` and `patch -p1`.

    Args:
        before: The text of the file.
        after: What it is to say.
        path: The path of the file below the folder in which the patch is applied.
    """
    old, new = (
        text.splitlines(keepends=True) for text in (before, render_provenance(after))
    )
    lines = unified_diff(old, new, f"a/{path}", f"b/{path}")
    return "".join(_ended(line) for line in lines)


def _of(area: str, judgements: Sequence[Judgement]) -> list[Judgement]:
    return [one for one in judgements if one.area == area]


def _updated(origin: Origin, judgements: list[Judgement], today: date) -> Origin:
    if all(one.verdict == "unknown" for one in judgements):
        return origin
    confirmed: set[tuple[Basis, str]] = {
        (one.basis, one.assumption) for one in judgements if one.verdict == "confirmed"
    }
    judged = {one.assumption for one in judgements if one.verdict != "unknown"}
    kept = (one for one in origin.refuted if one not in judged)
    return replace(
        origin,
        checked=today,
        inferred=_open(origin.inferred, "inferred", confirmed),
        names=_open(origin.names, "name", confirmed),
        nullability=_open(origin.nullability, "nullability", confirmed),
        refuted=tuple(sorted({*kept, *_refuted(judgements)})),
    )


def _open(
    guesses: tuple[str, ...], basis: Basis, confirmed: set[tuple[Basis, str]]
) -> tuple[str, ...]:
    """Return those of *guesses* that are not confirmed."""
    return tuple(one for one in guesses if (basis, one) not in confirmed)


def _refuted(judgements: list[Judgement]) -> Iterator[str]:
    for one in judgements:
        # These two are not parts of the schema.
        if one.verdict == "refuted" and one.assumption not in (COMPLETE, DOCUMENTED):
            yield one.assumption


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
