"""The wheel holds all that a user needs, and works where no checkout is."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from support.paths import ROOT
from udacity_client.emulator import Emulator
from udacity_client.schema.shipped import queries_directory, schema_directory

from .conftest import WITHIN, run

DOMAINS = (
    "assessment-progress",
    "catalog",
    "learning-plan-progress",
    "program-progress",
    "tokens",
)
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "version"
]
INFO = f"udacity_client-{VERSION}.dist-info"


@pytest.fixture
def archive(wheel: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(wheel) as opened:
        yield opened


@pytest.fixture
def metadata(archive: zipfile.ZipFile) -> Message:
    return message_from_bytes(archive.read(f"{INFO}/METADATA"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that the wheel alone is installed into."""
    folder = tmp_path_factory.mktemp("installed")
    quietly = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
    pip = (sys.executable, "-m", "pip", "install", *quietly)
    run(*pip, "--target", folder, wheel, cwd=folder)
    return folder


def test_the_wheel_holds_what_was_written(archive: zipfile.ZipFile) -> None:
    sources = {
        **_below(ROOT / "src", "udacity_client"),
        **_below(ROOT / "generated", "udacity_graphql"),
    }
    for folder in ("schema", "queries"):
        for name, path in _below(ROOT, folder).items():
            sources[f"udacity_client/schema/shipped/{name}"] = path
    held = {name for name in archive.namelist() if not name.startswith(INFO)}
    assert held == sources.keys()
    assert all(archive.read(name) == sources[name].read_bytes() for name in held)


def test_the_wheel_holds_what_is_not_code(archive: zipfile.ZipFile) -> None:
    assert set(archive.namelist()) >= {
        "udacity_client/py.typed",
        "udacity_graphql/py.typed",
        "udacity_client/drift/report/report.schema.json",
        "udacity_client/emulator/explorer.html",
        "udacity_client/schema/shipped/schema/provenance.toml",
        *(f"udacity_client/schema/shipped/schema/{one}.graphql" for one in DOMAINS),
        f"{INFO}/licenses/LICENSE",
    }


def test_the_wheel_declares_the_command(archive: zipfile.ZipFile) -> None:
    entry_points = configparser.ConfigParser()
    entry_points.read_string(archive.read(f"{INFO}/entry_points.txt").decode())
    assert dict(entry_points["console_scripts"]) == {
        "udacity": "udacity_client.cli:main"
    }


def test_the_metadata_say_what_is_needed(metadata: Message) -> None:
    extras = metadata.get_all("Provides-Extra", [])
    needed = [
        requirement.partition("<")[0].partition(">")[0]
        for requirement in metadata.get_all("Requires-Dist", [])
        if "extra ==" not in requirement
    ]
    offered = {"all", "cli", "codegen", "emulator", "otel", "redis", "speed"}
    assert offered <= set(extras)
    assert sorted(needed) == [
        "anyio",
        "httpx",
        "pydantic",
        "sniffio",
        "typing-extensions",
    ]
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"


def test_all_is_all_of_the_extras(metadata: Message) -> None:
    needed: dict[str, set[str]] = {}
    for line in metadata.get_all("Requires-Dist", []):
        requirement, _, extra = line.partition("; extra == ")
        needed.setdefault(extra.strip("'\""), set()).add(requirement)
    extras = set(metadata.get_all("Provides-Extra", [])) - {"all"}
    assert needed["all"] == set().union(*(needed[extra] for extra in extras))


def test_the_wheel_tells_of_no_place_on_the_builders_machine(
    archive: zipfile.ZipFile, built: Path
) -> None:
    for name in archive.namelist():
        assert not Path(name).is_absolute()
        assert ".." not in Path(name).parts
        text = archive.read(name)
        assert str(ROOT).encode() not in text
        assert str(built.parent).encode() not in text


@pytest.mark.slow
def test_a_build_elsewhere_and_at_another_time_gives_the_same_bytes(
    built: Path, source_archive: Path, tmp_path: Path
) -> None:
    with tarfile.open(source_archive) as opened:
        opened.extractall(tmp_path, filter="data")
    [unpacked] = tmp_path.iterdir()
    for path in unpacked.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o700 if path.is_dir() or os.access(path, os.X_OK) else 0o600)
    run(sys.executable, "-m", "hatchling", "build", cwd=unpacked)

    again = {path.name: path.read_bytes() for path in (unpacked / "dist").iterdir()}
    assert again == {path.name: path.read_bytes() for path in built.iterdir()}


def test_the_version_is_written_in_one_place() -> None:
    copied = re.compile(rf"version.*{re.escape(VERSION)}", re.IGNORECASE)
    for path in (ROOT / "src").rglob("*.py"):
        assert not copied.search(path.read_text(encoding="utf-8")), path


FROM_THE_WHEEL = """
import sys
sys.path.insert(0, {folder!r})

import httpx
import udacity_client
from udacity_client.emulator import Emulator
from udacity_client.schema.shipped import schema_directory

print(udacity_client.__file__)
print(schema_directory())
with Emulator(learners=3) as emulator:
    page = emulator.base_url + "/v1/catalog/graphql"
    print(httpx.get(page, headers={{"Accept": "text/html"}}, timeout=60).status_code)
"""


def test_the_schemas_are_found_in_the_wheel(installed: Path) -> None:
    code = FROM_THE_WHEEL.format(folder=str(installed))
    printed = run(sys.executable, "-I", "-c", code, cwd=installed).splitlines()

    package = installed / "udacity_client"
    shipped = package / "schema" / "shipped" / "schema"
    assert printed == [str(package / "__init__.py"), str(shipped), "200"]


@dataclass
class Newcomer:
    """Somebody who installed the wheel, in an empty folder and with a new home."""

    python: Path
    home: Path
    emulator: Emulator

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        foreign = ("UDACITY", "XDG", "PYTHON", "COVERAGE", "GITHUB")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        return subprocess.run(
            [self.python, "-m", "udacity_client", *words],
            cwd=self.home,
            env=kept
            | {
                "CI": "true",
                "HOME": str(self.home),
                "NO_COLOR": "1",
                "UDACITY_BASE_URL": self.emulator.base_url,
                "UDACITY_CLIENT_ID": self.emulator.client_id,
                "UDACITY_CLIENT_SECRET": self.emulator.client_secret,
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=WITHIN,
        )


@pytest.fixture
def newcomer(installed: Path, tmp_path: Path) -> Iterator[Newcomer]:
    """Make an environment with the wheel and what it needs, and no checkout."""
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=True)
    [packages] = environment.glob("lib/python*/site-packages")
    # The .pth of our own editable install counts in its own folder alone.
    found = (str(installed), sysconfig.get_path("purelib"))
    (packages / "wheel.pth").write_text("\n".join(found), encoding="utf-8")
    home = tmp_path / "home"
    home.mkdir()
    with Emulator(learners=1) as emulator:
        yield Newcomer(environment / "bin/python", home, emulator)


@pytest.mark.slow
def test_a_newcomer_checks_and_pulls_without_a_checkout(newcomer: Newcomer) -> None:
    checked = newcomer.run("schema", "check", "--live")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "all calls of 12 operations work" in checked.stdout
    assert checked.stdout.count("fresh") == len(DOMAINS)
    assert list(newcomer.home.glob("[!.]*")) == []

    pulled = newcomer.run("schema", "pull", "--out", "schema")
    assert pulled.returncode == 0, pulled.stderr
    folder = newcomer.home / "schema"
    written = {path.name for path in folder.iterdir()}
    assert written == {*(f"{one}.graphql" for one in DOMAINS), "provenance.toml"}

    catalog = folder / "catalog.graphql"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace("companyId:", "company:"), encoding="utf-8")
    drifted = newcomer.run("schema", "check", "--against", "schema")
    assert drifted.returncode == 1
    assert "every call fails:      GetCatalog (catalog)" in drifted.stdout
    assert (
        "  fix      Update udacity-client; its operations were made" in drifted.stdout
    )
    assert "schema accept" not in drifted.stdout


def test_the_schemas_are_found_in_the_checkout() -> None:
    assert schema_directory() == ROOT / "schema"
    assert queries_directory() == ROOT / "queries"


def _below(root: Path, folder: str) -> dict[str, Path]:
    """Return the files in *folder*, by their paths from *root*."""
    return {
        path.relative_to(root).as_posix(): path
        for path in (root / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
