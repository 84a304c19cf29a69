"""Records read and write the names of the API, and have Python names in Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any, Final, cast

import pytest

from support.codegen_cases import DOMAIN, compile_case, importable
from support.decoders import same_in_all_ways
from udacity_client.runtime import Operation
from udacity_graphql.program_progress import LIST_PROGRAM_PROGRESS, ProgramProgress

RECORD: Final[dict[str, Any]] = {
    "userId": "5f1c2f3e-8a44-4f5e-9a55-0a2f0c7d1c11",
    "userEmail": "ada@example.com",
    "userFirstName": "Ada",
    "userLastName": "Lovelace",
    "enrollmentStatus": "ENROLLED",
    "enrolledAt": "2026-03-01T10:00:00Z",
    "unenrolledAt": None,
    "graduatedAt": None,
    "completedAt": None,
    "programKey": "nd101",
    "programVersion": "1.0.0",
    "programType": "NANODEGREE",
    "lastActiveAt": "2026-03-02T10:00:00Z",
    "learnerHours": 7.5,
    "completionPercentage": 50.0,
    "projectsRequiredTotal": 4,
    "projectsRequiredCompleted": 2,
    "onTrackStatus": "ON_TRACK",
    "learningPlanId": None,
}
PAGE: Final[dict[str, Any]] = {
    "programProgress": {
        "totalCount": 1,
        "pageInfo": {"hasNextPage": False, "endCursor": None},
        "edges": [{"node": RECORD}],
    }
}


def content(data: object) -> bytes:
    return json.dumps({"data": data}).encode()


def test_a_record_reads_documented_json_and_gives_it_back() -> None:
    record = ProgramProgress.model_validate_json(json.dumps(RECORD))
    assert record.user_email == "ada@example.com"
    assert record.projects_required_total == 4
    dumped = record.model_dump_json(by_alias=True, exclude_unset=True)
    assert json.loads(dumped) == RECORD


def test_a_record_is_made_and_changed_by_python_names() -> None:
    record = ProgramProgress.model_validate_json(json.dumps(RECORD))
    again = ProgramProgress(**record.model_dump())
    assert again == record
    assert again.model_copy(update={"user_email": "b@example.com"}).user_id == (
        record.user_id
    )


def test_all_decoders_read_the_names_of_the_api_and_no_others() -> None:
    assert "refused" not in same_in_all_ways(LIST_PROGRAM_PROGRESS, content(PAGE))
    renamed = {**RECORD, "user_email": RECORD["userEmail"]}
    del renamed["userEmail"]
    connection = {**PAGE["programProgress"], "edges": [{"node": renamed}]}
    answer = same_in_all_ways(
        LIST_PROGRAM_PROGRESS, content({"programProgress": connection})
    )
    refused = str(answer["refused"])
    assert "userEmail (ProgramProgress.user_email): Field required" in refused


@pytest.fixture
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("twins")
    workshop = tmp_path_factory.mktemp("workshop")
    compile_case("alias_collisions", workshop).write(folder)
    with importable(folder):
        yield import_module(f"case_alias_collisions.{DOMAIN}.results")


def test_fields_that_meet_in_python_are_not_read_for_each_other(
    twins: ModuleType,
) -> None:
    models = [*_models(twins)]
    assert any("the_name_" in model.model_fields for model in models)
    for model in models:
        names = {*model.model_fields}
        keys = {
            field.validation_alias: name for name, field in model.model_fields.items()
        }
        assert len(keys) == len(names)
        assert all(keys[key] == key for key in keys if key in names)


def _models(module: ModuleType) -> Iterator[Any]:
    waiting: list[Any] = [
        one for one in vars(module).values() if hasattr(one, "model_fields")
    ]
    while waiting:
        model = waiting.pop()
        if model.__module__ == module.__name__:
            yield model
            members: list[Any] = list(cast("dict[str, Any]", vars(model)).values())
            waiting += [inner for inner in members if isinstance(inner, type)]


def test_the_edges_of_a_page_are_found_by_their_whole_name() -> None:
    operation: Operation[Any, Any] = LIST_PROGRAM_PROGRESS
    assert operation.edges == "ListProgramProgress.ProgramProgress_.Edges"
