"""The DAG for Airflow can be imported, and runs a command that exists."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

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
print(task.task_id, task.retries, task.append_env)
print(task.python_callable())
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
    assert ran.stdout.splitlines()[-2] == "sync 2 True"
    assert ran.stdout.splitlines()[-1].startswith("udacity sync --to ")


def test_the_command_of_the_dag_exists() -> None:
    source = DAG.read_text(encoding="utf-8")
    compile(source, DAG, "exec")
    (line,) = [one for one in source.splitlines() if "udacity sync" in one]
    _, *words = shlex.split(line.partition('f"')[2].rstrip('"'))
    assert run_command(*words, "--help") == 0
