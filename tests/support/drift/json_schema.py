"""Validate JSON with a JSON Schema, and list its texts."""

from __future__ import annotations

import json
from collections.abc import Iterator

from jsonschema import FormatChecker
from jsonschema.validators import validator_for


def schema_errors(text: str, schema: dict[str, object]) -> list[str]:
    """Return each place where the JSON *text* violates *schema*, and why."""
    kind = validator_for(schema)
    kind.check_schema(schema)
    checked = kind(schema, format_checker=FormatChecker())
    found = checked.iter_errors(json.loads(text))  # pyright: ignore[reportUnknownMemberType] - types-jsonschema leaves a parameter open
    return [f"{error.json_path}: {error.message}" for error in found]


def json_texts(content: object) -> Iterator[str]:
    """Yield every text and number of decoded JSON."""
    match content:
        case dict():
            for value in content.values():  # pyright: ignore[reportUnknownVariableType]
                yield from json_texts(value)  # pyright: ignore[reportUnknownArgumentType]
        case list():
            for value in content:  # pyright: ignore[reportUnknownVariableType]
                yield from json_texts(value)  # pyright: ignore[reportUnknownArgumentType]
        case _:
            yield str(content)
