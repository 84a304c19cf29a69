"""Where an extra is missing, the command says how to install it, and nothing else."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import venv
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from support.paths import ROOT
from udacity_client.emulator import Emulator

from .conftest import WITHIN, run

CALL = """
import asyncio
from udacity_client import AsyncUdacity, Udacity

async def ask():
    async with AsyncUdacity() as udacity:
        return await udacity.catalog.get_catalog()

with Udacity() as udacity:
    catalog = udacity.catalog.get_catalog()
assert asyncio.run(ask()) == catalog
print(catalog.company_id)
"""


WHAT_IS_INSTALLED = """
from importlib.metadata import entry_points
from importlib.resources import files
import udacity_client

assert files("udacity_client").joinpath("py.typed").is_file()
assert files("udacity_graphql").joinpath("py.typed").is_file()
print(entry_points(group="console_scripts")["udacity"].value)
print(entry_points(group="pytest11")["udacity_client"].value)
print(udacity_client.__version__)
"""

LIMIT_IN_REDIS = """
from udacity_client import RedisRateLimit

RedisRateLimit("redis://127.0.0.1")
"""

OVER_HTTPX2 = """
from udacity_client import StaticToken, Udacity

Udacity(StaticToken("a-token"), transport="httpx2")
"""


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment of the wheel and its dependencies, without an extra."""
    return _environment(tmp_path_factory.mktemp("bare"), wheel)


@pytest.fixture(scope="module")
def from_source(source_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment of what the source archive gives, without an extra."""
    folder = tmp_path_factory.mktemp("from-source")
    offline = ("--no-deps", "--no-index", "--no-build-isolation", "--quiet")
    pip = (sys.executable, "-m", "pip", "wheel", *offline, "--wheel-dir", folder)
    run(*pip, source_archive, cwd=folder)
    [wheel] = folder.glob("*.whl")
    return _environment(folder / "environment", wheel)


@pytest.fixture(scope="module")
def with_cli(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment with the extra `cli` alone."""
    return _environment(tmp_path_factory.mktemp("cli"), wheel, "cli")


@pytest.fixture(scope="module")
def with_emulator(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment with the extras that `make demo` installs alone."""
    folder = tmp_path_factory.mktemp("demo")
    return _environment(folder, wheel, "emulator", "report")


@pytest.mark.slow
def test_the_demo_ends_with_tables_and_a_report(with_emulator: Path) -> None:
    ran = _run(with_emulator / "python", str(ROOT / "examples/demo.py"))

    assert ran.returncode == 0, ran.stderr
    assert "200 learners" in ran.stdout
    _, _, files = ran.stdout.partition("On your disk now:")
    database, report, *_ = map(Path, files.split())
    assert database == with_emulator / "demo/udacity.duckdb"
    assert "Enrollments over time" in report.read_text(encoding="utf-8")
    command, *words = shlex.split(ran.stdout.splitlines()[-1])
    asked = _run(with_emulator / command, *words)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "10 rows" in asked.stdout


def _install(programs: Path, extra: str) -> str:
    """Return the line that installs *extra* into the environment of *programs*."""
    return f"  {programs / 'python'} -m pip install '.[{extra}]'"


def test_the_command_asks_for_its_extra(bare: Path) -> None:
    ran = _run(bare / "udacity", "--help")

    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr.splitlines()[1:] == ["", _install(bare, "cli")]


def test_the_module_asks_for_its_extra_too(bare: Path) -> None:
    ran = _run(bare / "python", "-m", "udacity_client")

    assert ran.returncode == 2
    assert ran.stderr.endswith(f"\n{_install(bare, 'cli')}\n")


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        ("generate", "codegen"),
        ("generate --check", "codegen"),
        ("schema pull", "codegen"),
        ("emulator", "emulator"),
        ("report --output report.html", "report"),
        ("sync --destination postgres", "dlt"),
    ],
)
def test_a_command_asks_for_its_own_extra(
    with_cli: Path, command: str, extra: str
) -> None:
    ran = _run(with_cli / "udacity", *command.split())

    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr.endswith(f"\n{_install(with_cli, extra)}\n")
    assert "Traceback" not in ran.stderr


def test_a_limit_in_redis_asks_for_its_extra(bare: Path) -> None:
    ran = _run(bare / "python", "-c", LIMIT_IN_REDIS)

    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.splitlines()[-2:] == ["", _install(bare, "redis")]


def test_sending_over_httpx2_asks_for_its_extra(bare: Path) -> None:
    ran = _run(bare / "python", "-c", OVER_HTTPX2)

    assert ran.returncode == 1
    assert ran.stdout == ""
    asked = ran.stderr.splitlines()[-2:]
    assert asked == ["", _install(bare, "httpx2")]


def test_the_help_needs_no_other_extra(with_cli: Path) -> None:
    ran = _run(with_cli / "udacity", "--help")

    assert ran.returncode == 0, ran.stderr
    assert "generate" in ran.stdout


def test_tokens_need_no_other_extra(with_cli: Path, tmp_path: Path) -> None:
    with Emulator(learners=3) as emulator:
        ran = _run(
            with_cli / "udacity",
            "auth",
            "token",
            HOME=str(tmp_path),
            XDG_CACHE_HOME=str(tmp_path),
            UDACITY_BASE_URL=emulator.base_url,
            UDACITY_CLIENT_ID=emulator.client_id,
            UDACITY_CLIENT_SECRET=emulator.client_secret,
        )

    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "environment", ["bare", pytest.param("from_source", marks=pytest.mark.slow)]
)
def test_the_client_needs_no_extra(
    environment: str, request: pytest.FixtureRequest
) -> None:
    python = request.getfixturevalue(environment) / "python"
    with Emulator(learners=3) as emulator:
        ran = _run(
            python,
            "-c",
            CALL + WHAT_IS_INSTALLED,
            UDACITY_BASE_URL=emulator.base_url,
            UDACITY_CLIENT_ID=emulator.client_id,
            UDACITY_CLIENT_SECRET=emulator.client_secret,
        )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [
        emulator.company_id,
        "udacity_client.cli:main",
        "udacity_client.testing.plugin",
        distribution("udacity-client").version,
    ]


def _environment(folder: Path, wheel: Path, *extras: str) -> Path:
    """Make an environment of the wheel and what it needs; return its commands."""
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    quietly = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
    pip = (sys.executable, "-m", "pip", "--python", commands / "python")
    # Python compiles what is imported: a fraction of what pip would compile.
    run(*pip, "install", "--no-compile", *quietly, wheel, cwd=folder)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(commands / "python", "-I", "-c", where, cwd=folder).strip())
    for name in _needed_by("udacity-client", extras):
        _link(name, packages)
    return commands


def _needed_by(name: str, extras: Iterable[str]) -> set[str]:
    """Return the distributions that *name* with *extras* needs, and all they need."""
    found: dict[str, None] = {}
    waiting = [(name, frozenset(["", *extras]))]
    for needing, asked in waiting:
        for line in distribution(needing).requires or ():
            requirement = Requirement(line)
            marker = requirement.marker
            if marker and not any(marker.evaluate({"extra": one}) for one in asked):
                continue
            if requirement.name not in found:
                found[requirement.name] = None
                waiting.append((requirement.name, frozenset(["", *requirement.extras])))
    return set(found)


def _link(name: str, packages: Path) -> None:
    """Let *packages* see an installed distribution, and none of its commands."""
    installed = distribution(name)
    tops = {file.parts[0] for file in installed.files or ()}
    for top in tops - {"..", "__pycache__"}:
        if not (packages / top).exists():
            (packages / top).symlink_to(Path(str(installed.locate_file(top))))


def _run(
    command: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in os.environ if "UDACITY" not in name}
    kept.pop("PYTHONPATH", None)
    return subprocess.run(
        [command, *arguments],
        cwd=command.parent,
        env=kept | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=WITHIN,
    )
