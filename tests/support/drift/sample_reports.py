"""Hand-written check results that contain everything a report can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from udacity_client.drift.check import DomainCheck
from udacity_client.drift.diff.change import Change
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import (
    AcceptedFinding,
    AffectedOperation,
    Finding,
    GeneratedSymbol,
    Witness,
)
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report.report import Report, Repository
from udacity_client.drift.sources.recorded_events import RecordedDrift
from udacity_client.errors import Location, Problem

HOSTILE = (
    "50%, `a` ```b``` \x1b[31m | <b> @team #1\r\n"
    "::error file=x::y\u202e\n## z ~~~ \\| w"
)
"""Text in a foreign schema that tries to be markup, a command or a mention."""

SYMBOL = GeneratedSymbol(
    "app.ops.shop.Film.title", Location("app/ops/shop/records.py", 12, 5)
)
FILM = AffectedOperation(
    "GetFilm",
    Level.RUNTIME,
    "sometimes",
    (Location("queries/shop/film.graphql", 3, 5),),
    (SYMBOL, GeneratedSymbol("app.ops.shop.Film.unread", None)),
)
FILMS = AffectedOperation(
    "ListFilms",
    Level.TYPES,
    "always",
    (
        Location("queries/shop/films.graphql", 7, 9),
        Location("queries/shop/films.graphql", 8, 9),
    ),
    (SYMBOL,),
)
NULLABLE = Finding(
    rule="field-type-changed",
    domain="shop",
    coordinate="Film.title",
    old="String!",
    new="String",
    level=Level.RUNTIME,
    certainty="sometimes",
    effect="Some answers cannot be read.",
    fix="udacity schema pull shop",
    affected=(FILM, FILMS),
    guess="Film.caption",
    witness=Witness(
        "answer", "GetFilm", '{"data":{"film":{"title":null}}}', "It was refused."
    ),
    declared=Location("schema/shop.graphql", 41, 3),
)
NEW_MEMBER = Finding(
    rule="union-member-added",
    domain="shop",
    coordinate="Found | Film",
    old=None,
    new="Film",
    level=Level.TYPES,
    certainty="sometimes",
    effect="Answers may hold it.",
    fix="udacity schema pull shop",
    affected=(replace(FILMS, symbols=()),),
)
DOCUMENTED = replace(
    NEW_MEMBER,
    rule="field-description-changed",
    coordinate="Film.year",
    old="When.",
    new=HOSTILE,
    level=Level.COSMETIC,
    effect=HOSTILE,
)
OUTSIDE = Change(
    element="type", kind="added", coordinate="Star", owner="Star", new="type"
)

SHOP = DomainCheck(
    domain="shop",
    operations=3,
    problems=(),
    code="other-tool",
    drift=AssessedDrift((NULLABLE, DOCUMENTED), (OUTSIDE,)),
    notes=("Descriptions of arguments stay unseen.",),
    accepted=(AcceptedFinding(NEW_MEMBER, "A match is coming.", date(2027, 1, 31)),),
    acceptance_problems=(
        Problem(Location("schema/accepted-drift.toml", 4), "It fits nothing."),
    ),
    recorded=(
        RecordedDrift("unknown_enum_value", "ListFilms", "Genre", "NOIR", 41),
        RecordedDrift("unknown_member", "GetFilm", "Found", "Star", 1),
    ),
    accept_command="udacity schema accept shop --live",
)
BROKEN = DomainCheck(
    domain="old-films",
    operations=2,
    problems=(
        Problem(
            Location("queries/old-films/a.graphql", 2, 3), "No such field.", "Ask."
        ),
        Problem(Location("<unknown>"), "Something is wrong somewhere."),
    ),
    code="unchecked",
    drift=None,
    unavailable=("Introspection was refused:\nHTTP 403.",),
)
PROBED = DomainCheck(
    domain="stars",
    operations=4,
    problems=(),
    code="stale",
    drift=None,
    notes=("Only whole documents were asked about.",),
    refused=(Problem(Location("queries/stars/b.graphql", 1, 1), "Refused there."),),
    is_probed=True,
)
CLEAN = DomainCheck(
    domain="calm",
    operations=1,
    problems=(),
    code="fresh",
    drift=AssessedDrift((), ()),
)
ALL_CHECKS = (SHOP, BROKEN, PROBED, CLEAN)


def report_of(
    *checks: DomainCheck, fail_on: Level = Level.BEHAVIOUR, here: str = "repo"
) -> Report:
    """Return the report of *checks*, made in the folder *here* of `/repo`."""
    return Report(
        checks=checks,
        fail_on=fail_on,
        command="udacity generate",
        package="app/ops",
        repository=Repository(Path("/repo"), Path("/") / here),
        version="1.2.3",
    )


def check_with(*findings: Finding) -> DomainCheck:
    """Return the check of a domain with these findings and no others."""
    return replace(CLEAN, domain="shop", drift=AssessedDrift(findings, ()))


def many_findings(count: int) -> Sequence[Finding]:
    """Return *count* findings, the later ones worse."""
    return [
        replace(NULLABLE, coordinate=f"Film.field{number:04}")
        for number in range(count)
    ]
