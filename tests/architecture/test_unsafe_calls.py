"""What is read is data: nothing unpickles, evaluates, or hands text to a shell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from architecture.project import SOURCE

MODULES = {"pickle", "marshal", "shelve", "dill", "yaml", "xml"}
CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
WORDS = re.compile(rf"\b(?:{'|'.join(map(re.escape, (*MODULES, *CALLS, 'shell')))})\b")
"""What a source has to mention to be parsed, which takes longer than to look."""


def unsafe(text: str) -> Iterator[str]:
    """Yield what in the source *text* may run what it reads."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if _top(one.name) in MODULES)
        elif isinstance(node, ast.ImportFrom) and _top(node.module or "") in MODULES:
            yield node.module or ""
        elif isinstance(node, ast.Call):
            yield from _unsafe_call(node)


def _top(module: str) -> str:
    return module.partition(".")[0]


def _unsafe_call(call: ast.Call) -> Iterator[str]:
    name = ast.unparse(call.func)
    if name in CALLS:
        yield name
    shells = [one for one in call.keywords if one.arg == "shell"]
    yield from (f"{name} with a shell" for _ in shells)


def test_nothing_that_is_read_is_run() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    assert len(texts) > 300
    looked_into = {path: text for path, text in texts.items() if WORDS.search(text)}
    found = {path.name: [*unsafe(text)] for path, text in looked_into.items()}
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_what_would_be_unsafe_is_found() -> None:
    text = (
        "import pickle\neval(x)\nsubprocess.run(x, shell=True)\nfrom yaml import load"
    )
    assert {*unsafe(text)} == {"pickle", "eval", "subprocess.run with a shell", "yaml"}
