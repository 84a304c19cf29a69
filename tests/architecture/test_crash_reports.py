"""What Sentry reports of a failure or a cancelled call holds no secret.

It takes the locals of each frame, of each error behind the first one, as they print.
"""

from __future__ import annotations

import json
import signal
import socket
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final, TypeAlias, get_args

import anyio
import pytest
from anyio.abc import ByteStream, SocketAttribute
from pydantic import SecretStr
from sentry_sdk import Client
from sentry_sdk.envelope import Envelope
from sentry_sdk.scrubber import EventScrubber
from sentry_sdk.transport import Transport
from sentry_sdk.utils import event_from_exception

from architecture.scenes import SCENARIOS, Scenario, ask
from architecture.stage import Stage
from support.clients import settle
from support.loopback_server import Loopback, Seen
from support.token_endpoint import BOUND
from udacity_client import ResponseShapeError, StaticToken
from udacity_client.emulator import Emulator
from udacity_client.options import TransportName
from udacity_client.protocol.http_response import RawResponse

pytestmark = pytest.mark.anyio

ANSWER_TEXT: Final = "ada.lovelace@company.example"


ENGINES: Final = [
    pytest.param((flavour, name), marks=[pytest.mark.slow] * (name != "httpx"))
    for flavour in ("sync", "asyncio", "trio")
    for name in get_args(TransportName)
]
"""Each flavour with each engine, the blocking ones first."""

BLOCKING: Final = len(get_args(TransportName))


@pytest.fixture(params=ENGINES, ids="-".join)
def engine(request: pytest.FixtureRequest) -> tuple[str, str]:
    chosen: tuple[str, str] = request.param
    return chosen


@pytest.fixture
def flavour(engine: tuple[str, str]) -> str:
    return engine[0]


@pytest.fixture
def anyio_backend(flavour: str) -> str:
    return "trio" if flavour == "trio" else "asyncio"


@pytest.fixture
async def stage(
    engine: tuple[str, str], emulator: Emulator, tmp_path: Path
) -> AsyncIterator[Stage]:
    flavour, transport = engine
    made = Stage(emulator, flavour=flavour, folder=tmp_path, transport=transport)
    yield made
    await made.close()


# Reports


class Sink(Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope.serialize())


def report_of(error: BaseException) -> str:
    """Return what Sentry would send, with nothing scrubbed by its name."""
    sink = Sink()
    client = Client(
        dsn="https://key@localhost/1",
        transport=sink,
        default_integrations=False,
        event_scrubber=EventScrubber(denylist=[], pii_denylist=[]),
        include_local_variables=True,
        max_value_length=1_000_000,
    )
    event, hint = event_from_exception(error, client_options=client.options)
    client.capture_event(event, hint=hint)
    [sent] = sink.sent
    return sent.decode()


def leaks_in(report: str, vault: Any) -> list[str]:
    """Return which parts of a report show a secret."""
    event: dict[str, Any] = json.loads(report.splitlines()[-1])
    found: list[str] = []
    for error in event["exception"]["values"]:
        frames = error.get("stacktrace", {}).get("frames", [])
        for frame in frames:
            place = f"{frame['module']}.{frame['function']}:{frame['lineno']}"
            for name, value in frame.get("vars", {}).items():
                if vault.shown_in(json.dumps(value)):
                    found.append(f"{name} in {place}")
    if not found and vault.shown_in(report):
        found.append("elsewhere")
    return found


def messages_in(report: str) -> list[str]:
    event: dict[str, Any] = json.loads(report.splitlines()[-1])
    return [one["value"] for one in event["exception"]["values"]]


# Failures


@pytest.mark.parametrize("scene", SCENARIOS, ids=lambda one: one.__name__)
async def test_a_failure_is_reported_without_a_secret(
    scene: Scenario, stage: Stage
) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is
        await scene(stage)

    report = report_of(caught.value)
    assert type(caught.value).__name__ in report
    assert leaks_in(report, stage.vault) == []


async def test_no_message_holds_the_answer(stage: Stage) -> None:
    def answer(_seen: Seen) -> RawResponse:
        data = {
            "catalog": {"companyId": {"mail": ANSWER_TEXT}, "programs": ANSWER_TEXT}
        }
        content = json.dumps({"data": data}).encode()
        return RawResponse(200, {}, content, received_at=0.0)

    with Loopback(answer) as server:
        udacity = stage.client(
            StaticToken(stage.vault.make("{}")), base_url=server.base_url
        )
        with pytest.raises(ResponseShapeError) as caught:
            await ask(udacity)

    assert ANSWER_TEXT not in " ".join(messages_in(report_of(caught.value)))


# Cancelled calls

Call: TypeAlias = Callable[[Stage, str], Any]


async def call(stage: Stage, base_url: str) -> None:
    """A call whose request has a token."""
    await ask(stage.client(StaticToken(stage.vault.make("{}")), base_url=base_url))


async def token_request(stage: Stage, base_url: str) -> None:
    """A call before which a token is requested, with a secret."""
    await ask(stage.client(base_url=base_url))


async def secret_argument(stage: Stage, base_url: str) -> None:
    """A call that has a secret among its arguments."""
    await settle(
        stage.client(base_url=base_url).tokens.generate_token(
            client_id="udcl_1", client_secret=SecretStr(stage.vault.make())
        )
    )


CALLS: Final = (call, token_request, secret_argument)
BEGINNINGS: Final = {
    "before the answer": b"",
    "in the head": b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n",
    "in the body": b'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"data": ',
}

every_moment = pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
every_call = pytest.mark.parametrize("work", CALLS, ids=lambda one: one.__name__)


@pytest.mark.parametrize("engine", ENGINES[BLOCKING:], indirect=True, ids="-".join)
@every_moment
@every_call
async def test_a_cancelled_call_is_reported_without_a_secret(
    work: Call, beginning: bytes, stage: Stage
) -> None:
    reports: list[str] = []

    async def run(base_url: str) -> None:
        try:
            await work(stage, base_url)
        except BaseException as error:
            reports.append(report_of(error))
            raise

    async with (
        unfinished_answers(beginning) as (base_url, begun),
        anyio.create_task_group() as tasks,
    ):
        tasks.start_soon(run, base_url)
        await begun.wait()
        tasks.cancel_scope.cancel()

    [report] = reports
    assert "Cancelled" in report
    assert leaks_in(report, stage.vault) == []


@asynccontextmanager
async def unfinished_answers(
    beginning: bytes,
) -> AsyncGenerator[tuple[str, anyio.Event]]:
    """Serve answers that only begin; the event is set when one has begun."""
    begun = anyio.Event()

    async def serve(stream: ByteStream) -> None:
        async with stream:
            received = b""
            while b"}" not in received:
                try:
                    received += await stream.receive()
                except anyio.EndOfStream:  # on a busy machine, it was cancelled before
                    return
            if beginning:
                await stream.send(beginning)
            # The client reads it before it is cancelled.
            await anyio.wait_all_tasks_blocked()
            begun.set()
            await anyio.sleep_forever()

    async with (
        await anyio.create_tcp_listener(local_host="127.0.0.1") as listener,
        anyio.create_task_group() as tasks,
    ):
        tasks.start_soon(listener.serve, serve)
        port = listener.extra(SocketAttribute.local_port)  # noqa: S610 - not Django's
        yield f"http://127.0.0.1:{port}/api", begun
        tasks.cancel_scope.cancel()


# Interrupted calls


@pytest.mark.parametrize("engine", ENGINES[:BLOCKING], indirect=True, ids="-".join)
@every_moment
@every_call
async def test_an_interrupted_call_is_reported_without_a_secret(
    work: Call, beginning: bytes, stage: Stage
) -> None:
    with (
        interrupting_server(beginning) as base_url,
        pytest.raises(InterruptedByTestError) as caught,
    ):
        await work(stage, base_url)

    report = report_of(caught.value)
    assert "InterruptedByTestError" in report
    assert leaks_in(report, stage.vault) == []


class InterruptedByTestError(BaseException):
    """What a signal handler raises, as Python's own does for Ctrl-C."""


@contextmanager
def interrupting_server(beginning: bytes) -> Generator[str]:
    """Begin to answer one request, then interrupt the main thread."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise InterruptedByTestError

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            received = b""
            while b"}" not in received:
                received += connection.recv(65_536)
            connection.sendall(beginning)
            signal.pthread_kill(caller, signal.SIGUSR1)
            assert over.wait(timeout=BOUND)

    caller, over = threading.get_ident(), threading.Event()
    before = signal.signal(signal.SIGUSR1, interrupt)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/api"
        finally:
            over.set()
            signal.signal(signal.SIGUSR1, before)
    thread.join(timeout=BOUND)
    assert not thread.is_alive()
