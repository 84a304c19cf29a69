"""Turn the AST of an async client into that of a blocking client."""

from __future__ import annotations

import ast

from udacity_client.codegen.local_names import LocalNames


def derive_synchronous(module: ast.Module, local: LocalNames) -> ast.Module:
    """Return the blocking counterpart of *module*, which does not change.

    *local* knows what the module calls the names that it imports.
    """
    derived = _Derivation(local).visit(ast.parse(ast.unparse(module)))
    if not isinstance(derived, ast.Module):
        message = f"a module became {derived!r}"
        raise TypeError(message)
    return ast.fix_missing_locations(derived)


class _Derivation(ast.NodeTransformer):
    """Removes `async`, `await` and `Awaitable`, and renames classes."""

    def __init__(self, local: LocalNames) -> None:
        self._awaitable = local("Awaitable")
        self._names = {
            "AsyncClient": "Client",
            local("AsyncDomainClient"): local("DomainClient"),
            local("AsyncPager"): local("Pager"),
        }

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._names.get(node.name, node.name)
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        fields = {name: getattr(node, name) for name in ast.FunctionDef._fields}
        return self.generic_visit(ast.FunctionDef(**fields))

    def visit_Await(self, node: ast.Await) -> ast.AST:
        return self._visited(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == self._awaitable:
            return self._visited(node.slice)
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(id=self._names.get(node.id, node.id), ctx=node.ctx)

    def _visited(self, node: ast.expr) -> ast.AST:
        visited: ast.AST = self.visit(node)
        return visited
