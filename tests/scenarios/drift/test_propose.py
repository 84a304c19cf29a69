"""The daily job proposes drift once, updates it in place, and closes it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from support.drift.daily_job import DailyJob, git, prepare_daily_job
from support.fake_github import TOKEN, Forge

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None, reason="git is not installed"
)

CATALOG, PROGRESS = "udacity-drift/catalog", "udacity-drift/program-progress"
BOTH = "catalog", "program-progress"
NULLABLE = ("catalog", "  duration: Duration!\n", "  duration: Duration\n")
GONE = ("catalog", "  duration: Duration!\n", "")
SINGLE = (
    "catalog",
    "  programs: [CatalogProgram!]!\n",
    "  programs: CatalogProgram!\n",
)
NEW_VALUE = ("program-progress", "  ENROLLED\n", "  ENROLLED\n  EXPIRED\n")


@pytest.fixture
def job(tmp_path: Path) -> Iterator[DailyJob]:
    with Forge(tmp_path / "forge.git") as forge:
        yield prepare_daily_job(tmp_path, forge)


@pytest.mark.slow
def test_each_drifted_domain_has_one_pull_request_until_it_drifts_no_more(
    job: DailyJob,
) -> None:
    forge = job.forge

    nothing = job.run()
    assert (nothing.returncode, forge.requests) == (0, [])
    assert nothing.stderr.count(": as committed\n") == 5

    job.change_schema(*NULLABLE)
    job.change_schema(*NEW_VALUE)
    drifted = job.run(*BOTH)
    assert drifted.returncode == 1
    assert sorted(one.head for one in forge.open) == [CATALOG, PROGRESS]
    catalog, progress = sorted(forge.open, key=lambda one: one.head)
    assert catalog.labels == ["udacity-drift", "udacity-drift: runtime"]
    assert progress.labels == ["udacity-drift", "udacity-drift: types"]
    assert "CatalogProgram.duration" in catalog.body
    assert "EnrollmentStatus.EXPIRED" in progress.body
    assert "program-progress" not in catalog.body
    heads = {name: job.head(name) for name in (CATALOG, PROGRESS)}

    again = job.run(*BOTH)
    assert again.returncode == 1
    assert len(forge.requests) == 2
    assert heads == {name: job.head(name) for name in (CATALOG, PROGRESS)}
    assert [one.updates for one in forge.requests] == [0, 0]

    job.change_schema(
        "catalog",
        "  title: String!\n  totalQuestionsInAssessment",
        ("  title: String\n  totalQuestionsInAssessment"),
    )
    job.run(*BOTH)
    assert len(forge.requests) == 2
    assert (catalog.updates, progress.updates) == (1, 0)
    assert "CatalogAssessment.title" in catalog.body
    assert job.head(CATALOG) != heads[CATALOG]
    assert job.head(PROGRESS) == heads[PROGRESS]

    job.restore_schema("catalog")
    job.run(*BOTH)
    assert [one.head for one in forge.open] == [PROGRESS]
    assert catalog.comments
    assert forge.branches() == ["main", PROGRESS]

    job.restore_schema("program-progress")
    assert job.run(*BOTH).returncode == 0
    assert (forge.open, forge.branches()) == ([], ["main"])


def test_what_is_proposed_is_clean_once_it_is_merged(job: DailyJob) -> None:
    job.change_schema(*NULLABLE)
    job.run("catalog")
    git(job.forge.git, "update-ref", "refs/heads/main", CATALOG)
    with job.clone_branch("main") as merged:
        found = job.command(
            "check", "catalog", "--against", str(job.live), folder=merged
        )
        assert found.returncode == 0
        assert "the same" in found.stdout
        assert "fresh" in found.stdout
        records = merged / "generated/udacity_graphql/catalog/records.py"
        assert "duration: Duration | None" in records.read_text(encoding="utf-8")
    changed = git(job.forge.git, "diff", "--name-only", "main~", "main").split()
    assert changed == [
        "generated/udacity_graphql/catalog/operations.json",
        "generated/udacity_graphql/catalog/records.py",
        "schema/CHANGELOG.md",
        "schema/catalog.graphql",
    ]
    # A check leaves its memory behind, and nothing else.
    left = git(job.root, "status", "--porcelain").splitlines()
    assert all(line.endswith("__pycache__/") for line in left)


def test_where_operations_must_change_first_the_schema_alone_is_proposed(
    job: DailyJob,
) -> None:
    job.change_schema(*GONE)
    assert job.run("catalog").returncode == 1
    (opened,) = job.forge.open
    assert "queries/catalog/fragments.graphql:24:3" in opened.body
    assert "**some operations are no longer valid**" in opened.body
    assert str(job.root.parent) not in opened.body
    assert "udacity schema accept catalog --live" in opened.body
    assert "--against" not in opened.body
    changed = git(job.forge.git, "diff", "--name-only", "main", CATALOG)
    assert changed == "schema/catalog.graphql"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "command"),
    [
        (GONE, "udacity schema accept catalog --against ../live"),
        (SINGLE, "cp ../live/catalog.graphql schema/catalog.graphql"),
    ],
)
def test_a_second_run_changes_nothing_and_names_the_options_of_the_run(
    job: DailyJob, change: tuple[str, str, str], command: str
) -> None:
    job.change_schema(*change)
    for _ in range(2):
        proposed = job.command("propose", "catalog", "--against", "../live")
        assert proposed.returncode == 1, proposed.stderr
    (opened,) = job.forge.open
    assert opened.updates == 0
    objection, report = opened.body.split("## Schema check")
    assert command in objection
    assert command in report
    assert "--live" not in opened.body
    assert "udacity-checkout-" not in opened.body


@pytest.mark.slow
def test_a_branch_that_others_have_pushed_to_is_left_as_it_is(job: DailyJob) -> None:
    job.change_schema(*GONE)
    job.run("catalog")
    with job.clone_branch(CATALOG) as clone:
        (clone / "note.txt").write_text("by hand", encoding="utf-8")
        git(clone, "add", "--all")
        git(clone, "commit", "-q", "-m", "By hand")
        git(clone, "push", "-q", "origin", CATALOG)
    theirs = job.head(CATALOG)
    job.change_schema(*NULLABLE)
    skipped = job.run("catalog")
    assert job.head(CATALOG) == theirs
    (opened,) = job.forge.open
    assert "its branch has commits of others" in skipped.stderr
    assert "Somebody has pushed to this branch" in opened.body
    job.restore_schema("catalog")
    job.run("catalog")
    assert job.forge.open == []
    assert job.head(CATALOG) == theirs


@pytest.mark.slow
def test_what_people_closed_is_not_proposed_again_until_it_changes(
    job: DailyJob,
) -> None:
    job.change_schema(*NULLABLE)
    job.run("catalog")
    (first,) = job.forge.open
    first.state = "closed"
    skipped = job.run("catalog")
    assert "was proposed and closed before" in skipped.stderr
    assert job.forge.open == []
    job.change_schema(*GONE)
    job.run("catalog")
    assert [one.head for one in job.forge.open] == [CATALOG]


@pytest.mark.slow
@pytest.mark.slow
def test_schemas_may_lie_next_to_the_project_but_not_outside_of_the_checkout(
    job: DailyJob,
) -> None:
    app = job.root / "app"
    app.mkdir()
    for one in [*job.root.iterdir()]:
        if one.name not in {"app", "schema", ".git"}:
            one.rename(app / one.name)
    project = app / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    assert '"schema"' in text
    project.write_text(text.replace('"schema"', '"../schema"'), encoding="utf-8")
    git(job.root, "add", "--all")
    git(job.root, "commit", "-q", "-m", "Move the project")
    git(job.root, "push", "-q", "origin", "main")
    job.change_schema(*NULLABLE)
    in_app = replace(job, root=app)

    drifted = in_app.run("catalog")
    assert drifted.returncode == 1, drifted.stderr
    changed = git(job.forge.git, "diff", "--name-only", "main", CATALOG).splitlines()
    assert "schema/catalog.graphql" in changed

    outside = job.root.with_name("outside")
    (job.root / "schema").rename(outside)
    project.write_text(text.replace('"schema"', f'"{outside}"'), encoding="utf-8")
    refused = in_app.run("catalog")
    assert refused.returncode == 2
    assert f"The schemas are in {outside}, which is not in the checkout" in (
        refused.stderr
    )


def test_a_schema_that_cannot_be_loaded_closes_nothing(job: DailyJob) -> None:
    job.change_schema(*NULLABLE)
    job.run("catalog")
    failed = job.run(UDACITY_CLIENT_SECRET="udcs_of-another")
    assert failed.returncode == 3
    assert failed.stderr.count("the schema could not be loaded; nothing was done") == 5
    assert len(job.forge.open) == 1


def test_an_error_of_github_is_reported_without_the_token(job: DailyJob) -> None:
    job.change_schema(*NULLABLE)
    job.forge.refusal = (403, "Resource not accessible by integration")
    refused = job.run("catalog")
    assert refused.returncode == 3
    assert "Resource not accessible by integration" in refused.stderr
    assert "permissions: {contents: write" in refused.stderr
    assert TOKEN not in refused.stdout + refused.stderr


@pytest.mark.parametrize("missing", ["GITHUB_TOKEN", "GITHUB_REPOSITORY"])
def test_without_a_repository_nothing_is_checked(job: DailyJob, missing: str) -> None:
    refused = job.run(**{missing: ""})
    assert refused.returncode == 2
    assert f"{missing} is not set" in refused.stderr
