"""Refuse the content of a request that may hold more than queries.

The GraphQL document is split into tokens, not parsed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, NoReturn

from udacity_client.errors import ConfigurationError

_TOKEN: Final = re.compile(
    r"""
    (?P<ignored>
        [ \t\r\n,\ufeff]+
        | \#[^\r\n]*
        | \"{3} (?: [^"\\] | \\(?!\"{3}) | \\\"{3} | "(?!"") )* \"{3}
        | "(?!"") (?: [^"\\\r\n] | \\[^\r\n] )* "
    )
    | [{}()\[\]]
    | \.\.\. | [!$&:=@|]
    | -?[0-9A-Za-z_]+ (?: [.][0-9]+ )? (?: [eE]?[+-][0-9]+ )?
    """,
    re.VERBOSE,
)
_BRACKETS: Final = {"{": "}", "(": ")", "[": "]"}
_QUERY: Final = frozenset({"{", "query"})
_ALLOWED: Final = _QUERY | {"fragment"}


def require_queries(content: bytes) -> None:
    """Check that *content* is one JSON object whose document holds queries only.

    What one reader takes for a query, another may take for a mutation. So only plain
    content is taken: no other encoding, no byte order mark, no key that comes twice.

    Raises:
        ConfigurationError: It is not. The message shows nothing of the content.
    """
    try:
        reason = _problem_with(content)
    except RecursionError:
        reason = "is nested too deeply"
    if reason is not None:
        message = (
            f"The content {reason}. post takes queries only, because it may send them "
            'twice: one JSON object in UTF-8 with a document in "query". Generate code '
            "for a mutation, and pass its operation to execute()."
        )
        # Outside of handlers: as a context, a parser's error would show the content.
        raise ConfigurationError(message)


def _problem_with(content: bytes) -> str | None:
    try:
        body = json.loads(
            content.decode(), object_pairs_hook=_Pairs, parse_constant=_refuse_constant
        )
    except UnicodeDecodeError:
        return "is not UTF-8"
    except ValueError:
        return "is not JSON without a byte order mark"
    if not isinstance(body, _Pairs):
        return "is not a JSON object"
    # An empty object asks for nothing, and the API says so.
    return _problem_with_object(body) if body else None


def _problem_with_object(body: _Pairs) -> str | None:
    # Some servers read keys in any case.
    keys = [key.casefold() for key, _ in body]
    if len(set(keys)) != len(keys):
        return "has a key twice"
    document = dict(body).get("query")
    if not isinstance(document, str):
        return 'has no string in "query"'
    return _problem_with_document(document)


class _Pairs(list[tuple[str, object]]):
    """A JSON object, with the keys that come twice."""


def _refuse_constant(_constant: str) -> NoReturn:
    raise ValueError


def _problem_with_document(document: str) -> str | None:
    try:
        document.encode()
        kinds = set(_kinds_of_definitions(document))
    except ValueError:
        return "holds a document that is not GraphQL"
    if kinds & {"mutation", "subscription"}:
        return "holds a mutation or a subscription"
    if kinds <= _ALLOWED and kinds & _QUERY:
        return None
    return "holds a document that is not made of queries and their fragments"


def _kinds_of_definitions(document: str) -> Iterator[str]:
    """Yield the first token of each definition.

    Raises:
        ValueError: The document is not GraphQL.
    """
    is_open: list[str] = []
    starts = True
    for token in _tokens(document):
        if starts:
            yield token
            starts = False
        if token in _BRACKETS:
            is_open.append(_BRACKETS[token])
        elif token in _BRACKETS.values():
            if not is_open or is_open.pop() != token:
                raise ValueError
            # A definition ends with its selections, not with its variables.
            starts = token == "}" and not is_open  # noqa: S105 - not a secret
    if is_open or not starts:
        raise ValueError


def _tokens(document: str) -> Iterator[str]:
    position = 0
    while position < len(document):
        found = _TOKEN.match(document, position)
        if found is None:
            raise ValueError
        position = found.end()
        if found["ignored"] is None:
            yield found[0]
