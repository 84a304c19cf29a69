"""The field types `Time` and `Secret` of generated records and inputs."""

from __future__ import annotations

import re
from datetime import MINYEAR, UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

from pydantic import (
    GetCoreSchemaHandler,
    GetPydanticSchema,
    PlainSerializer,
    SecretStr,
    SerializationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from udacity_client.runtime.scalars import TIME_FORM

REVEALED = "revealed"
"""The key in pydantic's serialization context that has secrets written in full.

Its value has a method `append`, which gets each secret that is written, so the sender
knows what to mask in logs and errors.
"""

_MINUTE: Final = timedelta(minutes=1)


def in_whole_minutes(time: object) -> object:
    """Return *time* as the same instant with an offset that RFC 3339 can express.

    Before there were time zones, offsets had seconds. Pydantic leaves them out, which
    makes another instant of it. What is not a `datetime` is returned as it is.
    """
    offset = time.utcoffset() if isinstance(time, datetime) else None
    if not isinstance(time, datetime) or not offset or not offset % _MINUTE:
        return time
    try:
        return time.astimezone(UTC)
    except OverflowError:
        # In UTC it is before the first year, or after the last: stay next to it.
        is_first = time.year == MINYEAR
        minutes = -(-offset // _MINUTE) if is_first else offset // _MINUTE
        whole = minutes * _MINUTE
        return (time + (whole - offset)).replace(tzinfo=timezone(whole))


TIME_WRITING: Final = core_schema.plain_serializer_function_ser_schema(
    in_whole_minutes, when_used="json"
)
"""How pydantic writes a time."""

_USUAL_FORM: Final = (
    TIME_FORM.replace("[Tt ]", "T").replace("[Zz]", "Z").replace("+)?", "{1,6})?")
)
"""The times that Python's parser takes, and reads to their last digit."""

_ROUNDED_UP: Final = re.compile(r"\.\d{6}[5-9]")
_MICROSECOND: Final = timedelta(microseconds=1)
_TIME: Final = "Input should be a time of RFC 3339, such as 2026-03-01T10:00:00Z"


def _time_schema(_source: object, _handler: object) -> CoreSchema:
    # Python's parser gives `datetime.UTC`. Pydantic's gives an object of its own class,
    # which pandas does not take for UTC, and it is slower.
    either = core_schema.union_schema(
        [
            core_schema.no_info_after_validator_function(
                parse, core_schema.str_schema(pattern=form)
            )
            for parse, form in (
                (datetime.fromisoformat, _USUAL_FORM),
                (_parse_rare_form, TIME_FORM),
            )
        ],
        mode="left_to_right",
    )
    return core_schema.json_or_python_schema(
        # One error for both. Python's own shows the text, which may be personal data.
        json_schema=core_schema.custom_error_schema(
            either, "time", custom_error_message=_TIME
        ),
        python_schema=core_schema.datetime_schema(tz_constraint="aware", strict=True),
        serialization=TIME_WRITING,
    )


def _parse_rare_form(text: str) -> datetime:
    """Parse a time with small letters, or with more digits than a `datetime` has.

    Raises:
        ValueError: There is no such time.
    """
    # Python's parser takes no small "z", and cuts digits. msgspec looks at the seventh.
    time = datetime.fromisoformat(text.upper())
    try:
        return time + _MICROSECOND if _ROUNDED_UP.search(text) else time
    except OverflowError:
        message = "it is after the last year"
    raise ValueError(message)


def _time_json_schema(_schema: object, _handler: object) -> JsonSchemaValue:
    return {"type": "string", "format": "date-time"}


def _secret_schema(source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    # Pydantic alone accepts a string for a secret, even in strict mode.
    return core_schema.json_or_python_schema(
        json_schema=handler(source),
        python_schema=core_schema.is_instance_schema(SecretStr),
    )


def _reveal(secret: SecretStr, info: SerializationInfo[Any]) -> str:
    context = cast("dict[str, list[str]]", info.context or {})
    if REVEALED not in context:
        return str(secret)
    context[REVEALED].append(secret.get_secret_value())
    return secret.get_secret_value()


if TYPE_CHECKING:
    Time = datetime
    Secret = SecretStr
else:
    Time = Annotated[datetime, GetPydanticSchema(_time_schema, _time_json_schema)]
    """An aware `datetime`, written as RFC 3339 in JSON, and rounded to microseconds."""
    Secret = Annotated[
        SecretStr,
        GetPydanticSchema(_secret_schema),
        PlainSerializer(_reveal, when_used="json"),
    ]
    """A string that prints as asterisks, in dumps too; only requests reveal it."""
