"""Each query that ships is answered, by the emulator and with `make live` by the API.

Nothing is changed there, and no value of a record is shown if a test fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator

import pytest

from support.clients import AnyUdacity, settle
from support.paths import ROOT
from support.shipped_operations import SHIPPED_OPERATIONS
from udacity_client import AsyncUdacity, ClientCredentials, Udacity, UserToken
from udacity_client.emulator import Emulator
from udacity_graphql.catalog import Catalog

pytestmark = pytest.mark.anyio

SMALL = 2


@pytest.fixture(scope="module")
def emulated() -> Iterator[Emulator]:
    with Emulator(learners=5) as running:
        yield running


@pytest.fixture(params=["sync", "asyncio"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["emulator", pytest.param("API", marks=pytest.mark.live)])
async def udacity(
    request: pytest.FixtureRequest, flavour: str
) -> AsyncIterator[AnyUdacity]:
    kind: type[AnyUdacity] = Udacity if flavour == "sync" else AsyncUdacity
    if request.param == "API":
        client = kind()
    else:
        emulated: Emulator = request.getfixturevalue("emulated")
        client = kind(
            ClientCredentials(
                client_id=emulated.client_id, client_secret=emulated.client_secret
            ),
            base_url=emulated.base_url,
            user_token=UserToken(emulated.user_token),
        )
    yield client
    if isinstance(client, Udacity):
        client.close()
    else:
        await client.aclose()


async def test_the_catalog_is_answered(udacity: AnyUdacity) -> None:
    catalog = await settle(udacity.catalog.get_catalog())
    assert isinstance(catalog, Catalog)


async def test_a_page_of_program_progress_is_answered(udacity: AnyUdacity) -> None:
    page = await settle(udacity.program_progress.list_program_progress(first=SMALL))
    require_small(len(page), page.total_count)


async def test_a_page_of_assessment_progress_is_answered(udacity: AnyUdacity) -> None:
    page = await settle(
        udacity.assessment_progress.list_assessment_progress(first=SMALL)
    )
    require_small(len(page), page.total_count)


async def test_a_page_of_learning_plan_progress_is_answered(
    udacity: AnyUdacity,
) -> None:
    catalog = await settle(udacity.catalog.get_catalog())
    if not catalog.learning_plans:
        pytest.skip("the company has no learning plan")
    plan = catalog.learning_plans[0].id
    page = await settle(
        udacity.learning_plan_progress.list_learning_plan_progress(
            plan_id=plan, first=SMALL
        )
    )
    require_small(len(page), page.total_count)


async def test_the_tokens_of_a_user_are_answered(
    udacity: AnyUdacity, request: pytest.FixtureRequest
) -> None:
    is_live = request.node.get_closest_marker("live") is not None
    if is_live and "UDACITY_USER_TOKEN" not in os.environ:
        pytest.skip("UDACITY_USER_TOKEN is not set")
    tokens = await settle(udacity.tokens.list_tokens())
    assert isinstance(tokens, list)


def test_no_query_that_ships_is_left_out() -> None:
    assert {one.name for one in SHIPPED_OPERATIONS if one.kind == "query"} == {
        "GetCatalog",
        "ListAssessmentProgress",
        "ListLearningPlanProgress",
        "ListProgramProgress",
        "ListTokens",
    }


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_make_live_without_a_credential_is_one_clear_sentence() -> None:
    environ = {"PATH": os.environ["PATH"]}
    command = ["make", "--silent", "--old-file=install", "live"]
    ran = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, check=False, text=True
    )

    assert ran.returncode != 0
    assert ran.stdout == (
        "make live asks the real API: set UDACITY_CLIENT_ID and UDACITY_CLIENT_SECRET, "
        "a client credential from the Management Portal.\n"
    )


def require_small(size: int, total: int | None) -> None:
    """Check numbers alone: pytest shows what an assertion is about."""
    assert total is not None
    assert size == min(SMALL, total)
