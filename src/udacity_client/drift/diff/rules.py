"""Every rule that a report may name, with the text that explains it.

The rule of a schema change is the element and the kind of change, as in `Change.rule`.
Ids never change: programs, accepted findings and alerts refer to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_DOCUMENTATION: Final = {
    "deprecated": "{} was deprecated.",
    "undeprecated": "{} is no longer deprecated.",
    "deprecation-reason-changed": "The deprecation reason of {} changed.",
    "description-changed": "The description of {} changed.",
}

_INPUT: Final = {
    "added": "{} was added; it is optional.",
    "required-added": "{} was added; it is required.",
    "removed": "{} was removed.",
    "type-changed": "The type of {} changed.",
    "default-changed": "The default of {} was changed, added or removed.",
}

_ELEMENTS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "argument": ("an argument of a field", {**_INPUT, **_DOCUMENTATION}),
    "directive": (
        "a directive",
        {
            "added": "{} was added.",
            "removed": "{} was removed.",
            "description-changed": _DOCUMENTATION["description-changed"],
            "location-added": "{} is allowed at a new location.",
            "location-removed": "{} is no longer allowed at a location.",
            "repeatable-added": "{} may now be repeated at one location.",
            "repeatable-removed": "{} may no longer be repeated at one location.",
        },
    ),
    "directive-argument": (
        "an argument of a directive",
        {**_INPUT, **_DOCUMENTATION},
    ),
    "enum-value": (
        "a value of an enum",
        {
            "added": "{} was added.",
            "removed": "{} was removed.",
            **_DOCUMENTATION,
        },
    ),
    "field": (
        "a field",
        {
            "added": "{} was added.",
            "removed": "{} was removed.",
            "type-changed": "The type of {} changed.",
            **_DOCUMENTATION,
        },
    ),
    "implementation": (
        "a type",
        {
            "added": "{} now implements an interface.",
            "removed": "{} no longer implements an interface.",
        },
    ),
    "input-field": ("a field of an input", {**_INPUT, **_DOCUMENTATION}),
    "root": (
        "a root type",
        {
            "added": "{} was added.",
            "removed": "{} was removed: operations of its kind cannot be sent.",
            "renamed": "{} has another name.",
        },
    ),
    "schema": (
        "the schema",
        {"description-changed": _DOCUMENTATION["description-changed"]},
    ),
    "type": (
        "a type",
        {
            "added": "{} was added.",
            "removed": "{} was removed.",
            "kind-changed": "{} changed its kind, for example from scalar to enum.",
            "became-one-of": "An input object now takes exactly one of its fields.",
            "no-longer-one-of": "An input object may take several of its fields again.",
            "specified-by-changed": "The specification URL of a scalar changed.",
            "description-changed": _DOCUMENTATION["description-changed"],
        },
    ),
    "union-member": (
        "a type",
        {
            "added": "{} was added to a union.",
            "removed": "{} was removed from a union.",
        },
    ),
}


def _sentence(noun: str, words: str) -> str:
    text = words.format(noun)
    return text[0].upper() + text[1:]


RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"{element}-{kind}": _sentence(noun, words)
        for element, (noun, kinds) in _ELEMENTS.items()
        for kind, words in kinds.items()
    }
    | {
        "operation-refused": "The server refuses an operation.",
        "response-changed": "Responses to an operation changed.",
        "operation-invalid": "An operation is not valid for the committed schema, or a "
        "file cannot be read.",
        "schema-invalid": "The committed schema is not GraphQL, or cannot be read.",
        "code-stale": "Generated code is older than its sources.",
        "code-edited": "Generated code was edited by hand.",
        "code-other-tool": "Generated code was written by another version of the "
        "generator.",
        "code-missing": "Generated code is missing.",
        "schema-unseen": "The schema to compare with could not be loaded.",
        "schema-partly-unseen": "Part of the schema to compare with is not visible.",
        "drift-recorded": "Deployed clients received values that the schema does not "
        "define.",
        "acceptance-invalid": "The list of accepted findings is wrong or out of date.",
    }
)
"""The explanation of each rule, by id."""
