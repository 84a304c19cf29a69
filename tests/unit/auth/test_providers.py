from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Generator
from typing import cast

import pytest

from udacity_client.auth.credentials import (
    ClientCredentials,
    CredentialsProvider,
    ProvidedCredentials,
    StaticToken,
)
from udacity_client.auth.providers import call_provider
from udacity_client.errors import CredentialsError, UdacityError

SECRET = "udcs_correct-horse"


def later(give: Callable[[], ProvidedCredentials]) -> CredentialsProvider:
    """Return *give* as an async function."""

    async def give_later() -> ProvidedCredentials:
        await asyncio.sleep(0)
        return give()

    return give_later


def at_once(give: Callable[[], ProvidedCredentials]) -> CredentialsProvider:
    return give


both = pytest.mark.parametrize("form", [at_once, later])


@both
@pytest.mark.parametrize("lifetime", [None, 60.0])
def test_a_token_is_taken_with_its_lifetime(
    form: Callable[[Callable[[], ProvidedCredentials]], CredentialsProvider],
    lifetime: float | None,
) -> None:
    given = call_provider(form(lambda: StaticToken("t1", expires_in=lifetime)))

    assert isinstance(given, StaticToken)
    assert (given.reveal(), given.expires_in) == ("t1", lifetime)


@both
def test_a_str_is_a_token_of_unknown_lifetime(
    form: Callable[[Callable[[], ProvidedCredentials]], CredentialsProvider],
) -> None:
    given = call_provider(form(lambda: "t1"))

    assert isinstance(given, StaticToken)
    assert (given.reveal(), given.expires_in) == ("t1", None)


@both
def test_a_credential_is_taken_as_it_is(
    form: Callable[[Callable[[], ProvidedCredentials]], CredentialsProvider],
) -> None:
    pair = ClientCredentials(client_id="udcl_1", client_secret=SECRET)

    assert call_provider(form(lambda: pair)) is pair


def test_anything_awaitable_is_awaited() -> None:
    class Promise:
        def __await__(self) -> Generator[None, None, str]:
            yield
            return "t1"

    given = call_provider(Promise)

    assert isinstance(given, StaticToken)
    assert given.reveal() == "t1"


def fail() -> ProvidedCredentials:
    secret = SECRET
    raise RuntimeError(secret)


@both
def test_a_failure_shows_only_the_type_of_its_exception(
    form: Callable[[Callable[[], ProvidedCredentials]], CredentialsProvider],
) -> None:
    provider = form(fail)
    with pytest.raises(CredentialsError, match="raised RuntimeError") as caught:
        call_provider(provider)

    assert "fail" in str(caught.value) or "give_later" in str(caught.value)
    assert not caught.value.is_transient
    assert not shows(caught.value)


def refuse() -> ProvidedCredentials:
    try:
        fail()
    except RuntimeError as error:
        message = "The vault is closed."
        raise CredentialsError(message) from error
    return "t1"


@both
def test_an_error_of_ours_is_raised_without_its_cause(
    form: Callable[[Callable[[], ProvidedCredentials]], CredentialsProvider],
) -> None:
    with pytest.raises(CredentialsError, match=r"^The vault is closed\.$") as caught:
        call_provider(form(refuse))

    assert caught.value.__cause__ is caught.value.__context__ is None
    assert not shows(caught.value)


def shows(error: BaseException) -> bool:
    """Return whether the traceback shows the secret, each frame's locals included."""
    found = traceback.TracebackException.from_exception(error, capture_locals=True)
    return SECRET in "".join(found.format())


@both
@pytest.mark.parametrize("text", ["", "two words", "line\n"])
def test_a_token_that_no_header_can_hold_is_refused(
    form: Callable[[Callable[[], ProvidedCredentials]], CredentialsProvider], text: str
) -> None:
    with pytest.raises(CredentialsError, match="The token"):
        call_provider(form(lambda: text))


@pytest.mark.parametrize("lifetime", [0, -1, float("nan")])
def test_a_token_that_has_ended_is_refused(lifetime: float) -> None:
    with pytest.raises(CredentialsError, match="expires in"):
        call_provider(lambda: StaticToken("t1", expires_in=lifetime))


@pytest.mark.parametrize("given", [None, 7, {"token": SECRET}, b"t1"])
def test_anything_else_is_refused_and_only_its_type_is_named(given: object) -> None:
    kind = type(given).__name__
    provider = cast("CredentialsProvider", lambda: given)

    with pytest.raises(UdacityError, match=f"returned {kind}; let it") as caught:
        call_provider(provider)
    assert SECRET not in str(caught.value)


def leave() -> ProvidedCredentials:
    raise SystemExit(SECRET)


@both
def test_a_function_that_exits_is_a_permanent_failure(
    form: Callable[[Callable[[], ProvidedCredentials]], CredentialsProvider],
) -> None:
    with pytest.raises(CredentialsError, match="raised SystemExit") as caught:
        call_provider(form(leave))
    assert SECRET not in str(caught.value)
    assert not caught.value.is_transient


def test_a_function_for_the_secret_is_called_again() -> None:
    secrets = iter(["udcs_1", "udcs_2", "two words"])
    pair = ClientCredentials(client_id="udcl_1", client_secret=lambda: next(secrets))

    # The first call was made by the constructor.
    assert pair.secret().reveal() == "udcs_2"
    with pytest.raises(CredentialsError, match="holds a blank"):
        pair.secret()
    with pytest.raises(CredentialsError, match="raised StopIteration"):
        pair.secret()
