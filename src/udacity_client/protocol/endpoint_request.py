"""Where queries go that are not for Udacity, and what they carry. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRequest:
    """Where the queries of one domain go, and what they carry.

    Attributes:
        domain: The domain, for errors.
        url: The endpoint.
        headers: The headers to send; their values may be secrets.
        secrets: What the server's words are searched for, and masked.
        advice: What to check if the server refuses the headers.
    """

    domain: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    advice: str
