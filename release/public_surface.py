"""The public interface of the packages, written as stubs.

A stub (`.pyi`) is Python without bodies. It says what a caller can rely on: names,
arguments, annotations, defaults, bases. Each public module becomes one stub, in which a
name stands where users import it from, wherever its definition is.
"""

from __future__ import annotations

import subprocess
import sys
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
    Function,
    GriffeLoader,
    Object,
    Parameter,
    ParameterKind,
)

ROOT: Final = Path(__file__).resolve().parents[1]
RUNTIME: Final = "udacity_client.runtime"
CONTRACT: Final = "RUNTIME_API"

HAND_WRITTEN: Final = (
    "udacity_client",
    "udacity_client.data",
    "udacity_client.data.dlt",
    "udacity_client.emulator",
    "udacity_client.testing",
)
"""What `docs/versioning.md` calls public, next to the generated packages."""

_DECORATORS: Final = {"classmethod", "deprecated", "final", "staticmethod"}
"""Those that a caller can notice."""

_SPECIAL: Final = {
    "__aenter__", "__aexit__", "__aiter__", "__anext__", "__arrow_c_stream__",
    "__await__", "__bool__", "__call__", "__contains__", "__enter__", "__eq__",
    "__exit__", "__getitem__", "__hash__", "__init__", "__iter__", "__len__",
    "__new__", "__next__",
}  # fmt: skip
"""Special methods that callers use, by syntax of Python or of Arrow."""

_MADE_FROM_FIELDS: Final = ("Input", "NamedTuple", "OneOfInput", "TypedDict")
"""Bases whose subclasses take their fields as arguments, as data classes do."""

_PYDANTIC: Final = "model_"
"""What pydantic's own names begin with, as those of its models' settings."""

_LONGEST_VALUE: Final = 60


def project_stubs() -> dict[str, str]:
    """Return the stub of each public module of this checkout, by the module's name."""
    generated = ROOT / "generated"
    domains = sorted(
        f"udacity_graphql.{path.parent.name}"
        for path in (generated / "udacity_graphql").glob("*/__init__.py")
    )
    modules = [*HAND_WRITTEN, *domains]
    return stubs([ROOT / "src", generated], modules, runtime=RUNTIME)


def stubs(
    folders: Iterable[Path], modules: Sequence[str], *, runtime: str | None = None
) -> dict[str, str]:
    """Return the stub of each of *modules*, by its name. Nothing is imported.

    Args:
        folders: Where the packages are.
        modules: The public modules. Public is what `__all__` lists, or without one each
            name that does not begin with `_`.
        runtime: A module that only bases of public classes come from. Its stub holds
            those bases alone, and its `RUNTIME_API`.
    """
    loader = GriffeLoader(search_paths=[*folders], allow_inspection=False)
    for package in sorted({module.partition(".")[0] for module in modules}):
        loader.load(package)
    loader.resolve_aliases(external=False)
    return _StubWriter(loader, modules, runtime).write()


def formatted(stub: str) -> str:
    """Return *stub* as ruff formats it."""
    ruff = (sys.executable, "-m", "ruff", "format", "--isolated", "--quiet")
    return subprocess.run(  # noqa: S603 - a command of ours
        [*ruff, "--stdin-filename", "stub.pyi", "-"],
        input=stub,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


class _StubWriter:
    """The stubs of some modules, and what they share: names, and bases in a runtime."""

    def __init__(
        self, loader: GriffeLoader, modules: Sequence[str], runtime: str | None
    ) -> None:
        self._loader = loader
        self._packages = tuple({f"{one.partition('.')[0]}." for one in modules})
        self._modules = {module: self._exported(module) for module in modules}
        self._runtime = runtime
        self._shared = self._exported(runtime) if runtime else {}
        self._public = {
            one.path
            for exported in (*self._modules.values(), self._shared)
            for one in exported.values()
        }
        self._bases = dict[str, Class]()
        self._aliases = dict[str, Attribute]()

    def write(self) -> dict[str, str]:
        made = {one: self._stub(names) for one, names in self._modules.items()}
        if self._runtime:
            made[self._runtime] = self._runtime_stub()
        return made

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

    def _stub(self, names: dict[str, Object]) -> str:
        self._aliases.clear()
        parts = [self._definition(name, one) for name, one in names.items()]
        written = set[str]()
        # What an alias stands for may name another alias.
        while missing := sorted(self._aliases.keys() - written):
            written.update(missing)
            parts += [self._attribute(one, self._aliases[one]) for one in missing]
        text = "".join(parts)
        # Without the import, it would be any decorator.
        start = "from typing import overload\n" if "@overload" in text else ""
        return f"{start}{text}"

    def _runtime_stub(self) -> str:
        contract = self._shared[CONTRACT]
        names = {name: one for name, one in self._bases.items() if name in self._shared}
        return self._stub({CONTRACT: contract, **dict(sorted(names.items()))})

    def _definition(self, name: str, one: Object, indent: str = "") -> str:
        if isinstance(one, Class):
            return self._class(name, one, indent)
        if isinstance(one, Function):
            return self._function(name, one, indent)
        assert isinstance(one, Attribute), one.path  # noqa: S101 - all that is left
        return self._attribute(name, one, indent)

    def _class(self, name: str, one: Class, indent: str) -> str:
        bases = ", ".join(self._public_bases(one))
        head = f"{indent}class {name}({bases}):" if bases else f"{indent}class {name}:"
        inner = f"{indent}    "
        found = self._members(one)
        constructor = ""
        if bases.startswith(_MADE_FROM_FIELDS):
            constructor = self._constructor(found, bases, inner)
            if not bases.startswith("NamedTuple"):
                found = {k: v for k, v in found.items() if not v.is_attribute}
        members = [
            constructor,
            *(self._definition(name, found[name], inner) for name in sorted(found)),
        ]
        body = "".join(members) or f"{inner}...\n"
        return f"{_decorators(one, indent)}{head}\n{body}"

    def _constructor(self, members: dict[str, Object], bases: str, indent: str) -> str:
        """Return the constructor that a class gets from its fields."""
        fields = [
            f"{name}: {self._text(found.annotation)}"
            + (f" = {_value(found.value)}" if found.value is not None else "")
            for name, found in members.items()
            if isinstance(found, Attribute) and found.annotation is not None
        ]
        first = ["self"] if bases.startswith("NamedTuple") else ["self", "*"]
        parameters = ", ".join([*first, *fields] if fields else ["self"])
        return f"{indent}def __init__({parameters}) -> None: ...\n"

    def _public_bases(self, one: Class) -> Iterator[str]:
        """Yield the bases that a user can name, also those of private bases."""
        for base in one.bases:
            hidden = self._hidden(base)
            if hidden is not None:
                yield from self._instead_of(base, hidden)
            elif str(base) != "object":
                self._note_base(base)
                yield self._text(base)

    def _instead_of(self, base: str | Expr, hidden: Class) -> Iterator[str]:
        """Yield what a private base stands for, such as `Generic[T]` for `_Base[T]`."""
        for text in self._public_bases(hidden):
            if not text.startswith("Generic["):
                yield text
        if isinstance(base, ExprSubscript) and isinstance(base.slice, Expr):
            names = [
                one
                for one in base.slice.iterate(flat=True)
                if isinstance(one, ExprName)
            ]
            if names and all(_is_type_variable(self._target(one)) for one in names):
                yield f"Generic[{base.slice}]"

    def _hidden(self, base: str | Expr) -> Class | None:
        found = self._target(base)
        if isinstance(found, Class) and found.path not in self._public:
            return found
        return None

    def _note_base(self, base: str | Expr) -> None:
        found = self._target(base)
        if isinstance(found, Class) and self._shared.get(found.name) is found:
            self._bases[found.name] = found

    def _target(self, expression: str | Expr) -> Object | None:
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

    def _members(self, one: Class) -> dict[str, Object]:
        """Return public members, also those that private bases bring."""
        found = dict[str, Object]()
        for base in reversed(one.bases):
            if (hidden := self._hidden(base)) is not None:
                found |= self._members(hidden)
        found |= {
            name: _resolved(member)
            for name, member in one.members.items()
            if not name.startswith(("_", _PYDANTIC)) or name in _SPECIAL
        }
        return found

    def _function(self, name: str, one: Function, indent: str) -> str:
        if one.overloads:
            return "".join(
                f"{indent}@overload\n{self._signature(name, each, indent)}"
                for each in one.overloads
            )
        return self._signature(name, one, indent)

    def _signature(self, name: str, one: Function, indent: str) -> str:
        parameters = ", ".join(self._parameters(one))
        returns = f" -> {self._text(one.returns)}" if one.returns is not None else ""
        start = "async def" if "async" in one.labels else "def"
        line = f"{indent}{start} {name}({parameters}){returns}: ...\n"
        return f"{_decorators(one, indent)}{line}"

    def _parameters(self, one: Function) -> Iterator[str]:
        before: ParameterKind | None = None
        for parameter in one.parameters:
            kind = parameter.kind
            only_position = ParameterKind.positional_only
            if before is only_position and kind is not only_position:
                yield "/"
            if kind is ParameterKind.keyword_only and before not in (
                ParameterKind.keyword_only,
                ParameterKind.var_positional,
            ):
                yield "*"
            yield self._parameter(parameter)
            before = kind
        if before is ParameterKind.positional_only:
            yield "/"

    def _parameter(self, one: Parameter) -> str:
        stars = {ParameterKind.var_positional: "*", ParameterKind.var_keyword: "**"}
        star = stars.get(one.kind or ParameterKind.positional_or_keyword, "")
        text = f"{star}{one.name}"
        if one.annotation is not None:
            text += f": {self._text(one.annotation)}"
        if one.default is not None and not star:
            text += f" = {self._default(one.default)}"
        return text

    def _default(self, default: str | Expr) -> str:
        """Return the text of a default; of a private constant, its value."""
        found = self._target(default)
        if isinstance(found, Attribute) and found.path not in self._public:
            return _value(found.value)
        return _value(default)

    def _attribute(self, name: str, one: Attribute, indent: str = "") -> str:
        annotation = one.annotation or _annotation_of_argument(one)
        text = f"{indent}{name}"
        if annotation is not None:
            text += f": {self._text(annotation)}"
        value = self._meaning(one)
        if value is not None:
            text += f" = {value}"
        elif annotation is None:
            text += " = ..."
        return f"{text}\n"

    def _meaning(self, one: Attribute) -> str | None:
        """Return the value that users can rely on; `...` if they cannot."""
        if one.value is None:
            return None
        if isinstance(one.parent, Class):
            is_set_later = "class-attribute" not in one.labels
            in_constructor = one.parent.has_labels("dataclass") or any(
                str(base).startswith(_MADE_FROM_FIELDS) for base in one.parent.bases
            )
            return None if is_set_later or in_constructor else _value(one.value)
        kind = str(one.annotation or "Final")
        if kind == "TypeAlias" and isinstance(one.value, Expr):
            return self._text(one.value)
        return _value(one.value) if kind.startswith("Final") else "..."

    def _text(self, annotation: str | Expr | None) -> str:
        if isinstance(annotation, Expr):
            self._note_aliases(annotation)
        return str(annotation)

    def _note_aliases(self, expression: Expr) -> None:
        """Note aliases of types that users cannot import, but must satisfy."""
        for name in expression.iterate(flat=True):
            if not isinstance(name, ExprName):
                continue
            found = self._target(name)
            if (
                isinstance(found, Attribute)
                and found.path not in self._public
                and isinstance(found.value, Expr)
                and not _is_type_variable(found)
            ):
                self._aliases[found.name] = found


def _resolved(found: Object | Alias) -> Object:
    return found.final_target if isinstance(found, Alias) else found


def _is_type_variable(found: Object | None) -> bool:
    return isinstance(found, Attribute) and str(found.value).startswith(
        ("TypeVar", "ParamSpec")
    )


def _annotation_of_argument(one: Attribute) -> str | Expr | None:
    """Return the annotation of the argument that `self.name = name` stores."""
    constructor = one.parent.members.get("__init__") if one.parent else None
    name = str(one.value)
    if isinstance(constructor, Function) and name in constructor.parameters:
        return constructor.parameters[name].annotation
    return None


def _decorators(one: Class | Function, indent: str) -> str:
    written = (str(decorator.value) for decorator in one.decorators)
    return "".join(
        f"{indent}@{text}\n"
        for text in written
        if text.partition("(")[0].rpartition(".")[2] in _DECORATORS
    )


def _value(value: str | Expr | None) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST_VALUE and "\n" not in text else "..."
