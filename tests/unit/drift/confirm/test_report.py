from __future__ import annotations

import json
from datetime import date

import pytest

from udacity_client.drift.confirm.judgement import Judgement, Verdict
from udacity_client.drift.confirm.report import (
    ConfirmReport,
    SentRequest,
    json_report,
    text_report,
)


def judgement(assumption: str, verdict: Verdict, advice: str = "") -> Judgement:
    return Judgement(
        area="films" if "." in assumption else "behaviour",
        assumption=assumption,
        basis="inferred",
        verdict=verdict,
        statement=f"{assumption} is so.",
        reason="" if verdict == "confirmed" else "It is not.",
        advice=advice,
    )


def report(*judgements: Judgement, failures: tuple[str, ...] = ()) -> ConfirmReport:
    return ConfirmReport(
        version="1",
        base_url="https://films.example",
        is_real=True,
        today=date(2026, 1, 1),
        requests=[SentRequest("token", "films", 200)],
        judgements=judgements,
        failures=failures,
        schema_fix="pull it",
        emulator="emulate ",
    )


RIGHT = judgement("right", "confirmed")
OPEN = judgement("Film.open", "unknown")
WRONG = judgement("Film.wrong", "refuted")


@pytest.mark.parametrize(
    ("judgements", "failures", "code"),
    [
        ((RIGHT, OPEN), (), 0),
        ((RIGHT, OPEN), ("no answer",), 3),
        ((RIGHT, WRONG), ("no answer",), 1),
    ],
)
def test_what_is_refuted_decides_the_exit_code_before_what_failed(
    judgements: tuple[Judgement, ...], failures: tuple[str, ...], code: int
) -> None:
    assert report(*judgements, failures=failures).exit_code == code


def test_options_of_the_emulator_become_one_command() -> None:
    found = report(
        judgement("a", "refuted", "emulate --a 1"),
        judgement("b", "refuted", "write a letter"),
        judgement("c", "refuted", "emulate --c"),
        judgement("d", "refuted", "emulate --a 1"),
        WRONG,
    )
    assert found.next_steps == ["pull it", "emulate --a 1 --c", "write a letter"]


def test_text_names_what_is_refuted_and_what_is_unknown() -> None:
    text = text_report(report(RIGHT, OPEN, WRONG, failures=("token: none",)))
    assert text == (
        "Requests to https://films.example, the real API: 1.\n"
        "Of 3 guesses, 1 are confirmed, 1 refuted and 1 unknown.\n"
        "Differences from the documentation: 0.\n"
        "\n"
        "Not everything could be asked:\n"
        "  token: none\n"
        "\n"
        "Refuted:\n"
        "  films: Film.wrong (a guess)\n"
        "    assumed: Film.wrong is so.\n"
        "    found:   It is not.\n"
        "\n"
        "Unknown:\n"
        "  films: Film.open\n"
        "    It is not.\n"
        "\n"
        "Next:\n"
        "  pull it\n"
    )


def test_json_has_every_assumption() -> None:
    content = json.loads(json_report(report(RIGHT, OPEN, WRONG)))
    assert content["counts"] == {"confirmed": 1, "refuted": 1, "unknown": 1}
    assert [one["assumption"] for one in content["assumptions"]] == [
        "right",
        "Film.open",
        "Film.wrong",
    ]
    assert content["requests"] == [{"step": "token", "domain": "films", "status": 200}]


def test_no_failure_is_a_command_to_what_runs_a_job() -> None:
    said = "The server said: ##vso[task.prependpath]/x"
    text = json_report(report(RIGHT, failures=(said,)))
    assert "##vso[" not in text
    assert json.loads(text)["failures"] == [said]
