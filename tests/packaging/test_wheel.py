"""The wheel holds all that a user needs, and works where no checkout is."""

from __future__ import annotations

import configparser
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from support.paths import ROOT
from udacity_client.schema.shipped import schema_directory

from .conftest import run

DOMAINS = (
    "assessment-progress",
    "catalog",
    "learning-plan-progress",
    "program-progress",
    "tokens",
)
INFO = "udacity_client-0.1.0.dist-info"


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
    for path in (ROOT / "schema").iterdir():
        sources[f"udacity_client/schema/shipped/{path.name}"] = path
    held = {name for name in archive.namelist() if not name.startswith(INFO)}
    assert held == sources.keys()
    assert all(archive.read(name) == sources[name].read_bytes() for name in held)


def test_the_wheel_holds_what_is_not_code(archive: zipfile.ZipFile) -> None:
    assert set(archive.namelist()) >= {
        "udacity_client/py.typed",
        "udacity_graphql/py.typed",
        "udacity_client/drift/report/report.schema.json",
        "udacity_client/emulator/explorer.html",
        "udacity_client/schema/shipped/provenance.toml",
        *(f"udacity_client/schema/shipped/{domain}.graphql" for domain in DOMAINS),
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
    assert sorted(needed) == ["anyio", "httpx", "pydantic", "typing-extensions"]
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


def test_the_source_archive_gives_the_same_wheel(
    source_archive: Path, archive: zipfile.ZipFile, tmp_path: Path
) -> None:
    with tarfile.open(source_archive) as opened:
        opened.extractall(tmp_path, filter="data")
    [unpacked] = tmp_path.iterdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", cwd=unpacked)
    [again] = (unpacked / "dist").glob("*.whl")

    with zipfile.ZipFile(again) as rebuilt:
        assert rebuilt.namelist() == archive.namelist()
        for name in archive.namelist():
            assert rebuilt.read(name) == archive.read(name)


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
    shipped = package / "schema" / "shipped"
    assert printed == [str(package / "__init__.py"), str(shipped), "200"]


def test_the_schemas_are_found_in_the_checkout() -> None:
    assert schema_directory() == ROOT / "schema"


def _below(root: Path, folder: str) -> dict[str, Path]:
    """Return the files in *folder*, by their paths from *root*."""
    return {
        path.relative_to(root).as_posix(): path
        for path in (root / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
