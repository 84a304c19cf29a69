"""`RawResponse`: the status, headers and bytes of a response. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Final

from udacity_client.runtime import RateLimit

_MASK: Final = "**********"
_NO_RATE_LIMIT: Final = RateLimit()
_SUCCESS: Final = range(200, 300)
_SHORT_ESCAPES: Final = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}
_ESCAPED_KEY: Final = re.compile(rb'"[a-z]{0,9}\\u00[67][^"]{0,60}"\s*:')
"""A key such as `errors` with a letter in it spelt as an escape."""


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A response as it was received.

    Attributes:
        status: The HTTP status.
        headers: The headers, with names in lower case.
        body: The body as it came. Only records may be read from it: see `content`.
        received_at: When it was received, in seconds of the wall clock.
        base_url: The base URL of the request, for messages.
        secrets: What `content` masks.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    received_at: float
    base_url: str | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def content(self) -> bytes:
        """The body, with secrets masked if more than records may echo them.

        Finding that out takes a tenth of a call for 50 records. So `body` is decoded
        first, and `content` only if there are errors or extensions.
        """
        return self._masked_body() if self.may_echo_secrets else self.body

    def hiding(self, secrets: tuple[str, ...]) -> RawResponse:
        """Return the response with *secrets* masked in what is read of it."""
        hidden = replace(self, secrets=secrets)
        request_id = self.request_id
        if not request_id or (shown := hidden.mask(request_id)) == request_id:
            return hidden
        return replace(hidden, headers={**self.headers, "x-request-id": shown})

    def masked(self, secrets: Iterable[str]) -> RawResponse:
        """Return the response with *secrets* masked, in case the server echoes them."""
        hidden = self.hiding(tuple(secrets))
        del secrets  # see `_masked_body`
        body = hidden._masked_body()  # noqa: SLF001 - its own class
        if body == self.body and hidden.headers is self.headers:
            return self
        return replace(hidden, body=body, secrets=())

    def mask(self, text: str) -> str:
        """Return *text*, which the server sent, with secrets masked."""
        for number in self._longest_first():
            text = text.replace(self.secrets[number], _MASK)
        return text

    def _masked_body(self) -> bytes:
        """Return the body with secrets masked.

        It takes milliseconds, in which a signal may raise an exception. So no local
        variable is a secret: crash reporters show these.
        """
        body = self.body
        for number in self._longest_first():
            spellings = _json_spellings(self.secrets[number])
            if _may_be_bare(self.secrets[number]):
                body = _BARE.sub(partial(_mask_bare, spellings), body)
            else:
                body = spellings.sub(_MASK.encode(), body)
        return body

    def _longest_first(self) -> list[int]:
        """Return the positions of secrets: a part of one may be another one."""
        found = [number for number in range(len(self.secrets)) if self.secrets[number]]
        return sorted(found, key=lambda number: -len(self.secrets[number]))

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return self.status in _SUCCESS

    @property
    def may_echo_secrets(self) -> bool:
        """Whether an error or a result may quote parts of it that are not records."""
        return (
            not self.is_success
            or b'"errors"' in self.body
            or b'"extensions"' in self.body
            or (b"\\u00" in self.body and _ESCAPED_KEY.search(self.body) is not None)
        )

    @property
    def request_id(self) -> str | None:
        """The server's `X-Request-Id`."""
        return self.headers.get("x-request-id")

    @property
    def rate_limit(self) -> RateLimit:
        """The rate limit, from `X-RateLimit-Limit` and `X-RateLimit-Remaining`."""
        limit = self.headers.get("x-ratelimit-limit")
        remaining = self.headers.get("x-ratelimit-remaining")
        if limit is None and remaining is None:
            return _NO_RATE_LIMIT
        return RateLimit(limit=_whole_number(limit), remaining=_whole_number(remaining))

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait according to `Retry-After`, which is a number or a date."""
        text = self.headers.get("retry-after", "")
        if (seconds := _whole_number(text)) is not None:
            return float(seconds)
        when, now = http_date(text), http_date(self.headers.get("date", ""))
        # The server's clock is the one that it counts by; this machine's may be wrong.
        if now is None:
            now = self.received_at
        return None if when is None else max(0.0, when - now)


def http_date(text: str) -> float | None:
    """Return the date of a header in seconds since 1970; `None` if it is not one."""
    try:
        when = parsedate_to_datetime(text)
        # A date without a zone is in UTC (RFC 9110, section 5.6.7).
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return when.timestamp()
    except (ValueError, OverflowError):
        return None


_MAX_DIGITS = 9


def _whole_number(text: str | None) -> int | None:
    # `isdigit` alone is true of "²", and `int` refuses thousands of digits.
    if not text or len(text) > _MAX_DIGITS or not text.isascii():
        return None
    return int(text) if text.isdigit() else None


def _may_be_bare(secret: str) -> bool:
    """Return whether JSON without quotes may hold *secret*, as a number does."""
    is_part = (secret in word for word in ("true", "false", "null"))
    return set(secret) <= {*"+-.0123456789Ee"} or any(is_part)


_BARE: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\w+.-]+', re.DOTALL)
"""A text of JSON, or a value without quotes."""


def _mask_bare(spellings: re.Pattern[bytes], value: re.Match[bytes]) -> bytes:
    """Return a value of JSON that stays one if what *spellings* match is masked."""
    if value[0].startswith(b'"'):
        return spellings.sub(_MASK.encode(), value[0])
    return f'"{_MASK}"'.encode() if spellings.fullmatch(value[0]) else value[0]


def _json_spellings(secret: str) -> re.Pattern[bytes]:
    """Match *secret* however JSON spells it, also in a text that is JSON in JSON.

    A match has all backslashes before a letter or none of them: what is left of them
    would escape something else.
    """
    spellings, last = list[str](), len(secret) - 1
    for place, letter in enumerate(secret):
        follows = secret[place - 1 : place] == "\\"
        if not (follows and letter == "\\"):  # a run of them is one spelling
            at_end = place in {0, last}
            spellings.append(_spellings_of(letter, at_end=at_end, follows=follows))
    before = rf"(?<!\\)(?=[\\{re.escape(secret[0])}]){_NOT_IN_ESCAPE}"
    return re.compile(f"{before}{''.join(spellings)}".encode())


_NOT_IN_ESCAPE: Final = "".join(
    rf"(?<!(?<!\\)\\u[0-9a-fA-F]{{{digits}}})" for digits in range(4)
)
"""A place that is not among the digits of an escape such as `\\u00e9`."""


def _spellings_of(letter: str, *, at_end: bool, follows: bool) -> str:
    """Return a pattern of what JSON may write for *letter*, with its backslashes.

    Quantifiers are possessive. If they gave back some of a run of backslashes, a short
    body of nothing else would take minutes.

    Args:
        letter: The letter.
        at_end: Whether it is the first or the last one.
        follows: Whether a backslash is before it, which takes those of an escape.
    """
    if letter == '"' and at_end:
        plain = r'\\(?:\\\\)*+"'  # after an even number of them, it ends the text
    elif letter == "\\":
        plain = r"(?:\\\\)++"
    else:
        plain = rf"\\*+{re.escape(letter)}"
    escape = r"\\*+" if follows else r"\\++"
    units = letter.encode("utf-16-be").hex(" ", 2).split()
    escaped = "".join(rf"{escape}u(?i:{unit})" for unit in units)
    short = rf"|{escape}{_SHORT_ESCAPES[letter]}" if letter in _SHORT_ESCAPES else ""
    return rf"(?:{plain}|{escaped}{short})"
