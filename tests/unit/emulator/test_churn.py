"""An emulated company that changes while it serves."""

from __future__ import annotations

from udacity_client.emulator import Emulator
from udacity_client.emulator.churn import Churn
from udacity_client.emulator.models import Enrollment
from udacity_client.emulator.samples import COMPANY_ID
from udacity_client.emulator.world import build_companies


def enrollments() -> tuple[Enrollment, ...]:
    return build_companies(learners=20, seed=1)[COMPANY_ID].enrollments


def test_the_same_seed_changes_the_same() -> None:
    first, second = (Churn(1, seed=4, clock=lambda: 0.0) for _ in range(2))
    assert first.change(enrollments(), 50, at=3.0) == second.change(
        enrollments(), 50, at=3.0
    )
    assert first.log == second.log
    assert len(first.log) == 50
    assert {change.at for change in first.log} == {3.0}


def test_the_log_tells_who_is_there() -> None:
    churn = Churn(1, seed=4, clock=lambda: 0.0)
    before = enrollments()
    after = churn.change(before, 200, at=0.0)
    left = {change.number for change in churn.log if change.kind == "left"}
    enrolled = sum(change.kind == "enrolled" for change in churn.log)
    assert len(after) == len(before) + enrolled - len(left)
    assert not left & {row.number for row in after}
    assert {row.number for row in before} - left <= {row.number for row in after}
    assert {change.kind for change in churn.log} == {
        *("activity", "enrolled", "left", "renamed")
    }


def test_a_new_address_is_that_of_all_enrollments_of_a_learner() -> None:
    churn = Churn(1, seed=4, clock=lambda: 0.0)
    after = churn.change(enrollments(), 300, at=0.0)
    addresses = {(row.user_id, row.user_email) for row in after}
    assert len(addresses) == len({user for user, _ in addresses})


def test_the_last_enrollment_stays() -> None:
    churn = Churn(1, seed=4, clock=lambda: 0.0)
    assert len(churn.change(enrollments()[:2], 1000, at=0.0)) >= 1


def test_changes_come_with_the_time_that_passes() -> None:
    now = [1000.0]
    emulator = Emulator(learners=20, churn=60, clock=lambda: now[0])
    state = emulator._state  # pyright: ignore[reportPrivateUsage]  # no requests needed
    for seconds, changes in ((0, 0), (0.5, 0), (0.5, 1), (9, 10)):
        now[0] += seconds
        state.churn.apply_due(state.companies)
        assert len(emulator.changes) == changes


def test_changes_that_could_not_be_made_are_not_made_up_for() -> None:
    now = [1000.0]
    emulator = Emulator(churn=60, clock=lambda: now[0])
    emulator.replace_data(enrollments=[Enrollment()])
    state = emulator._state  # pyright: ignore[reportPrivateUsage]  # no requests needed
    state.churn.apply_due(state.companies)
    now[0] += 100
    state.churn.apply_due(state.companies)
    assert emulator.changes == []
    emulator.replace_data(enrollments=[Enrollment()] * 50)
    now[0] += 1
    state.churn.apply_due(state.companies)
    assert len(emulator.changes) == 1
