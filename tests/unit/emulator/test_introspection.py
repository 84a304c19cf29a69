"""Introspection of older servers, and of servers that disable it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from graphql import get_introspection_query

from support.emulator_caller import Caller, data, messages
from udacity_client.emulator import Emulator, IntrospectionWords, IntrospectionYear

START = Callable[[Emulator], Caller]
OF_ITSELF = (
    '{ directive: __type(name: "__Directive") { fields { name args { name } } } '
    'schema: __type(name: "__Schema") { ...Shape } }'
    "fragment Shape on __Type { fields { name } }"
)
REFUSED = {
    2016: "subscriptionType",
    2018: "isRepeatable",
    2021: "isOneOf",
}


@pytest.mark.parametrize("year", get_args(IntrospectionYear))
def test_each_edition_reports_the_introspection_fields_it_has(
    call: START, year: IntrospectionYear
) -> None:
    caller = call(Emulator(learners=1, introspection_year=year))
    shown = data(caller.post("catalog", OF_ITSELF, token=caller.new_token()))
    directive = {field["name"]: field for field in shown["directive"]["fields"]}
    schema = {field["name"] for field in shown["schema"]["fields"]}
    assert ("isRepeatable" in directive) is (year >= 2021)
    assert bool(directive["args"]["args"]) is (year >= 2025)
    assert ("subscriptionType" in schema) is (year >= 2018)
    assert ("description" in schema) is (year >= 2021)


@pytest.mark.parametrize(("year", "field"), REFUSED.items())
def test_an_older_edition_rejects_newer_fields(
    call: START, year: IntrospectionYear, field: str
) -> None:
    caller = call(Emulator(learners=1, introspection_year=year))
    everything = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        input_object_one_of=True,
    )
    response = caller.post("catalog", everything, token=caller.new_token())
    assert any(f'"{field}"' in message for message in messages(response))
    argument = 'Unknown argument "includeDeprecated" on field "__Type.inputFields"'
    assert argument in messages(response)
    basic = "{ __schema { types { name inputFields { name } } } }"
    assert data(caller.post("catalog", basic, token=caller.new_token()))


@pytest.mark.parametrize("words", get_args(IntrospectionWords))
def test_disabled_introspection_has_the_message_of_the_library(
    call: START, words: IntrospectionWords
) -> None:
    caller = call(Emulator(learners=1, introspection=False, introspection_words=words))
    token = caller.new_token()
    (shown,) = messages(
        caller.post("catalog", "{ __schema { x: __typename } }", token=token)
    )
    assert (
        shown
        == {
            "apollo": (
                "GraphQL introspection is not allowed by Apollo Server, but the query "
                "contained __schema or __type. To enable introspection, pass "
                "introspection: true to ApolloServer in production"
            ),
            "gqlgen": "introspection disabled",
            "graphql-core": (
                "GraphQL introspection has been disabled, but the requested query "
                "contained the field '__schema'."
            ),
            "graphql-ruby": "Field '__schema' doesn't exist on type 'Query'",
        }[words]
    )
    assert data(caller.post("catalog", "{ __typename }", token=token))


def test_other_schemas_are_served_and_the_rest_as_shipped(
    call: START, tmp_path: Path
) -> None:
    sdl = "type Query { moved: Int }"
    (tmp_path / "catalog.graphql").write_text(sdl, encoding="utf-8")
    caller = call(Emulator(learners=1, schemas=tmp_path))
    token = caller.new_token()
    assert data(caller.post("catalog", "{ moved }", token=token)) == {"moved": None}
    query = "{ __schema { queryType { fields { name } } } }"
    shown = data(caller.post("program-progress", query, token=token))
    assert shown["__schema"]["queryType"]["fields"] != []
