"""`udacity emulator`: which data it serves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from support.udacity_command import run_command
from udacity_client.cli import emulator as command
from udacity_client.emulator import Company, Emulator


def last_activity(monkeypatch: pytest.MonkeyPatch, *options: str) -> datetime:
    """Return the newest activity in the emulator that the command starts."""
    found: list[datetime] = []

    def look(company: Company) -> Company:
        times = [one.last_active_at for one in company.enrollments]
        found.extend(time for time in times if time)
        return company

    def serve(emulator: Emulator, **_: object) -> None:
        emulator.change_company(look)

    monkeypatch.setattr(command, "serve", serve)
    assert run_command("emulator", "--port", "0", *options) == 0
    return max(found)


def test_learners_were_active_lately(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    assert now - timedelta(days=2) < last_activity(monkeypatch) <= now


@pytest.mark.parametrize(
    ("until", "newest"),
    [
        ("2026-11-01T09:00", datetime(2026, 11, 1, 4, 53, 41, tzinfo=UTC)),
        ("2026-11-01T10:00+01:00", datetime(2026, 11, 1, 4, 53, 41, tzinfo=UTC)),
        ("2025-11-01", datetime(2025, 10, 31, 4, 53, 41, tzinfo=UTC)),
    ],
)
def test_the_data_may_end_earlier(
    monkeypatch: pytest.MonkeyPatch, until: str, newest: datetime
) -> None:
    assert last_activity(monkeypatch, "--data-until", until) == newest
