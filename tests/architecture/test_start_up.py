"""What is not needed yet is not imported yet."""

from __future__ import annotations

import json
from functools import cache

import pytest

from architecture.project import DOMAINS, is_within, run_python

_REPORT = "import json, sys; sys.stderr.write(json.dumps(sorted(sys.modules)))"

MAKE_A_CLIENT = """
from udacity_client import {client}, ClientCredentials
credentials = ClientCredentials(client_id="udcl_1", client_secret="udcs_1")
udacity = {client}(credentials, base_url="http://127.0.0.1:1/api")
"""

LEND_A_CLIENT = """
class Wrapped:
    is_closed = False
    build_request = send = close = print

{client}(credentials, http_client=Wrapped())
"""

CALL = """
import logging, sys
from udacity_client import ClientCredentials, Udacity
from udacity_client.emulator import Emulator
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
with Emulator() as emulator:
    credentials = ClientCredentials(
        client_id=emulator.client_id, client_secret=emulator.client_secret
    )
    with Udacity(credentials, base_url=emulator.base_url) as udacity:
        assert udacity.catalog.get_catalog().programs
"""

RUN_COMMANDS = """
import sys
from udacity_client.cli import main
for arguments in {commands!r}:
    sys.argv[1:] = arguments
    try:
        main()
    except SystemExit as end:
        assert not end.code, (arguments, end.code)
"""

HEAVY = ("httpx", "httpcore", "pydantic", "pydantic_core", "anyio", "asyncio")


@pytest.mark.parametrize(
    ("client", "module"), [("Udacity", "client"), ("AsyncUdacity", "async_client")]
)
def test_making_a_client_needs_neither_httpx_nor_pydantic(
    client: str, module: str
) -> None:
    loaded = _loaded_by(MAKE_A_CLIENT.format(client=client))
    assert f"udacity_client.{module}" in loaded
    assert _among(loaded, *HEAVY, "udacity_graphql") == []


def test_judging_a_callers_client_imports_no_library() -> None:
    code = (MAKE_A_CLIENT + LEND_A_CLIENT).format(client="Udacity")
    loaded = _loaded_by(code)
    assert "udacity_client.transport.engine" in loaded
    assert _among(loaded, *HEAVY, "httpx2") == []


def test_every_public_name_can_be_had_without_httpx_and_pydantic() -> None:
    assert _among(_loaded_by("from udacity_client import *"), *HEAVY) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_is_imported_alone(domain: str) -> None:
    package = f"udacity_graphql.{domain}"
    loaded = _loaded_by(f"import {package}")
    assert _among(loaded, "udacity_graphql") == ["udacity_graphql", package]
    assert _among(loaded, *HEAVY) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_reaching_a_domain_through_a_client_leaves_the_others_out(domain: str) -> None:
    code = MAKE_A_CLIENT.format(client="Udacity") + f"udacity.{domain}"
    loaded = _loaded_by(code)
    others = [f"udacity_graphql.{other}" for other in DOMAINS if other != domain]
    assert f"udacity_graphql.{domain}.client" in loaded
    assert _among(loaded, *others, *HEAVY) == []


def test_a_call_leaves_opentelemetry_to_those_who_use_it() -> None:
    loaded = _loaded_by(CALL)
    assert "udacity_client.transport.telemetry" in loaded
    assert _among(loaded, "opentelemetry") == []


def test_a_call_leaves_out_what_only_errors_and_many_records_need() -> None:
    loaded = _loaded_by(CALL)
    rest = ("decoding", "partial_data", "query_content", "response_places")
    assert "udacity_client.protocol.response" in loaded
    assert _among(loaded, *(f"udacity_client.protocol.{name}" for name in rest)) == []


WALK_PAGES = CALL.replace(
    "udacity.catalog.get_catalog().programs",
    "list(udacity.program_progress.iter_program_progress())",
)


def test_walking_pages_needs_nothing_of_what_tables_need() -> None:
    loaded = _loaded_by(WALK_PAGES)
    assert "udacity_client.runtime.pagination" in loaded
    needed = ("pyarrow", "duckdb", "polars", "pandas", "numpy")
    assert _among(loaded, *needed, "udacity_client.data") == []
    assert "udacity_client.runtime.arrow" not in loaded


def test_help_needs_nothing_of_what_the_commands_need() -> None:
    commands = (
        *("", "generate", "export program-progress", "report", "schema"),
        *("schema pull", "emulator", "auth", "auth rotate"),
    )
    asked = [[*command.split(), "--help"] for command in commands]
    loaded = _loaded_by(RUN_COMMANDS.format(commands=asked))
    assert "typer" in loaded
    needed = ("httpx", "graphql", "starlette", "uvicorn", "ariadne_codegen")
    tables = ("duckdb", "jinja2", "pyarrow", "vl_convert")
    ours = ("udacity_graphql", "udacity_client.emulator")
    assert _among(loaded, *needed, *tables, *ours) == []


@cache
def _loaded_by(code: str) -> list[str]:
    """Return the modules that are loaded once *code* ran in a Python of its own."""
    ran = run_python("-c", f"{code}\n{_REPORT}")
    assert ran.returncode == 0, ran.stderr
    loaded: list[str] = json.loads(ran.stderr)
    return loaded


def _among(loaded: list[str], *packages: str) -> list[str]:
    return [name for name in loaded if is_within(name, packages)]
