"""Turn the AST of an async client into that of a blocking client."""

from __future__ import annotations

import ast
from typing import Final

_NAMES: Final = {
    "AsyncClient": "Client",
    "AsyncDomainClient": "DomainClient",
    "AsyncPager": "Pager",
}


def derive_synchronous(module: ast.Module) -> ast.Module:
    """Return the blocking counterpart of *module*, which does not change."""
    derived = _Derivation().visit(ast.parse(ast.unparse(module)))
    if not isinstance(derived, ast.Module):
        message = f"a module became {derived!r}"
        raise TypeError(message)
    return ast.fix_missing_locations(derived)


class _Derivation(ast.NodeTransformer):
    """Removes `async`, `await` and `Awaitable`, and renames classes."""

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = _NAMES.get(node.name, node.name)
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        fields = {name: getattr(node, name) for name in ast.FunctionDef._fields}
        return self.generic_visit(ast.FunctionDef(**fields))

    def visit_Await(self, node: ast.Await) -> ast.AST:
        return self._visited(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "Awaitable":
            return self._visited(node.slice)
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(id=_NAMES.get(node.id, node.id), ctx=node.ctx)

    def _visited(self, node: ast.expr) -> ast.AST:
        visited: ast.AST = self.visit(node)
        return visited
