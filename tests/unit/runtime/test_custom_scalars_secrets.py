"""What a scalar writes of a secret is masked in whatever a server echoes."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple, cast

import pytest
from pydantic import BaseModel, SecretBytes, SecretStr, field_serializer
from pydantic import Secret as PydanticSecret

from udacity_client import InputError
from udacity_client.protocol.request import encode
from udacity_client.runtime import UNSET, Input, Operation, Scalar, UnsetType

SECRET = "hunter2"


@dataclass(frozen=True, slots=True)
class Login:
    user: str
    password: SecretStr

    def text(self) -> str:
        return f"{self.user}:{self.password.get_secret_value()}"


class Pair(NamedTuple):
    name: str
    key: SecretBytes


class Revealing(BaseModel):
    key: SecretStr

    @field_serializer("key")
    def _reveal(self, key: SecretStr) -> str:
        return key.get_secret_value().upper()


def backwards(secret: SecretStr) -> str:
    return secret.get_secret_value()[::-1]


def itself(value: object) -> object:
    return value


def by_itself(secret: SecretStr) -> dict[object, str]:
    # A key that is a name of GraphQL could be that of any response.
    return {secret: "key", "2-retnuh": "value"}


class Hiding(BaseModel):
    key: SecretStr


def in_a_model(text: str) -> Hiding:
    return Hiding(key=SecretStr(text))


def in_base64(secret: SecretBytes) -> str:
    return b64encode(secret.get_secret_value()).decode()


def text_of(login: Login) -> dict[str, object]:
    return {"message": [login.text()], "retries": 3}


def fail(secret: SecretStr) -> str:
    raise ValueError(secret.get_secret_value())


def scalar(kind: object, serialize: Callable[[Any], object] | None = None) -> Any:
    annotated: Any = Annotated
    return annotated[kind, Scalar(parse=itself, serialize=serialize)]


def request_with(annotation: object, value: object) -> Any:
    class Held(Input, frozen=True):
        pin: annotation | UnsetType = UNSET  # type: ignore[valid-type]  # the test
        pins: list[annotation | None] | UnsetType = UNSET  # type: ignore[valid-type]  # the test

    operation: Operation[Any, Any] = Operation(
        domain="shop", name="A", kind="query", document="", model="", unwrap=id
    )
    held = cast("Any", Held)(pin=value, pins=[None, value])
    return encode(operation, {"i": held})


@pytest.mark.parametrize(
    ("annotation", "value", "written", "texts"),
    [
        (scalar(SecretStr, backwards), SecretStr(SECRET), "2retnuh", {"2retnuh"}),
        (scalar(SecretStr, itself), SecretStr(SECRET), SECRET, set[str]()),
        (scalar(SecretBytes, itself), SecretBytes(b"hunter2"), SECRET, set[str]()),
        (
            scalar(SecretBytes, in_base64),
            SecretBytes(b"hunter2"),
            "aHVudGVyMg==",
            {"aHVudGVyMg=="},
        ),
        (
            scalar(Login, text_of),
            Login("ada", SecretStr(SECRET)),
            {"message": ["ada:hunter2"], "retries": 3},
            {"ada:hunter2"},
        ),
        (
            scalar(SecretStr, by_itself),
            SecretStr(SECRET),
            {SECRET: "key", "2-retnuh": "value"},
            {"key", "2-retnuh", "value"},
        ),
        (
            scalar(Pair, itself),
            Pair("ada", SecretBytes(b"hunter2")),
            ["ada", SECRET],
            {"ada"},
        ),
        (
            scalar(Revealing),
            Revealing(key=SecretStr(SECRET)),
            {"key": "HUNTER2"},
            {"HUNTER2"},
        ),
    ],
)
def test_what_is_written_of_a_secret_and_the_secret_itself_are_masked(
    annotation: object, value: object, written: object, texts: set[str]
) -> None:
    request = request_with(annotation, value)
    sent = json.loads(request.content)["variables"]["i"]
    assert sent == {"pin": written, "pins": [None, written]}
    assert {*request.secrets} == {SECRET, *texts}


def test_what_holds_no_secret_is_not_masked() -> None:
    assert request_with(scalar(dict[str, str]), {"a": "b"}).secrets == ()
    assert request_with(scalar(str, str.upper), "ada").secrets == ()


def test_a_function_that_fails_does_not_show_the_secret() -> None:
    with pytest.raises(InputError, match=r"fail raised ValueError\.$") as caught:
        request_with(scalar(SecretStr, fail), SecretStr(SECRET))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (scalar(Any), SecretStr(SECRET)),
        (scalar(Any), [{"a": SecretBytes(b"hunter2")}]),
        (scalar(object), {SecretStr(SECRET): 1}),
        (scalar(dict[str, SecretStr]), {"a": SecretStr(SECRET)}),
        (scalar(Login), Login("ada", SecretStr(SECRET))),
        (Any, SecretStr(SECRET)),
        (Any, Login("ada", SecretStr(SECRET))),
        (scalar(PydanticSecret[str]), PydanticSecret[str](SECRET)),
        (scalar(str, in_a_model), SECRET),
        (scalar(Any), [SecretStr(SECRET), "**********"]),
        (Any, [SecretStr(SECRET), "**********"]),
        (Any, SecretStr("**********!")),
        (Any, [SecretStr(SECRET), SecretStr("**********")]),
    ],
)
def test_asterisks_are_never_sent_for_a_secret(
    annotation: object, value: object
) -> None:
    with pytest.raises(InputError, match="a secret, of which pydantic writes aste"):
        request_with(annotation, value)


def test_asterisks_of_a_caller_are_sent() -> None:
    value = {"a": "**********", "b": 1}
    assert b'"a":"**********"' in request_with(scalar(Any), value).content
    assert request_with(Any, ["**********"] * 2 + [value])
    revealed = scalar(SecretStr, itself)
    for text in ("**********!", '"**********"'):
        written = json.dumps(text).encode()
        assert written in request_with(revealed, SecretStr(text)).content
