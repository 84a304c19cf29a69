"""Within a call, an editor shows the keywords by the names that may be typed."""

from __future__ import annotations

import pytest

from editor.editor import Editor

PAGE = ("filter", "first", "order", "order_by", "query")


@pytest.mark.parametrize("at", ["blocking", "async"])
def test_a_method_shows_its_keywords(editor: Editor, at: str) -> None:
    shown = editor.sign("udacity.program_progress.list_program_progress(", at=at)
    assert shown.parameters == ("after", *PAGE, "deadline")
    assert "query: Free-text search over the learner's" in shown.documentation


@pytest.mark.parametrize("at", ["blocking", "async"])
def test_an_iterator_shows_its_own_beside_them(editor: Editor, at: str) -> None:
    begun = "udacity.program_progress.iter_program_progress(first=10, "
    shown = editor.sign(begun, at=at)
    assert shown.parameters == ("after", *PAGE, "max_items", "deadline")
    assert "max_items: Stop after so many" in shown.documentation


def test_required_arguments_come_first(editor: Editor) -> None:
    shown = editor.sign("udacity.learning_plan_progress.list_learning_plan_progress(")
    assert shown.parameters[0] == "plan_id"
    shown = editor.sign("udacity.tokens.generate_token(")
    assert shown.parameters == (
        "client_id",
        "client_secret",
        "company_id",
        "deadline",
    )


def test_an_input_shows_its_fields_by_their_names_in_python(editor: Editor) -> None:
    shown = editor.sign("ProgramProgressFilter(")
    assert shown.parameters == (
        "enrollment_status",
        "learning_plan_ids",
        "on_track_status",
        "program_keys",
        "program_type",
    )


def test_a_client_shows_its_options(editor: Editor) -> None:
    shown = editor.sign("Udacity(")
    assert shown.parameters == (
        "credentials",
        "client_id",
        "client_secret",
        "token",
        "user_token",
        "company_id",
        "base_url",
        "http_client",
        "deadline",
        "concurrency",
        "rate_limit",
        "on_event",
        "token_cache",
        "retry",
        "max_answer_bytes",
        "transport",
    )
    assert (
        "concurrency: Requests that may be out at once, up to 10,000."
        in shown.documentation
    )
