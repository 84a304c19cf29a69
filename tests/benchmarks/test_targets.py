from __future__ import annotations

from pathlib import Path

import pytest

from rows import Row
from sections import SECTIONS
from targets import SLACK, Target, misses, read_targets

TARGETS = read_targets()


def test_every_section_has_its_program() -> None:
    assert [found.name for found in SECTIONS if not found.program.exists()] == []


def test_targets_are_for_keys_that_a_section_prints() -> None:
    printed = {key for section in SECTIONS for key in section.keys}
    assert set(TARGETS) <= printed


@pytest.mark.parametrize("key", TARGETS)
def test_limits_leave_room_for_noise_and_say_why_they_leave_more(key: str) -> None:
    slack = TARGETS[key].slack()
    if slack is None:
        assert TARGETS[key].why is None
    else:
        assert slack >= SLACK
        assert (slack > 0.5) == (TARGETS[key].why is not None)


def test_limits_are_checked_in_the_short_form_of_every_section() -> None:
    for section in SECTIONS:
        assert any(TARGETS[key].limit for key in section.short if key in TARGETS)


def row(ratio: float | None, *, value: float | None = None) -> Row:
    return Row(key="pages", what="pages over books", ratio=ratio, value=value)


@pytest.mark.parametrize(
    ("target", "good", "bad"),
    [
        (Target(direction="at-most", goal=1.0, limit=1.2), 1.2, 1.21),
        (Target(direction="at-least", goal=1.5, limit=1.2), 1.2, 1.19),
        (Target(direction="at-most", figure="value", goal=30, limit=0.3), 0.3, 0.31),
    ],
)
def test_a_ratio_beyond_its_limit_is_a_miss(
    target: Target, good: float, bad: float
) -> None:
    assert misses([row(good)], {"pages": target}) == []
    [miss] = misses([row(bad)], {"pages": target})
    assert f"pages: {bad}" in miss
    assert "pages over books" in miss


def test_a_limit_is_missed_where_no_ratio_was_measured() -> None:
    target = Target(direction="at-most", limit=1.0)
    assert "no ratio" in misses([row(None)], {"pages": target})[0]


def test_goals_are_for_the_figure_that_they_name() -> None:
    of_ratio = Target(direction="at-most", goal=1.0)
    of_value = Target(direction="at-most", figure="value", goal=30)
    assert of_ratio.is_met(row(0.9, value=40)) is True
    assert of_value.is_met(row(0.9, value=40)) is False
    assert of_value.is_met(row(0.9)) is None
    assert Target(direction="at-most").is_met(row(0.9)) is None


@pytest.mark.parametrize(
    "table",
    [
        "goal = 1",
        'better = "at-best"',
        'better = "at-most"\nlimit = "low"',
        'better = "at-most"\ntarget = 1',
    ],
)
def test_a_target_that_means_nothing_is_refused(table: str, tmp_path: Path) -> None:
    path = tmp_path / "targets.toml"
    path.write_text(f"[pages]\n{table}\n")
    with pytest.raises(ValueError, match="pages"):
        read_targets(path)
