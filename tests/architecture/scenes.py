"""Let calls fail in every way, holding no secret in a local of their own."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TypeAlias, cast

import anyio
import anyio.lowlevel
import httpx
from pydantic import SecretStr

from architecture.stage import Stage
from support.clients import AnyUdacity, collect, settle
from support.token_endpoint import BOUND
from udacity_client import (
    AsyncUdacity,
    ClientCredentials,
    CredentialsProvider,
    StaticToken,
    Udacity,
    UserToken,
)
from udacity_client.auth.environment import Environment
from udacity_client.auth.profile import find_profile
from udacity_client.auth.providers import CredentialsCommand
from udacity_client.emulator import faults
from udacity_graphql.tokens import (
    GENERATE_TOKEN,
    GenerateTokenInput,
    GenerateTokenVariables,
)

Scenario: TypeAlias = Callable[[Stage], Awaitable[object]]

SCENARIOS: list[Scenario] = []
"""Every scenario of this module."""

OFTEN = 9
"""More times than anything is tried."""


class BrokenHookError(Exception):
    """Stand for whatever a user's own code raises inside of httpx."""


def scenario(one: Scenario) -> Scenario:
    """Add *one* to the scenarios."""
    SCENARIOS.append(one)
    return one


async def ask(udacity: AnyUdacity) -> None:
    """Ask for the catalog."""
    await settle(udacity.catalog.get_catalog())


def answer_with(status: int, form: str) -> Callable[[Stage], faults.Answer]:
    """Return what makes an answer that has the last secret in the place of `{}`."""

    def make(stage: Stage) -> faults.Answer:
        return faults.Answer(status, stage.vault.echo(form), "application/json")

    return make


@scenario
async def wrong_secret(stage: Stage) -> None:
    await ask(stage.client(wrong_pair(stage)))


def wrong_pair(stage: Stage) -> ClientCredentials:
    """Return a credential whose secret the emulator does not know."""
    return ClientCredentials(
        client_id=stage.emulator.client_id, client_secret=stage.vault.make()
    )


@scenario
async def wrong_token(stage: Stage) -> None:
    await ask(stage.client(StaticToken(stage.vault.make("{}"))))


@scenario
async def wrong_user_token(stage: Stage) -> None:
    udacity = stage.client(user_token=UserToken(stage.vault.make("e30.{}.e30")))
    await settle(udacity.tokens.list_tokens())


@scenario
async def no_user_token(stage: Stage) -> None:
    await settle(stage.client().tokens.list_tokens())


@scenario
async def unknown_company(stage: Stage) -> None:
    await ask(stage.client(stage.credentials(company_id="nobody's")))


@scenario
async def company_that_is_no_text(stage: Stage) -> None:
    await ask(stage.client(stage.credentials(company_id="\ud800")))


@scenario
async def missing_scope(stage: Stage) -> None:
    created = await settle(stage.staff().tokens.create_token(description="no scope"))
    await ask(stage.client(StaticToken(created.unredacted_token.get_secret_value())))


@scenario
async def token_refused_in_mid_iteration(stage: Stage) -> None:
    udacity = stage.client()
    stage.emulator.faults.add(faults.Delay(0), domain="program-progress")
    unauthorized = faults.unauthorized_in_200()
    stage.emulator.faults.add(unauthorized, times=OFTEN, domain="program-progress")
    await collect(udacity.program_progress.iter_program_progress(first=5))


@scenario
async def rate_limited(stage: Stage) -> None:
    udacity = stage.client(deadline=BOUND)
    stage.emulator.faults.add(faults.rate_limited(retry_after=90), domain="catalog")
    await ask(udacity)


@scenario
async def token_request_rate_limited(stage: Stage) -> None:
    udacity = stage.client(deadline=BOUND)
    stage.emulator.faults.add(faults.rate_limited(retry_after=90), domain="tokens")
    await ask(udacity)


@scenario
async def bad_answer_to_a_request_that_holds_the_secret(stage: Stage) -> None:
    stage.emulator.faults.add(faults.html_page(), times=OFTEN, domain="tokens")
    await settle(
        stage.client().tokens.generate_token(
            client_id="udcl_1", client_secret=SecretStr(stage.vault.make())
        )
    )


@scenario
async def refused_connection(stage: Stage) -> None:
    await ask(stage.client(base_url=stage.dead_url(), deadline=BOUND))


@scenario
async def refused_connection_with_a_token(stage: Stage) -> None:
    token = StaticToken(stage.vault.make("{}"))
    await ask(stage.client(token, base_url=stage.dead_url(), deadline=BOUND))


@scenario
async def silence_for_a_token_request(stage: Stage) -> None:
    await ask(stage.client(base_url=stage.silent_url(), deadline=0.05))


@scenario
async def silence_for_a_call(stage: Stage) -> None:
    token = StaticToken(stage.vault.make("{}"))
    await ask(stage.client(token, base_url=stage.silent_url(), deadline=0.05))


@scenario
async def cancellation_in_a_call(stage: Stage) -> None:
    token = StaticToken(stage.vault.make("{}"))
    udacity = stage.client(token, base_url=stage.silent_url(), deadline=0.3)
    with anyio.fail_after(0.05):
        await ask(udacity)


@scenario
async def cancellation_in_a_request_that_holds_the_secret(stage: Stage) -> None:
    udacity = stage.client(base_url=stage.silent_url(), deadline=0.3)
    with anyio.fail_after(0.05):
        await settle(
            udacity.tokens.generate_token(
                client_id="udcl_1", client_secret=SecretStr(stage.vault.make())
            )
        )


@scenario
async def token_of_the_wrong_shape(stage: Stage) -> None:
    await _token_request_answered(stage, {"unredactedToken": "{}", "expiresIn": "soon"})


@scenario
async def token_in_the_wrong_place(stage: Stage) -> None:
    await _token_request_answered(stage, "{}")


@scenario
async def token_within_a_list(stage: Stage) -> None:
    await _token_request_answered(stage, {"unredactedToken": ["{}"], "expiresIn": 3600})


async def _token_request_answered(stage: Stage, granted: object) -> None:
    stage.vault.make()
    body = json.dumps({"data": {"generateToken": granted}})
    answer = answer_with(200, body)
    stage.emulator.faults.add(answer(stage), times=OFTEN, domain="tokens")
    await ask(stage.client())


@scenario
async def created_token_of_the_wrong_shape(stage: Stage) -> None:
    created = {"unredactedToken": "{}", "token": None}
    await _creation_answered(stage, {"data": {"createToken": created}})


@scenario
async def created_token_beside_errors(stage: Stage) -> None:
    token: dict[str, object] = {"id": "1", "redactedToken": "1", "scopes": []}
    rest = ("description", "createdBy", "createdAt", "updatedAt")
    token.update(dict.fromkeys((*rest, "expiresAt", "revokedAt")))
    created = {"unredactedToken": "{}", "token": token}
    errors = [{"message": "half done"}]
    await _creation_answered(
        stage, {"data": {"createToken": created}, "errors": errors}
    )


@scenario
async def created_token_of_the_wrong_shape_beside_errors(stage: Stage) -> None:
    created = {"unredactedToken": "{}", "token": 7}
    errors = [{"message": "half done"}]
    await _creation_answered(
        stage, {"data": {"createToken": created}, "errors": errors}
    )


async def _creation_answered(stage: Stage, body: object) -> None:
    stage.vault.make()
    answer = answer_with(200, json.dumps(body))
    udacity = stage.staff()
    stage.emulator.faults.add(answer(stage), domain="tokens")
    await settle(udacity.tokens.create_token(description="nightly export"))


@scenario
async def input_that_is_refused(stage: Stage) -> None:
    GenerateTokenInput(
        client_id=cast("str", 5), client_secret=SecretStr(stage.vault.make())
    )


@scenario
async def input_that_cannot_be_written(stage: Stage) -> None:
    given = GenerateTokenInput(
        client_id="udcl_1", client_secret=SecretStr(stage.vault.make())
    )
    spoiled = given.model_copy(update={"company_id": object()})
    await _generate(stage, GenerateTokenVariables(input=spoiled))


@scenario
async def variables_that_cannot_be_written(stage: Stage) -> None:
    secret = SecretStr(stage.vault.make())
    given = {"clientId": object(), "clientSecret": secret}
    await _generate(stage, cast("GenerateTokenVariables", {"input": given}))


async def _generate(stage: Stage, variables: GenerateTokenVariables) -> None:
    await settle(stage.client().execute(GENERATE_TOKEN, variables))


@scenario
async def raw_query_that_fails(stage: Stage) -> None:
    stage.emulator.faults.add(faults.server_error(), times=OFTEN, domain="catalog")
    await settle(stage.client().post("catalog", b'{"query": "{ x }"}'))


@scenario
async def hook_that_breaks(stage: Stage) -> None:
    def break_off(_response: object) -> None:
        raise BrokenHookError

    async def break_off_later(response: object) -> None:
        break_off(response)

    token = StaticToken(stage.vault.make("{}"))
    if isinstance(stage.client(token), Udacity):
        with httpx.Client(event_hooks={"response": [break_off]}) as mine:
            await ask(stage.client(token, http_client=mine))
    else:
        hooks = {"response": [break_off_later]}
        async with httpx.AsyncClient(event_hooks=hooks) as mine_too:
            await ask(stage.client(token, http_client=mine_too))


@scenario
async def closed_client(stage: Stage) -> None:
    udacity = stage.client(StaticToken(stage.vault.make("{}")))
    if isinstance(udacity, AsyncUdacity):
        await udacity.aclose()
    else:
        udacity.close()
    await ask(udacity)


@scenario
async def halves_the_wrong_way_round(stage: Stage) -> None:
    ClientCredentials(client_id=stage.vault.make(), client_secret="udcl_1")


@scenario
async def secret_with_a_blank(stage: Stage) -> None:
    ClientCredentials(client_id="udcl_1", client_secret=stage.vault.make("udcs_{} "))


@scenario
async def client_id_that_is_wrong_beside_a_secret(stage: Stage) -> None:
    ClientCredentials(client_id="", client_secret=stage.vault.make())


@scenario
async def token_with_a_line_break(stage: Stage) -> None:
    StaticToken(stage.vault.make("{}\n"))


@scenario
async def user_token_with_a_line_break(stage: Stage) -> None:
    UserToken(stage.vault.make("e30.{}\n"))


@scenario
async def secret_file_with_a_blank(stage: Stage) -> None:
    path = stage.vault.write(stage.folder / "secret", "udcs {}")
    ClientCredentials(client_id="udcl_1", client_secret=path)


@scenario
async def secret_file_of_another_encoding(stage: Stage) -> None:
    path = stage.vault.write(stage.folder / "secret", "udcs_{}\xff")
    ClientCredentials(client_id="udcl_1", client_secret=path)


@scenario
async def secret_that_was_rotated_badly(stage: Stage) -> None:
    path = stage.vault.write(stage.folder / "secret")
    udacity = stage.client(ClientCredentials(client_id="udcl_1", client_secret=path))
    stage.vault.write(path, "udcs {}")
    await ask(udacity)


@scenario
async def provider_that_breaks(stage: Stage) -> None:
    def give() -> str:
        raise BrokenHookError(stage.vault.make())

    await ask(stage.client(give))


@scenario
async def provider_that_breaks_later(stage: Stage) -> None:
    async def give() -> str:
        await anyio.lowlevel.checkpoint()
        raise BrokenHookError(stage.vault.make())

    await ask(stage.client(give))


@scenario
async def provider_of_a_token_with_a_blank(stage: Stage) -> None:
    await ask(stage.client(lambda: stage.vault.make("{} ")))


@scenario
async def provider_of_a_wrong_token(stage: Stage) -> None:
    await ask(stage.client(lambda: stage.vault.make("{}")))


@scenario
async def provider_of_something_else(stage: Stage) -> None:
    provider = cast("CredentialsProvider", lambda: [stage.vault.make()])
    await ask(stage.client(provider))


@scenario
async def command_that_prints_a_wrong_pair(stage: Stage) -> None:
    await _command_prints(stage, '{"client_id": "udcl_1", "client_secret": "udcs_{}"}')


@scenario
async def command_that_prints_a_secret_with_a_blank(stage: Stage) -> None:
    await _command_prints(stage, '{"client_id": "udcl_1", "client_secret": "udcs {}"}')


@scenario
async def command_that_prints_no_json(stage: Stage) -> None:
    await _command_prints(stage, '{"token": "{}"')


async def _command_prints(stage: Stage, form: str) -> None:
    stage.vault.make("{}")
    path = stage.folder / "printed"
    path.write_bytes(stage.vault.echo(form))
    await ask(stage.client(CredentialsCommand(f"cat '{path}'", source="test")))


@scenario
async def command_that_has_a_secret_among_its_arguments(stage: Stage) -> None:
    line = f"false {stage.vault.make()}"
    command = CredentialsCommand(line, source="test")
    del line
    await ask(stage.client(command))


@scenario
async def command_line_with_an_open_quote(stage: Stage) -> None:
    CredentialsCommand(stage.vault.make("vault '{}"), source="test")


@scenario
async def profile_with_a_secret_that_has_a_blank(stage: Stage) -> None:
    await _profile(stage, '[default]\nclient_id = "udcl_1"\nclient_secret = "{} "')


@scenario
async def profile_with_a_secret_outside(stage: Stage) -> None:
    await _profile(stage, 'client_secret = "{}"\n[default]')


@scenario
async def profile_that_is_no_toml(stage: Stage) -> None:
    await _profile(stage, "[default]\nclient_secret = {}")


@scenario
async def profile_of_another_encoding(stage: Stage) -> None:
    await _profile(stage, '[default]\nclient_secret = "{}\xff"')


@scenario
async def profile_with_a_secret_twice(stage: Stage) -> None:
    await _profile(
        stage,
        '[default]\nclient_id = "u"\nclient_secret = "{}"\ncredentials_command = "c"',
    )


async def _profile(stage: Stage, form: str) -> None:
    path = stage.folder / "udacity" / "credentials.toml"
    path.parent.mkdir()
    path.touch(0o600)
    stage.vault.write(path, form)
    find_profile(Environment({"XDG_CONFIG_HOME": str(stage.folder)}))


@scenario
async def company_for_a_static_token(stage: Stage) -> None:
    Udacity(StaticToken(stage.vault.make("{}")), company_id="4821")


@scenario
async def option_that_cannot_work(stage: Stage) -> None:
    Udacity(stage.credentials(), concurrency=0)
