"""A schema whose text is the committed one is not read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import build_schema

from udacity_client.drift.sources.source import (
    DomainRequest,
    file_source,
    folder_source,
)
from udacity_client.schema.documents import Documents, read_documents
from udacity_client.schema.sdl import read_schema

SDL = "type Query {\n  a: Int\n}\n"


def test_the_same_text_gives_the_same_schema(tmp_path: Path) -> None:
    for name, text in (("old", SDL), ("same", SDL), ("new", f"{SDL}scalar Time\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shop.graphql").write_text(text, encoding="utf-8")
    committed = read_schema(tmp_path / "old/shop.graphql", [])
    assert committed is not None
    request = DomainRequest(
        domain="shop",
        schema=committed.schema,
        documents=read_documents(tmp_path / "queries", []),
        schema_file=committed,
    )
    assert folder_source(tmp_path / "same")(request).other is committed.schema
    other = folder_source(tmp_path / "new")(request).other
    assert other is not None
    assert "Time" in other.type_map


def test_what_is_not_valid_is_reported_from_its_own_file(tmp_path: Path) -> None:
    for name in ("old", "same"):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "shop.graphql"
        path.write_text(f"{SDL}type Other {{ b: Gone c: Int }}", encoding="utf-8")
    committed = read_schema(tmp_path / "old/shop.graphql", [])
    assert committed is not None
    request = DomainRequest(
        domain="shop",
        schema=committed.schema,
        documents=read_documents(tmp_path / "queries", []),
        schema_file=committed,
    )
    [note] = folder_source(tmp_path / "same")(request).notes
    assert "same/shop.graphql" in note


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("type Query { a: Gone }", "Unknown type 'Gone'."),
        ("type Query {", "the cause may be on the line before."),
        ("{", "the cause may be on the line before."),
    ],
)
def test_nobody_is_told_to_pull_over_the_committed_schema(
    tmp_path: Path, text: str, expected: str
) -> None:
    path = tmp_path / "shop.graphql"
    path.write_text(text, encoding="utf-8")
    request = DomainRequest(
        domain="shop", schema=build_schema(SDL), documents=Documents({}, ())
    )
    snapshot = file_source(path)(request)
    said = "\n".join((*snapshot.unavailable, *snapshot.notes))
    assert expected in said
    assert "udacity schema pull" not in said
