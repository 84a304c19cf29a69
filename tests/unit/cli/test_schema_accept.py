"""`udacity schema accept` in a project whose schemas are the shipped ones."""

from __future__ import annotations

import re
import shutil
import subprocess

from support.edited_sdl import edit_sdl
from support.paths import ROOT

from .conftest import Command

REFUSED = re.compile(
    r"The schemas came with udacity-client, and are not this project's to change\. "
    r"Copy them with: (cp -R .*/\. schema); then set (schema_folder = \"schema\") in "
    r"\[tool\.udacity-client\] of pyproject\.toml, and run this again\.\n"
)


def test_shipped_schemas_are_copied_and_then_accepted(command: Command) -> None:
    home = command.home
    shutil.copytree(ROOT / "queries/catalog", home / "ops/catalog")
    settings = '[tool.udacity-client]\nqueries = "ops"\n'
    (home / "pyproject.toml").write_text(settings)
    now = home / "now"
    now.mkdir()
    shipped = (ROOT / "schema/catalog.graphql").read_text()
    changed = edit_sdl(shipped, "  duration: Duration!\n", "  duration: Duration\n")
    (now / "catalog.graphql").write_text(changed)
    accept = ("schema", "accept", "catalog", "--against", "now")
    assert command.run("generate").returncode == 0

    check = command.run("schema", "check", "--against", "now")
    refused = command.run(*accept)
    assert (refused.returncode, refused.stdout) == (2, "")
    told = REFUSED.fullmatch(refused.stderr)
    assert told is not None, refused.stderr
    copy, setting = told.groups()
    place = "[tool.udacity-client] of pyproject.toml"
    fix = f"{copy}; then set {setting} in {place}; then: udacity {' '.join(accept)}"
    assert f"  fix      {fix}\n" in check.stdout
    subprocess.run(["/bin/sh", "-c", copy], cwd=home, check=True)
    (home / "pyproject.toml").write_text(f"{settings}{setting}\n")
    assert "0 files changed" in command.run("generate").stderr

    accepted = command.run(*accept)
    assert accepted.returncode == 0, accepted.stderr
    assert "catalog: accepted (" in accepted.stdout
    assert "  duration: Duration\n" in (home / "schema/catalog.graphql").read_text()
    assert (home / "schema/CHANGELOG.md").is_file()
