from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

import pytest

from udacity_client import (
    AsyncUdacity,
    ClientCredentials,
    ConfigurationError,
    CredentialsError,
    StaticToken,
    Udacity,
    UserToken,
)

SECRET = "udcs_correct-horse-battery"
Kind = Callable[..., "Udacity | AsyncUdacity"]
each_kind = pytest.mark.parametrize("kind", [Udacity, AsyncUdacity])


def service_of(udacity: Udacity | AsyncUdacity) -> object:
    return udacity._options.resolved.service  # pyright: ignore[reportPrivateUsage]  # what it is about


@each_kind
def test_id_and_secret_are_a_client_credential(kind: Kind, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    for secret in (SECRET, file, lambda: SECRET):
        found = service_of(kind(client_id="udcl_1", client_secret=secret))

        assert isinstance(found, ClientCredentials)
        assert (found.client_id, found.secret().reveal()) == ("udcl_1", SECRET)


@each_kind
def test_a_token_is_a_static_token(kind: Kind) -> None:
    found = service_of(kind(token=SECRET))
    assert isinstance(found, StaticToken)
    assert found.reveal() == SECRET


@each_kind
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"client_id": "udcl_1"}, "client_id is given, and client_secret is not"),
        ({"client_secret": SECRET}, "client_secret is given, and client_id is not"),
        (
            {"client_id": "udcl_1", "client_secret": SECRET, "token": SECRET},
            "client_id and client_secret and token are given",
        ),
        (
            {"credentials": StaticToken(SECRET), "token": SECRET},
            "credentials and token are given",
        ),
        ({"credentials": SECRET}, r"credentials is a str\. For a token write token="),
        ({"credentials": {"client_secret": SECRET}}, "credentials is a dict"),
        ({"credentials": UserToken(SECRET)}, "is a UserToken. Write user_token="),
        ({"credentials": ClientCredentials}, "is the class ClientCredentials"),
        ({"credentials": 7}, "credentials is an int"),
        ({"user_token": SECRET}, r"is a str\. Write user_token=UserToken"),
        ({"token": f"{SECRET} \n"}, "The token holds a blank"),
        ({"client_id": SECRET, "client_secret": "udcl_1"}, "the wrong way round"),
    ],
)
def test_arguments_that_cannot_work_are_refused_at_once_and_not_shown(
    kind: Kind, given: dict[str, object], said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        kind(**given)

    assert SECRET not in str(caught.value)
    for frame in library_frames(caught.value.__traceback__):
        assert SECRET not in repr(frame)


@each_kind
def test_a_malformed_credential_is_a_credentials_error(kind: Kind) -> None:
    with pytest.raises(CredentialsError):
        kind(token="")


def library_frames(tb: TracebackType | None) -> Iterator[dict[str, object]]:
    for frame, _ in traceback.walk_tb(tb):
        if "udacity_client" in frame.f_code.co_filename:
            yield {
                name: value
                for name, value in frame.f_locals.items()
                if not isinstance(value, type)
            }
