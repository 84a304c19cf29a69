"""Secrets show in no text, log, pickle or traceback."""

from __future__ import annotations

import copy
import logging
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from udacity_client.auth.credentials import (
    ClientCredentials,
    StaticToken,
    UserToken,
)
from udacity_client.auth.environment import Environment
from udacity_client.auth.resolver import resolve_credentials
from udacity_client.errors import UdacityError

SECRET = "udcs_correct-horse-battery"
MALFORMED = "udcs_correct horse battery"


def pair() -> ClientCredentials:
    return ClientCredentials(client_id="udcl_1", client_secret=SECRET)


HOLDERS: list[Callable[[], object]] = [
    pair,
    lambda: pair().for_company("4821"),
    lambda: pair().secret(),
    lambda: StaticToken(SECRET),
    lambda: UserToken(SECRET),
    lambda: resolve_credentials(
        pair(), user_token=UserToken(SECRET), company_id=None, environ=Environment({})
    ),
    lambda: Environment({"UDACITY_TOKEN": SECRET}),
]
each_holder = pytest.mark.parametrize("make", HOLDERS)


@each_holder
def test_no_text_shows_the_secret(
    make: Callable[[], object], caplog: pytest.LogCaptureFixture
) -> None:
    holder = make()
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").warning("%s %r %s", holder, holder, [holder])

    for text in (
        repr(holder),
        str(holder),
        f"{holder}",
        repr({1: holder}),
        caplog.text,
    ):
        assert SECRET not in text


@pytest.mark.parametrize("make", HOLDERS[:-1])
def test_a_holder_of_a_secret_is_not_pickled(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="not pickled") as caught:
        pickle.dumps(make())
    assert SECRET not in str(caught.value)


def test_a_copy_keeps_the_secret_hidden() -> None:
    twin = copy.copy(pair())

    assert twin.secret().reveal() == SECRET
    assert SECRET not in repr(twin)


def a_malformed_token() -> None:
    StaticToken(MALFORMED)


def a_malformed_user_token() -> None:
    UserToken(MALFORMED)


def a_malformed_secret() -> None:
    ClientCredentials(client_id="udcl_1", client_secret=MALFORMED)


def a_malformed_secret_in_the_environment() -> None:
    find_in(
        Environment({"UDACITY_CLIENT_ID": "udcl_1", "UDACITY_CLIENT_SECRET": MALFORMED})
    )


def a_malformed_token_in_the_environment() -> None:
    find_in(Environment({"UDACITY_TOKEN": MALFORMED}))


def a_malformed_user_token_in_the_environment() -> None:
    find_in(Environment({"UDACITY_USER_TOKEN": MALFORMED}))


def a_malformed_id() -> None:
    ClientCredentials(client_id="udcl 1", client_secret=SECRET)


def an_id_and_a_secret_the_wrong_way_round() -> None:
    ClientCredentials(client_id=SECRET, client_secret="udcl_1")


def an_id_and_a_secret_the_wrong_way_round_in_the_environment() -> None:
    find_in(
        Environment({"UDACITY_CLIENT_ID": SECRET, "UDACITY_CLIENT_SECRET": "udcl_1"})
    )


def half_a_pair_in_the_environment() -> None:
    find_in(Environment({"UDACITY_CLIENT_SECRET": SECRET}))


def find_in(environ: Environment) -> None:
    resolve_credentials(None, user_token=None, company_id=None, environ=environ)


@pytest.mark.parametrize(
    "fail",
    [
        a_malformed_token,
        a_malformed_user_token,
        a_malformed_secret,
        a_malformed_secret_in_the_environment,
        a_malformed_token_in_the_environment,
        a_malformed_user_token_in_the_environment,
        a_malformed_id,
        an_id_and_a_secret_the_wrong_way_round,
        an_id_and_a_secret_the_wrong_way_round_in_the_environment,
        half_a_pair_in_the_environment,
    ],
)
def test_no_frame_of_a_traceback_shows_the_secret(fail: Callable[[], None]) -> None:
    with pytest.raises(UdacityError) as caught:
        fail()

    shown = traceback_with_locals(caught.value)
    for secret in (SECRET, MALFORMED):
        assert repr(secret) not in "".join(shown.splitlines(keepends=True)[1:])


def test_no_frame_shows_what_a_secret_file_holds(tmp_path: Path) -> None:
    for content in (MALFORMED.encode(), SECRET.encode() + b"\xff"):
        (tmp_path / "secret").write_bytes(content)
        with pytest.raises(UdacityError) as caught:
            ClientCredentials(client_id="udcl_1", client_secret=tmp_path / "secret")
        shown = traceback_with_locals(caught.value)
        # This frame holds the content; the frames below it must not.
        assert "correct" not in shown.partition("credentials.py")[2]


def traceback_with_locals(error: BaseException) -> str:
    """Return the traceback as a tool prints it that shows each frame's locals."""
    found = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(found.format())
