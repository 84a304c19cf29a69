"""A word that is no command is met with the command that is nearest in meaning."""

from __future__ import annotations

import shlex

import pytest

from support.udacity_command import run_command
from udacity_client.cli.meant_commands import ExportGroup, UdacityGroup


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("export programs", "'catalog --table programs'"),
        ("export courses", "'catalog --table programs'"),
        ("export learners", "'program-progress'"),
        ("export plans", "'catalog --table learning-plans', 'learning-plan-progress'"),
        ("export assessments", "'catalog --table assessments', 'assessment-progress'"),
        ("export program-progres", "'program-progress'"),
        ("programs", "'catalog'"),
        ("Courses", "'catalog'"),
        ("enrollments", "'learners'"),
        ("lerners", "'learners'"),
    ],
)
def test_a_word_is_met_with_what_it_means(
    words: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    *group, word = words.split()
    command = shlex.join(["udacity", *group])
    assert run_command(*group, word) == 2
    assert capsys.readouterr().err == (
        f"{command}: No such command {word!r}. Did you mean {meant}? "
        f"See: {command} --help\n"
    )


@pytest.mark.parametrize(
    ("group", "prefix"), [(UdacityGroup, ()), (ExportGroup, ("export",))]
)
def test_what_is_suggested_exists(
    group: type[UdacityGroup | ExportGroup],
    prefix: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    for one in {one for meant in group.meant.values() for one in meant}:
        assert run_command(*prefix, *one.split(), "--help") == 0, one
        assert one.split()[0] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("export program-progress --plan 1", "--learning-plan-id"),
        ("export program-progress --email a@example.com", "--query"),
        ("export assessment-progress --result PASSED", "--assessment-result"),
        ("export learning-plan-progress --learning-plan-id=1", "--only-plan, --plan"),
        ("export program-progress --json", "--format"),
        ("learners --format json", "--csv, --json"),
        ("sync -o a.duckdb", "--to"),
        ("sql --to a.duckdb", "--from, --output"),
        ("sql --formt csv", "--format, --from"),
    ],
)
def test_an_option_is_met_with_what_it_means(
    words: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command, _, option = words.partition(" -")
    assert run_command(*words.split()) == 2
    said = capsys.readouterr().err
    name = f"-{option}".split()[0].partition("=")[0]
    assert said == (
        f"udacity {command}: No such option: {name} (Possible options: {meant}). "
        f"See: udacity {command} --help\n"
    )
