"""An answer of the API, as far as judgements look at it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from udacity_client.protocol.http_response import RawResponse
from udacity_client.schema.json_objects import (
    Json,
    every_object,
    is_object,
    objects,
    objects_in,
)

_OK = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """The status, the headers and the JSON of a response.

    What it holds may be personal, so it does not print, and judgements take from it
    only numbers, and words that they know.

    Attributes:
        status: The HTTP status.
        headers: The headers, by name in lower case.
        content: The body.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    @classmethod
    def of(cls, response: RawResponse) -> Answer:
        """Return what is looked at of *response*."""
        return cls(response.status, response.headers, response.content)

    @property
    def body(self) -> Json:
        """The JSON object in the body; empty if there is none."""
        try:
            content: object = json.loads(self.content)
        except (ValueError, RecursionError):
            return {}
        return content if is_object(content) else {}

    @property
    def data(self) -> Json:
        """The `data` of the answer; empty if there is none."""
        data = self.body.get("data")
        return data if is_object(data) else {}

    @property
    def errors(self) -> list[Json]:
        """The GraphQL errors of the answer."""
        return objects_in(self.body.get("errors"))

    @property
    def failed_fields(self) -> bool:
        """Whether fields failed: the request was valid, and something refused it."""
        placed = all(isinstance(error.get("path"), list) for error in self.errors)
        is_invalid = any(code.startswith("GRAPHQL_") for code in self.codes)
        return bool(self.errors) and self.status == _OK and placed and not is_invalid

    @property
    def messages(self) -> list[str]:
        """The messages of the errors; nobody prints them."""
        return [str(error.get("message", "")) for error in self.errors]

    @property
    def codes(self) -> list[str]:
        """The codes of the errors."""
        extensions = (error.get("extensions") for error in self.errors)
        codes = (one.get("code") for one in extensions if is_object(one))
        return [code for code in codes if isinstance(code, str)]

    def number(self, header: str) -> int | None:
        """Return the number in *header*; `None` if there is none."""
        text = self.headers.get(header, "")
        is_number = text.isascii() and text.isdigit() and len(text) < 9  # noqa: PLR2004 - no limit is longer
        return int(text) if is_number else None

    def connection(self, alias: str) -> Json:
        """Return the page that was asked for under the name *alias*."""
        page = self.data.get(alias)
        return page if is_object(page) else {}

    def nodes(self, alias: str) -> list[Json]:
        """Return the records of a page."""
        nodes = (edge.get("node") for edge in objects(self.connection(alias), "edges"))
        return [node if is_object(node) else {} for node in nodes]

    def texts(self, *keys: str) -> Iterator[object]:
        """Yield each value in the data whose key is one of *keys*."""
        for one in every_object(self.data):
            yield from (one[key] for key in keys if key in one)
