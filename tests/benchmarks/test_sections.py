"""Run sections that are written here, as programs, through the runner."""

from __future__ import annotations

from pathlib import Path

import pytest

import run
import sections
from rows import Row
from sections import Section, run_section
from targets import Target

PRINTS = """
import sys
from pathlib import Path
print('{"key": "pages", "what": "pages", "ratio": %s}')
"""
SECOND_TIME = """
told = Path(sys.argv[0]).with_suffix(".told")
ratio = 1.0 if told.exists() else 9.0
told.touch()
print('{"key": "again", "what": "again", "ratio": %s}' % ratio)
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sections, "HERE", tmp_path)
    target = Target(direction="at-most", goal=1.0, limit=1.2)
    monkeypatch.setattr(run, "read_targets", lambda: {"pages": target, "again": target})
    return tmp_path


def section(*keys: str, long: tuple[str, ...] = ()) -> Section:
    return Section(
        name="books",
        title="Books",
        rounds=2,
        short_rounds=1,
        short=keys,
        long=long,
    )


def write(folder: Path, program: str) -> None:
    (folder / "books.py").write_text(program)


def test_rows_are_what_the_program_printed(here: Path) -> None:
    write(here, PRINTS % "1.5")
    assert run_section(section("pages"), short=False) == [
        Row(key="pages", what="pages", ratio=1.5)
    ]


def test_a_program_hears_its_rounds_and_whether_time_is_short(here: Path) -> None:
    write(here, "import sys; sys.exit(sys.argv[1:] != ['--rounds', '1', '--short'])")
    assert run_section(section(), short=True) == []


def test_what_short_leaves_out_is_missed_in_the_long_form_alone(here: Path) -> None:
    write(here, PRINTS % "1.5")
    longer = section("pages", long=("books",))
    assert len(run_section(longer, short=True)) == 1
    with pytest.raises(SystemExit, match="did not print books"):
        run_section(longer, short=False)


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (None, "There is no books.py"),
        ("raise SystemExit(3)", "failed with exit 3"),
        ("", "did not print pages"),
        ('print(\'{"key": "leaves", "what": "leaves"}\')' + PRINTS % 1, "leaves"),
    ],
)
def test_a_section_that_loses_figures_is_refused(
    here: Path, program: str | None, told: str
) -> None:
    if program is not None:
        write(here, program)
    with pytest.raises(SystemExit, match=told):
        run_section(section("pages"), short=False)


def checked(here: Path, program: str, *keys: str) -> int:
    write(here, program)
    books = section(*keys)
    return run.check([(books, run.measure(books, short=True))], short=True)


def test_the_check_succeeds_where_limits_hold(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(here, PRINTS % "1.2", "pages") == 0
    assert "No limit was missed." in capsys.readouterr().out


def test_the_check_fails_naming_each_miss(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(here, PRINTS % "1.3", "pages") == 1
    assert "pages: 1.30, ≤ 1.2" in capsys.readouterr().out


def test_a_miss_that_does_not_last_is_none(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(here, PRINTS % "1.0" + SECOND_TIME, "pages", "again") == 0
    assert "measuring once more" in capsys.readouterr().out
