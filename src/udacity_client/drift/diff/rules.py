"""List every rule that a report may name, without deciding where one applies.

A rule of a schema is the element that changed and how, as `Change.rule` forms it. Ids
are kept for good: programs, accepted findings and alerts know them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_DOCUMENTATION: Final = {
    "deprecated": "The server gives notice that {} will go.",
    "undeprecated": "The server no longer means to remove {}.",
    "deprecation-reason-changed": "The server gives another reason why {} will go.",
    "description-changed": "The documentation of {} differs.",
}

_INPUT: Final = {
    "added": "{} can be given that was not there.",
    "required-added": "{} must be given that was not there.",
    "removed": "{} that could be given is gone.",
    "type-changed": "{} takes another type.",
    "default-changed": "{} has another default, or has one now, or none any more.",
}

_ELEMENTS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "argument": ("an argument of a field", {**_INPUT, **_DOCUMENTATION}),
    "directive": (
        "a directive",
        {
            "added": "{} is there that was not.",
            "removed": "{} is gone.",
            "description-changed": _DOCUMENTATION["description-changed"],
            "location-added": "{} may stand at a place where it could not.",
            "location-removed": "{} may no longer stand at a place where it could.",
            "repeatable-added": "{} may stand at one place several times.",
            "repeatable-removed": "{} may stand at one place only once.",
        },
    ),
    "directive-argument": (
        "an argument of a directive",
        {**_INPUT, **_DOCUMENTATION},
    ),
    "enum-value": (
        "a value of an enum",
        {
            "added": "{} is there that was not.",
            "removed": "{} is gone.",
            **_DOCUMENTATION,
        },
    ),
    "field": (
        "a field",
        {
            "added": "{} can be selected that was not there.",
            "removed": "{} is gone.",
            "type-changed": "{} has another type.",
            **_DOCUMENTATION,
        },
    ),
    "implementation": (
        "a type",
        {
            "added": "{} implements an interface that it did not.",
            "removed": "{} no longer implements an interface.",
        },
    ),
    "input-field": ("a field of an input", {**_INPUT, **_DOCUMENTATION}),
    "root": (
        "a root type",
        {
            "added": "{} is there that was not.",
            "removed": "{} is gone: operations of its kind have nothing to ask.",
            "renamed": "{} is another type.",
        },
    ),
    "schema": (
        "the schema",
        {"description-changed": _DOCUMENTATION["description-changed"]},
    ),
    "type": (
        "a type",
        {
            "added": "{} is there that was not.",
            "removed": "{} is gone.",
            "kind-changed": "{} is of another kind, as an enum that was a scalar.",
            "became-one-of": "An input now takes exactly one of its fields.",
            "no-longer-one-of": "An input takes more than one of its fields.",
            "specified-by-changed": "A scalar is specified elsewhere.",
            "description-changed": _DOCUMENTATION["description-changed"],
        },
    ),
    "union-member": (
        "a type",
        {
            "added": "{} is a member of a union in which it was not.",
            "removed": "{} is no longer a member of a union.",
        },
    ),
}


def _sentence(noun: str, words: str) -> str:
    text = words.format(noun)
    return text[0].upper() + text[1:]


RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"{element}-{manner}": _sentence(noun, words)
        for element, (noun, manners) in _ELEMENTS.items()
        for manner, words in manners.items()
    }
    | {
        "operation-refused": "The server refuses an operation.",
        "operation-invalid": "An operation does not fit the committed schema, or the "
        "files cannot be read.",
        "code-stale": "Generated code is older than its sources.",
        "code-edited": "Generated code was edited after it was written.",
        "code-other-tool": "Generated code was written by another version of the "
        "generator.",
        "code-missing": "Generated code is not there.",
        "schema-unseen": "The other schema could not be looked at.",
        "schema-partly-unseen": "A part of the other schema cannot be seen.",
        "drift-recorded": "Deployed clients met what their schema does not know.",
        "acceptance-invalid": "The list of accepted findings is wrong, or out of date.",
    }
)
"""What each rule means, by its id."""
