"""Options that several commands have take what is meant, or say how to give it."""

from __future__ import annotations

import pytest

from support.udacity_command import run_command


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("sync --company 4821,9000", "'4821,9000' has a comma. Repeat the option for"),
        ("report --company 4821,9000", "Repeat the option for each."),
        ("learners --company 4821,9000", "'4821,9000' has a comma. Give one."),
        ("learners --program nd001,nd002", "Repeat the option for each."),
        ("auth rotate --company 4821,9000", "Repeat the option for each."),
        ("auth login --company 4821,9000", "'4821,9000' has a comma. Give one."),
        ("sync --plan a,b", "Repeat the option for each."),
        ("export assessment-progress -o a.csv --user-id 1,2", "Repeat the option for"),
        ("export learning-plan-progress -o a.csv --only-plan a,b", "Repeat the option"),
    ],
)
def test_a_list_with_commas_is_met_with_how_to_give_several(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(*words.split()) == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert len(shown.splitlines()) == 1
