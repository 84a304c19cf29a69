"""A report in a real browser: no request leaves, tables sort, a phone can show it."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Final

import pytest

from support.browser import dump_page, recording_proxy
from support.synced_tables import enrollment, membership, program, synced
from udacity_client.cli.report.contents import read_report
from udacity_client.cli.report.rendering import render

pytestmark = pytest.mark.slow

PROBE: Final = (
    '<img src="http://probe.example/x"><script src="//probe.example/y"></script>'
)
BROWSERS_OWN: Final = re.compile(r"\.google(apis)?\.com|\.gvt1\.com|\.gstatic\.com")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    titles = [PROBE, "A title that is much longer than a phone is wide, " * 3, "C", "D"]
    tables = {
        "programs": [program(f"nd{n}", title) for n, title in enumerate(titles)],
        "program_progress": [
            enrollment(n * 10 + of, program_key=f"nd{n}", user_first_name=PROBE)
            for n, many in enumerate((2, 10, 1, 3))
            for of in range(many)
        ],
        "learning_plan_progress": [membership(n) for n in range(3)],
    }
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render(read_report(synced(tables)), "html"), encoding="utf-8")
    return path


def requests_of(page: Path) -> list[str]:
    with recording_proxy() as (option, lines):
        dump_page(page, option, "--proxy-bypass-list=<-loopback>")
    return [line for line in lines if not BROWSERS_OWN.search(line.partition("\r")[0])]


def with_script(page: Path, script: str) -> Path:
    """Return a copy of *page* in which *script* may run, and does."""
    text = re.sub(r"<meta http-equiv[^>]*>", "", page.read_text(encoding="utf-8"))
    changed = page.with_name("changed.html")
    changed.write_text(
        text.replace("</html>", f"<script>{script}</script></html>"), encoding="utf-8"
    )
    return changed


def test_no_request_leaves(page: Path, tmp_path: Path) -> None:
    asking = tmp_path / "asking.html"
    asking.write_text(f"<!doctype html>{PROBE}")
    assert any("probe.example" in line for line in requests_of(asking))
    assert requests_of(page) == []


def test_a_click_sorts_a_table_by_number_and_the_next_one_turns_it(page: Path) -> None:
    def learners(clicks: int) -> list[int]:
        click = "document.querySelector('#programs th:nth-child(3)').click();"
        shown = dump_page(with_script(page, click * clicks))
        table = shown.partition('id="programs"')[2].partition("</table>")[0]
        rows = re.findall(r"<tr>.*?</tr>", table.partition("<tbody>")[2], re.DOTALL)
        return [int(re.findall(r'data-v="(\d+)"', row)[0]) for row in rows]

    assert learners(0) == [10, 3, 2, 1]
    assert learners(1) == [1, 2, 3, 10]
    assert learners(2) == [10, 3, 2, 1]


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_screen(page: Path, width: int) -> None:
    frame = page.with_name("frame.html")
    content = escape(page.read_text(encoding="utf-8"), quote=True)
    frame.write_text(
        f'<iframe width={width} height=800 srcdoc="{content}"></iframe>'
        "<script>onload = () => { const inside = frames[0].document.documentElement;"
        "document.body.dataset.width = inside.scrollWidth; }</script>",
        encoding="utf-8",
    )
    found = re.search(r'data-width="(\d+)"', dump_page(frame))
    assert found is not None
    assert int(found[1]) <= width
