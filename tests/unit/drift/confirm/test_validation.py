from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from graphql import (
    build_schema,
    execute_sync,  # pyright: ignore[reportUnknownVariableType] - its hint for middleware is incomplete
    parse,
    validate,
)

from udacity_client.drift.confirm.validation import (
    ValidationQuestions,
    validation_questions,
)
from udacity_client.endpoints import DOMAINS
from udacity_client.schema.provenance import Origin, read_provenance
from udacity_client.schema.sdl import read_sdl
from udacity_client.schema.shipped import schema_directory

OURS = """
type Query { films(input: FilmsInput!): [Film!]! }
type Mutation { add(input: NewFilm!): Film }
input FilmsInput { company: ID! filter: FilmFilter }
input FilmFilter { genres: [Genre!] since: Time ids: [ID!] min: Int! }
input NewFilm { title: String }
type Film { id: ID! crew(size: Int!): Crew genre: Genre }
type Crew { lead: Person }
type Person { name: String }
enum Genre { DRAMA }
scalar Time
"""
GUESSES = Origin(
    source="documentation",
    read=date(2026, 1, 1),
    inferred=(
        *("Crew.lead", "FilmFilter.since", "FilmFilter.ids"),
        *("Genre.DRAMA", "NewFilm.title"),
    ),
    names=("Crew", "Genre"),
    nullability=("Film.genre",),
)


def asked() -> ValidationQuestions:
    return validation_questions("films", GUESSES, build_schema(OURS))


def answer_of(sdl: str, body: bytes) -> dict[str, Any]:
    query = json.loads(body)["query"]
    errors = validate(build_schema(sdl), parse(query))
    answer: dict[str, Any] = {"errors": [dict(error.formatted) for error in errors]}
    return answer


def verdicts(sdl: str) -> dict[str, str]:
    questions = asked()
    found = questions.judge(answer_of(sdl, questions.body))
    return {one.assumption: one.verdict for one in found}


def test_only_what_a_query_can_mention_is_asked() -> None:
    # The type of an output field does not show.
    assert verdicts(OURS) == {
        "Crew.lead": "unknown",
        "FilmFilter.since": "confirmed",
        "FilmFilter.ids": "confirmed",
        "Crew": "confirmed",
    }


def test_what_the_server_does_not_know_is_refuted_and_nothing_else() -> None:
    found = verdicts(OURS.replace("since: Time ", ""))
    assert found == {**verdicts(OURS), "FilmFilter.since": "refuted"}
    found = verdicts(OURS.replace("lead: Person", "head: Person"))
    assert found == {**verdicts(OURS), "Crew.lead": "refuted"}
    found = verdicts(OURS.replace("Crew", "Team"))
    assert found == {**verdicts(OURS), "Crew": "refuted"}


@pytest.mark.parametrize(
    "other", ["ids: [ID]", "ids: ID", "ids: [Genre!]", "ids: [ID!]!", "ids: [[ID!]]"]
)
def test_an_input_of_another_type_is_refuted(other: str) -> None:
    found = verdicts(OURS.replace("ids: [ID!]", other))
    assert found["FilmFilter.ids"] == "refuted"
    others = {name for name in found if name != "FilmFilter.ids"}
    assert all(found[name] != "refuted" for name in others)


def test_what_is_below_a_missing_field_is_open() -> None:
    found = verdicts(OURS.replace("crew(size: Int!): Crew", "team(size: Int!): Crew"))
    assert found == {**verdicts(OURS), "Crew": "unknown"}


def test_a_server_that_tells_one_error_alone_judges_nothing() -> None:
    questions = asked()
    answer = answer_of(OURS, questions.body)
    answer["errors"] = answer["errors"][:1]
    assert questions.judge(answer) == ()
    assert questions.judge({"data": {"__typename": "Query"}}) == ()


def test_errors_without_places_judge_nothing() -> None:
    questions = asked()
    answer = answer_of(OURS, questions.body)
    for error in answer["errors"]:
        del error["locations"]
    assert questions.judge(answer) == ()


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_questions_about_shipped_schemas_are_valid_but_for_the_controls(
    domain: str,
) -> None:
    folder = schema_directory()
    schema = read_sdl(folder / f"{domain}.graphql")
    origin = read_provenance(folder / "provenance.toml").origins[domain]
    body = json.loads(validation_questions(domain, origin, schema).body)
    document = parse(body["query"])

    errors = validate(schema, document)
    ran = execute_sync(schema, document, operation_name=body["operationName"])

    # Types that are too loose must be refused, and the two fields that do not exist.
    known = ("schemaConfirm", "used in position expecting type")
    assert all(any(one in error.message for one in known) for error in errors)
    assert ran.data == {"__typename": "Query"}
    assert "mutation" not in body["query"]
