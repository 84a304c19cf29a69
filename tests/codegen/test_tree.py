from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from codegen.case_folders import ERRORS, compile_case, shipped
from udacity_client.codegen import compile as compiling
from udacity_client.codegen.compile import Sources, Tree, compile_tree
from udacity_client.codegen.plugins.models import ModelsPlugin
from udacity_client.errors import SourceError

TREE = Tree("ops", {"__init__.py": '"""New."""\n', "shop/a.py": "b = 2\n", "e.py": ""})


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def target(tmp_path: Path) -> Path:
    package = tmp_path / "ops"
    (package / "shop").mkdir(parents=True)
    (package / "old").mkdir()
    (package / "shop" / "a.py").write_bytes(b"a = 1\nb = 2")
    (package / "old" / "stale.py").write_bytes(b"c = 3\n")
    (tmp_path / "beside.py").write_bytes(b"d = 4\n")
    return tmp_path


def test_diff_tells_of_what_is_missing_stale_and_other(target: Path) -> None:
    assert TREE.diff(target) == (
        "--- /dev/null\n"
        "+++ b/ops/__init__.py\n"
        "@@ -0,0 +1 @@\n"
        '+"""New."""\n'
        "+ ops/e.py (empty)\n"
        "--- a/ops/old/stale.py\n"
        "+++ /dev/null\n"
        "@@ -1 +0,0 @@\n"
        "-c = 3\n"
        "--- a/ops/shop/a.py\n"
        "+++ b/ops/shop/a.py\n"
        "@@ -1,2 +1 @@\n"
        "-a = 1\n"
        "-b = 2\n"
        "\\ No newline at end of file\n"
        "+b = 2\n"
    )


def test_writing_makes_the_package_equal_and_touches_nothing_else(target: Path) -> None:
    changed = TREE.write(target)
    assert [path.relative_to(target).as_posix() for path in changed] == [
        "ops/__init__.py",
        "ops/e.py",
        "ops/old/stale.py",
        "ops/shop/a.py",
    ]
    assert snapshot(target) == {
        "beside.py": b"d = 4\n",
        "ops/__init__.py": b'"""New."""\n',
        "ops/e.py": b"",
        "ops/shop/a.py": b"b = 2\n",
    }
    assert TREE.diff(target) == ""
    assert not (target / "ops" / "old").exists()


def test_writing_what_is_there_touches_nothing(target: Path) -> None:
    TREE.write(target)
    (target / "ops" / "__pycache__").mkdir()
    before = (target / "ops").stat().st_ino, (target / "ops").stat().st_mtime_ns
    assert TREE.write(target) == []
    after = (target / "ops").stat().st_ino, (target / "ops").stat().st_mtime_ns
    assert after == before


def test_target_is_made_where_there_is_none(tmp_path: Path) -> None:
    TREE.write(tmp_path / "generated")
    assert TREE.diff(tmp_path / "generated") == ""
    assert [path.name for path in (tmp_path / "generated").iterdir()] == ["ops"]


def test_failure_while_writing_leaves_the_old_package(target: Path) -> None:
    before = snapshot(target)
    broken = Tree("ops", {"a.py": "a = 1\n", "a.py/b.py": "b = 2\n"})
    with pytest.raises(OSError, match=r"a\.py"):
        broken.write(target)
    assert snapshot(target) == before


def test_failure_while_swapping_leaves_the_old_package(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(target)
    rename = Path.rename

    def refuse_new(self: Path, to: Path) -> Path:
        if self.name == "new":
            raise OSError("the disk is full")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(OSError, match="the disk is full"):
        TREE.write(target)
    assert snapshot(target) == before


def test_plugin_that_fails_in_the_middle_leaves_the_old_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "generated"
    compile_tree(shipped()).write(target)
    before = snapshot(target)

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("a fault of the plugin")

    monkeypatch.setattr(ModelsPlugin, "generate_result_class", fail)
    with pytest.raises(RuntimeError, match="a fault of the plugin"):
        compile_tree(shipped()).write(target)
    assert snapshot(target) == before


def test_documents_that_fail_leave_the_old_package(tmp_path: Path) -> None:
    case = ERRORS / "unknown-field"
    workshop = tmp_path / "workshop"
    workshop.mkdir()
    target = tmp_path / "generated"
    compile_case("pages", workshop).write(target)
    before = snapshot(target)
    with pytest.raises(SourceError):
        compile_tree(Sources(ERRORS / "schema", case / "queries")).write(target)
    assert snapshot(target) == before


def test_operation_that_is_removed_leaves_nothing_behind(tmp_path: Path) -> None:
    target, sources = tmp_path / "generated", shipped()
    compile_tree(sources).write(target)
    queries = tmp_path / "queries"
    shutil.copytree(sources.queries / "catalog", queries / "catalog")
    fewer = compile_tree(Sources(sources.schema, queries))
    fewer.write(target)
    left = (target / "udacity_graphql").iterdir()
    assert sorted(path.name for path in left) == [
        "__init__.py",
        "catalog",
        "py.typed",
    ]


def test_driver_offers_what_the_command_line_needs() -> None:
    assert sorted(compiling.__all__) == ["Sources", "Tree", "compile_tree"]
