"""The faults that a test can script; `fault_schedule` has those that are still to come.

A fault replaces or spoils the response to the next requests, in the order in which
faults were added. Such a request counts against the rate limits; it is not
authenticated first.

A change alters the data of the next responses, as a server with another schema would.
It waits for a request that is executed, and does not delay the faults.

To add a fault: for another fixed response, add a function that returns an `Answer`. For
another kind of fault, add a class to `Fault` and a case to `app`, in
`_respond_to_graphql`. For another kind of change, add a class to `Change` and a case to
`endpoint`, in `_changed`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeAlias

from udacity_client.emulator.errors import rate_limit_body
from udacity_client.emulator.option_checks import (
    TEXT,
    EmulatorOption,
    Named,
    number,
    whole,
)
from udacity_client.system.option_kinds import instance_of

_YEAR: Final = 31_557_600
_BODILESS: Final = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_COUNTED_HEADERS: Final = ("content-length", "transfer-encoding")


def _is_header_value(text: str) -> bool:
    fits = text.isprintable() and max(text, default="") <= "\xff"
    return fits and text == text.strip()


def _are_headers(headers: Mapping[object, object]) -> bool:
    return all(
        isinstance(name, str)
        and isinstance(value, str)
        and _TOKEN.fullmatch(name)
        and name.lower() not in _COUNTED_HEADERS
        and _is_header_value(value)
        for name, value in headers.items()
    )


def _is_json(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (TypeError, ValueError, RecursionError):
        return False
    return True


_KINDS: Final[Mapping[str, EmulatorOption]] = {
    "status": whole(200, 599),
    "body": EmulatorOption("bytes", instance_of(bytes), "give bytes, such as b'{}'"),
    "media_type": EmulatorOption(
        "a str",
        instance_of(str),
        "give text such as 'application/json'",
        _is_header_value,
    ),
    "headers": EmulatorOption(
        "a mapping",
        instance_of(Mapping),
        "give texts that HTTP can send, such as {'Retry-After': '1'}; the emulator "
        "counts the length itself",
        _are_headers,
    ),
    "field_name": TEXT,
    "message": TEXT,
    "seconds": number(0, _YEAR, "seconds"),
    "key": TEXT,
    "value": EmulatorOption(
        "JSON", instance_of(object), "give what json.dumps takes", _is_json
    ),
}
"""What the attributes of faults and changes take."""

_RETRY_AFTER: Final = whole(0)


class _Checked(Named):
    """A fault or change whose values are checked when it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Check the values.

        Raises:
            TypeError: One is of a wrong type; the message says which.
            ValueError: One cannot be sent; the message says which.
        """
        for name in self.__dataclass_fields__:
            path = f"{type(self).__name__}.{name}"
            _KINDS[name].require(path, getattr(self, name))


@dataclass(frozen=True, slots=True)
class Answer(_Checked):
    """A fixed response; the request is not executed."""

    status: int
    body: bytes = b""
    media_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        """Check the values.

        Raises:
            TypeError: One is of a wrong type; the message says which.
            ValueError: One cannot be sent; the message says which.
        """
        # `super()` alone would name the class that `slots` replaced.
        _Checked.__post_init__(self)
        if self.body and self.status in _BODILESS:
            raise ValueError(
                f"Answer.status is {self.status:d}, which has no body; "
                "give b'' for the body, or another status."
            )


@dataclass(frozen=True, slots=True)
class PartialData(_Checked):
    """Null for each field of this name, next to an error with its path.

    This happens even if the field is non-null in the schema, as the API documents.
    """

    field_name: str = "pageInfo"
    message: str = "internal system error"


@dataclass(frozen=True, slots=True)
class Disconnect(_Checked):
    """A connection that closes before any response."""


@dataclass(frozen=True, slots=True)
class Delay(_Checked):
    """A pause of this many seconds before the usual response."""

    seconds: float


Fault: TypeAlias = Answer | PartialData | Disconnect | Delay


@dataclass(frozen=True, slots=True)
class Rewrite(_Checked):
    """Another value, any JSON, for a key everywhere in the data.

    The key is the one in the response: the alias, if the field has one.
    """

    key: str
    value: object


@dataclass(frozen=True, slots=True)
class Extra(_Checked):
    """A further key, with any JSON, in each object of the data."""

    key: str
    value: object


Change: TypeAlias = Rewrite | Extra


def server_error(text: str = "internal server error") -> Answer:
    """Return a fault that responds with 500 and plain text."""
    TEXT.require("text", text)
    return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, text.encode())


def unavailable(*, retry_after: int) -> Answer:
    """Return a fault that responds with 503 and `Retry-After`, in seconds."""
    _RETRY_AFTER.require("retry_after", retry_after)
    return Answer(
        HTTPStatus.SERVICE_UNAVAILABLE,
        b"service unavailable",
        headers={"Retry-After": str(retry_after)},
    )


def rate_limited(*, retry_after: int) -> Answer:
    """Return a fault that responds with 429 in the documented shape."""
    _RETRY_AFTER.require("retry_after", retry_after)
    return Answer(
        HTTPStatus.TOO_MANY_REQUESTS,
        json.dumps(rate_limit_body(retry_after)).encode(),
        "application/json",
        {"Retry-After": str(retry_after), "X-RateLimit-Remaining": "0"},
    )


def html_page(status: int = HTTPStatus.BAD_GATEWAY) -> Answer:
    """Return a fault that responds with a web page, as a proxy might."""
    page = "<!doctype html><title>Bad gateway</title><h1>Something went wrong</h1>"
    return Answer(status, page.encode(), "text/html")


def malformed_json() -> Answer:
    """Return a fault that responds with 200 and truncated JSON."""
    return Answer(HTTPStatus.OK, b'{"data": {"catalog": {', "application/json")


def unauthorized_in_200() -> Answer:
    """Return a fault that responds with 200 and the error code of a rejected token."""
    error = {"message": "not authorized", "extensions": {"code": "UNAUTHORIZED"}}
    body = json.dumps({"data": None, "errors": [error]})
    return Answer(HTTPStatus.OK, body.encode(), "application/json")
