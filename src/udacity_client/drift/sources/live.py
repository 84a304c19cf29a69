"""Introspect a server in at most three requests for each domain. No I/O.

The first request asks for the capabilities of the server's introspection, the second
for the schema. The third is for a retry, or to have the operations validated if
introspection is disabled.
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
"""How many requests each domain may take, retries included."""

Send: TypeAlias = Callable[[str, bytes, int], tuple[bytes, int]]
"""Post a JSON body to a domain's endpoint, with a maximum number of attempts. Return
the body of the response, and the number of attempts. Exceptions count theirs, too."""

Fallback: TypeAlias = Callable[[DomainRequest, Post], SchemaSnapshot]
"""Load what is possible of a domain whose server refuses introspection."""


class LiveSource:
    """A source that introspects servers, one domain after the other.

    If a server refuses the credential, the other domains are not asked.

    Args:
        send: Sends a request.
        fallback: Used if introspection is refused. Without it, nothing is loaded then.
    """

    def __init__(self, send: Send, *, fallback: Fallback | None = None) -> None:
        self._send = send
        self._fallback = fallback
        self._refused: CredentialsError | None = None

    def __call__(self, request: DomainRequest) -> SchemaSnapshot:
        """Return the snapshot of a domain, with failures in it."""
        if self._refused is not None:
            return unavailable_snapshot(request, self._refused)
        quota = _RequestQuota(self._send, reserves_one=self._fallback is not None)
        try:
            return self._load(request, quota)
        except CredentialsError as error:
            self._refused = error
            return unavailable_snapshot(request, error)
        except UdacityError as error:
            return unavailable_snapshot(request, error)

    def _load(self, request: DomainRequest, quota: _RequestQuota) -> SchemaSnapshot:
        try:
            result = fetch_introspection(request.domain, quota.post)
        except IntrospectionDisabledError:
            if self._fallback is None:
                raise
            if not quota.left:
                raise IntrospectionDisabledError.of(
                    request.domain,
                    "refuses introspection, and no request is left to have operations "
                    f"validated: a check sends at most {REQUESTS}. Try again.",
                ) from None
            return self._fallback(request, quota.post)
        return _snapshot(request, result)


def unavailable_snapshot(request: DomainRequest, error: UdacityError) -> SchemaSnapshot:
    """Return the snapshot of a domain that could not be loaded because of *error*."""
    is_named = isinstance(error, IntrospectionError)
    reason = str(error) if is_named else f"{request.domain}: {error}"
    return SchemaSnapshot(committed=request.schema, other=None, unavailable=(reason,))


class _RequestQuota:
    """The requests to one server, counted."""

    def __init__(self, send: Send, *, reserves_one: bool) -> None:
        self.left = REQUESTS
        self._send = send
        self._reserves_one = reserves_one

    def post(self, domain: str, body: bytes) -> bytes:
        """Return the response, leaving a request for the next question."""
        reserved = 1 if self.left == REQUESTS or self._reserves_one else 0
        try:
            content, requests = self._send(domain, body, max(1, self.left - reserved))
        except UdacityError as error:
            self.left -= error.attempts
            raise
        self.left -= requests
        return content


def _snapshot(request: DomainRequest, result: IntrospectionResult) -> SchemaSnapshot:
    fill_gaps(result, request.schema)
    found = build_schema(result)
    missing = incompleteness(request.schema, found.schema)
    if missing is not None:
        raise IntrospectionError.of(request.domain, f"{missing}. {_PARTIAL_HINT}")
    return SchemaSnapshot(
        committed=request.schema,
        other=found.schema,
        notes=tuple(_notes(found)),
        capabilities=tuple(found.capabilities.known),
    )


_PARTIAL_HINT: Final = (
    "This is probably only the part of the schema that the credential may see, so it "
    "is not treated as drift. Check the credential's access. If the API did shrink so "
    "much, compare with a pull: udacity schema pull --out now && udacity schema check "
    "--against now"
)


def _notes(found: IntrospectedSchema) -> list[str]:
    notes: list[str] = []
    if found.capabilities.missing:
        notes.append(
            f"{found.domain}: the server's introspection does not report "
            f"{', '.join(found.capabilities.missing)}; that is assumed to be unchanged."
        )
    if found.flaws:
        notes.append(
            f"{found.domain}: the server describes a schema that is not valid GraphQL, "
            f"{quote_first(found.flaws)}; it was compared as it is. Tell whoever runs "
            "the API."
        )
    return notes
