"""Text that a server or a folder may hold never breaks or runs generated code."""

from __future__ import annotations

import ast
import builtins
import importlib
import json
import os
import shutil
import sys
import tempfile
import tokenize
import unicodedata
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import cast

from graphql import (
    StringValueNode,
    build_schema,
    graphql_sync,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
    print_ast,
)
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from udacity_client.codegen.compile import PackageTree, Sources, compile_tree
from udacity_client.codegen.docstrings import docstring
from udacity_client.codegen.source_text import comment_text
from udacity_client.schema.hidden_characters import escape_hidden
from udacity_client.schema.introspection import introspect

INJECTED = "injected_by_a_description"
RUN = f"__import__('builtins').{INJECTED} = True"
PIECES = (
    *('"""', '"', "'''", "'", "\\", "\\\\", "\\N{", "\\u", "\\x", "{", "}", "%s", "`"),
    *("\n", "\r", "\r\n", "\n\n", "\t", "    ", " ", "\x0b", "\x0c", "\x1c", "\x85"),
    *("\x00", "\x07", "\x1b[2J", "\x7f", "\u2028", "\u2029", "\u202e", "\u2066"),
    *("\u200b", "\u00ad", "\ufeff", "\U000e0041", "\ud800", "\udfff", "\ue000"),
    *("\N{SNOWMAN}", "\u00a0", "\u3000", "\U0001f469\u200d\U0001f467", "x" * 200),
    *(f"\n{RUN}\n", f'"""\n{RUN}\n"""', f"\\\n{RUN}\n#", f"]\n{RUN}\n", "word"),
    *("# coding: utf-7\n", "coding=utf-16", "+AAo-import os+AAo-", "*/", "-->"),
)
HOSTILE = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), min_size=1, max_size=12
).map("".join)
NAMES = HOSTILE.map(
    lambda text: "".join(c for c in text if c not in "/\0")[:40]
).filter(lambda name: name.strip(". ") != "" and len(_file_name(name)) < 150)

ALL_NAMES = [
    b"\nprint('INJECTED')#",
    b"\r\nimport os\x0c\x1b[2J",
    b"coding=utf-7 +AAo-",
    b'\xff\xfe\xe2\x80\xa8 """ \\',
]

# Texts called "s" are shown in the package; not all called "d" are.
SCHEMA = """
"d" type Query {
  "s" user("s" name: String = "d", "s" kind: Kind @deprecated(reason: "s")): User
  "d" old: Int @deprecated(reason: "s")
  "d" find("d" filter: Filter!): [User!]!
  "s" users("s" first: Int, "d" after: String): UserConnection
}
"d" interface Named { "d" name: String }
"s" type User implements Named {
  "s" name: String
  "s" kind: Kind! @deprecated(reason: "s")
  "d" friends("d" of: Filter = {text: "d"}): [Named]
}
"d" type UserConnection { "d" edges: [UserEdge] "d" pageInfo: PageInfo! }
"d" type UserEdge { "d" node: User }
"d" type PageInfo { "d" hasNextPage: Boolean! "d" endCursor: String }
"s" enum Kind { "s" NEW "s" OLD @deprecated(reason: "s") }
"s" input Filter {
  "s" text: String = "d"
  "s" kinds: [Kind!] @deprecated(reason: "s")
  "s" inner: Filter
}
"""
QUERIES = """
query GetUser($name: String = %s, $kind: Kind) {
  user(name: $name, kind: $kind) { ...Person kind friends(of: {text: %s}) { name } }
}
query Find($input: Filter!) { find(filter: $input) { ...Person } old }
query Search($input: Filter!) { find(filter: $input) { kind } }
query ListUsers($first: Int, $after: String) {
  users(first: $first, after: $after) {
    edges { node { ...Person } }
    pageInfo { hasNextPage endCursor }
  }
}
fragment Person on User { name }
"""


def _file_name(name: str) -> bytes:
    """Return *name* as bytes that a file can have; not all of them are UTF-8."""
    return name.encode("utf-8", errors="replace") + b"\xff" * ("\ud800" in name)


def _hidden(text: str) -> list[str]:
    """Return the characters of *text* that readers do not see or that turn lines."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return [c for c in text if unicodedata.category(c) in kinds and c not in "\n\t"]


def test_every_hidden_character_is_escaped() -> None:
    hidden = "".join(_hidden("".join(map(chr, range(sys.maxunicode + 1)))))
    assert _hidden(escape_hidden(hidden)) == []
    for text in ("Prices in \N{EURO SIGN}", "\u3000\u00a0", "a\n\tb", "\U0001f469"):
        assert escape_hidden(text) == text


@given(text=HOSTILE, indent=st.sampled_from(["", "    ", "        "]))
def test_docstring_holds_the_text_and_nothing_else(text: str, indent: str) -> None:
    written = docstring(text, indent=indent)
    if not text.strip():
        assert written == ""
        return
    assert _hidden(written) == []
    module = ast.parse(f"class C:\n{written}" if indent else written)
    assert isinstance(module, ast.Module)
    nodes = module.body if not indent else cast("ast.ClassDef", module.body[0]).body
    assert len(nodes) == 1
    expression = cast("ast.Expr", nodes[0]).value
    assert isinstance(expression, ast.Constant)
    assert str(expression.value).split() == text.split()


@given(text=HOSTILE)
def test_comment_stays_on_its_line_and_sets_no_encoding(text: str) -> None:
    line = f"# {comment_text(text)}"
    assert _hidden(line) == []
    assert "\n" not in line
    source = f"# first\n{line}\n".encode()
    assert tokenize.detect_encoding(BytesIO(source).readline)[0] == "utf-8"
    assert ast.parse(source).body == []


@given(
    texts=st.lists(HOSTILE, min_size=1, max_size=8),
    names=st.lists(NAMES.map(_file_name), min_size=4, max_size=4),
)
@example(texts=list(PIECES), names=ALL_NAMES)
@example(texts=[f"word{piece}" for piece in PIECES], names=ALL_NAMES)
@example(texts=[f"{piece}word" for piece in PIECES[::-1]], names=ALL_NAMES)
@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_package_holds_the_text_and_runs_none_of_it(
    texts: list[str], names: list[bytes]
) -> None:
    with _folder() as folder:
        schemas = folder / os.fsdecode(b"s" + names[0])
        queries = folder / os.fsdecode(b"q" + names[1])
        below = queries / "shop" / os.fsdecode(b"d" + names[2])
        below.mkdir(parents=True)
        schemas.mkdir()
        server = _Server(texts)
        found = introspect("shop", server.post)
        (schemas / "shop.graphql").write_bytes(found.sdl.encode())
        file = below / os.fsdecode(b"f" + names[3] + b".graphql")
        documents = QUERIES % (_literal(texts[0]), _literal(texts[-1]))
        file.write_bytes(documents.encode())
        tree = compile_tree(
            Sources(schemas, queries),
            package="hostile",
            command=f"udacity generate --queries {queries}",
        )
        tree.write(folder / "out")
        constants = _texts_in(tree)
        for text in server.shown:
            assert any(text in constant for constant in constants)
        _import_all(folder / "out", tree)
    assert not hasattr(builtins, INJECTED)


@contextmanager
def _folder() -> Generator[Path]:
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(os.fsencode(folder))


class _Server:
    """Answers introspection with one of its *texts* for each text of the schema."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = cycle(texts)
        self.shown: set[str] = set()

    def post(self, _domain: str, body: bytes) -> bytes:
        query = json.loads(body)["query"]
        data = graphql_sync(build_schema(SCHEMA), query).data
        return json.dumps({"data": self._filled(data)}).encode()

    def _filled(self, node: object) -> object:
        if isinstance(node, list):
            return [self._filled(item) for item in cast("list[object]", node)]
        if not isinstance(node, dict):
            return node
        items = cast("dict[str, object]", node).items()
        return {key: self._value(key, value) for key, value in items}

    def _value(self, key: str, value: object) -> object:
        if key == "defaultValue" and isinstance(value, str):
            return value.replace('"d"', _literal(next(self._texts)))
        if key not in {"description", "deprecationReason"} or value not in {"s", "d"}:
            return self._filled(value)
        text = next(self._texts)
        if value == "s":
            self.shown.add(_words(text))
        return text


def _readable(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def _literal(text: str) -> str:
    return print_ast(StringValueNode(value=_readable(text)))


def _words(text: str) -> str:
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(joined.split())


def _texts_in(tree: PackageTree) -> set[str]:
    """Return all strings in the modules of *tree*, with single blanks."""
    return {
        " ".join(node.value.split())
        for path, text in tree.files.items()
        if path.endswith(".py")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _import_all(folder: Path, tree: PackageTree) -> None:
    modules = [p[:-3].replace("/", ".") for p in tree.files if p.endswith(".py")]
    names = [f"hostile.{m}".removesuffix(".__init__") for m in modules]
    sys.path.insert(0, str(folder))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for name in names:
                importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        for name in [n for n in sys.modules if n.split(".")[0] == "hostile"]:
            del sys.modules[name]
