"""Cases whose files a repository cannot hold, so each test makes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from udacity_client.codegen.compile import Sources, compile_tree
from udacity_client.errors import SourceError

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


@pytest.mark.parametrize(
    "name",
    [
        "a\nprint(1)",
        "__init__.",
        "__pycache__",
        "\N{LATIN SMALL LIGATURE FI}sh",
        "None",
    ],
)
def test_domain_that_no_import_can_name_is_refused(name: str, sources: Sources) -> None:
    _add_domain(sources, name)
    with pytest.raises(SourceError) as caught:
        compile_tree(sources)
    shown = name.replace("\n", "\\n")
    assert [p.message for p in caught.value.problems] == [
        f"The domain `{shown}` gives no module that Python can import."
    ]
    assert compile_tree(sources, domains=["shop"]).files


def test_domains_that_some_file_systems_take_for_one_are_refused(
    sources: Sources,
) -> None:
    _add_domain(sources, "Shop")
    if len(sources.domains) == 1:
        pytest.skip("this file system takes Shop and shop for one folder")
    with pytest.raises(SourceError, match="`Shop` and `shop` give one module, `shop`"):
        compile_tree(sources, only=["shop"])


@pytest.mark.parametrize(
    "name", ["match", "type", "caf\N{LATIN SMALL LETTER E WITH ACUTE}"]
)
def test_domain_may_have_any_name_that_python_can_import(
    name: str, sources: Sources
) -> None:
    _add_domain(sources, name)
    assert f"{name}/client.py" in compile_tree(sources).files


def _add_domain(sources: Sources, name: str) -> None:
    sources.schema_file(name).write_text(SCHEMA)
    (sources.queries / name).mkdir()
    (sources.queries / name / "a.graphql").write_text(QUERY)
