"""`udacity sync --destination`: what it refuses, and when it loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from udacity_client.cli import destination, sync
from udacity_client.errors import ConfigurationError
from udacity_client.system.duckdb_files import open_database

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
def test_a_missing_setting_is_named(name: str, variable: str, tmp_path: Path) -> None:
    file = tmp_path / "udacity.duckdb"
    with open_database(file, read_only=False) as database:
        database.execute("create table programs (company_id text)")
    with pytest.raises(ConfigurationError) as caught:
        destination.load(file, name, dataset="udacity")
    message = str(caught.value)
    section = ".".join(variable.lower().split("__")[:2])
    assert message.startswith(f"dlt cannot use {name}: Missing 1 field(s) in config")
    assert message.endswith(
        f". Set {variable}, or give the settings in [{section}] of .dlt/secrets.toml."
    )
