"""Recorded events are drift until the schema defines their values."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from support.drift.fixtures import RunUdacity
from support.drift.project_copy import replace_in_file
from support.drift.sample_project import SampleProject
from udacity_client.cli.schema_check import generated_code_of
from udacity_client.drift.check import DomainCheck, check_domains
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.sources.recorded_events import (
    KINDS,
    RecordedDrift,
    read_events,
)
from udacity_client.errors import ConfigurationError, SourceError
from udacity_client.runtime.drift_events import DriftEvent, DriftKind

TODAY = date(2026, 12, 1)


def event(
    value: str,
    *,
    kind: DriftKind = "unknown_enum_value",
    type_name: str = "Genre",
    operation: str = "ListFilms",
    domain: str = "shop",
) -> DriftEvent:
    return DriftEvent(kind, domain, operation, type_name, value)


def recorder(path: Path) -> Callable[[DriftEvent], None]:
    """Return what a deployed client is given as `on_event=`."""

    def record(event: DriftEvent) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(event)) + "\n")

    return record


def check(shop: SampleProject, path: Path) -> DomainCheck:
    (found,) = check_domains(
        [],
        sources=shop.sources,
        code=generated_code_of(shop.settings, shop.sources),
        source=None,
        today=TODAY,
        events=read_events(path, shop.sources.domains),
    )
    return found


def test_every_kind_that_clients_record_can_be_read() -> None:
    assert get_args(DriftKind) == KINDS


@pytest.fixture
def path(shop: SampleProject) -> Path:
    return shop.root / "drift.jsonl"


def test_events_are_counted_and_count_as_types(shop: SampleProject, path: Path) -> None:
    record = recorder(path)
    member: DriftKind = "unknown_union_member"
    record(event("CRIME"))
    record(event("Studio", kind=member, type_name="Found", operation="Find"))
    record(event("CRIME"))
    record(event("WAR"))
    found = check(shop, path)
    assert found.recorded == (
        RecordedDrift("unknown_enum_value", "ListFilms", "Genre", "CRIME", 2),
        RecordedDrift("unknown_enum_value", "ListFilms", "Genre", "WAR", 1),
        RecordedDrift("unknown_union_member", "Find", "Found", "Studio", 1),
    )
    assert (found.worst, found.drift) == (Level.TYPES, None)
    assert (found.fails(Level.BEHAVIOUR), found.fails(Level.TYPES)) == (False, True)


def test_a_value_that_the_schema_defines_by_now_is_not_reported(
    shop: SampleProject, path: Path
) -> None:
    record = recorder(path)
    record(event("COMEDY"))
    record(event("Person", kind="unknown_union_member", type_name="Found"))
    record(event("CRIME"))
    replace_in_file(shop.committed, "COMEDY", "COMEDY\n  CRIME")
    assert check(shop, path).recorded == ()
    replace_in_file(shop.committed, "union Found = Film | Person", "union Found = Film")
    assert [one.value for one in check(shop, path).recorded] == ["Person"]


@pytest.mark.parametrize("type_name", ["Genres", "Film", "String"])
def test_a_value_of_a_type_that_the_schema_lacks_is_reported(
    shop: SampleProject, path: Path, type_name: str
) -> None:
    recorder(path)(event("COMEDY", type_name=type_name))
    assert [one.type_name for one in check(shop, path).recorded] == [type_name]


def test_lines_may_say_more_and_may_be_empty(shop: SampleProject, path: Path) -> None:
    line = {**asdict(event("CRIME")), "at": "2026-11-24T10:00:00Z", "host": "a"}
    path.write_text(f"\n{json.dumps(line)}\n\n", encoding="utf-8")
    assert [one.count for one in check(shop, path).recorded] == [1]


def test_a_line_ends_at_a_line_feed_alone(shop: SampleProject, path: Path) -> None:
    line = json.dumps(asdict(event("A\u2028B\x85")), ensure_ascii=False)
    path.write_text(f"{line}\r\n{line}\n", encoding="utf-8", newline="")
    assert [one.count for one in check(shop, path).recorded] == [2]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "The line is not JSON."),
        ("[]", "The line is not a JSON object."),
        ("{}", "has no string for kind, domain, operation, type_name, value."),
        (json.dumps({**asdict(event("A")), "value": 1}), "has no string for value."),
        (json.dumps({**asdict(event("A")), "kind": "boredom"}), "has an unknown kind"),
    ],
)
def test_a_line_that_is_not_an_event_is_wrong_usage(
    shop: SampleProject, path: Path, line: str, message: str, run_udacity: RunUdacity
) -> None:
    recorder(path)(event("CRIME"))
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(ConfigurationError, match=r"drift\.jsonl:2:1: "):
        read_events(path, shop.sources.domains)
    ran = run_udacity("schema", "check", "--events", "drift.jsonl")
    assert ran.returncode == 2
    assert message in ran.stderr
    assert "json.dumps(dataclasses.asdict(event))" in ran.stderr


@pytest.mark.usefixtures("shop")
def test_a_file_that_is_not_there_is_wrong_usage(run_udacity: RunUdacity) -> None:
    ran = run_udacity("schema", "check", "--events", "drift.jsonl")
    assert ran.returncode == 2
    assert ran.stderr.startswith("drift.jsonl:1:1: The file cannot be read")


def test_an_event_of_an_unknown_domain_is_an_error(
    shop: SampleProject, path: Path, run_udacity: RunUdacity
) -> None:
    recorder(path)(event("CRIME", domain="shops"))
    with pytest.raises(SourceError, match="There is no domain `shops`"):
        read_events(path, shop.sources.domains)
    ran = run_udacity("schema", "check", "--events", "drift.jsonl")
    assert ran.returncode == 1


def test_the_gate_decides_whether_events_fail(
    path: Path, run_udacity: RunUdacity
) -> None:
    recorder(path)(event("CRIME"))
    words = ("schema", "check", "--events", "drift.jsonl", "--fail-on")
    assert run_udacity(*words, "behaviour").returncode == 0
    assert run_udacity(*words, "types").returncode == 1
