from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading

import httpx
import pytest
from starlette.applications import Starlette

from support.emulator_caller import Caller, data
from udacity_client.emulator import Emulator
from udacity_client.emulator.server import BackgroundServer

CATALOG = "{ catalog { companyId } }"


def test_it_listens_on_a_free_port_of_this_machine_only() -> None:
    with Emulator(learners=1) as one, Emulator(learners=1) as other:
        assert one.base_url != other.base_url
        assert one.base_url.startswith("http://127.0.0.1:")
        assert one.base_url.endswith("/api/public/api")


def test_a_stopped_emulator_refuses_connections_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with Emulator(learners=1) as emulator, httpx.Client(timeout=60) as http:
        url = Caller(emulator, http).url("catalog")
        assert http.get(url).status_code == 401
        emulator.stop()
        assert set(threading.enumerate()) <= before
        with pytest.raises(httpx.ConnectError):
            http.get(url)


def test_it_may_be_started_again_with_its_state() -> None:
    with Emulator(learners=1) as emulator, httpx.Client(timeout=60) as http:
        caller = Caller(emulator, http)
        token, url = caller.new_token(), emulator.base_url
        emulator.stop()
        emulator.start()
        assert emulator.base_url == url
        assert data(caller.post("catalog", CATALOG, token=token))


def test_stopping_what_does_not_run_is_no_error() -> None:
    server = BackgroundServer(lambda _close: Starlette())
    server.stop()
    server.start("127.0.0.1", 0)
    before = threading.active_count()
    server.stop()
    server.stop()
    assert threading.active_count() == before - 1


def test_it_is_started_once() -> None:
    with (
        Emulator(learners=1) as emulator,
        pytest.raises(RuntimeError, match="stop it first"),
    ):
        emulator.start()


def test_a_port_that_is_taken_is_named() -> None:
    with Emulator(learners=1) as emulator:
        port = int(emulator.base_url.split(":")[2].split("/")[0])
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port}"):
            Emulator(learners=1, port=port).start()


def test_credentials_survive_a_restart_and_tokens_do_not() -> None:
    with Emulator(learners=1) as emulator, httpx.Client(timeout=60) as http:
        token = Caller(emulator, http).new_token()
    with Emulator(learners=1) as again, httpx.Client(timeout=60) as http:
        caller = Caller(again, http)
        assert (again.client_id, again.client_secret) == (
            emulator.client_id,
            emulator.client_secret,
        )
        assert data(caller.as_user("{ tokens { id } }", token=emulator.user_token))
        assert caller.post("catalog", CATALOG, token=token).status_code == 401


def test_a_shell_can_read_the_exports() -> None:
    with Emulator(learners=1) as emulator:
        lines = [shlex.split(line) for line in emulator.exports().splitlines()]
    assert lines == [
        ["export", f"UDACITY_BASE_URL={emulator.base_url}"],
        ["export", f"UDACITY_CLIENT_ID={emulator.client_id}"],
        ["export", f"UDACITY_CLIENT_SECRET={emulator.client_secret}"],
        ["export", "UDACITY_COMPANY_ID=4821"],
        ["export", f"UDACITY_USER_TOKEN={emulator.user_token}"],
    ]


def test_requests_are_recorded_without_their_secrets(fresh: Caller) -> None:
    emulator = fresh.emulator
    token = fresh.new_token()
    query = "query GetCatalog { catalog { companyId } }"
    fresh.post("catalog", query, token=token, headers={"User-Agent": "probe/1"})
    fresh.post("catalog", CATALOG, headers={"Authorization": token})
    requesting, asking, bare = emulator.requests
    assert (requesting.domain, requesting.operation_name) == ("tokens", "GenerateToken")
    assert (requesting.scheme, requesting.has_token) == (None, False)
    assert (asking.method, asking.domain) == ("POST", "catalog")
    assert (asking.operation_name, asking.status) == ("GetCatalog", 200)
    assert (asking.scheme, asking.has_token) == ("Token", True)
    assert asking.user_agent == "probe/1"
    assert (bare.scheme, bare.has_token, bare.status) == (None, True, 401)
    for secret in (token, emulator.client_secret):
        assert secret not in repr(list(emulator.requests))


def test_requests_are_counted_by_operation_domain_and_status(fresh: Caller) -> None:
    emulator = fresh.emulator
    for _ in range(2):
        fresh.post("catalog", CATALOG, token=fresh.new_token())
    fresh.generate_token(client_secret="udcs_wrong")
    assert emulator.count() == 5
    assert emulator.count(operation="GenerateToken") == 3
    assert emulator.count(operation="GenerateToken", status=401) == 1
    assert emulator.count(domain="catalog") == 2
    emulator.requests.clear()
    assert emulator.count() == 0


SERVE = """
from udacity_client.emulator import Emulator, serve
serve(Emulator(learners=1), announce=lambda each: print(each.base_url, flush=True))
print("stopped", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_ends_with_a_signal(number: signal.Signals) -> None:
    command = [sys.executable, "-W", "error", "-c", SERVE]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        base_url = process.stdout.readline().strip()
        assert (
            httpx.get(f"{base_url}/v1/catalog/graphql", timeout=60).status_code == 401
        )
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "stopped\n", "")
