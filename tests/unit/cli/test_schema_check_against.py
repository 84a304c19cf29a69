"""What `--against` takes: folders, files, and git revisions."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from graphql import build_schema, introspection_from_schema

from support.drift.fixtures import RunUdacity, generated_shop, run_udacity, shop
from support.drift.sample_project import SampleProject

__all__ = ["generated_shop", "run_udacity", "shop"]

FOUND = "Film.title  [field-type-changed"


@pytest.fixture
def drifted(shop: SampleProject) -> SampleProject:
    shop.change_live("title: String!", "title: String")
    return shop


def introspection(shop: SampleProject) -> str:
    schema = build_schema(shop.live.read_text(encoding="utf-8"))
    return json.dumps({"data": introspection_from_schema(schema)})


def git(*words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    command = ["git", *identity, *words]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.usefixtures("drifted")
def test_a_file_of_sdl(run_udacity: RunUdacity) -> None:
    told = run_udacity("schema", "check", "--against", "live/shop.graphql")
    assert FOUND in told.stdout
    assert "udacity schema accept shop --against live/shop.graphql" in told.stdout


@pytest.mark.parametrize("against", ["live/shop.json", "live"])
def test_introspection_json(
    drifted: SampleProject, run_udacity: RunUdacity, against: str
) -> None:
    drifted.live.with_suffix(".json").write_text(introspection(drifted))
    drifted.live.unlink()
    told = run_udacity("schema", "check", "--against", against)
    assert (told.returncode, FOUND in told.stdout) == (1, True)


def test_a_git_revision_without_a_checkout(
    drifted: SampleProject, run_udacity: RunUdacity
) -> None:
    git("init", "--initial-branch", "main")
    committed = drifted.committed.read_text()
    drifted.committed.write_text(drifted.live.read_text())
    git("add", "--all")
    git("commit", "-m", "new")
    drifted.committed.write_text(committed)
    told = run_udacity("schema", "check", "--against", "git:main")
    assert (told.returncode, FOUND in told.stdout) == (1, True)
    assert "udacity schema accept shop --against git:main" in told.stdout
    assert drifted.committed.read_text() == committed
    drifted.committed.rename("schema/other.graphql")
    Path("queries/shop").rename("queries/other")
    gone = run_udacity("schema", "check", "--against", "git:main")
    assert "main:schema/other.graphql:1:1: The revision has no such file" in gone.stdout


@pytest.mark.parametrize(
    ("against", "message"),
    [
        ("nowhere", "There is no folder nowhere of schemas to compare with."),
        ("git:nowhere", "git does not know the revision nowhere in schema."),
        ("git:--help", "git does not know the revision --help in schema."),
    ],
)
@pytest.mark.usefixtures("shop")
def test_what_is_not_there_is_wrong_usage(
    run_udacity: RunUdacity, against: str, message: str
) -> None:
    told = run_udacity("schema", "check", "--against", against)
    assert told.returncode == 2
    assert message in " ".join(told.stderr.split())


@pytest.mark.usefixtures("shop")
def test_a_revision_has_no_schemas_that_came_with_the_client(
    run_udacity: RunUdacity,
) -> None:
    Path("pyproject.toml").write_text('[tool.udacity-client]\npackage = "ops"\n')
    Path("queries/shop").rename("queries/catalog")
    told = run_udacity("schema", "check", "--against", "git:main")
    assert told.returncode == 2
    assert "The schemas came with udacity-client" in told.stderr


def test_a_file_is_one_domain(shop: SampleProject, run_udacity: RunUdacity) -> None:
    (shop.root / "schema/other.graphql").write_text("type Query { a: Int }")
    told = run_udacity("schema", "check", "--against", "live/shop.graphql")
    assert told.returncode == 2
    assert "is one schema, and there are the domains other, shop" in told.stderr
    named = run_udacity("schema", "check", "shop", "--against", "live/shop.graphql")
    assert named.returncode == 0


@pytest.mark.parametrize("text", ["{", "{}", '{"data": {"__schema": {}}}', "[]"])
def test_what_is_no_schema_was_not_compared(
    shop: SampleProject, run_udacity: RunUdacity, text: str
) -> None:
    shop.live.write_text(text)
    told = run_udacity("schema", "check", "--against", "live/shop.graphql")
    assert told.returncode == 3
    assert "UNCHECKED  shop  live/shop.graphql:1:" in told.stdout
