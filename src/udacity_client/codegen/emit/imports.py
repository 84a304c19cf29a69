"""The import statements of a generated module, from the names that its text uses."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from udacity_client.codegen.local_names import LocalNames


def with_imports(
    body: str,
    local: LocalNames,
    module_of: Mapping[str, str],
    *,
    annotations_run: bool = False,
) -> str:
    """Return *body* below the imports of the names that it uses.

    Args:
        body: The text of a module without imports.
        local: What the domain's modules call the names that they import.
        module_of: The module that defines each of the domain's own names. Other names
            in *body* are its own or built in.
        annotations_run: Whether annotations are evaluated, as pydantic does. If not,
            names that only annotations use are imported under `TYPE_CHECKING`.
    """
    names = _Names(annotations_run=annotations_run)
    names.visit(ast.parse(body))
    for_checkers = _imports(names.annotating - names.running, local, module_of)
    running = names.running | ({"TYPE_CHECKING"} if for_checkers else set[str]())
    blocks = ["from __future__ import annotations"] if names.annotated else []
    blocks += _imports(running, local, module_of)
    if for_checkers:
        blocks += ["if TYPE_CHECKING:", *(f"    {line}" for line in for_checkers)]
    return "\n".join([*blocks, "", body])


def _imports(
    names: AbstractSet[str], local: LocalNames, module_of: Mapping[str, str]
) -> list[str]:
    own = sorted(names & module_of.keys())
    return [
        *local.imports(names - module_of.keys()),
        *(f"from {module_of[name]} import {name}" for name in own),
    ]


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
        # That of `TypedDict` has annotations; that of `name_arguments`, names of
        # arguments, which no module imports.
        for argument in node.args:
            if isinstance(argument, ast.Dict):
                self._annotations_in(argument)

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

    def _annotations_in(self, entries: ast.Dict) -> None:
        """Visit the annotations that a call of `TypedDict` holds as strings."""
        for value in entries.values:
            if isinstance(value, ast.Constant):
                self._annotation(ast.parse(str(value.value), mode="eval").body)

    def _annotation(self, node: ast.expr) -> None:
        self.annotated = True
        outer = self._into
        if not self._annotations_run:
            self._into = self.annotating
        self.visit(node)
        self._into = outer
