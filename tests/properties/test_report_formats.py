"""No text in a report, whoever wrote it, changes the shape of its formats."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from support.drift.json_schema import json_texts
from support.drift.sample_reports import (
    CLEAN,
    HOSTILE,
    NULLABLE,
    SHOP,
    report_of,
)
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import AcceptedFinding, Witness
from udacity_client.drift.report.formats import FORMATS
from udacity_client.drift.report.report import Report
from udacity_client.drift.sources.recorded_events import RecordedDrift
from udacity_client.errors import Location, Problem


def saying(words: str) -> Report:
    """Return a report in which all that others can write is *words*."""
    problem = Problem(Location("queries/shop/a.graphql"), words, words)
    finding = replace(
        NULLABLE,
        coordinate=words,
        old=words,
        new=words,
        effect=words,
        guess=words,
        witness=Witness("answer", "GetFilm", words, words),
    )
    check = replace(
        SHOP,
        problems=(problem,),
        drift=AssessedDrift((finding,), ()),
        unavailable=(words,),
        notes=(words,),
        refused=(problem,),
        accepted=(AcceptedFinding(finding, words, date(2027, 1, 31)),),
        acceptance_problems=(problem,),
        recorded=(RecordedDrift(words, words, words, words, 1),),
    )
    return report_of(check, CLEAN)


@given(st.text(min_size=1) | st.just(HOSTILE))
@example("::error::x\n::error::y\r::error::z\x85\u2028")
@example("##[stop-commands]x ##vso[task.prependpath]/x ##teamcity[progressMessage 'x']")
@example("</code></summary>\n\n```\n~~~\n\\|\\\\|")
def test_nothing_that_others_write_changes_the_shape(words: str) -> None:
    made, calm = saying(words), saying("words")
    for name in ("text", "github", "markdown"):
        lines, expected = (FORMATS[name](one).split("\n") for one in (made, calm))
        assert len(lines) == len(expected)
        assert all(line.isprintable() for line in lines)
    commands = FORMATS["github"](made).splitlines()
    assert all(line.startswith("::") for line in commands)
    assert set(json_texts(json.loads(FORMATS["json"](made)))) >= {words}
    assert json.loads(FORMATS["sarif"](made))["version"] == "2.1.0"
    # GitHub looks for `::` first, at the start of a line.
    for name in FORMATS.keys() - {"github"}:
        assert not re.search(r"##\w*\[|(?m:^\s*[-+]?\s*::)", FORMATS[name](made))
