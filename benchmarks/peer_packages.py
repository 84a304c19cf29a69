"""Generate the peers' packages from the project's `.graphql` files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from graphql import build_schema, introspection_from_schema

from sources import (
    ROOT,
    document_of,
    with_fragments_inlined,
    write_plain_sources,
)

DOMAIN: Final = "program-progress"

# It needs another graphql-core than ariadne-codegen, so it has its own environment.
GRAPHQL_CODEGEN: Final = (
    Path(sys.prefix) / "graphql-codegen" / "bin" / "graphql-codegen"
)

# Without the scalar, stock clients would leave times as strings.
_ARIADNE: Final = """
[tool.ariadne-codegen]
schema_path = "schema/{domain}.graphql"
queries_path = "queries/{domain}"
target_package_name = "{package}"
async_client = {is_async}
[tool.ariadne-codegen.scalars.Time]
type = "datetime.datetime"
"""


def write_packages(folder: Path) -> None:
    """Write the peers' packages for the program-progress domain into *folder*."""
    write_plain_sources(folder)
    for package, is_async in (("stock_sync", "false"), ("stock_async", "true")):
        run_ariadne(folder, DOMAIN, package, is_async=is_async)
    _write_sgqlc(folder)
    if GRAPHQL_CODEGEN.exists():
        _write_graphql_codegen(folder)


def run_ariadne(folder: Path, domain: str, package: str, *, is_async: str) -> None:
    """Generate *package* with stock ariadne-codegen, from the sources in *folder*."""
    config = folder / f"{package}.toml"
    config.write_text(
        _ARIADNE.format(domain=domain, package=package, is_async=is_async)
    )
    _run(folder, tool("ariadne-codegen"), "--config", config.name, "client")


def tool(name: str) -> Path:
    """Return the program *name* of this environment."""
    return Path(sys.executable).with_name(name)


def _write_sgqlc(folder: Path) -> None:
    schema = build_schema((ROOT / "schema" / f"{DOMAIN}.graphql").read_text())
    introspected = json.dumps(introspection_from_schema(schema))
    (folder / "introspected.json").write_text(introspected)
    # It reads the fields of a fragment only from responses with __typename.
    inlined = with_fragments_inlined(document_of(DOMAIN))
    (folder / "document.graphql").write_text(inlined)
    sgqlc = tool("sgqlc-codegen")
    _run(folder, sgqlc, "schema", "introspected.json", "sgqlc_schema.py")
    # Because of the scalar's name it expects times of day, and rejects our values.
    generated = folder / "sgqlc_schema.py"
    generated.write_text(
        generated.read_text().replace("datetime.Time\n", "datetime.DateTime\n")
    )
    known = ("--schema", "introspected.json", "sgqlc_schema")
    _run(folder, sgqlc, "operation", *known, "sgqlc_operations.py", "document.graphql")


def _write_graphql_codegen(folder: Path) -> None:
    config = {
        "schema": f"schema/{DOMAIN}.graphql",
        "documents": f"queries/{DOMAIN}/*.graphql",
        "extensions": {"pythonCodegen": {"moduleRoot": ".", "package": "typed_dicts"}},
    }
    (folder / "graphql.config.json").write_text(json.dumps(config))
    _run(folder, GRAPHQL_CODEGEN, "graphql.config.json")


def _run(folder: Path, program: Path, *arguments: str) -> None:
    """Run a peer's generator in *folder*.

    Raises:
        SystemExit: It failed; the message has its output.
    """
    ran = subprocess.run(  # noqa: S603 - our own programs and arguments
        [program, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(f"{program.name} failed:\n{ran.stdout}{ran.stderr}")
