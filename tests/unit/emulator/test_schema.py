from __future__ import annotations

from collections.abc import Callable

import pytest
from graphql import (
    build_client_schema,
    get_introspection_query,
    lexicographic_sort_schema,
    print_schema,
)

from support.emulator_caller import Caller, data
from udacity_client.emulator import Emulator
from udacity_client.schema.shipped import schema_directory

DOMAINS = (
    "tokens",
    "catalog",
    "program-progress",
    "assessment-progress",
    "learning-plan-progress",
)


@pytest.mark.parametrize("domain", DOMAINS)
def test_introspection_gives_back_the_bytes_of_the_schema_file(
    shared: Caller, token: str, domain: str
) -> None:
    response = shared.post(domain, get_introspection_query(), token=token)
    schema = lexicographic_sort_schema(build_client_schema(data(response)))
    expected = (schema_directory() / f"{domain}.graphql").read_bytes()
    assert f"{print_schema(schema)}\n".encode() == expected


def test_every_schema_file_is_served() -> None:
    assert {path.stem for path in schema_directory().glob("*.graphql")} == set(DOMAINS)


def test_disabled_introspection_fails_without_other_fields(
    call: Callable[[Emulator], Caller],
) -> None:
    caller = call(Emulator(learners=1, introspection=False))
    query = '{ __schema { types { name } } __type(name: "Int") { name } __typename }'
    response = caller.post("catalog", query, token=caller.new_token())
    assert response.status_code == 200
    body = response.json()
    assert body["data"] == {"__schema": None, "__type": None, "__typename": "Query"}
    assert [(e["message"], e["path"]) for e in body["errors"]] == [
        ("introspection disabled", ["__schema"]),
        ("introspection disabled", ["__type"]),
    ]


def test_the_explorer_hides_the_schema_if_introspection_is_disabled(
    call: Callable[[Emulator], Caller],
) -> None:
    caller = call(Emulator(learners=1, introspection=False))
    page = caller.http.get(caller.url("catalog"), headers={"Accept": "text/html"})
    assert "type Query" not in page.text
    assert "Introspection is disabled" in page.text
