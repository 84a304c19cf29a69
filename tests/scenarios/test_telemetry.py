"""Follow calls through logs and spans, and find nothing of what they carried."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import anyio
import anyio.lowlevel
import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import (
    InMemorySpanExporter,
)
from opentelemetry.trace import SpanKind, StatusCode

from scenarios.conftest import Make, credentials_of
from support.clients import AnyUdacity, on_virtual_time, settle
from support.clock import VirtualClock
from udacity_client import (
    AsyncUdacity,
    GraphQLError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    StaticToken,
    Udacity,
    UnauthorizedError,
    UserToken,
)
from udacity_client.emulator import Emulator, faults

pytestmark = pytest.mark.anyio

_NAME = "udacity_client"


@pytest.fixture(scope="session")
def exporter() -> InMemorySpanExporter:
    """Collect the spans of the process, whose provider can be set only once."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Iterator[InMemorySpanExporter]:
    exporter.clear()
    yield exporter
    exporter.clear()


@pytest.fixture
def logs(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, logger="udacity_client")
    return caplog


async def test_a_call_is_one_record_and_one_span(
    udacity: AnyUdacity, spans: InMemorySpanExporter, logs: pytest.LogCaptureFixture
) -> None:
    page = await settle(udacity.program_progress.list_program_progress(first=7))

    [record] = _told(logs)
    assert record == {
        "operation": "ListProgramProgress",
        "domain": "program-progress",
        "attempts": 1,
        "duration": 0.0,
        "rows": 7,
        "outcome": None,
    }
    [span] = spans.get_finished_spans()
    assert span.name == "udacity.ListProgramProgress"
    assert span.kind is SpanKind.CLIENT
    assert span.status.status_code is StatusCode.UNSET
    assert dict(span.attributes or {}) == {
        "graphql.operation.name": "ListProgramProgress",
        "graphql.operation.type": "query",
        "udacity.domain": "program-progress",
        "udacity.attempts": 1,
        "udacity.rows": len(page),
    }
    assert {record.levelno for record in logs.records if record.name == _NAME} == {
        logging.DEBUG
    }


async def test_a_result_that_is_no_list_has_no_rows(
    udacity: AnyUdacity, spans: InMemorySpanExporter, logs: pytest.LogCaptureFixture
) -> None:
    await settle(udacity.catalog.get_catalog())

    assert _told(logs)[-1]["rows"] is None
    assert "udacity.rows" not in (spans.get_finished_spans()[-1].attributes or {})


async def test_a_mutation_is_told_as_one(
    make: Make, emulator: Emulator, spans: InMemorySpanExporter
) -> None:
    staff = make(user_token=UserToken(emulator.user_token))
    created = await settle(staff.tokens.create_token(description="of-nobodys-business"))

    [span] = spans.get_finished_spans()
    assert (span.attributes or {})["graphql.operation.type"] == "mutation"
    _assert_hidden(
        _all_of(spans),
        "of-nobodys-business",
        emulator.user_token,
        created.unredacted_token.get_secret_value(),
    )


@pytest.mark.parametrize(
    ("fault", "reason", "shortest"),
    [
        (faults.unavailable(retry_after=1), "ServerError", 1.0),
        (faults.rate_limited(retry_after=7), "RateLimitError", 7.0),
    ],
)
async def test_a_retry_is_told_with_its_reason(
    udacity: AnyUdacity,
    emulator: Emulator,
    clock: VirtualClock,
    spans: InMemorySpanExporter,
    logs: pytest.LogCaptureFixture,
    fault: faults.Fault,
    reason: str,
    shortest: float,
) -> None:
    emulator.faults.add(fault, domain="catalog")

    await settle(udacity.catalog.get_catalog())

    retry, *waits, end = _told(logs)
    assert retry["attempts"] == 1
    assert retry["reason"] == reason
    assert retry["wait"] == clock.naps[0] >= shortest
    assert {told["reason"] for told in waits} <= {"rate limit"}
    assert end["outcome"] is None
    assert end["attempts"] == 2
    assert end["duration"] == pytest.approx(sum(clock.naps))
    assert (spans.get_finished_spans()[-1].attributes or {})["udacity.attempts"] == 2


async def test_a_replay_with_another_token_is_a_retry_without_a_wait(
    udacity: AnyUdacity,
    emulator: Emulator,
    clock: VirtualClock,
    logs: pytest.LogCaptureFixture,
) -> None:
    await settle(udacity.catalog.get_catalog())
    clock.advance(10)
    emulator.revoke_all_tokens()

    await settle(udacity.catalog.get_catalog())

    _first, replay, end = _told(logs)
    assert replay["reason"] == UnauthorizedError.__name__
    assert replay["wait"] == 0
    assert end["attempts"] == 2


async def test_a_full_rate_limit_is_told_and_is_no_attempt(
    make: Make, logs: pytest.LogCaptureFixture
) -> None:
    udacity = make(rate_limit=1)
    await settle(udacity.catalog.get_catalog())
    await settle(udacity.catalog.get_catalog())

    _first, wait, end = _told(logs)
    assert wait["reason"] == "rate limit"
    assert wait["attempts"] == 0
    assert end["attempts"] == 1


async def test_a_rate_limit_that_is_full_past_the_deadline_is_told_as_the_end(
    make: Make, logs: pytest.LogCaptureFixture
) -> None:
    udacity = make(rate_limit=1, deadline=50)
    await settle(udacity.catalog.get_catalog())
    with pytest.raises(RateLimitError):
        await settle(udacity.catalog.get_catalog())

    _first, end = _told(logs)
    assert end["outcome"] == "RateLimitError"
    assert end["attempts"] == 0


async def test_an_error_is_told_by_its_name_alone(
    udacity: AnyUdacity,
    emulator: Emulator,
    spans: InMemorySpanExporter,
    logs: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(GraphQLError):
        await settle(
            udacity.learning_plan_progress.list_learning_plan_progress("no-such-plan")
        )

    assert _told(logs)[-1]["outcome"] == "GraphQLError"
    _assert_failed(spans.get_finished_spans()[-1], "GraphQLError")
    for text in (_all_of(spans), _all_of(logs)):
        _assert_hidden(text, "no-such-plan", emulator.client_secret, "query ")


async def test_attempts_that_all_fail_end_in_the_last_error(
    make: Make,
    emulator: Emulator,
    spans: InMemorySpanExporter,
    logs: pytest.LogCaptureFixture,
) -> None:
    udacity = make(retry=RetryPolicy(attempts=4))
    emulator.faults.add(faults.unavailable(retry_after=1), times=9, domain="catalog")

    with pytest.raises(ServerError) as caught:
        await settle(udacity.catalog.get_catalog())

    *retries, end = _told(logs)
    assert [told["attempts"] for told in retries] == [1, 2, 3]
    assert end["outcome"] == "ServerError"
    assert end["attempts"] == caught.value.attempts == 4
    _assert_failed(spans.get_finished_spans()[-1], "ServerError")


async def test_a_refused_token_shows_nowhere(
    make: Make, spans: InMemorySpanExporter, logs: pytest.LogCaptureFixture
) -> None:
    udacity = make(StaticToken("a-token-that-nobody-gave-out"))

    with pytest.raises(UnauthorizedError):
        await settle(udacity.catalog.get_catalog())

    assert _told(logs)[-1]["outcome"] == "UnauthorizedError"
    for text in (_all_of(spans), _all_of(logs)):
        _assert_hidden(text, "a-token-that-nobody-gave-out")


async def test_a_call_that_is_cancelled_is_ended(
    udacity: AnyUdacity,
    emulator: Emulator,
    spans: InMemorySpanExporter,
    logs: pytest.LogCaptureFixture,
) -> None:
    clock = _Interruption()
    on_virtual_time(udacity, clock)
    emulator.faults.add(faults.unavailable(retry_after=1), domain="catalog")
    before = trace.get_current_span()

    with clock.scope, contextlib.suppress(KeyboardInterrupt):
        await settle(udacity.catalog.get_catalog())

    name = str(_told(logs)[-1]["outcome"])
    assert name in {"KeyboardInterrupt", "CancelledError", "Cancelled"}
    _assert_failed(spans.get_finished_spans()[-1], name)
    assert trace.get_current_span() is before


@pytest.mark.parametrize("flavour", ["asyncio", "trio"])
async def test_a_request_that_is_cancelled_on_its_way_is_ended(
    emulator: Emulator, spans: InMemorySpanExporter, logs: pytest.LogCaptureFixture
) -> None:
    scope = anyio.CancelScope()

    async def cancel(request: httpx.Request) -> None:
        if b"GenerateToken" not in request.content:
            scope.cancel()
            await anyio.lowlevel.checkpoint()

    async with httpx.AsyncClient(event_hooks={"request": [cancel]}) as client:
        with scope:
            await _async_over(client, emulator).catalog.get_catalog()

    assert scope.cancelled_caught
    [end] = _told(logs)
    assert end["attempts"] == 1
    assert end["outcome"] in {"CancelledError", "Cancelled"}
    _assert_failed(spans.get_finished_spans()[-1], str(end["outcome"]))


async def test_the_span_is_current_while_its_request_is_sent(
    flavour: str, emulator: Emulator, spans: InMemorySpanExporter
) -> None:
    seen: list[str] = []

    def note(_request: httpx.Request) -> None:
        span = trace.get_current_span()
        # None is current in the thread that an asynchronous client gets tokens in.
        seen.append(span.name if isinstance(span, ReadableSpan) else "none")

    async def note_too(request: httpx.Request) -> None:
        note(request)

    with trace.get_tracer("application").start_as_current_span("page view") as outer:
        if flavour == "sync":
            with httpx.Client(event_hooks={"request": [note]}) as client:
                _over(client, emulator).catalog.get_catalog()
        else:
            hooks = {"request": [note_too]}
            async with httpx.AsyncClient(event_hooks=hooks) as async_client:
                await _async_over(async_client, emulator).catalog.get_catalog()
        assert trace.get_current_span() is outer

    assert seen[-1] == "udacity.GetCatalog"
    call, _view = spans.get_finished_spans()
    assert call.parent == outer.get_span_context()


class _Interruption(VirtualClock):
    """End whoever sleeps: by cancelling, or as Ctrl-C does."""

    def __init__(self) -> None:
        super().__init__()
        self.scope = anyio.CancelScope()

    def sleep(self, seconds: float) -> None:
        del seconds
        raise KeyboardInterrupt

    async def asleep(self, seconds: float) -> None:
        del seconds
        self.scope.cancel()
        await anyio.lowlevel.checkpoint()


def _over(client: httpx.Client, emulator: Emulator) -> Udacity:
    return Udacity(
        credentials_of(emulator), base_url=emulator.base_url, http_client=client
    )


def _async_over(client: httpx.AsyncClient, emulator: Emulator) -> AsyncUdacity:
    return AsyncUdacity(
        credentials_of(emulator), base_url=emulator.base_url, http_client=client
    )


def _told(logs: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """Return the fields of our records, a dictionary for each."""
    return [
        {
            name.removeprefix("udacity_"): value
            for name, value in vars(record).items()
            if name.startswith("udacity_")
        }
        for record in logs.records
        if hasattr(record, "udacity_operation")
    ]


def _all_of(what: InMemorySpanExporter | pytest.LogCaptureFixture) -> str:
    """Return all that was told, in one text."""
    if isinstance(what, InMemorySpanExporter):
        told = [span.to_json() for span in what.get_finished_spans()]
    else:
        told = [
            f"{record.getMessage()} {vars(record)}"
            for record in what.records
            if record.name == _NAME
        ]
    assert told
    return "\n".join(told)


def _assert_hidden(text: str, *secrets: str) -> None:
    assert [secret for secret in secrets if secret in text] == []


def _assert_failed(span: ReadableSpan, name: str) -> None:
    assert span.end_time is not None
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description == name
    assert (span.attributes or {})["error.type"] == name
    assert span.events == ()
