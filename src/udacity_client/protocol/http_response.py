"""Hold an answer as it came over the wire, and read its headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from udacity_client.runtime import RateLimit

# As plain numbers, which are compared several times for each answer.
_OK: Final = int(HTTPStatus.OK)
_MULTIPLE_CHOICES: Final = int(HTTPStatus.MULTIPLE_CHOICES)


@dataclass(frozen=True, slots=True)
class RawResponse:
    """Hold an answer as it came over the wire.

    Attributes:
        status: The HTTP status.
        headers: The answer's headers, their names in lower case.
        content: The answer's bytes.
        received_at: When it came, in seconds of the wall clock.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    received_at: float

    def masked(self, secrets: Iterable[str]) -> RawResponse:
        """Return the answer with *secrets* masked, should the server echo them."""
        content = self.content
        for secret in filter(None, secrets):
            content = _spellings(secret).sub(b"**********", content)
        return self if content == self.content else replace(self, content=content)

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return _OK <= self.status < _MULTIPLE_CHOICES

    @property
    def may_echo_secrets(self) -> bool:
        """Whether an error or a result may show words of it that are no record."""
        return (
            not self.is_success
            or b'"errors"' in self.content
            or b'"extensions"' in self.content
        )

    @property
    def request_id(self) -> str | None:
        """The server's `X-Request-Id`."""
        return self.headers.get("x-request-id")

    @property
    def rate_limit(self) -> RateLimit:
        """What the answer says of the rate limit."""
        return RateLimit(
            limit=_whole(self.headers.get("x-ratelimit-limit")),
            remaining=_whole(self.headers.get("x-ratelimit-remaining")),
        )

    @property
    def retry_after(self) -> float | None:
        """Seconds that `Retry-After` asks to wait, as a number or as a date."""
        text = self.headers.get("retry-after", "")
        if (seconds := _whole(text)) is not None:
            return float(seconds)
        try:
            when = parsedate_to_datetime(text)
            # A date without a zone is meant in UTC (RFC 9110, section 5.6.7).
            when = when if when.tzinfo else when.replace(tzinfo=UTC)
            return max(0.0, when.timestamp() - self.received_at)
        except (ValueError, OverflowError):
            return None


_MOST_DIGITS = 9


def _whole(text: str | None) -> int | None:
    plausible = text and len(text) <= _MOST_DIGITS and text.isascii()
    return int(text) if text and plausible and text.isdigit() else None


def _spellings(secret: str) -> re.Pattern[bytes]:
    """Match *secret* however JSON may spell it: plainly, or with escapes."""
    spelt = "".join(
        rf"(?:\\?{re.escape(letter)}|\\u(?i:{ord(letter):04x}))" for letter in secret
    )
    return re.compile(spelt.encode())
