"""A user's program with every public name of `udacity_client`; checked, never run."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal, assert_type

import httpx

from udacity_client import (
    UNSET,
    ApiConnectionError,
    ApiStatusError,
    ApiTimeoutError,
    AsyncPager,
    AsyncUdacity,
    ClientCredentials,
    ClosedError,
    ConfigurationError,
    CredentialsError,
    CredentialsProvider,
    DriftEvent,
    Duration,
    FileRateLimit,
    ForbiddenError,
    GraphQLError,
    GraphQLErrorItem,
    InputError,
    Operation,
    Page,
    PageProgress,
    Pager,
    ProvidedCredentials,
    RateLimit,
    RateLimitError,
    RateLimitStoreError,
    ReadOnlyError,
    RedisRateLimit,
    ResponseShapeError,
    Result,
    RetryPolicy,
    ServerError,
    SharedRateLimit,
    SourceError,
    StaticToken,
    TokenCache,
    Udacity,
    UdacityError,
    UnauthorizedError,
    UnknownMember,
    UnsetType,
    UserToken,
)
from udacity_graphql import catalog, program_progress
from udacity_graphql.program_progress import ProgramProgress


def identify() -> None:
    file = Path("secret")
    credentials = ClientCredentials(client_id="udcl_1", client_secret=file)
    assert_type(credentials.for_company("4821"), ClientCredentials)
    assert_type(credentials.company_id, str | None)
    ClientCredentials(client_id="udcl_1", client_secret="udcs_1", company_id="4821")
    StaticToken("0" * 32)
    ClientCredentials(client_id="udcl_1", client_secret=file.read_text)
    assert_type(StaticToken("0" * 32, expires_in=60).expires_in, float | None)
    UserToken("e30.e30.e30", scheme="Bearer")


def provide() -> None:
    def give() -> str:
        return "0" * 32

    async def give_later() -> StaticToken:
        return StaticToken("0" * 32, expires_in=60)

    def give_a_pair() -> ProvidedCredentials:
        return ClientCredentials(client_id="udcl_1", client_secret="udcs_1")

    mine: CredentialsProvider = give_a_pair
    for provider in (give, give_later, mine):
        Udacity(provider)
        AsyncUdacity(provider)
    AsyncUdacity(give_later, company_id="4821")


def configure(told: list[DriftEvent]) -> None:
    udacity = Udacity(
        StaticToken("0" * 32),
        user_token=UserToken("e30.e30.e30"),
        company_id=None,
        base_url="https://127.0.0.1/api",
        http_client=httpx.Client(),
        deadline=30,
        concurrency=4,
        rate_limit=None,
        on_event=told.append,
        token_cache=TokenCache("cache/tokens"),
    )
    assert_type(udacity.base_url, str)
    assert_type(udacity.post("catalog", b"{}"), bytes)
    sibling = udacity.with_options(deadline=5, on_event=None)
    assert_type(sibling.with_options(), Udacity)
    assert_type(udacity.for_company("4821"), Udacity)
    assert_type(AsyncUdacity().with_options(on_event=told.append), AsyncUdacity)
    assert_type(AsyncUdacity().for_company("4821"), AsyncUdacity)
    assert_type(udacity.close(), None)
    Udacity(transport="httpx2", retry=RetryPolicy(attempts=3, base=1, longest=9))
    AsyncUdacity(transport="httpx2", concurrency=50, retry=None)
    AsyncUdacity(max_answer_bytes=1 << 20)
    assert_type(RetryPolicy().attempts, int | None)


def share(limits: list[SharedRateLimit]) -> None:
    file = FileRateLimit(Path("limit.sqlite3"), limit=50, lease=300)
    limits.append(file)
    limits.append(RedisRateLimit("redis://localhost", limit=50))
    assert_type(file.path, str)
    assert_type(file.limit, int | Literal["auto"])
    assert_type(limits[0].load_limit("key"), int | None)
    Udacity(rate_limit=limits[0])
    AsyncUdacity(rate_limit=FileRateLimit())
    Udacity(rate_limit="auto")
    FileRateLimit(limit="auto")
    RedisRateLimit("redis://localhost", limit="auto")


def call() -> None:
    with Udacity() as udacity:
        assert_type(udacity, Udacity)
        assert_type(udacity.catalog, catalog.Client)
        found = udacity.catalog.get_catalog(contract_id="c-1", deadline=5)
        assert_type(found, catalog.Catalog)
        page = udacity.program_progress.list_program_progress(first=10)
        assert_type(page, Page[ProgramProgress])
        assert_type(udacity.using(catalog), catalog.Client)
        walk(udacity.program_progress.iter_program_progress(max_items=10))
        execute(udacity)


def look_at(page: Page[ProgramProgress]) -> None:
    assert_type(page.records, tuple[ProgramProgress, ...])
    assert_type(page.total_count, int | None)
    assert_type(page.has_next, bool)
    assert_type(page.end_cursor, str | None)
    assert_type(page[0], ProgramProgress)
    assert_type(page[:2], tuple[ProgramProgress, ...])
    assert_type([record.user_email for record in page], list[str])


def walk(pager: Pager[ProgramProgress]) -> None:
    assert_type(iter(pager), Iterator[ProgramProgress])
    assert_type(pager.pages(), Iterator[Page[ProgramProgress]])
    assert_type(pager.total_count, int | None)
    assert_type(pager.cursor, str | None)
    assert_type(pager.records_done, int)
    assert_type({record.enrollment_status.is_known for record in pager}, set[bool])


def execute(udacity: Udacity) -> None:
    operation = catalog.GET_CATALOG
    assert_type(operation, Operation[catalog.GetCatalogVariables, catalog.Catalog])
    result = udacity.execute(
        operation, catalog.GetCatalogVariables(contractId=UNSET), deadline=UNSET
    )
    assert_type(result, Result[catalog.Catalog])
    assert_type(result.data, catalog.Catalog | None)
    assert_type(result.require(), catalog.Catalog)
    assert_type(result.errors, tuple[GraphQLErrorItem, ...])
    assert_type(result.extensions, Mapping[str, object])
    assert_type(result.rate_limit, RateLimit)
    assert_type(result.rate_limit.remaining, int | None)
    assert_type(result.request_id, str | None)
    assert_type(result.attempts, int)
    assert_type(result.drift, tuple[DriftEvent, ...])


async def call_without_blocking() -> None:
    async with AsyncUdacity(http_client=httpx.AsyncClient()) as udacity:
        assert_type(udacity, AsyncUdacity)
        assert_type(udacity.catalog, catalog.AsyncClient)
        assert_type(await udacity.catalog.get_catalog(), catalog.Catalog)
        progress = udacity.program_progress
        assert_type(await progress.list_program_progress(), Page[ProgramProgress])
        await walk_without_blocking(progress.iter_program_progress(after="c"))
        result = await udacity.execute(
            catalog.GET_CATALOG, catalog.GetCatalogVariables()
        )
        assert_type(result, Result[catalog.Catalog])
        assert_type(udacity.using(program_progress), program_progress.AsyncClient)
        assert_type(await udacity.post("catalog", b"{}"), bytes)
        assert_type(udacity.base_url, str)
        await udacity.aclose()


async def walk_without_blocking(pager: AsyncPager[ProgramProgress]) -> None:
    assert_type(aiter(pager), AsyncIterator[ProgramProgress])
    assert_type(pager.pages(), AsyncIterator[Page[ProgramProgress]])
    assert_type(pager.total_count, int | None)
    assert_type(pager.cursor, str | None)
    assert_type([record async for record in pager], list[ProgramProgress])


def tell(event: DriftEvent) -> None:
    assert_type(event.kind, Literal["unknown_enum_value", "unknown_union_member"])
    assert_type((event.domain, event.operation), tuple[str, str])
    assert_type((event.type_name, event.value), tuple[str, str])


def meet(member: UnknownMember) -> str:
    assert_type(member.typename, str)
    return member.typename


def leave_out(value: str | UnsetType) -> str:
    if value is UNSET:
        return "left out"
    return assert_type(value, str)


def measure(duration: Duration) -> None:
    assert_type(Duration.parse("P1Y2M3DT4H5.5S"), Duration)
    assert_type((duration.months, duration.days), tuple[int, int])
    assert_type(duration.seconds, Decimal)
    assert_type(duration.to_timedelta(), dt.timedelta)


def blame(udacity: Udacity) -> UdacityError:
    try:
        udacity.catalog.get_catalog()
    except RateLimitError as error:
        assert_type((error.limit, error.remaining), tuple[int | None, int | None])
        return error
    except (UnauthorizedError, ForbiddenError, ServerError) as error:
        if isinstance(error, ForbiddenError):
            assert_type(error.scope, str | None)
        assert_type(error.status, int | None)
        return error
    except ApiStatusError as error:
        assert_type(error.reason, str | None)
        return error
    except GraphQLError as error:
        assert_type(error.data, object)
        look_into(error.errors[0])
        return error
    except ResponseShapeError as error:
        assert_type(error.problems, tuple[str, ...])
        return error
    except UdacityError as error:
        assert_type(error.operation, str | None)
        assert_type(error.domain, str | None)
        assert_type(error.attempts, int)
        assert_type(error.request_id, str | None)
        assert_type(error.is_transient, bool)
        assert_type(error.retry_after, float | None)
        return error
    raise ClosedError("nothing failed")


def blame_the_caller(
    error: InputError | ReadOnlyError | RateLimitStoreError,
) -> UdacityError:
    return error


def look_into(item: GraphQLErrorItem) -> None:
    assert_type(item.message, str)
    assert_type(item.path, tuple[str | int, ...])
    assert_type(item.code, str | None)


def tell_progress(error: UdacityError) -> str:
    progress = assert_type(error.progress, PageProgress | None)
    if progress is None:
        return "not in an iteration"
    assert_type(progress.cursor, str | None)
    return f"after {assert_type(progress.records_done, int)}"


def go_on(pager: Pager[int], apager: AsyncPager[int]) -> None:
    assert_type(pager.resume(), Iterator[int])
    assert_type(apager.resume(), AsyncIterator[int])


def tell_apart(error: UdacityError) -> str:
    match error:
        case CredentialsError():
            return ", ".join(assert_type(error.tried, tuple[str, ...]))
        case ApiTimeoutError() | ApiConnectionError():
            return "perhaps it ran" if error.sent else "it never left"
        case SourceError():
            return str(error.problems[0].location.line)
        case ConfigurationError():
            return error.message
        case _:
            return str(error)
