"""Parse an introspection response; the errors of an introspection."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

from graphql import GraphQLError

from udacity_client.errors import UdacityError
from udacity_client.schema.json_objects import Json, is_object


class IntrospectionError(UdacityError):
    """The server did not return a complete schema."""

    @classmethod
    def of(cls, domain: str, sentence: str) -> IntrospectionError:
        """Return the error that says *sentence* about the server of *domain*."""
        error = cls(f"{domain}: the server {sentence}")
        error.domain = domain
        return error


class IntrospectionDisabledError(IntrospectionError):
    """The server refuses introspection to this caller."""


_HALF: Final = re.compile("[\ud800-\udfff]")

BUILD_ERRORS: Final = (
    AttributeError,
    GraphQLError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a malformed introspection raises.

graphql-core does not check its form: each flaw fails differently.
"""

_QUOTED_JSON: Final = re.compile(r": \{.*", re.DOTALL)

NOT_GRAPHQL: Final = "answered JSON that is not a GraphQL response (check the base URL)"
"""What a server did if its response has neither data nor errors."""


def parse_response(domain: str, body: bytes) -> Json:
    """Return the JSON object in *body*, the response of the server of *domain*.

    Raises:
        IntrospectionError: *body* is not a JSON object.
    """
    try:
        answer: object = whole_characters(json.loads(body))
    except (ValueError, RecursionError):
        raise IntrospectionError.of(domain, _why_not_json(body)) from None
    if not is_object(answer):
        raise IntrospectionError.of(domain, f"{NOT_GRAPHQL}: it is not an object.")
    return answer


def whole_characters(answer: object) -> object:
    r"""Return *answer* with U+FFFD for halves of characters, such as `"\ud800"`.

    JSON can escape a half alone. No file, no SDL and no Python source can hold one.
    """
    text = json.dumps(answer, ensure_ascii=False)
    if not _HALF.search(text):
        return answer
    return json.loads(_HALF.sub("\N{REPLACEMENT CHARACTER}", text))


def build_failure(error: Exception) -> str:
    """Return the message of one of BUILD_ERRORS, without the JSON that it quotes."""
    return _QUOTED_JSON.sub("", str(error))


def _why_not_json(body: bytes) -> str:
    text = body.strip()
    if not text:
        return "answered nothing. Try again, and check the base URL if it stays so."
    if text.startswith(b"<"):
        return (
            "answered with a web page, not with JSON. Check the base URL, and whether "
            "a proxy or a login page is in front of it."
        )
    return (
        f"answered {len(body)} bytes that are not JSON, or not all of it. Try again, "
        "and check the base URL if it stays so."
    )


def quote_first(texts: Sequence[str]) -> str:
    """Return the first of *texts*, quoted and short, and how many more there are."""
    if not texts:
        return "no reason given"
    quoted = repr(printable(texts[0]))
    return f"{quoted} (and {len(texts) - 1} more)" if len(texts) > 1 else quoted


def printable(text: str, *, most: int = 80) -> str:
    """Return a server's *text* on one line, printable, in at most *most* characters."""
    line = " ".join(text.split())
    shown = "".join(letter if letter.isprintable() else "?" for letter in line)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
