"""The body of a pull request fits, whatever keeps code from being generated."""

from __future__ import annotations

import pytest

from support.drift.sample_reports import NULLABLE, check_with, many_findings, report_of
from udacity_client.cli.propose.github import LONGEST_BODY
from udacity_client.cli.propose.pull_requests import visible_text


@pytest.mark.parametrize(
    "objection",
    [
        "\n".join(
            f"queries/shop/{n}.graphql:1:1: Gone. \U0001f600" for n in range(9999)
        ),
        "x" * 100_000,
    ],
)
def test_a_long_objection_is_cut_and_counted(objection: str) -> None:
    report = report_of(check_with(*many_findings(300)))
    text = visible_text(report, objection)
    assert len(text.encode("utf-16-le")) // 2 < LONGEST_BODY
    assert "more lines)" in text or "more characters)" in text
    assert "`Film.field0000`" in text


def test_a_short_objection_is_whole_and_code() -> None:
    objection = "a.graphql:1:1: Gone.\n```\n# A heading\n\n<b>"
    text = visible_text(report_of(check_with(NULLABLE)), objection)
    assert f"````text\n{objection}\n````\n" in text
