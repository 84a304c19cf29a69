"""Whatever fails, it shows no secret: no message, log, traceback local or pickle."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from architecture.scenes import (
    OFTEN,
    SCENARIOS,
    BrokenHookError,
    Scenario,
    answer_with,
    ask,
    wrong_pair,
)
from architecture.secrecy import shown_by_error, shown_by_logs
from architecture.stage import Stage
from udacity_client import StaticToken, Udacity, UdacityError
from udacity_client.emulator import faults

pytestmark = pytest.mark.anyio


EXPECTED = (UdacityError, ValidationError, TimeoutError, BrokenHookError)


@pytest.mark.parametrize("scene", SCENARIOS, ids=lambda one: one.__name__)
async def test_a_failure_shows_no_secret(
    scene: Scenario, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await _examine(scene, stage, caplog)


ECHOES = {
    "in_graphql_errors": answer_with(200, '{"errors": [{"message": "bad {}"}]}'),
    "in_a_refused_document": answer_with(400, '{"errors": [{"message": "bad {}"}]}'),
    "in_a_401": answer_with(401, '{"errors": [{"message": "bad {}"}]}'),
    "in_a_code": answer_with(
        200, '{"errors": [{"message": "bad", "extensions": {"code": "{}"}}]}'
    ),
    "in_a_path": answer_with(200, '{"errors": [{"message": "bad", "path": ["{}"]}]}'),
    "in_extensions": answer_with(200, '{"data": null, "extensions": {"bad": "{}"}}'),
    "in_a_500": answer_with(500, '{"error": {"message": "bad {}"}}'),
    "in_no_json": answer_with(200, "bad {}"),
    "in_a_key": answer_with(200, '{"data": {"{}": 1}}'),
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
async def test_a_server_that_repeats_the_client_secret_is_not_quoted(
    echo: Callable[[Stage], faults.Answer],
    stage: Stage,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scene(stage: Stage) -> None:
        udacity = stage.client(wrong_pair(stage))
        stage.emulator.faults.add(echo(stage), times=OFTEN, domain="tokens")
        await ask(udacity)

    await _examine(scene, stage, caplog)


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
async def test_a_server_that_repeats_the_token_is_not_quoted(
    echo: Callable[[Stage], faults.Answer],
    stage: Stage,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scene(stage: Stage) -> None:
        udacity = stage.client(StaticToken(stage.vault.make("{}")))
        stage.emulator.faults.add(echo(stage), times=OFTEN, domain="catalog")
        await ask(udacity)

    await _examine(scene, stage, caplog)


BAD_ANSWERS = {
    "server_error": faults.server_error(),
    "html": faults.html_page(200),
    "malformed_json": faults.malformed_json(),
    "disconnect": faults.Disconnect(),
    "nothing": faults.Answer(200),
}


@pytest.mark.parametrize("domain", ["catalog", "tokens"])
@pytest.mark.parametrize("fault", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
async def test_a_bad_answer_leads_to_no_secret(
    fault: faults.Fault, domain: str, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene(stage: Stage) -> None:
        stage.emulator.faults.add(fault, times=OFTEN, domain=domain)
        await ask(stage.client())

    await _examine(scene, stage, caplog)


ENVIRONMENTS: dict[str, dict[str, str]] = {
    "secret alone": {"UDACITY_CLIENT_SECRET": "udcs_{}"},
    "two at once": {
        "UDACITY_CLIENT_ID": "udcl_1",
        "UDACITY_CLIENT_SECRET": "udcs_{}",
        "UDACITY_TOKEN": "{}",
    },
    "two tokens": {"UDACITY_TOKEN": "{}", "UDACITY_API_KEY": "{}"},
    "wrong way round": {
        "UDACITY_CLIENT_ID": "udcs_{}",
        "UDACITY_CLIENT_SECRET": "udcl_1",
    },
    "broken token": {"UDACITY_TOKEN": "{} "},
    "broken user token": {"UDACITY_USER_TOKEN": "{} "},
}


@pytest.mark.parametrize("names", ENVIRONMENTS)
async def test_an_environment_that_does_not_do_shows_no_secret(
    names: str,
    stage: Stage,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, form in ENVIRONMENTS[names].items():
        monkeypatch.setenv(name, stage.vault.make(form) if "{}" in form else form)

    async def scene(_stage: Stage) -> None:
        Udacity()

    await _examine(scene, stage, caplog)


async def _examine(
    scene: Scenario, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        error = await _failure_of(scene, stage)
    shown = [
        *shown_by_error(error),
        *shown_by_logs(caplog.records),
        *((f"warning {one.category.__name__}", str(one.message)) for one in warned),
    ]

    assert [where for where, text in shown if stage.vault.shown_in(text)] == []


async def _failure_of(scene: Scenario, stage: Stage) -> Exception:
    try:
        await scene(stage)
    except EXPECTED as error:
        return error
    pytest.fail("nothing failed")
