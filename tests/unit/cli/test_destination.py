"""`udacity sync --destination`: what it refuses, and when it loads."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest

from udacity_client.cli import destination, sync
from udacity_client.errors import ConfigurationError

from .conftest import Command

pytestmark = pytest.mark.slow  # importing dlt takes two seconds


def test_an_unknown_destination_is_refused_before_anything_is_sent(
    command: Command,
) -> None:
    ran = command.run("sync", "--destination", "nowhere")
    assert ran.returncode == 2
    assert ran.stderr == (
        "dlt knows no destination nowhere; see its documentation for the names.\n"
    )
    assert not command.emulator.requests
    assert not (command.home / "udacity.duckdb").exists()


def test_delta_needs_a_newer_pyarrow_than_the_rest() -> None:
    with (
        patch("pyarrow.__version__", "16.1.0"),
        pytest.raises(ConfigurationError, match="delta needs pyarrow 17 or later"),
    ):
        destination.find_destination("delta")
    assert destination.find_destination("delta")


@pytest.mark.parametrize("is_complete", [True, False])
def test_only_complete_tables_are_loaded(
    command: Command, *, is_complete: bool
) -> None:
    loaded: list[tuple[Any, ...]] = []

    def load(*arguments: object, dataset: str) -> None:
        loaded.append((*map(str, arguments), dataset))

    command.env["DESTINATION__FILESYSTEM__BUCKET_URL"] = str(command.home / "lake")
    with (
        patch.object(sync, "run_sync", return_value=is_complete),
        patch.object(destination, "load", load),
    ):
        ran = command.run("sync", "--destination", "delta", "--dataset", "lake")
    if is_complete:
        assert (ran.returncode, ran.stderr) == (0, "delta: loaded, into lake.\n")
        assert loaded == [("udacity.duckdb", "delta", "lake")]
    else:
        assert ran.returncode == 4
        assert ran.stderr == "delta: not loaded, as records are missing.\n"
        assert loaded == []


def test_the_tables_are_in_the_destination(command: Command) -> None:
    command.env["DESTINATION__DUCKDB__CREDENTIALS"] = str(command.home / "there.duckdb")
    command.env["DLT_DATA_DIR"] = str(command.home / "dlt")
    ran = command.run("sync", "--destination", "duckdb", "--quiet")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    ran = command.run(
        "sql",
        "select count(*) > 2 as found from udacity.program_progress",
        "--from",
        "there.duckdb",
        "--format",
        "csv",
    )
    assert ran.stdout.splitlines() == ['"found"', "true"], ran.stderr


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("delta", "DESTINATION__FILESYSTEM__BUCKET_URL"),
        ("filesystem", "DESTINATION__FILESYSTEM__BUCKET_URL"),
        ("postgres", "DESTINATION__POSTGRES__CREDENTIALS"),
    ],
)
def test_a_missing_setting_is_named_before_anything_is_sent(
    name: str, variable: str, command: Command
) -> None:
    command.env["DLT_DATA_DIR"] = str(command.home / "dlt")
    ran = command.run("sync", "--destination", name)
    assert (ran.returncode, ran.stdout) == (2, "")
    section = ".".join(variable.lower().split("__")[:2])
    assert ran.stderr.startswith(f"dlt cannot use {name}: Missing 1 field(s) in config")
    assert ran.stderr.endswith(
        f". Set {variable}, or give the settings in [{section}] of .dlt/secrets.toml.\n"
    )
    assert not command.emulator.requests
    assert not (command.home / "udacity.duckdb").exists()


def test_a_missing_package_is_named_before_anything_is_sent(command: Command) -> None:
    command.env["DLT_DATA_DIR"] = str(command.home / "dlt")
    command.env["DESTINATION__CLICKHOUSE__CREDENTIALS"] = (
        "clickhouse://loader:hidden@db.example.com/learning"
    )
    ran = command.run("sync", "--destination", "clickhouse")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "clickhouse needs dlt[clickhouse]. Install it.\n"
    assert not command.emulator.requests


def test_a_setting_that_a_driver_refuses_is_one_line_without_its_value(
    command: Command,
) -> None:
    command.env["DLT_DATA_DIR"] = str(command.home / "dlt")
    command.env["DESTINATION__FILESYSTEM__BUCKET_URL"] = "hidden://bucket"
    ran = command.run("sync", "--destination", "delta")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        "dlt cannot use delta: its settings led to a ValueError. Check the variables "
        "DESTINATION__FILESYSTEM__…, or .dlt/secrets.toml.\n"
    )
    assert not command.emulator.requests


def test_a_destination_is_not_asked_before_there_is_something_to_load(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "DESTINATION__POSTGRES__CREDENTIALS",
        "postgresql://loader:hidden@127.0.0.1:1/learning",
    )
    monkeypatch.chdir(command.home)
    destination.require_destination("postgres", dataset="udacity")
