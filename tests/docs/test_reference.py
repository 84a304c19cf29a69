"""The made reference pages name everything there is, and mark what is unconfirmed."""

from __future__ import annotations

import importlib
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import reference

import udacity_client
import udacity_client.data
import udacity_client.testing
from support.paths import ROOT
from udacity_client.codegen.domains import module_name
from udacity_client.schema.provenance import Provenance, read_provenance
from udacity_client.transport.telemetry import observe

PROVENANCE: Provenance = read_provenance(ROOT / "schema/provenance.toml")
MADE = reference.pages()


def domain_page(domain: str) -> str:
    return MADE[f"{module_name(domain)}.rst"]


def entry(page: str, owner: str, member: str) -> str:
    """Return what *page* says about a member of the class *owner*."""
    own = re.split(r"^\.\. py:class:: ", page, flags=re.MULTILINE)
    (text,) = [one for one in own if one.startswith(f"{owner}\n")]
    (_, _, found) = text.partition(f".. py:attribute:: {member}\n")
    return found.partition(".. py:attribute::")[0]


@pytest.mark.parametrize("domain", PROVENANCE.origins)
def test_every_public_name_of_a_domain_is_there(domain: str) -> None:
    package: Any = importlib.import_module(f"udacity_graphql.{module_name(domain)}")
    page = domain_page(domain)
    for name in package.__all__:
        found: Any = getattr(package, name)
        if not hasattr(found, "model_fields") and not hasattr(found, "__members__"):
            continue  # operations, their variables and the clients
        assert f".. py:class:: {name}\n" in page
        members = getattr(found, "model_fields", None) or found.__members__
        for member in members:
            assert f".. py:attribute:: {member}\n" in page, (name, member)


@pytest.mark.parametrize("domain", PROVENANCE.origins)
def test_every_operation_of_a_domain_is_there(domain: str) -> None:
    package: Any = importlib.import_module(f"udacity_graphql.{module_name(domain)}")
    client: type[object] = package.Client
    methods = [name for name in vars(client) if not name.startswith("_")]
    page = domain_page(domain)
    for method in methods:
        assert f".Client.{method}>`: " in page


def test_guesses_are_marked() -> None:
    catalog = domain_page("catalog")
    assert "Unconfirmed: whether it may be null" in entry(
        catalog, "Assessment", "category"
    )
    assert "Unconfirmed" not in entry(catalog, "Program", "key")
    assert "Unconfirmed" in entry(catalog, "ProgramType", "COURSE")
    progress = domain_page("program-progress")
    assert "Unconfirmed" in entry(progress, "ProgramProgressFilter", "program_keys")
    assert "Unconfirmed" not in entry(
        progress, "ProgramProgressFilter", "enrollment_status"
    )
    tokens = domain_page("tokens")
    assert "create_client_credential>`: unconfirmed" in tokens
    assert "list_tokens>`: documented" in tokens


def test_every_command_and_option_is_there() -> None:
    page = MADE["command.rst"]
    for words in ("", " schema check", " export catalog"):
        assert f".. program:: udacity{words}\n" in page
        command = [sys.executable, "-m", "udacity_client", *words.split(), "--help"]
        environ = {**os.environ, "COLUMNS": "200"}
        told = subprocess.run(
            command, capture_output=True, encoding="utf-8", check=True, env=environ
        )
        _, _, own = page.partition(f".. program:: udacity{words}\n")
        own = own.partition(".. program::")[0]
        for option in re.findall(r"^  (--[\w-]+)", told.stdout, re.MULTILINE):
            assert option == "--help" or option in own, (words, option)


def test_the_example_of_a_command_is_code() -> None:
    page = MADE["command.rst"]
    assert ".. code-block:: console\n\n   $ udacity export catalog " in page
    assert "Example:" not in page


def test_every_public_name_of_the_client_has_an_entry() -> None:
    pages = [*(ROOT / "docs/reference").glob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    for module in (udacity_client, udacity_client.data, udacity_client.testing):
        for name in module.__all__:
            assert re.search(rf":: {module.__name__}\.{name}$", text, re.MULTILINE), (
                name
            )
    assert ".. automodule:: udacity_client.emulator" in text


def test_every_variable_that_is_read_has_an_entry() -> None:
    page = (ROOT / "docs/reference/environment.md").read_text(encoding="utf-8")
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src/udacity_client").rglob("*.py")
    )
    names = set(re.findall(r'"(UDACITY_[A-Z_]+)"', sources))
    assert names
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


def test_pages_that_are_gone_are_removed(tmp_path: Path) -> None:
    old = tmp_path / reference.FOLDER / "old.rst"
    old.parent.mkdir(parents=True)
    old.touch()
    reference.write_pages(tmp_path)
    assert not old.exists()
    made = tmp_path / reference.FOLDER / "command.rst"
    os.utime(made, (0, 0))
    reference.write_pages(tmp_path)
    assert made.stat().st_mtime == 0


def test_the_fields_of_log_records_are_those_in_the_table(
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = (ROOT / "docs/using.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `(udacity_\w+)` \|.*\| (yes|no) \| (yes|no) \|$", page, re.MULTILINE
    )
    at_end = {name for name, ends, _ in rows if ends == "yes"}
    before_pause = {name for name, _, pauses in rows if pauses == "yes"}

    caplog.set_level(logging.DEBUG, logger="udacity_client")
    clock = iter([1.0, 2.0]).__next__
    with observe("GetCatalog", domain="catalog", kind="query", clock=clock) as call:
        call.wait(1.0, reason="429")

    pause, end = (
        {name for name in vars(one) if name.startswith("udacity_")}
        for one in caplog.records
    )
    assert (end, pause) == (at_end, before_pause)
