"""The daily job proposes drift once, updates it in place, and closes it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from drift.rehearsal import Stage, git, set_stage
from support.fake_github import TOKEN, Forge

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None, reason="git is not installed"
)

CATALOG, PROGRESS = "udacity-drift/catalog", "udacity-drift/program-progress"
BOTH = "catalog", "program-progress"
NULLABLE = ("catalog", "  duration: Duration!\n", "  duration: Duration\n")
GONE = ("catalog", "  duration: Duration!\n", "")
NEW_VALUE = ("program-progress", "  ENROLLED\n", "  ENROLLED\n  EXPIRED\n")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Forge(tmp_path / "forge.git") as forge:
        yield set_stage(tmp_path, forge)


def test_each_drifted_domain_has_one_pull_request_until_it_drifts_no_more(
    stage: Stage,
) -> None:
    forge = stage.forge

    nothing = stage.run()
    assert (nothing.returncode, forge.requests) == (0, [])
    assert nothing.stderr.count(": as committed\n") == 5

    stage.turn(*NULLABLE)
    stage.turn(*NEW_VALUE)
    drifted = stage.run(*BOTH)
    assert drifted.returncode == 1
    assert sorted(one.head for one in forge.open) == [CATALOG, PROGRESS]
    catalog, progress = sorted(forge.open, key=lambda one: one.head)
    assert catalog.labels == ["udacity-drift", "udacity-drift: runtime"]
    assert progress.labels == ["udacity-drift", "udacity-drift: types"]
    assert "CatalogProgram.duration" in catalog.body
    assert "EnrollmentStatus.EXPIRED" in progress.body
    assert "program-progress" not in catalog.body
    heads = {name: stage.head(name) for name in (CATALOG, PROGRESS)}

    again = stage.run(*BOTH)
    assert again.returncode == 1
    assert len(forge.requests) == 2
    assert heads == {name: stage.head(name) for name in (CATALOG, PROGRESS)}
    assert [one.updates for one in forge.requests] == [0, 0]

    stage.turn(
        "catalog",
        "  title: String!\n  totalQuestionsInAssessment",
        ("  title: String\n  totalQuestionsInAssessment"),
    )
    stage.run(*BOTH)
    assert len(forge.requests) == 2
    assert (catalog.updates, progress.updates) == (1, 0)
    assert "CatalogAssessment.title" in catalog.body
    assert stage.head(CATALOG) != heads[CATALOG]
    assert stage.head(PROGRESS) == heads[PROGRESS]

    stage.turn_back("catalog")
    stage.run(*BOTH)
    assert [one.head for one in forge.open] == [PROGRESS]
    assert catalog.comments
    assert forge.branches() == ["main", PROGRESS]

    stage.turn_back("program-progress")
    assert stage.run(*BOTH).returncode == 0
    assert (forge.open, forge.branches()) == ([], ["main"])


def test_what_is_proposed_is_clean_once_it_is_merged(stage: Stage) -> None:
    stage.turn(*NULLABLE)
    stage.run("catalog")
    git(stage.forge.git, "update-ref", "refs/heads/main", CATALOG)
    with stage.branch("main") as merged:
        found = stage.command(
            "check", "catalog", "--against", str(stage.live), folder=merged
        )
        assert found.returncode == 0
        assert "the same" in found.stdout
        assert "fresh" in found.stdout
        records = merged / "generated/udacity_graphql/catalog/records.py"
        assert "duration: Duration | None" in records.read_text(encoding="utf-8")
    changed = git(stage.forge.git, "diff", "--name-only", "main~", "main").split()
    assert changed == [
        "generated/udacity_graphql/catalog/operations.json",
        "generated/udacity_graphql/catalog/records.py",
        "schema/CHANGELOG.md",
        "schema/catalog.graphql",
    ]
    # A check leaves its memory behind, and nothing else.
    left = git(stage.root, "status", "--porcelain").splitlines()
    assert all(line.endswith("__pycache__/") for line in left)


def test_where_operations_must_change_first_the_schema_alone_is_proposed(
    stage: Stage,
) -> None:
    stage.turn(*GONE)
    assert stage.run("catalog").returncode == 1
    (opened,) = stage.forge.open
    assert "queries/catalog/fragments.graphql:24:3" in opened.body
    assert "**some operations are no longer valid**" in opened.body
    assert str(stage.root.parent) not in opened.body
    changed = git(stage.forge.git, "diff", "--name-only", "main", CATALOG)
    assert changed == "schema/catalog.graphql"


@pytest.mark.slow
def test_a_branch_that_others_have_pushed_to_is_left_as_it_is(stage: Stage) -> None:
    stage.turn(*GONE)
    stage.run("catalog")
    with stage.branch(CATALOG) as clone:
        (clone / "note.txt").write_text("by hand", encoding="utf-8")
        git(clone, "add", "--all")
        git(clone, "commit", "-q", "-m", "By hand")
        git(clone, "push", "-q", "origin", CATALOG)
    theirs = stage.head(CATALOG)
    stage.turn(*NULLABLE)
    told = stage.run("catalog")
    assert stage.head(CATALOG) == theirs
    (opened,) = stage.forge.open
    assert "its branch has commits of others" in told.stderr
    assert "Somebody has pushed to this branch" in opened.body
    stage.turn_back("catalog")
    stage.run("catalog")
    assert stage.forge.open == []
    assert stage.head(CATALOG) == theirs


def test_what_people_closed_is_not_proposed_again_until_it_changes(
    stage: Stage,
) -> None:
    stage.turn(*NULLABLE)
    stage.run("catalog")
    (first,) = stage.forge.open
    first.state = "closed"
    told = stage.run("catalog")
    assert "was proposed and closed before" in told.stderr
    assert stage.forge.open == []
    stage.turn(*GONE)
    stage.run("catalog")
    assert [one.head for one in stage.forge.open] == [CATALOG]


def test_what_cannot_be_seen_closes_nothing(stage: Stage) -> None:
    stage.turn(*NULLABLE)
    stage.run("catalog")
    failed = stage.run(UDACITY_CLIENT_SECRET="udcs_of-another")
    assert failed.returncode == 3
    assert failed.stderr.count("the schema could not be loaded; nothing was done") == 5
    assert len(stage.forge.open) == 1


def test_what_github_refuses_is_told_without_the_token(stage: Stage) -> None:
    stage.turn(*NULLABLE)
    stage.forge.refusal = (403, "Resource not accessible by integration")
    refused = stage.run("catalog")
    assert refused.returncode == 3
    assert "Resource not accessible by integration" in refused.stderr
    assert "permissions: {contents: write" in refused.stderr
    assert TOKEN not in refused.stdout + refused.stderr


@pytest.mark.parametrize("missing", ["GITHUB_TOKEN", "GITHUB_REPOSITORY"])
def test_without_a_repository_nothing_is_looked_at(stage: Stage, missing: str) -> None:
    refused = stage.run(**{missing: ""})
    assert refused.returncode == 2
    assert f"{missing} is not set" in refused.stderr
