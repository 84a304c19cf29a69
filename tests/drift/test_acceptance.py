"""Accepted findings leave the drift; entries that match nothing are reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from drift.commands import run
from drift.shop import Shop, swap
from udacity_client.cli.schema_check import accepted_drift_of, generated_code_of
from udacity_client.drift.baseline.accepted import NOTHING_ACCEPTED, read_accepted_drift
from udacity_client.drift.check import DomainCheck, check_domains, exit_code
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.sources.source import (
    SchemaSnapshot,
    SchemaSource,
    folder_source,
)

TODAY = date(2026, 12, 1)
RULE, COORDINATE = "enum-value-added", "Genre.CRIME"


def accept(
    shop: Shop,
    *,
    rule: str = RULE,
    coordinate: str = COORDINATE,
    until: date = TODAY,
) -> None:
    (shop.root / "schema/accepted-drift.toml").write_text(
        f'[[accepted]]\nrule = "{rule}"\ndomain = "shop"\ncoordinate = "{coordinate}"\n'
        f'reason = "Readers expect it."\nuntil = {until}\n',
        encoding="utf-8",
    )


def check(shop: Shop, look: SchemaSource | None) -> DomainCheck:
    path = shop.root / "schema/accepted-drift.toml"
    (found,) = check_domains(
        [],
        sources=shop.sources,
        code=generated_code_of(shop.settings, shop.sources),
        source=look,
        today=TODAY,
        accepted=read_accepted_drift(path, shop.sources.domains),
    )
    return found


@pytest.fixture
def drifted(shop: Shop) -> Shop:
    shop.drift("COMEDY", "COMEDY\n  CRIME")
    return shop


def against(shop: Shop) -> SchemaSource:
    return folder_source(shop.other.parent)


def test_what_is_accepted_is_no_drift_but_told(drifted: Shop) -> None:
    before = check(drifted, against(drifted))
    assert before.drift is not None
    (finding,) = before.drift.findings
    assert before.fails(Level.TYPES)
    accept(drifted)
    after = check(drifted, against(drifted))
    assert after.drift is not None
    assert after.drift.findings == ()
    ((accepted, reason, until),) = [
        (one.finding, one.reason, one.until) for one in after.accepted
    ]
    assert (accepted.key, reason, until) == (finding.key, "Readers expect it.", TODAY)
    assert exit_code([after], Level.COSMETIC) == 0


@pytest.mark.parametrize(
    ("rule", "coordinate"),
    [
        (RULE, "Genre"),
        (RULE, "Genre.CRIM"),
        (RULE, "Genre.CRIMES"),
        (RULE, "genre.CRIME"),
        ("enum-value", COORDINATE),
        ("enum-value-removed", COORDINATE),
    ],
)
def test_what_is_not_named_exactly_is_not_accepted(
    drifted: Shop, rule: str, coordinate: str
) -> None:
    accept(drifted, rule=rule, coordinate=coordinate)
    found = check(drifted, against(drifted))
    assert found.drift is not None
    assert [finding.key for finding in found.drift.findings] == [
        (RULE, "shop", COORDINATE)
    ]
    (problem,) = found.acceptance_problems
    assert str(problem).startswith(
        f"schema/accepted-drift.toml:1:1: The rule {rule} has no finding"
    )
    assert found.fails(Level.RUNTIME)


@pytest.mark.parametrize(
    ("until", "message"),
    [
        (
            TODAY - timedelta(days=1),
            "Genre.CRIME expired on 2026-11-30: Readers expect",
        ),
        (TODAY + timedelta(days=181), "which is more than 180 days from now"),
    ],
)
def test_what_has_ended_or_lasts_too_long_is_not_accepted(
    drifted: Shop, until: date, message: str
) -> None:
    accept(drifted, until=until)
    found = check(drifted, against(drifted))
    (problem,) = found.acceptance_problems
    assert message in problem.message
    assert found.accepted == ()
    assert found.drift is not None
    assert len(found.drift.findings) == 1
    assert check(drifted, None).acceptance_problems == found.acceptance_problems


@pytest.mark.parametrize("days", [0, 180])
def test_the_last_day_counts(drifted: Shop, days: int) -> None:
    accept(drifted, until=TODAY + timedelta(days=days))
    found = check(drifted, against(drifted))
    assert (len(found.accepted), found.acceptance_problems) == (1, ())


def test_what_was_not_compared_is_not_unused(shop: Shop) -> None:
    accept(shop)
    assert check(shop, None).acceptance_problems == ()
    look = against(shop)
    assert len(check(shop, look).acceptance_problems) == 1
    assert (
        check(
            shop, lambda asked: replace(look(asked), notes=("less",))
        ).acceptance_problems
        == ()
    )
    unseen = check(
        shop,
        lambda asked: SchemaSnapshot(
            committed=asked.schema, other=None, unavailable=("no",)
        ),
    )
    assert (unseen.acceptance_problems, exit_code([unseen], Level.TYPES)) == ((), 3)
    swap(shop.root / "queries/shop/films.graphql", "title", "titel")
    assert check(shop, look).acceptance_problems == ()


def test_the_command_reads_the_list_beside_the_schemas(drifted: Shop) -> None:
    words = ("schema", "check", "--against", "live", "--fail-on", "types")
    assert run(drifted, *words).returncode == 1
    today = datetime.now(tz=UTC).date()
    accept(drifted, until=today + timedelta(days=9))
    assert run(drifted, *words).returncode == 0
    accept(drifted, coordinate="Genre.WAR", until=today + timedelta(days=9))
    assert run(drifted, *words).returncode == 1
    (drifted.root / "schema/accepted-drift.toml").write_text("[[accepted]\n")
    broken = run(drifted, *words)
    assert broken.returncode == 1
    assert broken.stderr.startswith("schema/accepted-drift.toml:1:1: This is not TOML")


def test_what_came_with_the_client_accepts_nothing(drifted: Shop) -> None:
    accept(drifted)
    own = drifted.settings
    assert len(accepted_drift_of(own).entries) == 1
    assert accepted_drift_of(replace(own, owns_schemas=False)) == NOTHING_ACCEPTED
