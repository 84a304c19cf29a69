"""Validate JSON with a JSON Schema."""

from __future__ import annotations

import json

from jsonschema import FormatChecker
from jsonschema.validators import validator_for


def misfits(text: str, schema: dict[str, object]) -> list[str]:
    """Return where the JSON *text* is not what *schema* states, and why."""
    kind = validator_for(schema)
    kind.check_schema(schema)
    checked = kind(schema, format_checker=FormatChecker())
    found = checked.iter_errors(json.loads(text))  # pyright: ignore[reportUnknownMemberType] - types-jsonschema leaves a parameter open
    return [f"{error.json_path}: {error.message}" for error in found]
