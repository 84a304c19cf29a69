"""Pages and records as tables in a notebook."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from pydantic import SecretStr

from udacity_client.runtime import Page, Record, Secret


class Wide(Record, frozen=True):
    name: str
    note: str | None
    password: Secret


class Cells(HTMLParser):
    """The texts of the cells, row by row."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def wide(name: str, note: str | None = None) -> Wide:
    return Wide(name=name, note=note, password=SecretStr("31337"))


def page_of(*records: Wide) -> Any:
    return Page(records, 99, has_next=True, end_cursor="1")


def test_a_page_shows_a_row_for_each_record() -> None:
    html = page_of(wide("<b>Zoë</b>"), wide("b", "n" * 100))._repr_html_()
    assert "<b>" not in html
    assert "31337" not in html
    assert Cells(html).rows == [
        ["name", "note", "password"],
        ["<b>Zoë</b>", "", "**********"],
        ["b", "n" * 59 + "…", "**********Page: 2 of 99 records"],
    ]


def test_a_large_page_shows_its_first_records() -> None:
    page = page_of(*(wide(str(number)) for number in range(50)))
    html = page._repr_html_()
    assert len(Cells(html).rows) == 21
    assert "Page: 50 of 99 records; the first 20 are shown" in html


def test_a_notebook_stores_a_short_text_next_to_the_table() -> None:
    page = page_of(*(wide(str(number)) for number in range(50)))
    shown = page._repr_mimebundle_(include=None, exclude=None)
    assert shown["text/plain"] == "<Page: 50 of 99 records>"
    assert shown["text/html"] == page._repr_html_()


def test_an_empty_page_can_be_shown() -> None:
    assert "Page: 0 of 99 records" in page_of()._repr_html_()


def test_a_record_shows_a_row_for_each_field() -> None:
    record: Any = wide("a & b")
    rows = Cells(record._repr_html_()).rows
    assert rows[:2] == [["name", "a & b"], ["note", ""]]
