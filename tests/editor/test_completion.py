"""After a dot or a bracket, an editor offers what there is, and what is ours first."""

from __future__ import annotations

from collections.abc import Collection
from types import ModuleType

import pytest
from pydantic import BaseModel

import udacity_client
from editor.editor import Editor
from udacity_graphql import program_progress

DOMAINS = [
    "assessment_progress",
    "catalog",
    "learning_plan_progress",
    "program_progress",
    "tokens",
]
FIELDS = [
    "completed_at",
    "completion_percentage",
    "enrolled_at",
    "enrollment_status",
    "graduated_at",
    "last_active_at",
    "learner_hours",
    "learning_plan_id",
    "on_track_status",
    "program_key",
    "program_type",
    "program_version",
    "projects_required_completed",
    "projects_required_total",
    "unenrolled_at",
    "user_email",
    "user_first_name",
    "user_id",
    "user_last_name",
]
VALUES = ["ENROLLED", "GRADUATED", "STATIC_ACCESS", "UNENROLLED"]
TOKENS = [
    "add_token_scope",
    "create_client_credential",
    "create_token",
    "generate_token",
    "list_tokens",
    "remove_token_scope",
    "revoke_client_credential",
    "revoke_token",
]
PROGRAM_PROGRESS = ["iter_program_progress", "list_program_progress"]


VERBS = [
    "base_url",
    "company_id",
    "execute",
    "for_company",
    "post",
    "using",
    "with_options",
]
FILTERS = [
    "enrollment_status",
    "learning_plan_ids",
    "on_track_status",
    "program_keys",
    "program_type",
]
TABLES = ["to_arrow", "to_pandas", "to_polars"]
OPTIONS = ["after", "deadline", "filter", "first", "order", "order_by", "query"]


@pytest.mark.parametrize(("at", "close"), [("blocking", "close"), ("async", "aclose")])
def test_a_client_offers_domains_and_verbs(editor: Editor, at: str, close: str) -> None:
    offered = _public(editor.complete("udacity.", at=at))
    # What both clients share comes from a base class, after the rest.
    assert sorted(offered) == sorted([*DOMAINS, *VERBS, close])


@pytest.mark.parametrize("at", ["blocking", "async"])
@pytest.mark.parametrize(
    ("domain", "methods"),
    [
        ("catalog", ["get_catalog"]),
        ("program_progress", ["iter_program_progress", "list_program_progress"]),
        ("tokens", TOKENS),
    ],
)
def test_a_domain_offers_its_operations(
    editor: Editor, at: str, domain: str, methods: list[str]
) -> None:
    offered = _public(editor.complete(f"udacity.{domain}.", at=at))
    assert offered == methods


def test_what_is_typed_narrows_what_is_offered(editor: Editor) -> None:
    assert editor.complete("udacity.catalog.get_cata") == ["get_catalog"]


@pytest.mark.parametrize("at", ["blocking", "async"])
def test_a_record_offers_its_fields(editor: Editor, at: str) -> None:
    offered = _public(editor.complete("record.", at=at))
    assert _without(dir(BaseModel), offered) == FIELDS
    # jedi sorts by name alone.
    if editor.name == "pyright":
        assert offered[: len(FIELDS)] == FIELDS


@pytest.mark.parametrize(
    "typed",
    [
        "EnrollmentStatus.",
        "udacity.program_progress.iter_program_progress("
        "filter=ProgramProgressFilter(enrollment_status=[EnrollmentStatus.",
    ],
)
def test_an_enum_offers_its_values(editor: Editor, typed: str) -> None:
    offered = _public(editor.complete(typed))
    of_every_enum = {*dir(str), *dir(type), "name", "value"}
    offered = _without(of_every_enum, offered)
    assert sorted(offered) == [*VALUES, "is_known", "known_or"]
    # jedi sorts by name alone.
    if editor.name == "pyright":
        assert offered[: len(VALUES)] == VALUES


def test_a_page_offers_what_it_holds(editor: Editor) -> None:
    offered = editor.complete("page.")
    # pyright shows what is inherited last, and so a private name before some of these.
    assert not offered[0].startswith("_")
    public = [name for name in offered if not name.startswith("_")]
    held = ["end_cursor", "has_next", "record_class", "records", "total_count"]
    assert sorted(_without(dir(tuple), public)) == sorted([*held, *TABLES])


def test_a_pager_offers_how_far_it_is(editor: Editor) -> None:
    offered = editor.complete("pager.")
    # pyright shows what is inherited last, and so a private name before most of these.
    assert not offered[0].startswith("_")
    public = sorted(name for name in offered if not name.startswith("_"))
    progress = ["cursor", "pages", "records_done", "resume", "total_count"]
    assert public == sorted([*progress, "batches", "error", *TABLES])


@pytest.mark.parametrize(
    ("call", "keywords"),
    [
        ("ProgramProgressFilter(", FILTERS),
        ("udacity.program_progress.list_program_progress(", OPTIONS),
        ("udacity.catalog.get_catalog(", ["contract_id", "deadline"]),
        ("udacity.tokens.revoke_token(", ["deadline", "token_id"]),
    ],
)
def test_a_call_offers_its_keywords_first(
    editor: Editor, call: str, keywords: list[str]
) -> None:
    offered = editor.complete(call)
    assert offered[: len(keywords)] == [f"{name}=" for name in keywords]
    assert not any("=" in name for name in offered[len(keywords) :])


@pytest.mark.parametrize("package", [udacity_client, program_progress])
def test_a_package_offers_every_public_name(
    editor: Editor, package: ModuleType
) -> None:
    imports = f"from {package.__name__} import "
    offered = editor.complete(imports, at="imports")
    assert set(package.__all__) - set(offered) == set()


def test_the_generated_package_offers_the_domains(editor: Editor) -> None:
    offered = editor.complete("from udacity_graphql import ", at="imports")
    assert _public(offered) == DOMAINS


def _public(offered: list[str]) -> list[str]:
    """Return the names without an underscore, which must come before the others."""
    public = [name for name in offered if not name.startswith("_")]
    assert offered[: len(public)] == public
    return public


def _without(names: Collection[str], offered: list[str]) -> list[str]:
    return [name for name in offered if name not in names]
