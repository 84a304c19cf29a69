"""What tests of exports and syncs share: a client of an emulator, and an observer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from udacity_client import Udacity
from udacity_client.emulator import Emulator
from udacity_client.emulator.models import Company

NOW = 1_800_000_000.0
PAGE = 20


def client_of(emulator: Emulator, **options: Any) -> Udacity:
    """Return a client of the emulator's first company."""
    return Udacity(
        client_id=emulator.client_id,
        client_secret=emulator.client_secret,
        base_url=emulator.base_url,
        **options,
    )


def leave(company: Company) -> Company:
    """Remove the first enrollment in the order by e-mail."""
    first = min(company.enrollments, key=lambda one: one.user_email)
    rest = tuple(one for one in company.enrollments if one is not first)
    return replace(company, enrollments=rest)


@dataclass
class Watching:
    """Notes what a reading tells, and may act after a page."""

    after_page: Callable[[int], None] | None = None
    tables: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    plans: list[tuple[str | None, int, int]] = field(
        default_factory=list[tuple[str | None, int, int]]
    )
    pages: list[tuple[int, int | None]] = field(
        default_factory=list[tuple[int, int | None]]
    )
    notes: list[str] = field(default_factory=list[str])

    def company(self, name: str, *, records: Mapping[str, int], plans: int) -> None: ...

    def table(self, name: str, company: str) -> None:
        self.tables.append((name, company))

    def first_page(self, *, plan: str | None, total: int, page_size: int) -> None:
        self.plans.append((plan, total, page_size))

    def page(self, *, records: int, total: int | None) -> None:
        self.pages.append((records, total))
        if self.after_page:
            self.after_page(len(self.pages))

    def note(self, text: str) -> None:
        self.notes.append(text)

    def warn(self, text: str) -> None:
        self.note(text)
