"""Changes of the enrollments while an emulator serves, and a log of them.

Learners are active, enroll, leave and change their e-mail addresses, at random but the
same way for the same seed. Changes that are due are made before a request is answered.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from random import Random
from typing import Final, Literal, TypeAlias

from udacity_client.emulator import samples
from udacity_client.emulator.models import Company, Enrollment

ChangeKind: TypeAlias = Literal["activity", "enrolled", "left", "renamed"]

_WEIGHTS: Final[dict[ChangeKind, int]] = {
    "activity": 55,
    "enrolled": 20,
    "left": 20,
    "renamed": 5,
}
_SECONDS_A_MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class CompanyChange:
    """One thing that happened.

    Attributes:
        kind: What it was.
        at: When, on the emulator's clock.
        number: The number of the enrollment; `renamed` changes all of its learner.
    """

    kind: ChangeKind
    at: float
    number: int


class Churn:
    """The changes of the documented company.

    Attributes:
        log: All changes so far, in order.
    """

    def __init__(
        self, changes_a_minute: float, *, seed: int, clock: Callable[[], float]
    ) -> None:
        self.log: list[CompanyChange] = []
        self._per_second = changes_a_minute / _SECONDS_A_MINUTE
        self._random = Random(f"{seed}:churn")  # noqa: S311 - sample data, not secrets
        self._clock = clock
        self._started: float | None = None
        self._number_due = 0
        self._numbers = count(1_000_000)

    def apply_due(self, companies: MutableMapping[str, Company]) -> None:
        """Make the changes that are due by now; time starts with the first request."""
        if not self._per_second:
            return
        now = self._clock()
        if self._started is None:
            self._started = now
        # Not the length of the log: the last enrollment stays, so some are not made.
        due = int((now - self._started) * self._per_second) - self._number_due
        if due > 0:
            self._number_due += due
            company = companies[samples.COMPANY_ID]
            changed = self.change(company.enrollments, due, at=now)
            companies[samples.COMPANY_ID] = replace(company, enrollments=changed)

    def change(
        self, enrollments: Sequence[Enrollment], number: int, *, at: float
    ) -> tuple[Enrollment, ...]:
        """Return *enrollments* after this number of changes."""
        rows = [*enrollments]
        kinds: list[ChangeKind] = [*_WEIGHTS]
        kinds = self._random.choices(kinds, [*_WEIGHTS.values()], k=number)
        for kind in kinds:
            # Somebody has to be there to leave, and to be enrolled with.
            if len(rows) > 1:
                position = self._random.randrange(len(rows))
                self.log.append(CompanyChange(kind, at, rows[position].number))
                self._apply(kind, rows, position)
        return tuple(rows)

    def _apply(self, kind: ChangeKind, rows: list[Enrollment], position: int) -> None:
        row = rows[position]
        match kind:
            case "activity":
                rows[position] = self._act(row)
            case "left":
                del rows[position]
            case "enrolled":
                rows.append(self._enroll(row))
            case "renamed":
                email = f"{self._random.getrandbits(40):010x}@example.com"
                for index, one in enumerate(rows):
                    if one.user_id == row.user_id:
                        rows[index] = replace(one, user_email=email)

    def _act(self, row: Enrollment) -> Enrollment:
        active = row.last_active_at or row.enrolled_at
        return replace(
            row,
            last_active_at=active + timedelta(minutes=self._random.randint(1, 90)),
            learner_hours=round(row.learner_hours + 0.5, 2),
        )

    def _enroll(self, row: Enrollment) -> Enrollment:
        """Return another enrollment of the learner, or one of a new learner."""
        number = next(self._numbers)
        enrolled = replace(
            row, number=number, enrolled_at=row.enrolled_at + timedelta(seconds=number)
        )
        if self._random.randrange(2):
            return enrolled
        return replace(
            enrolled,
            user_id=f"learner-{number}",
            user_email=f"{self._random.getrandbits(40):010x}@example.com",
        )
