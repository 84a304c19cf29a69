from __future__ import annotations

from pathlib import Path

import pytest

import run
from rows import Row
from sections import SECTIONS, Section
from table import between_marks

MARKED = (
    "# Client\n<!-- benchmarks: begin -->\n<!-- benchmarks: end -->\n"
    "<!-- bad days: begin -->\n<!-- bad days: end -->\nMore\n"
)
BAD_DAYS = "| restart |\n| --- |\n| 0 / 10.5 s / 100 |"


@pytest.fixture(autouse=True)
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "benchmarks.md"
    path.write_text(MARKED, encoding="utf-8")
    monkeypatch.setattr(run, "PAGE", path)
    monkeypatch.setattr(run, "RESULTS", tmp_path / "results")
    write_bad_days(BAD_DAYS)
    return path


def write_bad_days(text: str) -> None:
    folder = run.RESULTS / "bad_days"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "2026-11-28.md").write_text(
        f"# Bad days, 2026-11-28\n\n{text}\n", encoding="utf-8"
    )


def measured(ratio: float) -> list[tuple[Section, list[Row]]]:
    return [
        (
            found,
            [Row(key=key, what=f"{key} measured", ratio=ratio) for key in found.keys],
        )
        for found in SECTIONS
    ]


def test_the_page_gets_the_lines_of_the_newest_results(page: Path) -> None:
    run.write_results(measured(1.25))
    newest = run.newest_results()
    newest.with_name("2020-01-01.md").write_text("of old", encoding="utf-8")
    run.write_page()

    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Client\n")
    assert text.endswith("\nMore\n")
    inside = between_marks(text)
    assert inside == run.page_table()
    assert newest.name in inside
    assert inside.count("**1.25**") == len(run.SHOWN)


def test_the_page_is_written_again_and_again(page: Path) -> None:
    run.write_results(measured(1.25))
    run.write_page()
    run.write_results(measured(2.5))
    run.write_page()
    text = page.read_text(encoding="utf-8")
    assert "1.25" not in text
    assert "**2.50**" in text


def test_a_page_of_other_results_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run.write_results(measured(1.25))
    run.write_page()
    assert run.check_written() == 0

    run.write_results(measured(2.5))
    assert run.check_written() == 1
    assert "run make bench-docs" in capsys.readouterr().out


def test_the_page_shows_how_bad_days_are_survived(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run.write_results(measured(1.25))
    run.write_page()
    inside = between_marks(page.read_text(encoding="utf-8"), "bad days")
    assert inside.startswith(BAD_DAYS)
    assert "results/bad_days/2026-11-28.md" in inside
    assert run.check_written() == 0

    write_bad_days("| other |")
    assert run.check_written() == 1
    assert "run make bench-docs" in capsys.readouterr().out


def test_results_that_name_a_path_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    run.write_results(measured(1.25))
    run.write_page()
    newest = run.newest_results()
    text = newest.read_text(encoding="utf-8")
    newest.write_text(f"{text}\nin /home/ann/client", encoding="utf-8")

    assert run.check_written() == 1
    assert "names a path" in capsys.readouterr().out


def test_results_say_what_they_hold_for() -> None:
    text = run.document(measured(1.25), "2026-11-24")
    assert "# Benchmarks, 2026-11-24" in text
    assert "pydantic " in text
    assert "cores of" in text
    assert "graphql-codegen" in text


def test_without_results_it_says_what_makes_them() -> None:
    with pytest.raises(SystemExit, match="make bench"):
        run.newest_results()
