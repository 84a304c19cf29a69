"""Meet everything that goes wrong, and lose nothing by it."""

from __future__ import annotations

import socket

import pytest
from pydantic import SecretStr

from scenarios.conftest import Make, credentials_of
from support.clients import AnyUdacity, collect, collect_rest, settle, stream
from support.clock import VirtualClock
from support.token_endpoint import BOUND
from udacity_client import (
    ApiConnectionError,
    ApiStatusError,
    ClientCredentials,
    CredentialsError,
    ForbiddenError,
    GraphQLError,
    Page,
    RateLimitError,
    ResponseShapeError,
    Result,
    RetryPolicy,
    ServerError,
    StaticToken,
    UnauthorizedError,
    UserToken,
)
from udacity_client.emulator import Emulator, faults
from udacity_graphql.program_progress import (
    LIST_PROGRAM_PROGRESS,
    ProgramProgress,
    ProgramProgressInput,
)
from udacity_graphql.program_progress import (
    ListProgramProgressVariables as Variables,
)

pytestmark = pytest.mark.anyio


async def test_a_token_that_ends_in_mid_iteration_is_replaced_unseen(
    udacity: AnyUdacity, emulator: Emulator, clock: VirtualClock
) -> None:
    pager = udacity.program_progress.iter_program_progress(first=10, max_items=20)
    count = 0
    async for _record in stream(pager):
        count += 1
        clock.advance(400)

    assert count == 20
    assert emulator.count(status=401) == 0
    assert emulator.count(operation="GenerateToken") == 2


async def test_a_token_revoked_in_mid_iteration_costs_one_replay(
    udacity: AnyUdacity, emulator: Emulator, clock: VirtualClock
) -> None:
    before = await settle(udacity.program_progress.list_program_progress(first=10))
    clock.advance(10)
    emulator.revoke_all_tokens()

    after = await settle(udacity.program_progress.list_program_progress(first=10))

    assert after == before
    assert emulator.count(status=401) == 1
    assert emulator.count(operation="GenerateToken") == 2


async def test_unauthorized_in_a_200_is_replayed_too(
    udacity: AnyUdacity, emulator: Emulator, clock: VirtualClock
) -> None:
    await settle(udacity.catalog.get_catalog())
    clock.advance(10)
    emulator.faults.add(faults.unauthorized_in_200(), domain="catalog")

    assert (await settle(udacity.catalog.get_catalog())).programs
    assert emulator.count(operation="GenerateToken") == 2


async def test_a_new_token_that_is_refused_is_not_replaced(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    emulator.faults.add(faults.unauthorized_in_200(), times=5, domain="catalog")

    with pytest.raises(UnauthorizedError, match="not authorized"):
        await settle(udacity.catalog.get_catalog())
    assert emulator.count(operation="GenerateToken") == 1
    # Once more after a moment, in case a replica did not know the token yet.
    assert emulator.count(operation="GetCatalog") == 2


async def test_a_wrong_secret_is_told_once_and_not_tried_again(
    make: Make, emulator: Emulator
) -> None:
    udacity = make(
        ClientCredentials(client_id=emulator.client_id, client_secret="udcs_wrong")
    )

    for _again in range(3):
        with pytest.raises(CredentialsError) as caught:
            await settle(udacity.catalog.get_catalog())
        assert emulator.client_id in str(caught.value)
        assert "Management Portal" in str(caught.value)
        assert not caught.value.is_transient
    assert emulator.count(operation="GenerateToken") == 1


async def test_a_missing_scope_is_named(make: Make, emulator: Emulator) -> None:
    staff = make(user_token=UserToken(emulator.user_token))
    created = await settle(staff.tokens.create_token(description="no scope at all"))
    udacity = make(StaticToken(created.unredacted_token.get_secret_value()))

    with pytest.raises(ForbiddenError, match="COMPANY") as caught:
        await settle(udacity.catalog.get_catalog())
    assert caught.value.status == 403
    assert caught.value.scope is not None
    assert caught.value.scope.startswith("COMPANY")
    assert not caught.value.is_transient
    assert emulator.count(operation="GetCatalog") == 1


async def test_a_plan_of_another_company_is_refused(udacity: AnyUdacity) -> None:
    plans = udacity.learning_plan_progress

    with pytest.raises(GraphQLError) as caught:
        await settle(plans.list_learning_plan_progress("no-such-plan"))
    assert caught.value.operation == "ListLearningPlanProgress"


async def test_a_429_is_waited_out(
    udacity: AnyUdacity, emulator: Emulator, clock: VirtualClock
) -> None:
    emulator.faults.add(faults.rate_limited(retry_after=7), domain="catalog")

    assert (await settle(udacity.catalog.get_catalog())).programs
    assert sum(clock.naps) >= 7
    assert emulator.count(operation="GetCatalog") == 2


async def test_a_429_beyond_the_deadline_is_an_error_at_once(
    make: Make, emulator: Emulator, clock: VirtualClock
) -> None:
    udacity = make(deadline=BOUND)
    emulator.faults.add(faults.rate_limited(retry_after=90), domain="catalog")

    with pytest.raises(RateLimitError, match="Rate limit exceeded") as caught:
        await settle(udacity.catalog.get_catalog())
    assert caught.value.retry_after == 90
    assert caught.value.operation == "GetCatalog"
    assert clock.naps == []


async def test_the_rate_limiter_keeps_a_long_walk_below_the_limit(
    udacity: AnyUdacity, emulator: Emulator, clock: VirtualClock
) -> None:
    started = clock.monotonic()

    records = await collect(udacity.program_progress.iter_program_progress(first=1))

    assert len(records) > 100
    assert emulator.count(status=429) == 0
    assert clock.monotonic() - started >= 60


async def test_without_a_rate_limit_the_server_sets_the_pace(
    make: Make, emulator: Emulator
) -> None:
    udacity = make(rate_limit=None)

    records = await collect(udacity.program_progress.iter_program_progress(first=1))

    assert len(records) > 100
    assert emulator.count(status=429) > 0


async def test_a_500_is_tried_again(udacity: AnyUdacity, emulator: Emulator) -> None:
    emulator.faults.add(faults.server_error(), times=2, domain="catalog")

    assert (await settle(udacity.catalog.get_catalog())).programs
    assert emulator.count(operation="GetCatalog") == 3


async def test_a_500_that_lasts_is_an_error(make: Make, emulator: Emulator) -> None:
    udacity = make(retry=RetryPolicy(attempts=4))
    emulator.faults.add(faults.server_error(), times=9, domain="catalog")

    with pytest.raises(ServerError) as caught:
        await settle(udacity.catalog.get_catalog())
    assert caught.value.status == 500
    assert caught.value.attempts == emulator.count(operation="GetCatalog") == 4
    assert caught.value.is_transient


async def test_a_mutation_is_not_sent_twice_after_a_500(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    emulator.faults.add(faults.server_error(), domain="tokens")

    with pytest.raises(ServerError):
        await settle(
            udacity.tokens.generate_token(
                client_id=emulator.client_id,
                client_secret=SecretStr(emulator.client_secret),
            )
        )
    assert emulator.count(domain="tokens") == 1


async def test_a_token_request_that_fails_once_is_tried_again(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    emulator.faults.add(faults.server_error(), domain="tokens")

    assert (await settle(udacity.catalog.get_catalog())).programs
    assert emulator.count(operation="GenerateToken") == 2


async def test_a_connection_that_breaks_is_made_again(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    emulator.faults.add(faults.Disconnect(), domain="catalog")

    assert (await settle(udacity.catalog.get_catalog())).programs


async def test_a_refused_connection_says_where(make: Make) -> None:
    udacity = make(base_url=f"http://127.0.0.1:{unused_port()}/api", deadline=BOUND)

    with pytest.raises(ApiConnectionError, match="could not be reached") as caught:
        await settle(udacity.catalog.get_catalog())
    assert "127.0.0.1" in str(caught.value)
    assert caught.value.is_transient
    assert caught.value.attempts > 0


async def test_html_is_called_html(udacity: AnyUdacity, emulator: Emulator) -> None:
    emulator.faults.add(faults.html_page(200), domain="catalog")

    with pytest.raises(ResponseShapeError, match=r"The answer from http://\S+ is HTML"):
        await settle(udacity.catalog.get_catalog())


async def test_a_wrong_path_points_to_the_base_url(
    make: Make, emulator: Emulator
) -> None:
    udacity = make(base_url=emulator.base_url + "/elsewhere")

    with pytest.raises(ApiStatusError, match="Check the base URL") as caught:
        await settle(udacity.catalog.get_catalog())
    assert caught.value.status == 404
    assert f"{emulator.base_url}/elsewhere." in str(caught.value)
    assert "/v1/tokens/graphql is one" in str(caught.value)


async def test_json_that_breaks_off_is_asked_for_again(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    emulator.faults.add(faults.malformed_json(), domain="catalog")

    assert (await settle(udacity.catalog.get_catalog())).programs
    assert emulator.count(domain="catalog") == 2


async def test_a_mutation_whose_answer_breaks_off_is_not_sent_again(
    make: Make, emulator: Emulator
) -> None:
    emulator.faults.add(faults.malformed_json(), domain="tokens")
    udacity = make(user_token=UserToken(emulator.user_token))

    with pytest.raises(ApiConnectionError, match="broke off before its end") as caught:
        await settle(udacity.tokens.create_token(description="nightly"))

    assert caught.value.sent
    assert emulator.count(domain="tokens") == 1


async def test_errors_beside_data_keep_the_data_out_of_harm(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    emulator.faults.add(faults.PartialData("pageInfo"), domain="program-progress")
    result: Result[Page[ProgramProgress]] = await settle(
        udacity.execute(
            LIST_PROGRAM_PROGRESS, Variables(input=ProgramProgressInput(first=5))
        )
    )

    assert [item.path for item in result.errors] == [("programProgress", "pageInfo")]
    with pytest.raises(GraphQLError, match="internal system error") as caught:
        result.require()
    assert result.data is not None
    assert caught.value.data is result.data
    assert len(result.data) == 5
    assert all(record.user_email for record in result.data)


async def test_a_failure_in_mid_iteration_says_where_to_go_on(
    make: Make, emulator: Emulator
) -> None:
    udacity = make(retry=RetryPolicy(attempts=4))
    everything = await collect(udacity.program_progress.iter_program_progress())
    emulator.faults.add(faults.Delay(0), times=2, domain="program-progress")
    emulator.faults.add(faults.server_error(), times=4, domain="program-progress")
    pager = udacity.program_progress.iter_program_progress(first=10)

    with pytest.raises(ServerError) as caught:
        await collect(pager)

    progress = caught.value.progress
    assert progress is not None
    assert progress.records_done == 20
    rest = await collect(
        udacity.program_progress.iter_program_progress(first=10, after=progress.cursor)
    )
    assert everything[20:] == rest
    assert await collect_rest(pager) == rest


async def test_two_clients_do_not_share_a_token(make: Make, emulator: Emulator) -> None:
    for udacity in (make(), make(credentials_of(emulator))):
        await settle(udacity.catalog.get_catalog())
    assert emulator.count(operation="GenerateToken") == 2


def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
