"""Custom scalars: `Duration` (ISO 8601) and the form of a `Time` (RFC 3339).

Imports no pydantic (start-up).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

TIME_FORM: Final = (
    r"^\d{4}-\d{2}-\d{2}[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"
    r"([Zz]|[+-]([01]\d|2[0-3]):?[0-5]\d)$"
)
"""The form of a `Time`: date, time and offset (RFC 3339, section 5.6).

A space may stand for the "T", as a note there allows, and an offset may lack its colon,
as in ISO 8601. Readers in C take these two as well, so all readers do.
"""

_MONTHS_IN_YEAR = 12
_SECONDS_IN_HOUR = 3600
_SECONDS_IN_MINUTE = 60
_DURATION = re.compile(
    r"(?P<sign>[+-])?P(?=\d|T\d)"
    r"(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?"
    r"(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """An ISO 8601 duration.

    A month has no fixed length, so months, days and seconds are kept apart: `P1M` does
    not equal `P30D`, but `P1Y` equals `P12M`, `P1W` equals `P7D`, and `PT90M` equals
    `PT1H30M`.

    Attributes:
        months: Years and months, in months.
        days: Weeks and days, in days.
        seconds: Hours, minutes and seconds, in seconds.
    """

    months: int = 0
    days: int = 0
    seconds: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        """Check that ISO 8601 can express the duration.

        Raises:
            ValueError: The parts differ in sign.
        """
        parts = (self.months, self.days, self.seconds)
        if any(part < 0 for part in parts) and any(part > 0 for part in parts):
            message = "months, days and seconds of a duration must have the same sign"
            raise ValueError(message)

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Parse a duration such as `P30D` or `PT2H30M`.

        Raises:
            ValueError: *text* is not an ISO 8601 duration.
        """
        match = _DURATION.fullmatch(text)
        if match is None:
            message = f"{text!r} is not an ISO 8601 duration, such as P30D or PT2H30M"
            raise ValueError(message)
        sign = -1 if match["sign"] == "-" else 1

        def whole(unit: str) -> int:
            return sign * int(match[unit] or 0)

        seconds = sign * Decimal((match["seconds"] or "0").replace(",", "."))
        return cls(
            months=whole("years") * _MONTHS_IN_YEAR + whole("months"),
            days=whole("weeks") * 7 + whole("days"),
            seconds=whole("hours") * _SECONDS_IN_HOUR
            + whole("minutes") * _SECONDS_IN_MINUTE
            + seconds,
        )

    def to_timedelta(self) -> timedelta:
        """Convert to a `timedelta`, with days of 24 hours.

        Raises:
            ValueError: The duration has months, which have no fixed length, or
                fractions of a microsecond, or is longer than a `timedelta` can be.
        """
        if self.months:
            message = f"{self} holds years or months, which have no fixed length"
            raise ValueError(message)
        microseconds = self.seconds * 1_000_000
        if microseconds != int(microseconds):
            message = f"{self} is finer than a timedelta can hold"
            raise ValueError(message)
        try:
            return timedelta(days=self.days, microseconds=int(microseconds))
        except OverflowError:
            message = f"{self} is longer than a timedelta can hold"
        raise ValueError(message)

    def __str__(self) -> str:
        sign = "-" if self.months < 0 or self.days < 0 or self.seconds < 0 else ""
        years, months = divmod(abs(self.months), _MONTHS_IN_YEAR)
        hours, rest = divmod(abs(self.seconds), _SECONDS_IN_HOUR)
        minutes, seconds = divmod(rest, _SECONDS_IN_MINUTE)
        date = _units((years, "Y"), (months, "M"), (abs(self.days), "D"))
        time = _units((int(hours), "H"), (int(minutes), "M"), (seconds, "S"))
        if not date and not time:
            return "PT0S"
        return f"{sign}P{date}{'T' if time else ''}{time}"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: type[Any], _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema  # noqa: PLC0415 - start-up

        text = core_schema.no_info_after_validator_function(
            _parse_hiding_value, core_schema.str_schema()
        )
        instance = core_schema.is_instance_schema(cls)
        return core_schema.json_or_python_schema(
            json_schema=text,
            python_schema=core_schema.lax_or_strict_schema(
                lax_schema=core_schema.union_schema([instance, text]),
                strict_schema=instance,
            ),
            serialization=core_schema.to_string_ser_schema(when_used="json"),
        )


def _parse_hiding_value(text: str) -> Duration:
    # Pydantic repeats the message, and messages about responses show no values.
    try:
        return Duration.parse(text)
    except ValueError:
        message = "not an ISO 8601 duration"
    raise ValueError(message)


def _units(*amounts: tuple[int | Decimal, str]) -> str:
    return "".join(
        f"{amount.normalize():f}{unit}"
        if isinstance(amount, Decimal)
        else f"{amount}{unit}"
        for amount, unit in amounts
        if amount
    )
