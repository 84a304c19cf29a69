"""Options whose value is empty, as if a shell variable were not set."""

from __future__ import annotations

import pytest

from .conftest import Command


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("--only-plan", "export learning-plan-progress -o a.csv --only-plan|"),
        ("--plan", "export learning-plan-progress --plan| -o a.csv"),
        ("--plan", "sync --plan|"),
        ("--company", "sync --company 1 --company="),
        ("--destination", "sync --destination|"),
        ("--program-key", "export program-progress -o a.csv --program-key|"),
        ("--columns", "export program-progress -o a.csv --columns="),
        ("--query", "learners --query|"),
        ("-o", "report -o|"),
        ("--operation", "schema check --operation|"),
        ("--profile", "auth login --profile|"),
    ],
)
def test_an_empty_value_is_refused(name: str, words: str, command: Command) -> None:
    given = [part for one in words.split() for part in one.split("|")]
    ran = command.run(*given)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"{name} has an empty value; is a variable of the shell unset?" in ran.stderr
    asked = words.partition(" -")[0]
    assert ran.stderr.startswith(f"udacity {asked}: ")
    assert ran.stderr.endswith(f" See: udacity {asked} --help\n")
    assert len(ran.stderr.splitlines()) == 1
    assert command.emulator.count() == 0
    assert [*command.home.iterdir()] == []


def test_an_empty_argument_is_for_its_command_to_judge(command: Command) -> None:
    words = ("sql", "--format=csv", "--excel", "")
    assert "There is no udacity.duckdb" in command.run(*words).stderr


def test_a_tab_is_a_value_and_words_after_two_hyphens_are_no_options(
    command: Command,
) -> None:
    for words in (("sql", "--separator", "\t", "x"), ("sql", "--", "--to", "")):
        assert "empty value" not in command.run(*words).stderr
