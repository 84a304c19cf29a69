"""Which folder of schemas pull requests can change."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from udacity_client.cli.propose.command import open_proposals
from udacity_client.cli.settings import find_settings
from udacity_client.errors import ConfigurationError

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None, reason="git is not installed"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project in a folder of a checkout, which is the current folder."""
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/learning")
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_made_up")
    folder = tmp_path / "checkout/app"
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(folder.parent)], check=True)  # noqa: S607 - the one that the job uses
    monkeypatch.chdir(folder)
    return folder


def set_schema_folder(project: Path, schemas: str) -> None:
    table = f'[tool.udacity-client]\nschema_folder = "{schemas}"\n'
    (project / "pyproject.toml").write_text(table, encoding="utf-8")


@pytest.mark.parametrize("schemas", ["schema", "../schema"])
def test_schemas_may_be_next_to_the_project(project: Path, schemas: str) -> None:
    set_schema_folder(project, schemas)
    found = open_proposals(find_settings(), base=None)
    assert (found.project, found.schemas) == (Path("app"), Path(schemas))


def test_schemas_outside_of_the_checkout_are_refused(project: Path) -> None:
    set_schema_folder(project, "../../schema")
    with pytest.raises(ConfigurationError, match="is not in the checkout"):
        open_proposals(find_settings(), base=None)
