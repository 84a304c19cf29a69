"""A report as HTML, Markdown and JSON: complete, escaped, and all in one file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, Literal, get_args

import pytest

from support.browser import dump_page
from support.synced_tables import (
    days_ago,
    enrollment,
    membership,
    program,
    synced,
)
from udacity_client.cli.printing import visible
from udacity_client.cli.report.contents import Report, read_report
from udacity_client.cli.report.rendering import MOST_ROWS, render

FormatName = Literal["html", "json", "md"]
FORMATS: Final = get_args(FormatName)
TITLES: Final = (
    "<script>alert(1)</script>",
    "مقدمة في علم البيانات",
    '🚀 & "quotes" | `code` [link](http://evil.example) {{ 7 * 7 }}',
)


@pytest.fixture(scope="module")
def long_report() -> Report:
    """Return a report with all that a section can show."""
    titles = (*TITLES, "Same", "Same")
    tables = {
        "programs": [program(f"nd{n}", title) for n, title in enumerate(titles)],
        "program_progress": [
            enrollment(
                n,
                program_key=f"nd{n % len(titles)}",
                last_active_at=days_ago(n),
                learner_hours=n,
            )
            for n in range(546)
        ],
        "learning_plan_progress": [membership(n) for n in range(9)],
        "learning_plans": [{"id": "plan-1", "title": TITLES[0]}],
    }
    return read_report(synced(tables))


@pytest.fixture(scope="module")
def html(long_report: Report) -> str:
    """Return its page; charts take a while."""
    return render(long_report, "html")


class Page(HTMLParser):
    """The tags and texts of a page, as a browser finds them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = {"src", "href", "xlink:href", "action", "data", "srcset"}
        self.addresses += [value or "" for name, value in attrs if name in named]

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_titles_are_texts_and_never_tags(html: str) -> None:
    page = Page(html)
    assert {*TITLES} <= {*page.texts}
    assert page.tags.count("script") == 1
    assert page.tags.count("svg") == 7


def test_the_page_asks_nobody_for_anything(html: str) -> None:
    assert Page(html).addresses == []
    # How much of a title a chart shows depends on the fonts of the machine.
    page = re.sub(r"\[link\]\(http[:/.a-z]*", "", html)
    bare = re.sub(r'xmlns(:\w+)?="[^"]+"', "", page)
    assert "http" not in bare.replace("http-equiv", "")
    assert not re.search(r"url\((?!#)", bare)
    assert "@import" not in bare


def test_only_our_script_may_run(html: str) -> None:
    script = html.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
        in html
    )


def test_charts_have_the_colours_of_the_page(html: str) -> None:
    assert "#ab01" not in html
    used = {*re.findall(r"var\((--c\d\d)\)", html)}
    assert used == {"--c00", "--c01", "--c02", "--c03", "--c04"}
    light, dark = html.split("prefers-color-scheme: dark")
    for name in used:
        assert f"{name}: #" in light
        assert f"{name}: #" in dark


def test_no_part_of_a_title_is_markdown(long_report: Report) -> None:
    text = render(long_report, "md")
    assert "\\<script\\>alert\\(1\\)\\</script\\>" in text
    assert "\\[link\\]\\(http://evil.example\\)" in text
    tables = [line for line in text.splitlines() if "evil.example" in line]
    assert tables
    for line in tables:
        assert len(re.findall(r"(?<!\\)\|", line)) >= 5


def test_json_has_each_row_by_its_columns(long_report: Report) -> None:
    found = json.loads(render(long_report, "json"))
    assert found["version"] == 1
    assert found["moment"] == "2026-11-28T09:10:00+00:00"
    assert found["sections"]["status"] == [
        {"status": "ENROLLED", "enrollments": 546, "share_percent": 100.0}
    ]
    titles = {one["program"] for one in found["sections"]["programs"]}
    assert titles == {*TITLES, "Same"}


def test_long_tables_are_cut_and_say_so(html: str, long_report: Report) -> None:
    for text in (html, render(long_report, "md")):
        assert f"The first {MOST_ROWS} of 516; --format json has all." in text
        table = text.partition("Who is dormant")[2].partition("Learning plans")[0]
        assert table.count("@example.com") == MOST_ROWS
    assert render(long_report, "json").count("@example.com") > MOST_ROWS


def test_two_programs_of_one_title_are_two_bars(html: str) -> None:
    chart = html.partition('id="programs"')[2].partition("</figure>")[0]
    assert len(re.findall(r">Same\u200b*</text>", chart)) == 2


def test_the_chart_of_completion_is_sorted_by_it() -> None:
    # Most learners first, as in the table, is not the order of the chart.
    means = {"nd1": (20.0, 20.0, 20.0), "nd2": (90.0, 90.0), "nd3": (50.0,)}
    rows = [
        enrollment(n, program_key=key, completion_percentage=percent)
        for key, percents in means.items()
        for n, percent in enumerate(percents)
    ]
    html = render(read_report(synced({"program_progress": rows})), "html")
    chart = html.partition('id="programs"')[2].partition("</figure>")[0]
    label = re.compile(r'translate\([^,]*,([\d.]+)\)"[^>]*>(nd\d)\u200b*<')
    where = {key: float(height) for height, key in label.findall(chart)}
    assert sorted(where, key=where.__getitem__) == ["nd2", "nd3", "nd1"]


@pytest.mark.parametrize("to", ["html", "md"])
def test_both_counts_of_active_learners_are_explained(
    long_report: Report, html: str, to: FormatName
) -> None:
    text = html if to == "html" else render(long_report, to)
    assert "Active within 30 days: learners who did something in a program" in text
    assert "also counts learners who are not enrolled" in text


MEASURE: Final = """<script>
document.title = [...document.querySelectorAll("body, .drawn .table")]
    .map(one => one.scrollWidth - one.clientWidth).join()
</script></html>"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1040, 1200])
def test_no_column_is_cut_next_to_a_chart(width: int, tmp_path: Path) -> None:
    titles = [f"Introduction to the subject number {n}" for n in range(20)]
    tables = {
        "programs": [program(f"nd{n}-ent", title) for n, title in enumerate(titles)],
        "program_progress": [
            enrollment(n, program_key=f"nd{n % 20}-ent", learner_hours=1234.5)
            for n in range(200)
        ],
    }
    html = render(read_report(synced(tables)), "html")
    page = tmp_path / "report.html"
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
    page.write_text(policy.sub("", html).replace("</html>", MEASURE), encoding="utf-8")
    dumped = dump_page(page, f"--window-size={width},900")
    found = re.findall(r"<title>([\d,]+)</title>", dumped)
    assert found
    assert {*found[0].split(",")} == {"0"}


@pytest.mark.parametrize("to", FORMATS)
def test_there_may_be_nobody(to: FormatName) -> None:
    text = render(read_report(synced({})), to)
    assert "Learners of company 4821" in text
    assert "<svg" not in text


@pytest.mark.slow
@pytest.mark.parametrize("learners", [1, 10_000])
def test_few_or_many_learners(learners: int) -> None:
    rows = [
        enrollment(
            n,
            program_key=f"nd{n % 300}",
            last_active_at=days_ago(n % 400),
            enrolled_at=days_ago(n % 900),
        )
        for n in range(learners)
    ]
    many = read_report(synced({"program_progress": rows}))
    html = render(many, "html")
    assert Page(html).tags.count("svg") == 6
    assert len(html) < 1_000_000
    found = json.loads(render(many, "json"))["sections"]
    assert found["figures"][0]["learners"] == learners
    assert len(found["programs"]) == min(learners, 300)


HIDDEN: Final = "T\x01\x1b]0;x\x07\x9b31m\u202e\uffff"


@pytest.mark.parametrize("to", FORMATS)
def test_a_title_controls_neither_a_terminal_nor_a_chart(to: FormatName) -> None:
    tables = {
        "programs": [program("nd1", HIDDEN)],
        "program_progress": [enrollment(n, program_key="nd1") for n in range(9)],
    }
    text = render(read_report(synced(tables)), to)
    assert not set(HIDDEN[1:]) & set(text) - set("]0;x31m")
    assert "u202e" in text


def test_no_line_of_markdown_is_a_command_to_what_runs_a_job() -> None:
    said = "::error::x ##vso[task.prependpath]/x"
    text = render(Report(said, said, datetime(2026, 1, 1, tzinfo=UTC), []), "md")
    assert "error::x" in text
    assert visible(text) == text
