"""See a server's schema as it is now, in three requests a domain, sending none itself.

One request asks what the server's introspection knows, one for the schema; the third is
for what fails, or for operations to be validated where introspection is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from udacity_client.drift.sources.completeness import incompleteness
from udacity_client.drift.sources.fill_gaps import fill_gaps
from udacity_client.drift.sources.source import DomainRequest, SchemaSnapshot
from udacity_client.errors import CredentialsError, UdacityError
from udacity_client.schema.introspection import (
    IntrospectedSchema,
    IntrospectionResult,
    Post,
    build_schema,
    fetch_introspection,
)
from udacity_client.schema.introspection_errors import (
    IntrospectionDisabledError,
    IntrospectionError,
    quote_first,
)

REQUESTS: Final = 3
"""How many requests a domain may take, all repetitions included."""

Send: TypeAlias = Callable[[str, bytes, int], tuple[bytes, int]]
"""Post a JSON body to a domain's endpoint, so many times at most; return the body of
the answer, and how many requests it took. The attempts of an error are counted, too."""

Instead: TypeAlias = Callable[[DomainRequest, Post], SchemaSnapshot]
"""See what can be seen of a domain whose server refuses introspection."""


class LiveSource:
    """See the schemas of servers, one domain after the other.

    A credential that was refused once is not tried for the other domains.

    Args:
        send: How to ask.
        instead: What to do where introspection is refused; else that is all.
    """

    def __init__(self, send: Send, *, instead: Instead | None = None) -> None:
        self._send = send
        self._instead = instead
        self._refused: CredentialsError | None = None

    def __call__(self, asked: DomainRequest) -> SchemaSnapshot:
        """Return what is seen of a domain; what fails is told, not raised."""
        if self._refused is not None:
            return unseen(asked, self._refused)
        line = _RequestBudget(self._send, keeps_one=self._instead is not None)
        try:
            return self._look(asked, line)
        except CredentialsError as error:
            self._refused = error
            return unseen(asked, error)
        except UdacityError as error:
            return unseen(asked, error)

    def _look(self, asked: DomainRequest, line: _RequestBudget) -> SchemaSnapshot:
        try:
            told = fetch_introspection(asked.domain, line.post)
        except IntrospectionDisabledError:
            if self._instead is None:
                raise
            if not line.left:
                raise IntrospectionDisabledError.of(
                    asked.domain,
                    "refuses introspection, and no request is left to have operations "
                    f"validated: {REQUESTS} are all that a check sends. Try again.",
                ) from None
            return self._instead(asked, line.post)
        return _seen(asked, told)


def unseen(asked: DomainRequest, error: UdacityError) -> SchemaSnapshot:
    """Return that the domain could not be looked at because of *error*."""
    is_named = isinstance(error, IntrospectionError)
    reason = str(error) if is_named else f"{asked.domain}: {error}"
    return SchemaSnapshot(committed=asked.schema, other=None, unavailable=(reason,))


class _RequestBudget:
    """Ask one server, and count the requests that it takes."""

    def __init__(self, send: Send, *, keeps_one: bool) -> None:
        self.left = REQUESTS
        self._send = send
        self._keeps_one = keeps_one

    def post(self, domain: str, body: bytes) -> bytes:
        """Return the answer, leaving a request for the question that follows."""
        kept = 1 if self.left == REQUESTS or self._keeps_one else 0
        try:
            answer, requests = self._send(domain, body, max(1, self.left - kept))
        except UdacityError as error:
            self.left -= error.attempts
            raise
        self.left -= requests
        return answer


def _seen(asked: DomainRequest, told: IntrospectionResult) -> SchemaSnapshot:
    fill_gaps(told, asked.schema)
    found = build_schema(told)
    lacking = incompleteness(asked.schema, found.schema)
    if lacking is not None:
        raise IntrospectionError.of(asked.domain, f"{lacking}. {_PARTIAL_HINT}")
    return SchemaSnapshot(
        committed=asked.schema,
        other=found.schema,
        notes=tuple(_notes(found)),
        capabilities=tuple(found.capabilities.known),
    )


_PARTIAL_HINT: Final = (
    "That is a part of the schema, or what another identity may see of it, and is not "
    "taken for drift. Check the credential's companies and scopes. If the API did "
    "shrink so far, compare with a pull: udacity schema pull --out now && udacity "
    "schema check --against now"
)


def _notes(found: IntrospectedSchema) -> list[str]:
    notes: list[str] = []
    if found.capabilities.missing:
        notes.append(
            f"{found.domain}: the server's introspection does not tell "
            f"{', '.join(found.capabilities.missing)}; that is taken to be as it was."
        )
    if found.flaws:
        notes.append(
            f"{found.domain}: the server describes a schema that is not valid GraphQL, "
            f"{quote_first(found.flaws)}; it was compared as it is. Tell Udacity."
        )
    return notes
