"""The fixtures work in a project that only has the library installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TESTS = """
from dataclasses import replace

import pytest

from udacity_client import Udacity
from udacity_client.emulator import Enrollment


def emails(client):
    return [one.user_email for one in client.program_progress.iter_program_progress()]


def test_the_data_are_a_test_s_own(udacity, udacity_emulator):
    udacity_emulator.replace_data(
        enrollments=[Enrollment(user_email="zoe@example.com"), Enrollment()]
    )
    assert emails(udacity) == ["zoe@example.com", "learner-1@example.com"]


def test_each_test_begins_with_the_same_data(udacity, udacity_emulator):
    assert len(emails(udacity)) > 200
    assert udacity_emulator.count(operation="ListProgramProgress") < 10


def test_clients_of_the_code_under_test_call_the_emulator(udacity_emulator):
    with Udacity() as client:
        assert client.catalog.get_catalog().company_id == udacity_emulator.company_id
    assert udacity_emulator.count(operation="GetCatalog") == 1


def test_a_token_expires_when_the_clock_moves(udacity, udacity_emulator):
    udacity.catalog.get_catalog()
    udacity_emulator.advance(hours=2)
    udacity.catalog.get_catalog()
    assert udacity_emulator.count(status=401) == 1


def test_a_record_changes_between_two_pages(udacity, udacity_emulator):
    pager = iter(udacity.program_progress.iter_program_progress(first=50))
    next(pager)
    udacity_emulator.change_enrollments(
        lambda one: replace(one, user_first_name="Renamed")
    )
    assert [*pager][-1].user_first_name == "Renamed"


def test_a_fault_is_played(udacity, udacity_emulator):
    udacity_emulator.faults.play("unauthorized", domain="catalog")
    udacity.catalog.get_catalog()
    assert udacity_emulator.count(operation="GetCatalog") == 2


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_the_asynchronous_client(async_udacity):
    async with async_udacity as udacity:
        assert (await udacity.catalog.get_catalog()).programs
"""


def test_a_project_has_the_fixtures(tmp_path: Path) -> None:
    (tmp_path / "test_project.py").write_text(TESTS)
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:xdist"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert "8 passed" in done.stdout, done.stdout + done.stderr


def test_the_plugin_imports_pytest_alone() -> None:
    program = (
        "import pytest, sys; before = {*sys.modules}\n"
        "import udacity_client.testing.plugin\n"
        "new = {*sys.modules} - before\n"
        "print(sorted(name for name in new if not name.startswith('udacity_client')))\n"
        "print(sorted(name for name in new if name.startswith('udacity_client')))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True
    )
    foreign, own = done.stdout.splitlines()
    assert foreign == "[]"
    assert own == str(
        ["udacity_client", "udacity_client.testing", "udacity_client.testing.plugin"]
    )
