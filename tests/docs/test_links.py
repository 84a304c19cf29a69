"""Links in the documentation lead somewhere, and README works on an index page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import reference

from support.paths import ROOT

DOCS = ROOT / "docs"

PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docs/howto/*.md"),
        *ROOT.glob("docs/reference/*.md"),
        *ROOT.glob("examples/**/*.md"),
        *ROOT.glob("benchmarks/*.md"),
    ]
)
MADE = {
    f"docs/{reference.FOLDER}/{name}": text for name, text in reference.pages().items()
}

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PATH = re.compile(r"`((?:docs|examples|benchmarks)/[\w./-]+|[A-Z]+\.md)`")


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    headings = _HEADING.findall(text)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


def read(path: Path) -> str | None:
    """Return the text of a file, also of one that `make docs` makes; or `None`."""
    name = path.relative_to(ROOT).as_posix()
    if name in MADE:
        return MADE[name]
    if path.is_file():
        return path.read_text(encoding="utf-8", errors="replace")
    return "" if path.is_dir() else None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = read((page.parent / name).resolve() if name else page)
        assert target is not None, link
        assert not anchor or anchor in anchors(target), link


def test_links_of_the_project_s_pages_stay_in_the_site() -> None:
    pages = {name: text for name, text in MADE.items() if name.endswith(".md")}
    assert len(pages) == len(reference.PROJECT_PAGES)
    for name, text in pages.items():
        for link in _LINK.findall(reference.without_outside_links(text)):
            target = ((ROOT / name).parent / link.partition("#")[0]).resolve()
            is_inside = target.is_relative_to(DOCS) and read(target) is not None
            assert is_inside or link.startswith("https://"), link


def test_links_to_the_project_s_pages_lead_to_their_copies_in_the_site() -> None:
    text = "[a](../SECURITY.md#b) [c](../../CHANGELOG.md) [d](using.md)"
    copies = (
        "[a](reference/made/security.md#b) [c](../reference/made/changelog.md) "
        "[d](using.md)"
    )
    assert reference.with_links_to_copies(text) == copies


def test_only_links_to_files_outside_of_the_site_are_taken_out() -> None:
    text = "[a](../using.md#b) [c](../reference/errors.md) [d](../schema) [e](e.md)"
    left = "[a](../using.md#b) [c](../reference/errors.md) d [e](e.md)"
    assert reference.without_outside_links(text) == left


def test_every_page_is_in_the_site() -> None:
    trees = "\n".join(
        one.read_text(encoding="utf-8") for one in PAGES if one.is_relative_to(DOCS)
    )
    listed = re.findall(r"^(?:\.\./)?([\w/-]+)$", trees, re.MULTILINE)
    names = {name.rpartition("/")[2] for name in listed} | {"index"}
    pages = [one for one in PAGES if one.is_relative_to(DOCS)]
    assert [one.name for one in pages if one.stem not in names] == []


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
