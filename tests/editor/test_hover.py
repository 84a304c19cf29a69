"""Over a name, an editor shows what the schema and the documents say of it."""

from __future__ import annotations

import pytest

from editor.editor import Editor

UNCONFIRMED = "Unconfirmed: the documentation does not state it; the API may"


@pytest.mark.parametrize("at", ["blocking", "async"])
def test_a_domain_is_explained(editor: Editor, at: str) -> None:
    shown = editor.hover("udacity.catalog", at=at)
    assert "Programs, assessments and learning plans of the company." in shown


@pytest.mark.parametrize("at", ["blocking", "async"])
def test_a_method_shows_its_description_arguments_and_errors(
    editor: Editor, at: str
) -> None:
    shown = editor.hover("udacity.program_progress.list_program_progress", at=at)
    for expected in (
        "Fetch one page of enrollments, with each learner's progress in the program.",
        "first: How many records to return. Left out, the API takes 50.",
        "deadline: Seconds that the call may take, retries included.",
        "GraphQLError: The API answered with errors.",
        "Page[ProgramProgress]",
    ):
        assert expected in shown


def test_an_iterator_says_where_it_starts(editor: Editor) -> None:
    shown = editor.hover("udacity.program_progress.iter_program_progress")
    assert "page after page" in shown
    assert "after: Cursor after which to start" in shown
    assert "-> Pager[ProgramProgress]" in shown


def test_an_async_iterator_is_one(editor: Editor) -> None:
    typed = "udacity.program_progress.iter_program_progress"
    assert "-> AsyncPager[ProgramProgress]" in editor.hover(typed, at="async")


def test_an_unconfirmed_method_says_so(editor: Editor) -> None:
    shown = editor.hover("udacity.tokens.create_client_credential")
    assert "Unconfirmed: uses `Mutation.createClientCredential(input:)`" in shown
    assert "company_ids: The companies that the credential covers." in shown
    assert f"{UNCONFIRMED} refuse it." in shown


def test_a_confirmed_method_says_nothing_of_the_kind(editor: Editor) -> None:
    assert "Unconfirmed" not in editor.hover("udacity.catalog.get_catalog")


def test_a_record_is_explained(editor: Editor) -> None:
    shown = editor.hover("ProgramProgress")
    assert "One learner's enrollment in one program" in shown
    assert "completion_percentage: float" in shown


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ProgramProgressFilter", "What is sent as `ProgramProgressFilter`."),
        ("EnrollmentStatus", "The documentation does not explain the values."),
    ],
)
def test_what_nobody_explains_is_named(editor: Editor, name: str, told: str) -> None:
    assert told in editor.hover(name)


@pytest.mark.parametrize("at", ["blocking", "async"])
@pytest.mark.parametrize(
    ("field", "kind", "description"),
    [
        ("user_id", "str", "The learner's ID, a UUID."),
        ("completion_percentage", "float", "from 0 to 100."),
        ("enrollment_status", "EnrollmentStatus", "The state of the enrollment."),
    ],
)
def test_a_field_shows_its_type_and_description(
    editor: Editor, at: str, field: str, kind: str, description: str
) -> None:
    shown = editor.hover(f"record.{field}", at=at)
    assert f"{field}: {kind}" in shown
    assert description in shown


def test_a_field_below_a_field_is_known(editor: Editor) -> None:
    typed = "udacity.catalog.get_catalog().programs[0].difficulty_level"
    shown = editor.hover(typed)
    assert "Free text such as Beginner, Intermediate or Advanced." in shown
    # jedi makes None of a type that may be None.
    if editor.name == "pyright":
        assert "difficulty_level: str | None" in shown


def test_an_unconfirmed_input_field_says_so(editor: Editor) -> None:
    shown = editor.hover("ProgramProgressFilter().learning_plan_ids")
    assert f"{UNCONFIRMED} refuse it." in shown


def test_a_keyword_of_an_input_is_explained(editor: Editor) -> None:
    shown = editor.hover("ProgramProgressFilter(learning_plan_ids=")
    if editor.name == "jedi":
        # It does not relate a keyword to the field of that name.
        assert shown == ""
    else:
        assert f"{UNCONFIRMED} refuse it." in shown


def test_an_enum_is_explained(editor: Editor) -> None:
    assert "a NANODEGREE here is a DEGREE there" in editor.hover("ProgramType")


@pytest.mark.parametrize(
    "value", ["AssessmentCategory.PRACTICE", "LearningPlanStepType.SURVEY"]
)
def test_an_unconfirmed_enum_value_says_so(editor: Editor, value: str) -> None:
    shown = editor.hover(value)
    assert value.partition(".")[2] in shown
    # jedi takes a value for an instance of its enum, and shows what that has.
    assert (f"{UNCONFIRMED} not know it." in shown) == (editor.name == "pyright")


def test_openness_is_explained(editor: Editor) -> None:
    shown = editor.hover("record.enrollment_status.is_known")
    assert "Whether the schema that the code was generated from lists this" in shown


def test_an_operation_shows_its_types_and_description(editor: Editor) -> None:
    shown = editor.hover("LIST_PROGRAM_PROGRESS")
    assert "ListProgramProgressVariables, Page[ProgramProgress]" in shown
    # jedi shows a constant's whole value in place of its docstring's first line.
    assert "A learner who is enrolled in two programs has two records." in shown
