"""The names that are public, and what they are once imports are followed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from griffe import (
    Alias,
    AliasResolutionError,
    Attribute,
    Class,
    Expr,
    ExprName,
    ExprSubscript,
    GriffeLoader,
    Object,
)

_SPECIAL: Final = {
    "__abs__", "__add__", "__aenter__", "__aexit__", "__aiter__", "__and__",
    "__anext__", "__arrow_c_stream__", "__await__", "__bool__", "__bytes__", "__call__",
    "__ceil__", "__class_getitem__", "__complex__", "__contains__", "__copy__",
    "__deepcopy__", "__delete__", "__delitem__", "__divmod__", "__enter__", "__eq__",
    "__exit__", "__float__", "__floor__", "__floordiv__", "__format__", "__fspath__",
    "__ge__", "__get__", "__getattr__", "__getitem__", "__gt__", "__hash__", "__iadd__",
    "__iand__", "__imul__", "__index__", "__init__", "__int__", "__invert__", "__ior__",
    "__isub__", "__iter__", "__itruediv__", "__ixor__", "__le__", "__len__",
    "__length_hint__", "__lshift__", "__lt__", "__matmul__", "__mod__", "__mul__",
    "__ne__", "__neg__", "__new__", "__next__", "__or__", "__pos__", "__pow__",
    "__radd__", "__rand__", "__replace__", "__reversed__", "__rfloordiv__",
    "__rmatmul__", "__rmod__", "__rmul__", "__ror__", "__round__", "__rpow__",
    "__rshift__", "__rsub__", "__rtruediv__", "__rxor__", "__set__", "__setitem__",
    "__str__", "__sub__", "__truediv__", "__trunc__", "__xor__",
}  # fmt: skip
"""Special methods that callers use, by syntax of Python or of Arrow."""

_WITHOUT_DICT: Final = {"ABC", "Generic", "Protocol", "object"}
"""Bases elsewhere that give no instance a `__dict__`."""

_PYDANTIC: Final = "model_"
"""What pydantic's own names begin with, as those of its models' settings."""


class PublicNames:
    """The names that some modules export, and those of a runtime that they build on.

    Args:
        folders: Where the packages are. Nothing of them is imported.
        modules: The public modules. They export what `__all__` lists, or without one
            each name that does not begin with `_`.
        runtime: A module that bases of public classes come from.
    """

    def __init__(
        self, folders: Iterable[Path], modules: Sequence[str], runtime: str | None
    ) -> None:
        self._loader = GriffeLoader(search_paths=[*folders], allow_inspection=False)
        packages = sorted({module.partition(".")[0] for module in modules})
        for package in packages:
            self._loader.load(package)
        self._loader.resolve_aliases(external=False)
        self._packages = tuple(f"{package}." for package in packages)
        self.modules = {module: self._exported(module) for module in modules}
        self.runtime = self._exported(runtime) if runtime else {}
        self.used_bases = dict[str, Class]()
        """Classes of the runtime that `bases` has yielded."""
        self._public = {
            one.path
            for exported in (*self.modules.values(), self.runtime)
            for one in exported.values()
        }

    def is_public(self, one: Object) -> bool:
        """Return whether users can import *one* from a public module."""
        return one.path in self._public

    def _exported(self, module: str) -> dict[str, Object]:
        loaded = self._at(module)
        names = [str(name) for name in loaded.exports or ()] or [
            name
            for name, member in loaded.members.items()
            if not name.startswith("_") and not member.is_alias
        ]
        members = {name: loaded.members[name] for name in sorted(names)}
        return {
            name: _resolved(one) for name, one in members.items() if self._ours(one)
        }

    def _ours(self, member: Object | Alias) -> bool:
        """Return whether *member* is defined here, and not imported from elsewhere."""
        return not isinstance(member, Alias) or member.target_path.startswith(
            self._packages
        )

    def _at(self, path: str) -> Object:
        return _resolved(self._loader.modules_collection[path])

    def bases(self, one: Class) -> Iterator[str | Expr]:
        """Yield the bases that a user can name, also those of private bases."""
        for base in one.bases:
            hidden = self._hidden(base)
            if hidden is not None:
                yield from self._instead_of(base, hidden)
            elif str(base) != "object":
                self._note_base(base)
                yield base

    def _instead_of(self, base: str | Expr, hidden: Class) -> Iterator[str | Expr]:
        """Yield what a private base stands for, such as `Generic[T]` for `_Base[T]`."""
        for inherited in self.bases(hidden):
            if not str(inherited).startswith("Generic["):
                yield inherited
        if isinstance(base, ExprSubscript) and isinstance(base.slice, Expr):
            names = [
                one
                for one in base.slice.iterate(flat=True)
                if isinstance(one, ExprName)
            ]
            if names and all(is_type_variable(self.target(one)) for one in names):
                yield f"Generic[{base.slice}]"

    def _hidden(self, base: str | Expr) -> Class | None:
        found = self.target(base)
        if isinstance(found, Class) and not self.is_public(found):
            return found
        return None

    def _note_base(self, base: str | Expr) -> None:
        found = self.target(base)
        if isinstance(found, Class) and self.runtime.get(found.name) is found:
            self.used_bases[found.name] = found
            for inherited in found.bases:
                self._note_base(inherited)

    def target(self, expression: str | Expr) -> Object | None:
        """Return what an expression such as `Base[int]` names, if it is of ours."""
        named = expression.left if isinstance(expression, ExprSubscript) else expression
        if not isinstance(named, Expr):
            return None
        path = named.canonical_path
        if not path.startswith(self._packages):
            return None
        try:
            return self._at(path)
        except (AliasResolutionError, KeyError):
            return None

    def slots(self, one: Class) -> set[str] | None:
        """Return the names of all slots; `None` if instances have a `__dict__`."""
        own = one.members.get("__slots__")
        decorators = " ".join(str(each.value) for each in one.decorators)
        found = set[str]()
        if isinstance(own, Attribute):
            found.update(re.findall(r"\w+", str(own.value)))
        elif "slots=True" not in decorators:
            return None
        for base in one.bases:
            parent = self.target(base)
            if isinstance(parent, Class):
                inherited = self.slots(parent)
                if inherited is None:
                    return None
                found |= inherited
            elif str(base).partition("[")[0].rpartition(".")[2] not in _WITHOUT_DICT:
                return None
        return None if "__dict__" in found else found

    def members(self, one: Class) -> dict[str, Object]:
        """Return public members, also those that private bases bring."""
        found = dict[str, Object]()
        for base in reversed(one.bases):
            if (hidden := self._hidden(base)) is not None:
                found |= self.members(hidden)
        found |= {
            name: _resolved(member)
            for name, member in one.members.items()
            if not name.startswith(("_", _PYDANTIC)) or name in _SPECIAL
        }
        if one.has_labels("dataclass"):
            # Its fields say what it takes, whatever a private base checks before.
            found.pop("__new__", None)
        return found


def _resolved(found: Object | Alias) -> Object:
    return found.final_target if isinstance(found, Alias) else found


def is_type_variable(found: Object | None) -> bool:
    """Return whether *found* is a type variable, such as `T = TypeVar("T")`."""
    return isinstance(found, Attribute) and str(found.value).startswith(
        ("TypeVar", "ParamSpec")
    )
