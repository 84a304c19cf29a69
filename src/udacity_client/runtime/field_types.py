"""The field types `Time` and `Secret` of generated records and inputs."""

from __future__ import annotations

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

from udacity_client.runtime.scalars import RFC3339

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

_TIME: Final = "Input should be a time of RFC 3339, such as 2026-03-01T10:00:00Z"


def _time_schema(_source: object, _handler: object) -> CoreSchema:
    # Python's parser gives `datetime.UTC`. Pydantic's gives an object of its own class,
    # which pandas does not take for UTC, and it is slower.
    text = core_schema.str_schema(pattern=RFC3339)
    either = core_schema.union_schema(
        [
            core_schema.no_info_after_validator_function(parse, text)
            for parse in (datetime.fromisoformat, _parse_lower_case)
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


def _parse_lower_case(text: str) -> datetime:
    # RFC 3339 allows a small "z"; Python's parser does not.
    return datetime.fromisoformat(text.upper())


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
    """An aware `datetime`, written as RFC 3339 in JSON."""
    Secret = Annotated[
        SecretStr,
        GetPydanticSchema(_secret_schema),
        PlainSerializer(_reveal, when_used="json"),
    ]
    """A string that prints as asterisks, in dumps too; only requests reveal it."""
