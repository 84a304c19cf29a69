"""`udacity generate --watch`: the changes it sees, the errors it survives, its end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from support.paths import ROOT
from udacity_client.cli.settings import find_settings
from udacity_client.cli.watch import Snapshot, take_snapshot, watch_code

TABLE = '[tool.udacity-client]\npackage = "ops"\n'
KEYS = "query GetKeys { catalog { programs { key } } }"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "queries" / "catalog").mkdir(parents=True)
    (tmp_path / "queries" / "catalog" / "keys.graphql").write_text(KEYS)
    (tmp_path / "pyproject.toml").write_text(TABLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def watch(*steps: Callable[[], object]) -> None:
    """Watch, doing one of *steps* in each pause, then press Ctrl-C."""
    waiting: Iterator[Callable[[], object]] = iter(steps)

    def sleep(seconds: float) -> None:
        assert seconds == 0.5
        step = next(waiting, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    watch_code(find_settings, project=Path("pyproject.toml"), sleep=sleep)


def client(project: Path) -> str:
    return (project / "ops" / "catalog" / "client.py").read_text()


def test_package_is_written_at_the_start_and_after_each_change(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = project / "queries" / "catalog" / "keys.graphql"
    found: list[bool] = []

    def rename() -> None:
        found.append("def get_keys(" in client(project))
        query.write_text(KEYS.replace("GetKeys", "ListKeys"))

    watch(rename, lambda: found.append("def list_keys(" in client(project)))
    assert found == [True, True]
    output = capsys.readouterr().err
    assert output.count("files changed in ops") == 2
    assert output.endswith("Watching no longer.\n")


def test_nothing_is_compiled_if_nothing_changed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def note_beside() -> None:
        (project / "queries" / "catalog" / "notes.md").write_text("Not a source.")

    watch(int, note_beside, int)
    assert capsys.readouterr().err.count("files changed in ops") == 1


def test_problems_are_printed_and_watching_goes_on(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = project / "queries" / "catalog" / "keys.graphql"
    table = project / "pyproject.toml"
    before: list[str] = []

    def check(*output: str) -> None:
        error = capsys.readouterr().err
        assert all(words in error for words in output), error
        assert client(project) == before[0]

    def break_the_query() -> None:
        before.append(client(project))
        query.write_text(KEYS.replace("key ", "kee "))

    def break_the_settings() -> None:
        check("keys.graphql:1:38: Cannot query field 'kee'")
        table.write_text(TABLE.replace("package", "packages"))

    def mend() -> None:
        check("packages is not known here; the keys are package, queries, ")
        query.write_text(KEYS.replace("key ", "key title "))
        table.write_text(TABLE)

    watch(break_the_query, break_the_settings, mend)
    assert "title" in (project / "ops" / "catalog" / "results.py").read_text()


def test_change_while_it_is_compiled_is_not_missed(project: Path) -> None:
    query = project / "queries" / "catalog" / "keys.graphql"
    looks: list[Snapshot] = []

    def look(places: Sequence[Path]) -> Snapshot:
        looks.append(take_snapshot(places))
        if len(looks) == 2:  # after this look, what is compiled is read
            query.write_text(KEYS.replace("GetKeys", "ListKeysNow"))
        return looks[-1]

    def stop_in_time(_seconds: float) -> None:
        if len(looks) > 4:
            raise KeyboardInterrupt

    watch_code(
        find_settings,
        project=Path("pyproject.toml"),
        sleep=stop_in_time,
        snapshot=look,
    )
    assert "def list_keys_now(" in client(project)


def test_settings_may_come_later(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pyproject.toml").unlink()
    shutil.move(project / "queries", project / "asked")

    def settle() -> None:
        assert "no pyproject.toml and no folder queries" in capsys.readouterr().err
        (project / "pyproject.toml").write_text(TABLE + 'queries = "asked"\n')

    watch(settle)
    assert "def get_keys(" in client(project)


def heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_command_ends_well_on_an_interrupt(project: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "udacity_client", "generate", "--watch"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # A shell starts what runs in its background with interrupts ignored.
        preexec_fn=heed_interrupts,  # noqa: PLW1509 - it takes no lock
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "files changed in ops" in line:
                process.send_signal(signal.SIGINT)
                break
        assert process.stderr.read().endswith("Watching no longer.\n")
        assert process.wait(timeout=60) == 0


def test_watching_and_checking_exclude_each_other(project: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "udacity_client", "generate", "--watch", "--check"],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert result.returncode == 2
    assert "--watch" in result.stderr


def test_a_folder_that_vanishes_during_a_snapshot_is_left_out(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan, gone = os.scandir, project / "queries" / "catalog"

    def scan_late(path: Path) -> object:
        if Path(path) == gone and gone.exists():
            (gone / "keys.graphql").unlink()
            gone.rmdir()
        return scan(path)

    monkeypatch.setattr(os, "scandir", scan_late)
    snapshot = take_snapshot([project / "pyproject.toml", project / "queries"])
    # Python 3.13 does not list it by `os.scandir`.
    assert gone.exists() or gone / "keys.graphql" not in snapshot
    assert project / "pyproject.toml" in snapshot
