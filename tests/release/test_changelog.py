"""An entry of the changelog names what it is about, in code."""

from __future__ import annotations

import pytest

from changelog import entries, is_named, sections

CHANGELOG = """\
# Changelog

What changed.

## Unreleased

### Added

- `Emulator.replace_data`, `advance` and `reset`: a clock
  that moves. `Pager` has
  `resume`.
- A page about exports.

## 0.2.0 - 2026-11-28

- `Client.list_orders` takes `first`.

## [0.1.0]
"""


def test_sections_are_found_by_their_version() -> None:
    found = sections(CHANGELOG)

    assert list(found) == ["Unreleased", "0.2.0", "0.1.0"]
    assert found["0.1.0"] == ""
    assert len(entries(found["Unreleased"])) == 2


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("Emulator.replace_data", True),
        ("Emulator.advance", True),
        ("Emulator", True),
        ("Pager.resume", True),
        ("AsyncPager.resume", True),
        ("Pager.pages", False),
        ("exports", False),
        ("Client.list_orders", False),
    ],
)
def test_an_entry_names_what_changed(name: str, named: bool) -> None:  # noqa: FBT001
    assert is_named(name, entries(sections(CHANGELOG)["Unreleased"])) is named
