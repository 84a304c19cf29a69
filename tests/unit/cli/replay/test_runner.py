"""A child process decodes responses, whatever the code in it does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from architecture.project import GENERATED
from support.drift.sample_package import generate_sample_package
from udacity_client.cli.replay.runner import replay_for
from udacity_client.drift.impact.findings import Witness

ANSWER = Witness("answer", "Rename", '{"data":{"rename":{"id":"x"}}}', "")
ODD = Witness("answer", "Rename", '{"data":{"rename":{"id":7}}}', "")
READ = "the committed client read it"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate_sample_package(tmp_path_factory.mktemp("feed"), "rich_feed")


@pytest.fixture
def package(generated: Path, tmp_path: Path) -> Path:
    """Return a copy of the rich package's domain, which a test may break."""
    shutil.copytree(generated.parent, tmp_path / "rich_feed")
    return tmp_path / "rich_feed/shop"


def test_answers_are_read_and_refused(package: Path) -> None:
    odd = (
        "raised ResponseShapeError: data.rename.id (Rename.Rename_.id): "
        "Input should be a valid string"
    )
    assert replay_for(package)([ANSWER, ODD, ANSWER]) == [READ, odd, READ]


def test_reading_leaves_the_package_as_it_is(package: Path) -> None:
    before = sorted(package.parent.rglob("*"))
    replay_for(package)([ANSWER])
    assert sorted(package.parent.rglob("*")) == before


def test_an_operation_that_the_code_lacks_is_not_executed(package: Path) -> None:
    asked = Witness("answer", "Later", '{"data":{}}', "")
    expected = "not executed: the generated code has no operation Later"
    assert replay_for(package)([asked, ANSWER]) == [expected, READ]


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("operations.py", "import nowhere_at_all", "ModuleNotFoundError: No module"),
        ("operations.py", "class", "SyntaxError: "),
        ("__init__.py", "raise RuntimeError('no luck')", "RuntimeError: no luck"),
        ("../__init__.py", "1 / 0", "ZeroDivisionError: "),
    ],
)
def test_code_that_cannot_be_imported_is_not_executed(
    package: Path, file: str, text: str, reason: str
) -> None:
    (package / file).write_text(text, encoding="utf-8")
    (outcome,) = replay_for(package)([ANSWER])
    begins = "not executed: the generated code cannot be imported: "
    assert outcome.startswith(begins + reason)


def test_code_that_is_not_there_is_not_executed(tmp_path: Path) -> None:
    outcome = replay_for(tmp_path / "rich_feed/shop")([ANSWER, ODD])
    assert len(outcome) == 2
    assert all(one.startswith("not executed: ") for one in outcome)


def test_a_model_that_is_gone_is_reported(package: Path) -> None:
    (package / "results.py").unlink()
    (outcome,) = replay_for(package)([ANSWER])
    assert outcome.startswith("raised ModuleNotFoundError: ")


@pytest.mark.parametrize("word", ["exit(3)", "os._exit(3)"])
def test_code_that_ends_the_process_is_not_executed(package: Path, word: str) -> None:
    # From Python 3.14, what has no line's end is only written if the process ends well.
    says = "from sys import exit, stderr\nprint('bye', file=stderr)"
    text = f"import os\n{says}\n{word}\n"
    (package / "operations.py").write_text(text, encoding="utf-8")
    (outcome,) = replay_for(package)([ANSWER])
    assert outcome == "not executed: the process that reads ended with 3: bye"


def test_code_that_never_ends_is_not_executed(package: Path) -> None:
    text = "import time\nwhile True:\n    time.sleep(60)\n"
    (package / "operations.py").write_text(text, encoding="utf-8")
    outcome = replay_for(package, timeout=1)([ANSWER, ODD])
    assert outcome == ["not executed: reading took longer than 1 s"] * 2


def test_what_the_code_prints_is_no_outcome(package: Path) -> None:
    path = package / "operations.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\nprint('[]')\n", encoding="utf-8")
    assert replay_for(package)([ANSWER]) == [READ]


def test_the_package_in_the_folder_is_read_and_not_an_installed_one(
    tmp_path: Path,
) -> None:
    compiled = shutil.ignore_patterns("__pycache__")
    shutil.copytree(GENERATED, tmp_path / "udacity_graphql", ignore=compiled)
    records = tmp_path / "udacity_graphql/catalog/records.py"
    text = records.read_text(encoding="utf-8")
    assert "    company_id: str\n" in text
    records.write_text(
        text.replace("    company_id: str\n", "    company_id: int\n"), encoding="utf-8"
    )
    content = (
        '{"data":{"catalog":{"companyId":7,"programs":[],"assessments":[],'
        '"learningPlans":[]}}}'
    )
    answer = Witness("answer", "GetCatalog", content, "")
    assert replay_for(tmp_path / "udacity_graphql/catalog")([answer]) == [READ]
    (outcome,) = replay_for(GENERATED / "catalog")([answer])
    assert outcome.startswith("raised ResponseShapeError: data.catalog.companyId ")
