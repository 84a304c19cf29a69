"""Which JSON a type accepts is decided as graphql-core decides it."""

from __future__ import annotations

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    build_schema,
    coerce_input_value,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
)
from graphql.type import definition

from udacity_client.drift.compatibility.samples import is_valid_input

LANGUAGES = build_schema("type Query { x: Int } enum Language { EN FR }").type_map[
    "Language"
]


@pytest.mark.parametrize("value", ["EN", "FR", "DE", "en", "", 1, True, None, ["EN"]])
def test_samples_of_enums_are_judged_as_by_graphql_core(value: object) -> None:
    assert isinstance(LANGUAGES, GraphQLEnumType)
    found: list[GraphQLError] = []
    coerce_input_value(
        value, LANGUAGES, lambda _path, _value, error: found.append(error)
    )
    assert is_valid_input(LANGUAGES, value) == (not found)


def test_samples_of_enums_are_judged_without_a_search_for_similar_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> list[str]:
        pytest.fail("It took seconds for the hundreds of values of a real enum.")

    monkeypatch.setattr(definition, "suggestion_list", fail)
    assert isinstance(LANGUAGES, GraphQLEnumType)
    assert not is_valid_input(LANGUAGES, "DE")
