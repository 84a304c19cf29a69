"""The public interface of the packages, written as stubs.

A stub (`.pyi`) is Python without bodies. It says what a caller can rely on: names,
arguments, annotations, defaults, bases. Each public module becomes one stub, in which a
name stands where users import it from, wherever its definition is.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from griffe import (
    Attribute,
    Class,
    Expr,
    ExprName,
    Function,
    Object,
    Parameter,
    ParameterKind,
)

from public_names import PublicNames, is_type_variable

ROOT: Final = Path(__file__).resolve().parents[2]
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

_DECORATORS: Final = {
    "abstractmethod", "asynccontextmanager", "classmethod", "contextmanager",
    "deprecated", "final", "runtime_checkable", "staticmethod",
}  # fmt: skip
"""Those that a caller can notice."""

_DATACLASS_OPTIONS: Final = (
    "eq=False", "frozen=True", "match_args=False", "order=True", "slots=True",
    "unsafe_hash=True", "weakref_slot=True",
)  # fmt: skip
"""Those that a caller can notice, next to the constructor that others change."""

_MADE_FROM_FIELDS: Final = ("Input", "NamedTuple", "OneOfInput", "TypedDict")
"""Bases whose subclasses take their fields as arguments, as data classes do."""


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
    return _StubWriter(PublicNames(folders, modules, runtime)).write(runtime)


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
    """The text of stubs. Aliases that users cannot import stand at the end."""

    def __init__(self, names: PublicNames) -> None:
        self._names = names
        self._aliases = dict[str, Attribute]()
        self._variables = dict[str, set[str]]()

    def write(self, runtime: str | None) -> dict[str, str]:
        made = {one: self._stub(names) for one, names in self._names.modules.items()}
        if runtime:
            bases = dict(sorted(self._names.used_bases.items()))
            contract = self._names.runtime[CONTRACT]
            made[runtime] = self._stub({CONTRACT: contract, **bases})
        return made

    def _stub(self, names: dict[str, Object]) -> str:
        self._aliases.clear()
        self._variables.clear()
        parts = [self._definition(name, one) for name, one in names.items()]
        written = set[str]()
        # What an alias stands for may name another alias.
        while missing := sorted(self._aliases.keys() - written):
            written.update(missing)
            parts += [self._attribute(one, self._aliases[one]) for one in missing]
        # Modules may each have a type variable of that name.
        parts += [
            f"{name} = {', '.join(sorted(texts))}\n"
            for name, texts in sorted(self._variables.items())
        ]
        text = "".join(parts)
        # Without the import, it would be any decorator.
        start = "from typing import overload\n" if "@overload" in text else ""
        return f"{start}{text}"

    def _definition(self, name: str, one: Object, indent: str = "") -> str:
        if isinstance(one, Class):
            return self._class(name, one, indent)
        if isinstance(one, Function):
            return self._function(name, one, indent)
        assert isinstance(one, Attribute), one.path  # noqa: S101 - all that is left
        if one.has_labels("property") and not one.has_labels("cached"):
            return self._property(name, one, indent)
        return self._attribute(name, one, indent)

    def _class(self, name: str, one: Class, indent: str) -> str:
        bases = ", ".join(self._text(base) for base in self._names.bases(one))
        for base in one.bases:
            # `Generic[T]` may stand for a private base, and is a text then.
            self._note_variables(base)
        head = f"{indent}class {name}({bases}):" if bases else f"{indent}class {name}:"
        inner = f"{indent}    "
        found = self._names.members(one)
        constructor = ""
        if bases.startswith(_MADE_FROM_FIELDS):
            is_total = str(one.keywords.get("total")) != "False"
            constructor = self._constructor(found, bases, inner, is_total=is_total)
            if not bases.startswith("NamedTuple"):
                found = {k: v for k, v in found.items() if not v.is_attribute}
        members = [
            self._slots(one, inner),
            constructor,
            *(self._definition(name, found[name], inner) for name in sorted(found)),
        ]
        body = "".join(members) or f"{inner}...\n"
        return f"{_decorators(one, indent)}{head}\n{body}"

    def _slots(self, one: Class, indent: str) -> str:
        """Return the slots that a class writes itself, as far as a caller notices."""
        found = self._names.slots(one)
        if found is None or "__slots__" not in one.members:
            return ""
        noticed = '("__weakref__",)' if "__weakref__" in found else "()"
        return f"{indent}__slots__ = {noticed}\n"

    def _constructor(
        self, members: dict[str, Object], bases: str, indent: str, *, is_total: bool
    ) -> str:
        """Return the constructor that a class gets from its fields."""
        left_out = "" if is_total else " = ..."
        fields = [
            f"{name}: {self._text(found.annotation)}"
            + (f" = {_value(found.value)}" if found.value is not None else left_out)
            for name, found in members.items()
            if isinstance(found, Attribute) and found.annotation is not None
        ]
        first = ["self"] if bases.startswith("NamedTuple") else ["self", "*"]
        parameters = ", ".join([*first, *fields] if fields else ["self"])
        return f"{indent}def __init__({parameters}) -> None: ...\n"

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
        found = self._names.target(default)
        if isinstance(found, Attribute) and not self._names.is_public(found):
            return _value(found.value)
        return _value(default)

    def _property(self, name: str, one: Attribute, indent: str) -> str:
        type_ = self._text(one.annotation)
        text = f"{indent}@property\n{indent}def {name}(self) -> {type_}: ...\n"
        if one.has_labels("writable"):
            text += (
                f"{indent}@{name}.setter\n"
                f"{indent}def {name}(self, value: {type_}) -> None: ...\n"
            )
        return text

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
        self._note_variables(annotation)
        return str(annotation)

    def _note_aliases(self, expression: Expr) -> None:
        """Note aliases of types that users cannot import, but must satisfy."""
        for name in expression.iterate(flat=True):
            if not isinstance(name, ExprName):
                continue
            found = self._names.target(name)
            if (
                isinstance(found, Attribute)
                and not self._names.is_public(found)
                and isinstance(found.value, Expr)
                and not is_type_variable(found)
            ):
                self._aliases[found.name] = found

    def _note_variables(self, expression: str | Expr | None) -> None:
        """Note type variables, whose bounds limit what they may stand for."""
        names = expression.iterate(flat=True) if isinstance(expression, Expr) else ()
        for name in names:
            found = self._names.target(name) if isinstance(name, ExprName) else None
            if isinstance(found, Attribute) and is_type_variable(found):
                texts = self._variables.setdefault(found.name, set())
                texts.add(_value(found.value))


def _annotation_of_argument(one: Attribute) -> str | Expr | None:
    """Return the annotation of the argument that `self.name = name` stores."""
    constructor = one.parent.members.get("__init__") if one.parent else None
    name = str(one.value)
    if isinstance(constructor, Function) and name in constructor.parameters:
        return constructor.parameters[name].annotation
    return None


def _decorators(one: Class | Function, indent: str) -> str:
    written = (_noticed(str(decorator.value)) for decorator in one.decorators)
    return "".join(f"{indent}@{text}\n" for text in written if text)


def _noticed(decorator: str) -> str:
    """Return what a caller can notice of *decorator*."""
    name = decorator.partition("(")[0].rpartition(".")[2]
    if name == "dataclass":
        options = [one for one in _DATACLASS_OPTIONS if one in decorator]
        return f"dataclass({', '.join(options)})" if options else "dataclass"
    return decorator if name in _DECORATORS else ""


def _value(value: str | Expr | None) -> str:
    text = str(value)
    # A string over several lines would end the line of a stub.
    return ast.unparse(ast.parse(text, mode="eval")) if "\n" in text else text
