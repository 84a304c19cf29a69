"""A wrong value of an argument is refused in every client, and nothing is sent."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any, cast

import pytest

from support.clients import AnyUdacity, collect, settle
from support.loopback_server import Loopback
from udacity_client import AsyncUdacity, InputError, Udacity, UserToken
from udacity_graphql.learning_plan_progress import LearningPlanProgressFilter
from udacity_graphql.tokens import REVOKE_TOKEN

pytestmark = pytest.mark.anyio


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture
async def udacity(flavour: str, server: Loopback) -> AsyncIterator[AnyUdacity]:
    if flavour == "sync":
        with Udacity(user_token=UserToken("t"), base_url=server.base_url) as blocking:
            yield blocking
    else:
        user = UserToken("t")
        async with AsyncUdacity(user_token=user, base_url=server.base_url) as one:
            yield one


async def test_nothing_is_sent_with_a_wrong_value(
    udacity: AnyUdacity, server: Loopback
) -> None:
    plans: Any = udacity.learning_plan_progress
    tokens: Any = udacity.tokens
    smuggled = LearningPlanProgressFilter().model_copy(update={"user_ids": [7]})

    def said(text: str) -> Any:
        return pytest.raises(InputError, match=f"^{re.escape(text)}")

    with said("plan_id is an int. Write a str."):
        await settle(plans.list_learning_plan_progress(7))
    with said("plan_id is None. Write a str."):
        await collect(plans.iter_learning_plan_progress(None))
    with said("filter.user_ids[0] is an int. Write a str."):
        await collect(plans.iter_learning_plan_progress("p", filter=smuggled))
    with said("expires_at is a datetime without an offset."):
        naive = datetime(2026, 3, 1)  # noqa: DTZ001 - what it is about
        await settle(tokens.create_token(description="x", expires_at=naive))
    with said("tokenId is an int. Write a str."):
        await settle(udacity.execute(REVOKE_TOKEN, cast("Any", {"tokenId": 7})))

    assert server.seen == []
