"""The DAG for Airflow can be imported, runs a command, and retries what may succeed."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

import pytest

from support.paths import ROOT
from support.udacity_command import run_command

DAG = ROOT / "examples/airflow_dag.py"

# Airflow alone is 130 packages, so it may be installed elsewhere.
AIRFLOW = os.environ.get("AIRFLOW_PYTHON") or (
    sys.executable if find_spec("airflow") else None
)

IMPORT = """
import runpy, sys
from airflow.sdk import DAG
found = runpy.run_path(sys.argv[1])
(task,) = found["udacity_sync"]().tasks
print(task.task_id, task.retries)
try:
    # Here the client is not installed either, which is exit code 1.
    found["run_udacity"]("--version")
except RuntimeError as error:
    print(error)
"""


@pytest.mark.skipif(
    AIRFLOW is None, reason="Airflow is not installed; see AIRFLOW_PYTHON"
)
def test_airflow_imports_the_dag(tmp_path: Path) -> None:
    ran = subprocess.run(
        [str(AIRFLOW), "-c", IMPORT, str(DAG)],
        env={"PATH": os.environ["PATH"], "AIRFLOW_HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    assert "sync 2" in ran.stdout.splitlines()


def test_the_command_of_the_dag_exists() -> None:
    source = DAG.read_text(encoding="utf-8")
    (words,) = re.findall(r'run_udacity\(("sync".*)\)', source)
    named = [word.strip(' "') for word in words.split(",")]
    assert run_command(*named, "--help") == 0


RunUdacity: TypeAlias = Callable[..., None]


class AirflowFailException(Exception):  # noqa: N818 - Airflow's name
    """What Airflow does not retry after."""


@pytest.fixture
def run_udacity(monkeypatch: pytest.MonkeyPatch) -> RunUdacity:
    """Return the DAG's function, with the names that it imports of Airflow."""

    def decorate(**_options: object) -> Callable[[object], Callable[[], None]]:
        return lambda _function: lambda: None

    sdk, exceptions = ModuleType("airflow.sdk"), ModuleType("airflow.exceptions")
    vars(sdk).update(dag=decorate, task=decorate)
    vars(exceptions).update(AirflowFailException=AirflowFailException)
    monkeypatch.setitem(sys.modules, "airflow", ModuleType("airflow"))
    monkeypatch.setitem(sys.modules, "airflow.sdk", sdk)
    monkeypatch.setitem(sys.modules, "airflow.exceptions", exceptions)
    found: RunUdacity = runpy.run_path(str(DAG))["run_udacity"]
    return found


def test_a_wrong_setting_is_not_retried(run_udacity: RunUdacity) -> None:
    with pytest.raises(AirflowFailException, match="ended with 2: a setting or"):
        run_udacity("sync", "--company")


@pytest.mark.usefixtures("udacity_emulator")
def test_other_failures_are_retried(run_udacity: RunUdacity) -> None:
    with pytest.raises(RuntimeError, match=r"ended with 3\."):
        run_udacity("auth", "revoke", "udcl_1", "--yes")


def test_success_is_success(run_udacity: RunUdacity) -> None:
    run_udacity("--version")
