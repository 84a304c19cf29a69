"""Whatever succeeds, it shows no secret either: no value, client, log or warning."""

from __future__ import annotations

import copy
import logging
import warnings
from collections.abc import Iterator

import pytest
from pydantic import BaseModel, SecretStr

from architecture.secrecy import pickled, shown_by_logs
from architecture.stage import Stage
from support.clients import AnyUdacity, collect, settle
from udacity_client import StaticToken, UserToken
from udacity_client.emulator import faults
from udacity_graphql.tokens import (
    GENERATE_TOKEN,
    AccessToken,
    GenerateTokenInput,
    GenerateTokenVariables,
    ScopeType,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def caplog(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


async def test_records_of_new_secrets_show_none(stage: Stage) -> None:
    staff = stage.staff()
    token = await settle(staff.tokens.create_token(description="nightly export"))
    stage.vault.keep(token.unredacted_token)
    credential = await settle(
        staff.tokens.create_client_credential(company_ids=["4821"], description="etl")
    )
    stage.vault.keep(credential.client_secret)
    access = await settle(
        staff.tokens.generate_token(
            client_id=credential.client_credential.client_id,
            client_secret=credential.client_secret,
        )
    )
    stage.vault.keep(access.unredacted_token)

    for record in (token, credential, access):
        assert _leaks(stage, record) == []


async def test_a_result_shows_none(stage: Stage) -> None:
    given = GenerateTokenInput(
        client_id=stage.emulator.client_id,
        client_secret=SecretStr(stage.emulator.client_secret),
    )
    result = await settle(
        stage.client().execute(GENERATE_TOKEN, GenerateTokenVariables(input=given))
    )

    assert isinstance(result.data, AccessToken)
    stage.vault.keep(result.data.unredacted_token)
    assert _leaks(stage, result) == []
    assert _leaks(stage, given) == []


async def test_clients_and_what_they_hold_show_none(stage: Stage) -> None:
    udacity = stage.staff()
    await settle(udacity.catalog.get_catalog())
    await settle(udacity.tokens.list_tokens())

    held: list[object] = [
        udacity,
        udacity.tokens,
        udacity.catalog,
        udacity.program_progress.iter_program_progress(),
        stage.credentials(),
        StaticToken(stage.vault.make("{}")),
        UserToken(stage.vault.make("e30.{}")),
    ]
    for one in held:
        assert _leaks(stage, one) == []
    for one in _inside(udacity):
        assert not stage.vault.shown_in(f"{one!r} {one}")


async def test_a_log_of_everything_shows_none(
    stage: Stage, caplog: pytest.LogCaptureFixture, pytestconfig: pytest.Config
) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        await _use_everything(stage)

    shown = dict(shown_by_logs(caplog.records))
    engine = str(pytestconfig.getoption("--engine"))
    connections = engine.replace("httpx", "httpcore")
    assert f"log record of {engine}" in shown
    assert f"log record of {connections}.http11" in shown
    for _where, text in shown_by_logs(caplog.records):
        assert not stage.vault.shown_in(text)
    assert warned == []


async def test_the_search_finds_what_is_there(stage: Stage) -> None:
    secret = stage.vault.make()
    assert stage.vault.shown_in(f"before {secret} after")
    assert stage.vault.shown_in(f"{secret[:18]}...")
    assert stage.vault.shown_in(pickled([secret]))
    assert stage.vault.shown_in(stage.emulator.exports())
    assert not stage.vault.shown_in("udcs_, and ten letters more")


async def _use_everything(stage: Stage) -> None:
    udacity = stage.staff()
    await settle(udacity.catalog.get_catalog())
    await collect(udacity.program_progress.iter_program_progress(first=7))
    stage.emulator.faults.add(faults.server_error(), domain="catalog")
    stage.emulator.faults.add(faults.Disconnect(), domain="catalog")
    stage.emulator.faults.add(faults.unauthorized_in_200(), domain="catalog")
    stage.clock.advance(10)
    await settle(udacity.catalog.get_catalog())
    created = await settle(udacity.tokens.create_token(description="nightly export"))
    await settle(
        udacity.tokens.add_token_scope(
            token_id=created.token.id, scope_type=ScopeType.COMPANY, scope_key="4821"
        )
    )
    await settle(
        udacity.tokens.generate_token(
            client_id=stage.emulator.client_id,
            client_secret=SecretStr(stage.emulator.client_secret),
        )
    )


def _inside(udacity: AnyUdacity) -> Iterator[object]:
    """Return what hangs below a client, as a debugger would unfold it."""
    found: list[object] = [udacity]
    for one in found:
        slots = getattr(type(one), "__slots__", ())
        below = [getattr(one, name, None) for name in slots if name != "_value"]
        below += vars(one).values() if hasattr(one, "__dict__") else []
        ours = "udacity_client"
        found += [
            other
            for other in below
            if type(other).__module__.startswith(ours)
            and not any(other is known for known in found)
        ]
    yield from found


def _leaks(stage: Stage, value: object) -> list[str]:
    """Return in which forms *value* shows a secret."""
    forms: dict[str, str | bytes] = {
        "repr": repr(value),
        "str": str(value),
        "format": f"{value}",
        "pickle": pickled(value),
    }
    if isinstance(value, BaseModel):
        forms |= {
            "dump": repr(value.model_dump()),
            "dump for JSON": repr(value.model_dump(mode="json")),
            "JSON": value.model_dump_json(),
            "copy": repr(copy.deepcopy(value)),
            "fields": repr(list(value)),
        }
    return [form for form, text in forms.items() if stage.vault.shown_in(text)]
