"""The JSON report matches its JSON Schema exactly."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

import pytest

from support.drift.json_schema import schema_errors
from support.drift.sample_reports import ALL_CHECKS, BROKEN, CLEAN, SHOP, report_of
from udacity_client.drift.check import DomainCheck
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report.json_report import (
    JSON_VERSION,
    json_report,
    json_schema,
)

SCHEMA = json.loads(json_schema())


def strict(schema: object) -> object:
    """Return *schema*, allowing no key that it does not state."""
    if isinstance(schema, list):
        return [strict(one) for one in cast("list[object]", schema)]
    if not isinstance(schema, dict):
        return schema
    found = {key: strict(one) for key, one in cast("dict[str, object]", schema).items()}
    if "required" in found:
        found["additionalProperties"] = False
    return found


def test_the_schema_is_one() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["properties"]["version"] == {
        **SCHEMA["properties"]["version"],
        "const": JSON_VERSION,
    }
    assert SCHEMA["$defs"]["level"]["enum"] == [level.value for level in Level]


@pytest.mark.parametrize("checks", [ALL_CHECKS, (CLEAN,), ()])
def test_reports_have_the_keys_that_the_schema_states(
    checks: Sequence[DomainCheck],
) -> None:
    schema = cast("dict[str, object]", strict(SCHEMA))
    assert schema_errors(json_report(report_of(*checks)), schema) == []


def test_every_key_is_required() -> None:
    objects = [SCHEMA, *SCHEMA["$defs"].values()]
    assert [
        one["description"]
        for one in objects
        if "properties" in one and one["required"] != list(one["properties"])
    ] == []


@pytest.mark.parametrize("key", ["rule", "fingerprint", "level", "operations"])
def test_the_schema_refuses_a_finding_that_lacks_something(key: str) -> None:
    content = json.loads(json_report(report_of(SHOP)))
    del content["domains"][0]["findings"][0][key]
    assert schema_errors(json.dumps(content), SCHEMA) == [
        f"$.domains[0].findings[0]: '{key}' is a required property"
    ]


def test_it_passes_any_pipe() -> None:
    text = json_report(report_of(*ALL_CHECKS))
    assert text.isascii()
    assert "\u202e" in json.loads(text)["domains"][0]["findings"][1]["new"]


def test_what_was_not_compared_has_nothing_outside() -> None:
    domains = json.loads(json_report(report_of(SHOP, BROKEN)))["domains"]
    assert [(one["compared"], one["outside"]) for one in domains] == [
        (True, 1),
        (False, 0),
    ]
