"""Accepted findings leave the drift; entries that match nothing are reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from support.drift.fixtures import RunUdacity
from support.drift.project_copy import replace_in_file
from support.drift.sample_project import SampleProject
from udacity_client.cli.schema_check import accepted_drift_of, generated_code_of
from udacity_client.drift.baseline.accepted_file import (
    NOTHING_ACCEPTED,
    AcceptedEntry,
    read_accepted_drift,
)
from udacity_client.drift.check import DomainCheck, check_domains, exit_code
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.sources.source import (
    SchemaSnapshot,
    SchemaSource,
    folder_source,
)
from udacity_client.errors import Location

TODAY = date(2026, 12, 1)
RULE, COORDINATE = "enum-value-added", "Genre.CRIME"


def accept(
    shop: SampleProject,
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


def check(shop: SampleProject, source: SchemaSource | None) -> DomainCheck:
    path = shop.root / "schema/accepted-drift.toml"
    (found,) = check_domains(
        [],
        sources=shop.sources,
        code=generated_code_of(shop.settings, shop.sources),
        source=source,
        today=TODAY,
        accepted=read_accepted_drift(path, shop.sources.domains),
    )
    return found


@pytest.fixture
def drifted(shop: SampleProject) -> SampleProject:
    shop.change_live("COMEDY", "COMEDY\n  CRIME")
    return shop


def against(shop: SampleProject) -> SchemaSource:
    return folder_source(shop.live.parent)


def test_what_is_accepted_is_listed_but_is_no_drift(drifted: SampleProject) -> None:
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
        ("enum-value-removed", COORDINATE),
    ],
)
def test_what_is_not_named_exactly_is_not_accepted(
    drifted: SampleProject, rule: str, coordinate: str
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
    ("keys", "accepted"),
    [
        ('coordinate = "Genre.*"\nlevel = "types"', 1),
        ('coordinate = "Genre.*"\nrule = "enum-value-added"', 1),
        ('coordinate = "*"\nlevel = "types"', 1),
        ('coordinate = "G*.C*E"\nlevel = "types"\nrule = "enum-value-added"', 1),
        ('coordinate = "Genre.*"\nlevel = "runtime"', 0),
        ('coordinate = "Genre.*"\nrule = "enum-value-removed"', 0),
        ('coordinate = "Film.*"\nlevel = "types"', 0),
        ('coordinate = "Genre?C*"\nlevel = "types"', 0),
    ],
)
def test_patterns_and_levels_accept_what_they_match(
    drifted: SampleProject, keys: str, accepted: int
) -> None:
    path = drifted.root / "schema/accepted-drift.toml"
    path.write_text(
        f'[[accepted]]\ndomain = "shop"\n{keys}\nreason = "Later."\nuntil = {TODAY}\n'
    )
    found = check(drifted, against(drifted))
    assert len(found.accepted) == accepted
    assert len(found.acceptance_problems) == 1 - accepted


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            "field-typ",
            "The entry has the unknown rule 'field-typ' (did you mean "
            "field-type-changed?).",
        ),
        ("wrong", "The entry has the unknown rule 'wrong'."),
    ],
)
def test_a_rule_that_does_not_exist_is_a_mistake_of_the_entry(
    drifted: SampleProject, rule: str, message: str
) -> None:
    accept(drifted, rule=rule)
    (problem,) = check(drifted, None).acceptance_problems
    assert problem.message == message


def test_an_entry_needs_a_rule_or_a_level_that_exists(drifted: SampleProject) -> None:
    path = drifted.root / "schema/accepted-drift.toml"
    for key, message in (("", "has no rule"), ('level = "bad"\n', "has a level that")):
        path.write_text(
            '[[accepted]]\ndomain = "shop"\ncoordinate = "*"\nreason = "Later."\n'
            f"{key}until = {TODAY}\n"
        )
        problems = check(drifted, against(drifted)).acceptance_problems
        assert message in problems[0].message


def test_accepting_the_schema_removes_patterns_that_it_settles(
    drifted: SampleProject, run_udacity: RunUdacity
) -> None:
    path = drifted.root / "schema/accepted-drift.toml"
    path.write_text(
        '[[accepted]]\ndomain = "shop"\ncoordinate = "Genre.*"\nlevel = "types"\n'
        f'reason = "Later."\nuntil = {TODAY}\n'
    )
    words = ("schema", "accept", "shop", "--against", "live")
    assert run_udacity(*words).returncode == 0
    assert not path.exists()


def test_new_values_can_count_as_breaking(
    drifted: SampleProject, run_udacity: RunUdacity
) -> None:
    words = ("schema", "check", "--against", "live")
    assert run_udacity(*words).returncode == 0
    project = drifted.root / "pyproject.toml"
    project.write_text(project.read_text() + 'new-values = "breaking"\n')
    told = run_udacity(*words)
    assert told.returncode == 1
    assert "runtime (sometimes)  shop  Genre.CRIME" in told.stdout
    assert "some calls fail:       ListFilms (shop)" in told.stdout
    assert run_udacity(*words, "--witness").returncode == 1


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
    drifted: SampleProject, until: date, message: str
) -> None:
    accept(drifted, until=until)
    found = check(drifted, against(drifted))
    (problem,) = found.acceptance_problems
    assert message in problem.message
    assert found.accepted == ()
    assert found.drift is not None
    assert len(found.drift.findings) == 1
    assert check(drifted, None).acceptance_problems == found.acceptance_problems


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--against", "live"), "udacity schema accept shop --against live; or"),
        ((), "udacity schema accept shop --live; or"),
    ],
)
def test_what_has_expired_is_taken_over_by_a_command_that_works(
    drifted: SampleProject,
    run_udacity: RunUdacity,
    options: tuple[str, ...],
    expected: str,
) -> None:
    accept(drifted, until=TODAY - timedelta(days=400))
    assert expected in run_udacity("schema", "check", *options).stdout


@pytest.mark.parametrize("days", [0, 180])
def test_the_last_day_counts(drifted: SampleProject, days: int) -> None:
    accept(drifted, until=TODAY + timedelta(days=days))
    found = check(drifted, against(drifted))
    assert (len(found.accepted), found.acceptance_problems) == (1, ())


def test_what_was_not_compared_is_not_unused(shop: SampleProject) -> None:
    accept(shop)
    assert check(shop, None).acceptance_problems == ()
    source = against(shop)
    assert len(check(shop, source).acceptance_problems) == 1
    assert (
        check(
            shop, lambda request: replace(source(request), notes=("less",))
        ).acceptance_problems
        == ()
    )
    unavailable = check(
        shop,
        lambda request: SchemaSnapshot(
            committed=request.schema, other=None, unavailable=("no",)
        ),
    )
    assert (unavailable.acceptance_problems, exit_code([unavailable], Level.TYPES)) == (
        (),
        3,
    )
    replace_in_file(shop.root / "queries/shop/films.graphql", "title", "titel")
    assert check(shop, source).acceptance_problems == ()


def test_the_command_reads_the_list_beside_the_schemas(
    drifted: SampleProject, run_udacity: RunUdacity
) -> None:
    words = ("schema", "check", "--against", "live", "--fail-on", "types")
    assert run_udacity(*words).returncode == 1
    today = datetime.now(tz=UTC).date()
    accept(drifted, until=today + timedelta(days=9))
    assert run_udacity(*words).returncode == 0
    accept(drifted, coordinate="Genre.WAR", until=today + timedelta(days=9))
    assert run_udacity(*words).returncode == 1
    (drifted.root / "schema/accepted-drift.toml").write_text("[[accepted]\n")
    broken = run_udacity(*words)
    assert broken.returncode == 1
    assert broken.stderr.startswith("schema/accepted-drift.toml:1:1: This is not TOML")


def test_what_came_with_the_client_accepts_nothing(drifted: SampleProject) -> None:
    accept(drifted)
    own = drifted.settings
    assert len(accepted_drift_of(own).entries) == 1
    assert accepted_drift_of(replace(own, owns_schemas=False)) == NOTHING_ACCEPTED


@pytest.mark.parametrize(
    ("pattern", "coordinate", "expected"),
    [
        ("Film.*", "Film.title", True),
        ("*.title", "Film.title", True),
        ("*", "Film", True),
        ("F*m*t*e", "Film.title", True),
        ("Film.title", "Film.title", True),
        ("Film.title", "Film.titles", False),
        ("*title*x", "Film.title", False),
        ("**", "", True),
        ("*le*le", "Film.title", False),
        ("a*b*b", "ab", False),
        ("*a" * 40 + "*b", "a" * 4_000, False),
    ],
)
def test_a_pattern_takes_no_long_time(
    pattern: str, coordinate: str, *, expected: bool
) -> None:
    entry = AcceptedEntry(
        rule=RULE,
        domain="shop",
        coordinate=pattern,
        reason="known",
        until=TODAY,
        place=Location("accepted-drift.toml"),
    )
    assert entry.covers(coordinate) is expected
