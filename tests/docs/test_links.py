"""Links in the documentation lead somewhere, and README works on an index page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.paths import ROOT

PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*.md")]
)

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PATH = re.compile(r"`((?:docs|examples|benchmarks)/[\w./-]+|[A-Z]+\.md)`")


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of *page*."""
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_readme_links_to_nothing_that_an_index_page_lacks() -> None:
    links = _LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert [one for one in links if not one.startswith(("https://", "#"))] == []


def test_the_readme_names_files_that_are_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    names = _PATH.findall(text)
    assert names
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_every_decision_is_listed_by_room() -> None:
    text = (ROOT / "docs/design.md").read_text(encoding="utf-8")
    listed = re.findall(r"\[(\d+)\]\(#\1-", text)
    assert sorted(listed) == sorted(re.findall(r"^## (\d+)\.", text, re.MULTILINE))
