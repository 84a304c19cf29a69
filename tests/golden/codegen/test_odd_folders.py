"""Cases whose files a repository cannot hold, so each test makes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from udacity_client.codegen.compile import Sources, compile_tree

SCHEMA = "type Query { a: Int }\n"
QUERY = "query GetA { a }\n"


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "shop.graphql").write_text(SCHEMA)
    (tmp_path / "queries" / "shop").mkdir(parents=True)
    (tmp_path / "queries" / "shop" / "a.graphql").write_text(QUERY)
    monkeypatch.chdir(tmp_path)
    return Sources(Path("schema"), Path("queries"))


@pytest.mark.parametrize(
    "name", ["q\nprint('INJECTED')#", "q\rprint('INJECTED')#", "coding=utf-7 +AAo-"]
)
def test_newline_in_the_name_of_a_folder_runs_nothing(
    name: str, sources: Sources, tmp_path: Path
) -> None:
    schema, queries = sources.schema.rename(f"s{name}"), sources.queries.rename(name)
    tree = compile_tree(
        Sources(schema, queries),
        package="case_newline",
        command=f"udacity generate --queries '{name}'",
    )
    tree.write(tmp_path / "out")
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import case_newline.shop.client"],
        cwd=tmp_path / "out",
        capture_output=True,
        check=False,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    header = tree.files["shop/client.py"].splitlines()[:4]
    assert header[1].startswith("# Made from: sq") or "coding" in header[1]
    assert header[3] == '"""The client of the shop domain."""'
