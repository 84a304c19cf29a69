"""Sources with something to report in them, and a package all the same."""

from __future__ import annotations

import ast
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from support.codegen_cases import NOTES, REFRESH, names
from udacity_client.codegen.compile import Sources, compile_tree
from udacity_client.errors import SourceError


@pytest.mark.parametrize("name", names(NOTES))
def test_what_is_invalid_is_reported_and_the_rest_is_compiled(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = NOTES / name
    shutil.copytree(case / "schema", tmp_path / "schema")
    shutil.copytree(case / "queries", tmp_path / "queries")
    monkeypatch.chdir(tmp_path)
    tree = compile_tree(Sources(Path("schema"), Path("queries")))
    told = "".join(f"{note}\n" for note in tree.notes)
    snapshot = case / "notes.txt"
    if REFRESH:
        snapshot.write_text(told, encoding="utf-8")
    assert told == snapshot.read_text(encoding="utf-8")
    for path, text in tree.files.items():
        if path.endswith(".py"):
            ast.parse(text)


def test_a_number_that_is_too_large_stays_in_the_document() -> None:
    case = NOTES / "infinite-default"
    tree = compile_tree(Sources(case / "schema", case / "queries"))
    assert "ratio: float | None | UnsetType = UNSET" in tree.files["shop/client.py"]
    assert "$ratio:Float=1e400" in tree.files["shop/operations.py"]


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)


def _broken_link(path: Path) -> None:
    path.symlink_to("nowhere.graphql")


def _endless_link(path: Path) -> None:
    path.symlink_to(path.name)


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "b.graphql").write_text("query GetB { a }")


def _link_to_folder(path: Path) -> None:
    _folder(path.parents[2] / "elsewhere")
    path.symlink_to("../../elsewhere")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_fifo, "This is a FIFO, not a file, and is passed over."),
        (_socket, "This is a socket, not a file, and is passed over."),
        (_broken_link, "This is a link that leads nowhere, and is passed over."),
        (_endless_link, "This is a link that leads nowhere, and is passed over."),
        (_folder, "This is a folder, so it is not read itself; the files in it are."),
        (
            _link_to_folder,
            "This links to a folder, and such links are not followed.",
        ),
    ],
)
def test_what_is_not_a_file_is_named_and_nothing_waits_for_it(
    make: Callable[[Path], None],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "queries" / "shop"
    folder.mkdir(parents=True)
    (folder / "a.graphql").write_text("query GetA { a }")
    schema = tmp_path / "schema"
    schema.mkdir()
    (schema / "shop.graphql").write_text("type Query { a: Int }")
    monkeypatch.chdir(folder)
    make(folder / "x.graphql")
    monkeypatch.chdir(tmp_path)
    tree = compile_tree(Sources(Path("schema"), Path("queries")))
    assert [str(note) for note in tree.notes] == [
        f"queries/shop/x.graphql:1:1: {message}"
    ]
    methods = tree.files["shop/client.py"]
    assert "def get_a(" in methods
    assert ("def get_b(" in methods) == (make is _folder)


def test_schema_that_is_a_fifo_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "schema").mkdir()
    os.mkfifo(tmp_path / "schema" / "shop.graphql")
    (tmp_path / "queries" / "shop").mkdir(parents=True)
    (tmp_path / "queries" / "shop" / "a.graphql").write_text("query GetA { a }")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError) as caught:
        compile_tree(Sources(Path("schema"), Path("queries")))
    assert str(caught.value) == "schema/shop.graphql:1:1: This is a FIFO, not a file."
