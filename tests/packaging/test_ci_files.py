"""The workflow, the action and the hook for CI call what the command really has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.drift.project_copy import copy_project, replace_in_file
from support.paths import ROOT


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def script_of_the_action() -> str:
    _install, check = read(".github/actions/drift/action.yml")["runs"]["steps"]
    return str(check["run"])


RECORDING_PYTHON = """\
#!/bin/sh
echo "$PIP_CONSTRAINT $PIP_BUILD_CONSTRAINT $@" >> "$RECORD"
if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("requirement", ["", "file:///somewhere[codegen]"])
def test_the_action_installs_its_own_repository_unless_told_otherwise(
    tmp_path: Path, requirement: str
) -> None:
    action = ROOT / ".github/actions/drift/action.yml"
    inputs = read(".github/actions/drift/action.yml")["inputs"]
    assert inputs["requirement"]["default"] == ""
    install, _check = read(".github/actions/drift/action.yml")["runs"]["steps"]
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    python.write_text(RECORDING_PYTHON)
    python.chmod(0o755)
    record = tmp_path / "calls"
    subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", install["run"]],  # noqa: S607 - as GitHub runs it
        env={
            "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
            "RECORD": str(record),
            "REQUIREMENT": requirement,
            "GITHUB_ACTION_PATH": str(action.parent),
            "RUNNER_TEMP": str(tmp_path / "runner"),
        },
        check=True,
        timeout=300,
    )
    _venv, pip = record.read_text().splitlines()
    constraint, build_constraint, *_, installed = pip.split()
    assert installed == (requirement or f"{ROOT}[codegen]")
    assert constraint == build_constraint == str(ROOT / "constraints.txt")


def run_action(
    project: Path, summary: Path, **inputs: str
) -> subprocess.CompletedProcess[str]:
    """Run the action's own script, in the environment that it says it needs."""
    tools = summary.parent / "runner/udacity-drift/bin"
    tools.mkdir(parents=True)
    (tools / "udacity").symlink_to(Path(sys.executable).with_name("udacity"))
    kept = {k: v for k, v in os.environ.items() if not k.startswith("UDACITY")}
    given = {"FAIL_ON": "behaviour", "LIVE": "false", "PROPOSE": "false", "AGAINST": ""}
    given |= inputs
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script_of_the_action()],  # noqa: S607 - as GitHub runs it
        cwd=project,
        env={
            **kept,
            **given,
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(summary.parent / "runner"),
            # What GitHub makes of inputs that are left out.
            "UDACITY_CLIENT_ID": "",
            "UDACITY_CLIENT_SECRET": "",
            "HOME": str(summary.parent),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_action_checks_a_project_and_sums_it_up(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    copy_project(project)
    summary = tmp_path / "summary.md"
    done = run_action(project, summary)
    assert (done.returncode, done.stderr) == (0, "")
    assert summary.read_text(encoding="utf-8").startswith("## Schema check")
    shutil.rmtree(tmp_path / "runner")
    replace_in_file(
        project / "generated/udacity_graphql/catalog/records.py", "class ", "class  "
    )
    done = run_action(project, summary)
    assert done.returncode == 1
    assert "::error file=generated/udacity_graphql/catalog/" in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_action_checks_the_live_api_if_told_to(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    copy_project(project)
    done = run_action(project, tmp_path / "summary.md", LIVE="true")
    assert done.returncode == 3
    assert "No credential was found" in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_action_compares_with_what_it_is_told(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    copy_project(project)
    shutil.copytree(project / "schema", tmp_path / "now")
    replace_in_file(tmp_path / "now/catalog.graphql", "  companyId:", "  company:")
    done = run_action(project, tmp_path / "summary.md", AGAINST="../now")
    assert (done.returncode, done.stderr) == (1, "")
    assert "companyId" in done.stdout


PINNED = re.compile(r"[\w-]+/[\w/-]+@[0-9a-f]{40}")


def steps_of_workflows() -> Iterator[dict[str, Any]]:
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        for job in read(f".github/workflows/{path.name}")["jobs"].values():
            # A job that calls a workflow has none.
            yield from job.get("steps", [])


def steps_in_documentation() -> Iterator[dict[str, Any]]:
    text = (ROOT / "docs/drift.md").read_text(encoding="utf-8")
    for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        found = yaml.safe_load(block)
        jobs = found["jobs"].values() if "jobs" in found else [{"steps": found}]
        for job in jobs:
            yield from (step for step in job["steps"] if "repo" not in step)


def test_actions_are_pinned_and_checkouts_keep_no_credential() -> None:
    steps = [*steps_of_workflows(), *steps_in_documentation()]
    used = [step["uses"] for step in steps if "uses" in step]
    assert len(used) > 10
    for name in used:
        is_ours = re.fullmatch(r"OWNER/udacity-client/[\w./-]+@COMMIT", name)
        assert is_ours or PINNED.fullmatch(name), name
    checkouts = [
        step for step in steps if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert len(checkouts) > 5
    for step in checkouts:
        assert step["with"]["persist-credentials"] is False


def test_each_pin_says_which_version_it_is() -> None:
    for path in (ROOT / ".github").rglob("*.yml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "uses:" in line and "@" in line:
                assert re.search(r"@[0-9a-f]{40}  # v\d+\.\d+\.\d+$", line), line


def test_only_the_job_that_publishes_may_publish() -> None:
    workflow = read(".github/workflows/release.yml")
    assert workflow["permissions"] == {}
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert build["permissions"] == {"contents": "read"}
    assert publish["permissions"] == {"attestations": "write", "id-token": "write"}
    assert publish["environment"]
    assert publish["needs"] == ["build", "ci"]
    texts = [path.read_text("utf-8") for path in (ROOT / ".github").rglob("*.yml")]
    assert sum(text.count("id-token: write") for text in texts) == 1


def test_a_release_waits_for_all_of_ci() -> None:
    ci = read(".github/workflows/release.yml")["jobs"]["ci"]
    assert ci["uses"] == "$/.github/workflows/ci.yml"
    # YAML reads `on` as true.
    assert "workflow_call" in read(".github/workflows/ci.yml")[True]


def test_the_job_that_publishes_runs_nothing_of_the_repository() -> None:
    steps = read(".github/workflows/release.yml")["jobs"]["publish"]["steps"]
    assert [step["uses"].partition("@")[0] for step in steps] == [
        "actions/download-artifact",
        "actions/attest-build-provenance",
        "pypa/gh-action-pypi-publish",
    ]
    assert all("run" not in step for step in steps)


def test_what_is_released_was_checked_first() -> None:
    *checks, upload = read(".github/workflows/release.yml")["jobs"]["build"]["steps"]
    ran = [step["run"] for step in checks if "run" in step]
    assert ran == ["make release-version", "make api-check", "make release-check"]
    assert upload["uses"].startswith("actions/upload-artifact@")
    # A tag may hold any text, so it reaches the command as a variable.
    assert {"TAG": "${{ github.ref_name }}"} in [step.get("env") for step in checks]


def test_no_expression_is_part_of_a_script() -> None:
    """What an expression stands for, such as a title, would be run as a command."""
    scripts = [step["run"] for step in steps_of_workflows() if "run" in step]
    action = read(".github/actions/drift/action.yml")
    scripts += [step["run"] for step in action["runs"]["steps"]]
    assert len(scripts) > 8
    assert [script for script in scripts if "${{" in script] == []


def test_a_job_may_write_only_if_it_says_so() -> None:
    """And no workflow runs a fork's code with the rights of this repository."""
    paths = sorted((ROOT / ".github/workflows").glob("*.yml"))
    assert len(paths) > 2
    for path in paths:
        workflow = read(path.relative_to(ROOT).as_posix())
        assert {*workflow["permissions"].values()} <= {"read"}, path
        # YAML 1.1 takes the key `on` for true.
        assert not {"pull_request_target", "workflow_run"} & {*workflow[True]}, path


def test_nothing_says_to_install_the_package_by_name() -> None:
    """It is on no index: whoever takes the name there could read secrets."""
    paths = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("examples/**/*.md"),
        *ROOT.glob(".github/**/*.yml"),
    ]
    installs = re.compile(r"\b(pip3?|pipx|uv|uvx)\b.*\budacity[-_]client\b")
    lines = [
        line
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if installs.search(re.sub(r"\S+ @ git\+\S+", "", line))
    ]
    assert lines == []


def test_the_action_describes_each_input_that_it_uses() -> None:
    action = read(".github/actions/drift/action.yml")
    used = set[str]()
    for step in action["runs"]["steps"]:
        for value in step.get("env", {}).values():
            used |= set(re.findall(r"inputs\.([a-z-]+)", value))
        used |= set(re.findall(r"inputs\.([a-z-]+)", step.get("working-directory", "")))
    assert used == set(action["inputs"])


def test_workflows_call_commands_that_are_there() -> None:
    udacity = Path(sys.executable).with_name("udacity")
    called = list[str]()
    for job in read(".github/workflows/drift.yml")["jobs"].values():
        called += [step["run"] for step in job.get("steps", []) if "run" in step]
    commands = [line for line in called if ".venv/bin/udacity" in line]
    assert len(commands) == 2
    for line in commands:
        words = line.split()[1:3]
        help_text = subprocess.run(
            [udacity, *words, "--help"],
            env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"},
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=300,
        ).stdout
        for option in re.findall(r"--[a-z-]+", line):
            assert option in help_text, (words, option)


def test_a_secret_is_given_to_the_one_step_that_needs_it() -> None:
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        workflow = read(f".github/workflows/{path.name}")
        for job in workflow["jobs"].values():
            assert "secrets." not in str(workflow.get("env")), path
            assert "secrets." not in str(job.get("env")), path
            for step in job.get("steps", []):
                if "secrets." in str(step):
                    assert ".venv/bin/udacity" in step["run"], path


def test_the_hook_installs_what_the_extra_would() -> None:
    (hook,) = read(".pre-commit-hooks.yaml")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = [*extras["cli"], *extras["codegen"]]
    names = {one for one in wanted if not one.startswith("udacity-client")}
    assert set(hook["additional_dependencies"]) == names
