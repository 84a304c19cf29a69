"""The import statements of a generated module, from the names that its text uses."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping

TYPING_ONLY = "TYPE_CHECKING"


def with_imports(
    body: str, module_of: Mapping[str, str], *, annotations_run: bool = False
) -> str:
    """Return *body* below the imports of the names that it uses.

    Args:
        body: The text of a module without imports.
        module_of: The module that each name is imported from. Other names in *body*
            are its own or built in.
        annotations_run: Whether annotations are evaluated, as pydantic does. If not,
            names that only annotations use are imported under `TYPE_CHECKING`.
    """
    names = _Names(annotations_run=annotations_run)
    names.visit(ast.parse(body))
    running = names.running & module_of.keys()
    for_checkers = (names.annotating & module_of.keys()) - running
    blocks = ["from __future__ import annotations\n"] if names.annotated else []
    if for_checkers:
        running |= {TYPING_ONLY}
    blocks.append(_imports(running, {**module_of, TYPING_ONLY: "typing"}))
    if for_checkers:
        below = _imports(for_checkers, module_of).splitlines()
        blocks.append("\n".join(["if TYPE_CHECKING:", *(f"    {x}" for x in below)]))
    return "\n".join([*blocks, body])


def _imports(names: Iterable[str], module_of: Mapping[str, str]) -> str:
    modules: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        modules[module_of[name]].append(name)
    return "".join(
        f"from {module} import {', '.join(modules[module])}\n"
        for module in sorted(modules)
    )


class _Names(ast.NodeVisitor):
    """The names that a module uses, apart from those that its functions import.

    Attributes:
        running: Names that are evaluated.
        annotating: Names in annotations, unless annotations are evaluated, too.
        annotated: Whether there is any annotation.
    """

    def __init__(self, *, annotations_run: bool) -> None:
        self.running: set[str] = set()
        self.annotating: set[str] = set()
        self.annotated = False
        self._into = self.running
        self._annotations_run = annotations_run
        self._local: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if node.id not in self._local:
            self._into.add(node.id)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "TypedDict":
            self._annotations_in(node.args[1])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._annotation(node.annotation)
        self.visit(node.target)
        if node.value is not None:
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        if node.annotation is not None:
            self._annotation(node.annotation)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        # In its own body, a nested class hides what another module calls the same.
        outer = self._local
        self._local = {n.name for n in node.body if isinstance(n, ast.ClassDef)}
        for statement in node.body:
            self.visit(statement)
        self._local = outer

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outer = self._local
        imported = [s for s in node.body if isinstance(s, ast.ImportFrom)]
        for decorator in node.decorator_list:
            self.visit(decorator)
        self.visit(node.args)
        if node.returns is not None:
            self._annotation(node.returns)
        self._local = outer | {a.name for s in imported for a in s.names}
        for statement in node.body:
            self.visit(statement)
        self._local = outer

    def _annotations_in(self, entries: ast.expr) -> None:
        """Visit the annotations that a call of `TypedDict` holds as strings."""
        values = entries.values if isinstance(entries, ast.Dict) else []
        for value in values:
            if isinstance(value, ast.Constant):
                self._annotation(ast.parse(str(value.value), mode="eval").body)

    def _annotation(self, node: ast.expr) -> None:
        self.annotated = True
        outer = self._into
        if not self._annotations_run:
            self._into = self.annotating
        self.visit(node)
        self._into = outer
