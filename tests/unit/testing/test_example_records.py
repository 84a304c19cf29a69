"""Example records are plausible, the same each time, and refuse what cannot be."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from support.rich_schema import import_rich_schema
from support.shipped_operations import SCHEMAS
from udacity_client import ConfigurationError, InputError
from udacity_client.runtime import Duration, Record
from udacity_client.testing import example, examples
from udacity_graphql.program_progress import EnrollmentStatus, ProgramProgress


def record_classes(package: Any) -> list[type[Record]]:
    public = [getattr(package, name) for name in package.__all__]
    return [one for one in public if isinstance(one, type) and issubclass(one, Record)]


SHIPPED = [
    model
    for domain in SCHEMAS
    for model in record_classes(
        importlib.import_module(f"udacity_graphql.{domain.replace('-', '_')}")
    )
]


@pytest.mark.parametrize("model", SHIPPED, ids=lambda model: model.__name__)
def test_every_record_has_an_example(model: type[Record]) -> None:
    assert example(model) == example(model)


def test_own_operations_have_examples(tmp_path: Path) -> None:
    for model in record_classes(import_rich_schema(tmp_path, "rich_records")):
        assert isinstance(example(model), model)


def test_values_that_are_given_are_kept() -> None:
    record = example(
        ProgramProgress,
        user_email="zoe@example.com",
        completion_percentage=12.5,
        enrollment_status=EnrollmentStatus.GRADUATED,
    )
    assert record.user_email == "zoe@example.com"
    assert record.completion_percentage == 12.5
    assert record.enrollment_status is EnrollmentStatus.GRADUATED
    assert record.enrolled_at.utcoffset() is not None


def test_many_share_what_is_given_and_differ_otherwise() -> None:
    records = examples(ProgramProgress, 200, program_key="nd001")
    assert {one.program_key for one in records} == {"nd001"}
    assert len({one.user_email for one in records}) == 200


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"user_emial": "zoe@example.com"},
            "user_emial is not a field of ProgramProgress. Write user_email.",
        ),
        ({"user_email": 3}, "user_email is an int. Write a str."),
        (
            {"enrollment_status": "ENROLLED"},
            "enrollment_status is 'ENROLLED', a str. Write EnrollmentStatus.ENROLLED.",
        ),
    ],
)
def test_wrong_names_and_values_are_refused(
    given: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError) as caught:
        example(ProgramProgress, **given)
    assert str(caught.value) == message


def test_a_type_without_an_example_has_to_be_given() -> None:
    class Odd(Record, frozen=True):
        shape: complex

    with pytest.raises(InputError, match=r"example of Odd\.shape .* give shape=\.\.\."):
        example(Odd)
    assert example(Odd, shape=1j).shape == 1j


def test_a_field_of_a_known_name_may_be_of_another_type() -> None:
    class Lease(Record, frozen=True):
        expires_in: Duration
        completion_percentage: int

    lease = example(Lease)
    assert isinstance(lease.expires_in, Duration)
    assert isinstance(lease.completion_percentage, int)


@pytest.mark.parametrize("count", [-1, "3", None, 1.5, True, 10**6 + 1])
def test_a_test_never_gets_no_records_by_mistake(count: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"count is .*; give 0 to 1,000,000"):
        examples(ProgramProgress, count)
    assert examples(ProgramProgress, 0) == []
