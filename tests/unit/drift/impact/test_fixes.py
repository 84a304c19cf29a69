"""What a finding tells to do repeats the options that were used, and can be run."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest
from graphql import build_schema, introspection_from_schema

from support.drift.fixtures import RunUdacity
from support.drift.project_copy import replace_in_file
from support.drift.sample_project import SampleProject
from udacity_client.runtime.drift_events import DriftEvent


def test_the_fix_repeats_the_options(
    shop: SampleProject, run_udacity: RunUdacity
) -> None:
    shop.change_live("title: String!", "title: String")
    told = run_udacity("schema", "check", "--against", "live", "--schema", "schema")
    fix = "udacity schema accept shop --against live --schema schema"
    assert told.stdout.count(fix) == 2
    assert run_udacity(*fix.split()[1:]).returncode == 0
    assert run_udacity("schema", "check", "--against", "live").returncode == 0


def test_what_every_call_meets_is_replaced_without_accept(
    shop: SampleProject, run_udacity: RunUdacity
) -> None:
    shop.change_live("films(genre: Genre): [Film!]!", "films(genre: Genre): Film!")
    told = run_udacity("schema", "check", "--against", "live")
    assert "every call fails:      ListFilms (shop)" in told.stdout
    assert "Run: cp live/shop.graphql schema/shop.graphql && udacity generate;" in (
        told.stdout
    )
    refused = run_udacity("schema", "accept", "shop", "--against", "live")
    assert refused.returncode == 1
    assert "every call of ListFilms would fail" in refused.stderr


def test_a_folder_of_introspections_is_copied_by_its_files(
    shop: SampleProject, run_udacity: RunUdacity
) -> None:
    shop.change_live("films(genre: Genre): [Film!]!", "films(genre: Genre): Film!")
    schema = build_schema(shop.live.read_text(encoding="utf-8"))
    answer = json.dumps(introspection_from_schema(schema))
    shop.live.with_suffix(".json").write_text(answer, encoding="utf-8")
    shop.live.unlink()
    told = run_udacity("schema", "check", "--against", "live")
    copy = "cp live/shop.json schema/shop.graphql"
    assert f"Run: {copy} && udacity generate;" in told.stdout
    subprocess.run(copy.split(), check=True)
    assert run_udacity("generate").returncode == 0
    assert run_udacity("schema", "check", "--against", "live").returncode == 0


def test_other_json_in_the_folder_is_not_copied(
    shop: SampleProject, run_udacity: RunUdacity
) -> None:
    shop.change_live("films(genre: Genre): [Film!]!", "films(genre: Genre): Film!")
    shop.live.with_name("package.json").write_text("{}", encoding="utf-8")
    told = run_udacity("schema", "check", "--against", "live")
    assert "Run: cp live/shop.graphql schema/shop.graphql && " in told.stdout


@pytest.mark.parametrize("schemas", ["schema", "../schema"])
def test_a_git_revision_is_restored_wherever_schemas_are(
    shop: SampleProject,
    run_udacity: RunUdacity,
    monkeypatch: pytest.MonkeyPatch,
    schemas: str,
) -> None:
    before = shop.committed.read_text(encoding="utf-8")
    for words in (
        ("init", "--quiet"),
        ("add", "--all"),
        ("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", "a"),
    ):
        subprocess.run(["git", *words], check=True)  # noqa: S607 - the one that is tested
    if schemas != "schema":
        project = shop.root / "project"
        project.mkdir()
        for name in ("ops", "pyproject.toml", "queries"):
            (shop.root / name).rename(project / name)
        replace_in_file(project / "pyproject.toml", '"schema"', f'"{schemas}"')
        monkeypatch.chdir(project)
    replace_in_file(shop.committed, "Genre): [Film!]!", "Genre): Film!")
    assert run_udacity("generate").returncode == 0
    told = run_udacity("schema", "check", "--against", "git:HEAD")
    restore = f"git -C {schemas} restore --source=HEAD -- shop.graphql"
    assert f"{restore} && udacity generate" in told.stdout
    changed = shop.committed.read_text(encoding="utf-8")
    wrong = restore.replace("HEAD", "nowhere")
    assert subprocess.run(wrong.split(), check=False).returncode
    assert shop.committed.read_text(encoding="utf-8") == changed
    subprocess.run(restore.split(), check=True)
    assert shop.committed.read_text(encoding="utf-8") == before


def test_recorded_drift_names_the_same_command(
    shop: SampleProject, run_udacity: RunUdacity
) -> None:
    event = DriftEvent("unknown_enum_value", "shop", "ListFilms", "Genre", "NOIR")
    Path("drift.jsonl").write_text(json.dumps(asdict(event)), encoding="utf-8")
    shop.change_live("COMEDY\n", "COMEDY\n  NOIR\n")
    words = ("schema", "check", "--events", "drift.jsonl", "--schema", "schema")
    told = run_udacity(*words, "--against", "live")
    assert told.stdout.count("schema accept shop --against live --schema schema") == 3
    told = run_udacity(*words)
    assert "fix      udacity schema accept shop --live --schema schema\n" in told.stdout


def test_a_conflict_names_both_selections(
    shop: SampleProject, run_udacity: RunUdacity
) -> None:
    (shop.root / "queries/shop/find.graphql").write_text(
        "query Find($text: String!) {\n"
        "  find(text: $text) {\n"
        "    ... on Film { same: id }\n"
        "    ... on Person { same: id }\n"
        "  }\n"
        "}\n"
    )
    shop.generate()
    shop.change_live(
        "type Film {\n  genre: Genre!\n  id: ID!",
        "type Film {\n  genre: Genre!\n  id: ID",
    )
    told = run_udacity("schema", "check", "--against", "live")
    assert "It says: Fields 'same' conflict because they return conflicting types" in (
        told.stdout
    )
    places = "(queries/shop/find.graphql:3:19 and queries/shop/find.graphql:4:21)"
    assert places in told.stdout


@pytest.mark.parametrize("words", [("--level", "runtime"), ("--operation", "Find")])
def test_filters_are_options(
    shop: SampleProject, run_udacity: RunUdacity, words: tuple[str, str]
) -> None:
    shop.change_live("enum Genre {\n  COMEDY\n", "enum Genre {\n  COMEDY\n  NOIR\n")
    told = run_udacity("schema", "check", "--against", "live", *words)
    assert "Genre.NOIR  [" not in told.stdout
    assert "1 finding hidden" in told.stdout
