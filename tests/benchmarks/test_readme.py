from __future__ import annotations

from run import PAGE, newest_results, page_table
from table import between_marks


def test_the_page_shows_the_newest_results() -> None:
    assert between_marks(PAGE.read_text(encoding="utf-8")) == page_table()


def test_results_name_no_paths() -> None:
    text = newest_results().read_text(encoding="utf-8")
    assert not any(word in text for word in ("/home", "/root", "/tmp", "/work"))  # noqa: S108 - not used
