"""`@oneOf` inputs: every type checker and the constructor want exactly one field."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from support.codegen_cases import DOMAIN, compiled_case, importable
from support.type_checkers import run_mypy
from udacity_client.errors import InputError
from udacity_client.protocol.request import encode
from udacity_client.runtime import UNSET

BIN = Path(sys.executable).parent
RIGHT = """
from typing import assert_type

from case_one_of.shop import By, Client, Filter, Find, Only, Own
from udacity_client.runtime import UnsetType

def call(client: Client) -> None:
    client.get_q(by=By(id="1"))
    client.get_q(by=By(full_name="Ada"))
    client.find(input=Find(str_=1))
    client.find(input=Find(overload="x"))
    client.find(input=Find(finds=[Find(by=By(id="1"))]))
    client.rank(only=Only(id="1"), filter=Filter(by=By(id="1"), others=[None]))
    client.get_own(own=Own(self=1))
    client.get_own(own=Own(cls=1))
    client.get_own(own=Own(self_=1))
    assert_type(By(id="1").id, str | UnsetType)
"""
WRONG = """
from case_one_of.shop import By, Client, Find, Only
from udacity_client.runtime import UNSET

By()
By(id="1", full_name="Ada")
By(id=None)
By(id="1", full_name=None)
By(id=UNSET)
By(fullName="Ada")
Find(overload=1)
Find(str_="1")
Only()
Only(id=None)
"""
WRONG_LINES = [*range(5, 15)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("one_of")
    compiled_case("one_of").write(folder)
    (folder / "right.py").write_text(RIGHT, encoding="utf-8")
    (folder / "wrong.py").write_text(WRONG, encoding="utf-8")
    settings = f"python-interpreter-path = '{sys.executable}'\n"
    (folder / "pyrefly.toml").write_text(settings, encoding="utf-8")
    with importable(folder):
        yield folder


@pytest.fixture
def shop(folder: Path) -> Any:
    assert folder.exists()
    return importlib.import_module(f"case_one_of.{DOMAIN}")


def test_one_field_is_sent(shop: Any) -> None:
    variables = shop.GetQVariables(by=shop.By(full_name="Ada"))
    sent = json.loads(encode(shop.GET_Q, variables).content)
    assert sent["variables"] == {"by": {"fullName": "Ada"}}


@pytest.mark.parametrize(
    ("name", "wire"), [("self", "self"), ("cls", "cls"), ("self_", "Self")]
)
def test_a_field_may_be_called_like_a_parameter(
    name: str, wire: str, shop: Any
) -> None:
    variables = shop.GetOwnVariables(own=shop.Own(**{name: 1}))
    sent = json.loads(encode(shop.GET_OWN, variables).content)
    assert sent["variables"] == {"own": {wire: 1}}


@pytest.mark.parametrize(
    ("given", "count"),
    [({}, "none was"), ({"id": UNSET}, "none was"), ({"id": "1", "old": 1}, "2 were")],
)
def test_none_and_two_are_refused(
    given: dict[str, object], count: str, shop: Any
) -> None:
    with pytest.raises(InputError) as caught:
        shop.By(**given)
    assert (
        f"By takes exactly one of its fields, and {count} given; choose from id, "
        "full_name, old"
    ) in str(caught.value)


def test_null_is_refused(shop: Any) -> None:
    with pytest.raises(InputError, match=r"id is None\. Write a str"):
        shop.By(id=None)


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({"full_name": "Ada"}, "by is refused: By takes exactly one of its fields"),
        ({"id": UNSET}, "by is refused: By takes exactly one of its fields"),
        ({"id": None}, r"by\.id is None\. Write a str\."),
    ],
)
def test_a_copy_without_exactly_one_is_not_sent(
    update: dict[str, object], said: str, shop: Any
) -> None:
    copy = shop.By(id="1").model_copy(update=update)
    with pytest.raises(InputError, match=said):
        encode(shop.GET_Q, shop.GetQVariables(by=copy))


CHECKERS: dict[str, tuple[str, ...]] = {
    "mypy": (),  # run_mypy knows its options
    "pyright": ("--pythonpath", sys.executable),
    "ty": ("check", "--output-format=concise", f"--python={sys.executable}"),
    # Without a file of settings, pyrefly reports next to nothing.
    "pyrefly": ("check", "--output-format=min-text", "--config=pyrefly.toml"),
}


# mypy and pyright take seconds for each file.
@pytest.mark.parametrize(
    "checker",
    [
        pytest.param(one, marks=[pytest.mark.slow] * (one in {"mypy", "pyright"}))
        for one in CHECKERS
    ],
)
def test_type_checkers_want_exactly_one_field(checker: str, folder: Path) -> None:
    if not (BIN / checker).exists():
        pytest.skip(f"{checker} is not installed")
    assert _error_lines(checker, "right.py", folder) == []
    assert _error_lines(checker, "wrong.py", folder) == WRONG_LINES


def _error_lines(checker: str, file: str, folder: Path) -> list[int]:
    run = run_mypy if checker == "mypy" else partial(_run, checker)
    result = run(folder, file)
    assert result.returncode in (0, 1), result.stdout + result.stderr
    errors = re.findall(rf"{file}:(\d+).*\berror\b", result.stdout, re.IGNORECASE)
    errors += re.findall(rf"ERROR .*{file}:(\d+)", result.stdout)
    assert bool(errors) == (result.returncode == 1), result.stdout + result.stderr
    return sorted({int(line) for line in errors})


def _run(checker: str, folder: Path, file: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / checker, *CHECKERS[checker], file],
        cwd=folder,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
