"""Tests of your own code: on an emulated API, on its bad days, and with HTTP mocked.

The fixtures `udacity` and `udacity_emulator` come with the extra `emulator`; see
docs/testing.md. In a folder with this file and the program, run: pytest
"""

import httpx
from export_progress import read_progress

from udacity_client import StaticToken, Udacity
from udacity_client.emulator import Emulator, Enrollment, Program
from udacity_client.testing import answer, example
from udacity_graphql.catalog import GET_CATALOG, Catalog
from udacity_graphql.program_progress import LIST_PROGRAM_PROGRESS, ProgramProgress

ZOE, LI = "zoe@example.com", "li@example.com"


def test_a_program_that_left_the_catalog_has_no_title(
    udacity: Udacity, udacity_emulator: Emulator
) -> None:
    udacity_emulator.replace_data(
        enrollments=[
            Enrollment(user_email=ZOE, program_key="nd001"),
            Enrollment(user_email=LI, program_key="nd-gone"),
        ],
        programs=[Program(key="nd001", title="Data Engineering")],
    )
    titles = read_progress(udacity).select("user_email", "program_title").rows()
    assert dict(titles) == {ZOE: "Data Engineering", LI: None}


def test_the_api_is_unavailable_for_a_moment(
    udacity: Udacity, udacity_emulator: Emulator
) -> None:
    udacity_emulator.replace_data(enrollments=[Enrollment(user_email=LI)])
    udacity_emulator.faults.play("unavailable", domain="program-progress")
    assert read_progress(udacity)["user_email"].to_list() == [LI]
    assert udacity_emulator.count(status=503) == 1


def test_without_any_server() -> None:
    answers = {
        "catalog": answer(GET_CATALOG, example(Catalog)),
        "program-progress": answer(LIST_PROGRAM_PROGRESS, [example(ProgramProgress)]),
    }
    mocked = httpx.MockTransport(
        lambda sent: httpx.Response(200, json=answers[sent.url.path.split("/")[-2]])
    )
    http_client = httpx.Client(transport=mocked)
    with Udacity(StaticToken("a-token"), http_client=http_client) as udacity:
        assert read_progress(udacity)["completion_percentage"].to_list() == [50.0]
