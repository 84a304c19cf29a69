"""Tests of your own code: on an emulated API, on its bad days, and with HTTP mocked.

The fixtures `udacity` and `udacity_emulator` come with the extra `emulator`; see
docs/testing.md. In a folder with this file and the program, run: pytest
"""

from datetime import UTC, datetime

import httpx
from mail_inactive_learners import inactive_learners

from udacity_client import StaticToken, Udacity
from udacity_client.emulator import Emulator, Enrollment
from udacity_client.testing import answer, example
from udacity_graphql.program_progress import LIST_PROGRAM_PROGRESS, ProgramProgress

MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
ZOE, LI = "zoe@example.com", "li@example.com"


def test_a_learner_who_was_never_active(
    udacity: Udacity, udacity_emulator: Emulator
) -> None:
    udacity_emulator.replace_data(
        enrollments=[
            Enrollment(user_email=ZOE, last_active_at=None),
            Enrollment(user_email=LI, last_active_at=APRIL),
        ]
    )
    assert inactive_learners(udacity, since=MARCH) == {ZOE}


def test_the_api_is_unavailable_for_a_moment(
    udacity: Udacity, udacity_emulator: Emulator
) -> None:
    udacity_emulator.replace_data(enrollments=[Enrollment(user_email=LI)])
    udacity_emulator.faults.play("unavailable", domain="program-progress")
    assert inactive_learners(udacity, since=datetime.now(UTC)) == {LI}
    assert udacity_emulator.count(status=503) == 1


def test_without_any_server() -> None:
    zoe = example(ProgramProgress, user_email=ZOE, last_active_at=MARCH)
    response = httpx.Response(200, json=answer(LIST_PROGRAM_PROGRESS, [zoe]))
    mocked = httpx.Client(transport=httpx.MockTransport(lambda _: response))
    with Udacity(StaticToken("a-token"), http_client=mocked) as udacity:
        assert inactive_learners(udacity, since=APRIL) == {ZOE}
