"""Only operations that a change can concern are validated; no refusal is missed."""

from __future__ import annotations

import pytest
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate,
)

from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.impact import validation
from udacity_client.drift.impact.operation import CheckedOperation, check_operations

SCHEMA = """
directive @cost(of: Cost) on FIELD
input Cost { high: Int low: Int }
scalar Money
type Query { film: Film price(of: Money): Int count(n: Int): Int text(t: String): Int }
type Film { title: String! studio: Studio }
type Studio { name: String }
"""
DOCUMENTS = """
query Title { film { title } }
query Studio { film { studio { name } } }
query Price { price(of: "1 EUR") }
query Described { __schema { types { name @cost(of: {high: 1}) ...Fields } } }
query Named { __type(name: "Film") { kind } }
fragment Fields on __Type { fields { name @cost(of: {low: 1}) } }
"""


def checked(
    new: GraphQLSchema, old: GraphQLSchema | None = None, text: str = DOCUMENTS
) -> list[CheckedOperation]:
    definitions = parse(text).definitions
    before = old or build_schema(SCHEMA)
    return check_operations(
        before,
        new,
        [d for d in definitions if isinstance(d, OperationDefinitionNode)],
        {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)},
        changes=changes_between(before, new),
    )


def refused(new: str) -> list[str]:
    return [one.usage.name for one in checked(build_schema(new)) if one.errors]


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("title: String!", "name: String!", ["Title"]),
        ("studio: Studio", "studio: String", ["Studio"]),
        # A document names no type of a value that it gives.
        ("scalar Money", "input Money { cents: Int }", ["Price"]),
        ("high: Int", "high: String", ["Described"]),
        ("low: Int", "", ["Described"]),
        ("directive @cost(of: Cost) on FIELD", "", ["Described"]),
        ("on FIELD", "on QUERY", ["Described"]),
    ],
)
def test_what_is_refused(before: str, after: str, names: list[str]) -> None:
    assert refused(SCHEMA.replace(before, after, 1)) == names


def test_a_built_in_scalar_that_nothing_uses_is_unknown() -> None:
    old, new = (
        build_schema(f"scalar Json type Query {{ find(by: Json): Int {more} }}")
        for more in ("share: Float", "")
    )
    text = "query Find($share: Float) { find(by: {share: $share}) }"
    (one,) = checked(new, old, text)
    assert [error.message for error in one.errors] == ["Unknown type 'Float'."]


def test_a_built_in_directive_may_be_defined_otherwise() -> None:
    directive = "directive @skip(if: Boolean!, because: String!) on FIELD"
    text = "query Title { film { title @skip(if: false) } }"
    (one,) = checked(build_schema(SCHEMA + directive), text=text)
    assert "'because'" in one.errors[0].message


def test_only_what_a_change_can_concern_is_validated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    validated = list[str]()

    def note(
        schema: GraphQLSchema, document: DocumentNode, *, max_errors: int
    ) -> list[GraphQLError]:
        if schema is new:
            validated.extend(
                one.name.value
                for one in document.definitions
                if isinstance(one, OperationDefinitionNode) and one.name
            )
        return validate(schema, document, max_errors=max_errors)

    monkeypatch.setattr(validation, "validate", note)
    text = SCHEMA.replace("title: String!", "title: String year: Int")
    new = build_schema(text.replace("n: Int", '"How many." n: Int = 7'))
    assert not any(one.errors for one in checked(new))
    assert validated == ["Title"]
