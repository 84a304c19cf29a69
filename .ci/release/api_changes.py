"""Changes between two versions of the public interface, and the version they need.

griffe finds what breaks calls. It does not compare annotations, values, bases and
overloads, so those are compared here.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final, TypeAlias

from griffe import (
    Attribute,
    Breakage,
    Class,
    Function,
    Module,
    Object,
    Parameter,
    ParameterKind,
    find_breaking_changes,
    visit,
)
from packaging.version import Version


class Level(IntEnum):
    """What a change does to code that uses the interface."""

    FIXED = 0
    """It cannot notice."""

    ADDED = 1
    """It works as before, and can do more."""

    BREAKING = 2
    """It may no longer work, or no longer type-check."""


Difference: TypeAlias = tuple[Level, str]


@dataclass(frozen=True)
class Change:
    """One change of the public interface."""

    module: str
    name: str
    """The name in its module, such as `Pager.resume`; empty for the module itself."""

    level: Level
    what: str

    @property
    def symbol(self) -> str:
        """The whole name, with the module's."""
        return f"{self.module}.{self.name}" if self.name else self.module

    def __str__(self) -> str:
        return f"{self.level.name.lower():9} {self.symbol}: {self.what}"


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """Return what changed between the stubs of two versions, by module."""
    changes = list[Change]()
    for module in sorted({*old, *new}):
        if module not in new:
            changes.append(Change(module, "", Level.BREAKING, "was removed"))
        elif module not in old:
            changes.append(Change(module, "", Level.ADDED, "was added"))
        else:
            changes += _Comparison(module, old[module], new[module]).changes()
    return changes


def needed_version(last: Version, changes: Iterable[Change]) -> Version:
    """Return the lowest version that may have *changes*, by `docs/versioning.md`."""
    level = max((change.level for change in changes), default=Level.FIXED)
    if level is Level.BREAKING and last.major:
        return Version(f"{last.major + 1}.0.0")
    if level is Level.FIXED:
        return Version(f"{last.major}.{last.minor}.{last.micro + 1}")
    return Version(f"{last.major}.{last.minor + 1}.0")


class _Comparison:
    """Two stubs of one module."""

    def __init__(self, module: str, old: str, new: str) -> None:
        self._module = module
        self._old = _parsed(module, old)
        self._new = _parsed(module, new)
        self._breakages = defaultdict[str, list[Breakage]](list)
        for breakage in find_breaking_changes(self._old, self._new):
            self._breakages[breakage.obj.path].append(breakage)

    def changes(self) -> Iterator[Change]:
        yield from self._members(self._old, self._new)

    def _members(self, old: Class | Module, new: Class | Module) -> Iterator[Change]:
        overloaded = {name for one in (old, new) for name in _overloads(one)}
        for name in sorted({*old.members, *new.members} - overloaded - {_SLOTS}):
            before = self._find(self._old, old, name)
            after = self._find(self._new, new, name)
            if before is None and after is not None:
                if not _is_type_variable(after):
                    yield self._change(after, *_addition(new, after))
            elif after is None and before is not None:
                if not _is_type_variable(before):
                    yield self._change(before, Level.BREAKING, "was removed")
            elif before is not None and after is not None:
                yield from self._pair(before, after, new)
        for name in sorted(overloaded):
            if difference := _overload_difference(old, new, name):
                path = f"{old.path}.{name}".removeprefix(f"{self._module}.")
                difference = _for_implementers(new, difference)
                yield Change(self._module, path, *difference)

    def _find(self, module: Module, owner: Class | Module, name: str) -> Object | None:
        """Return a member, also one that a base in this module has."""
        if name in owner.members:
            member = owner.members[name]
            return member if isinstance(member, Object) else None
        for base in owner.bases if isinstance(owner, Class) else ():
            parent = module.members.get(str(base).partition("[")[0])
            if isinstance(parent, Class) and (
                found := self._find(module, parent, name)
            ):
                return found
        return None

    def _pair(
        self, old: Object, new: Object, owner: Class | Module
    ) -> Iterator[Change]:
        for difference in self._differences(old, new):
            yield self._change(new, *_for_implementers(owner, difference))
        for level, what in _deprecation(old, new):
            yield self._change(new, level, what)
        if isinstance(old, Class) and isinstance(new, Class):
            yield from self._members(old, new)

    def _differences(self, old: Object, new: Object) -> Iterator[Difference]:
        if isinstance(old, Class | Function) and isinstance(new, Class | Function):
            yield from _trait_differences(old, new)
        if isinstance(old, Class) and isinstance(new, Class):
            yield from _base_differences(old, new)
        elif isinstance(old, Function) and isinstance(new, Function):
            if old.path == new.path:
                yield from self._broken_calls(new)
                yield from _signature_differences(old, new)
            elif old.signature(return_type=True) != new.signature(return_type=True):
                # griffe compares nothing with what a base has.
                yield Level.BREAKING, f"differs from {_qualified_name(old)}"
        elif isinstance(old, Attribute) and isinstance(new, Attribute):
            yield from _attribute_differences(old, new)
        else:
            yield Level.BREAKING, f"was a {old.kind.value}, is a {new.kind.value}"

    def _broken_calls(self, new: Function) -> Iterator[Difference]:
        for breakage in self._breakages[new.path]:
            parameter = breakage.old_value or breakage.new_value
            what = breakage.kind.value.lower()
            if isinstance(parameter, Parameter):
                what = f"{what}: {parameter.name}"
            yield Level.BREAKING, what

    def _change(self, one: Object, level: Level, what: str) -> Change:
        name = _qualified_name(one).removesuffix(".__init__")
        return Change(self._module, name, level, what)


_SLOTS: Final = "__slots__"
"""The member that says the same of a class as the option `slots` of a data class."""

_FOR_OTHERS: Final = ", in what others implement"


def _for_implementers(owner: Class | Module, difference: Difference) -> Difference:
    """Return what a *difference* in *owner* does to code that implements it, too."""
    level, what = difference
    if level is Level.ADDED and _is_protocol(owner):
        return Level.BREAKING, f"{what}{_FOR_OTHERS}"
    return difference


def _addition(owner: Class | Module, member: Object) -> Difference:
    """Return what a new *member* does to code that knows *owner* without it."""
    if isinstance(member, Function) and "abstractmethod" in _traits(member):
        return Level.BREAKING, f"was added{_FOR_OTHERS}"
    is_field = isinstance(member, Attribute) and not member.has_labels("property")
    if is_field and "NamedTuple" in _names_of_bases(owner):
        return Level.BREAKING, "was added, so the tuple is longer"
    return _for_implementers(owner, (Level.ADDED, "was added"))


def _is_protocol(owner: Class | Module) -> bool:
    """Return whether users may write a class like *owner* without naming it."""
    return "Protocol" in _names_of_bases(owner)


def _names_of_bases(owner: Class | Module) -> set[str]:
    bases = owner.bases if isinstance(owner, Class) else ()
    return {str(base).partition("[")[0].rpartition(".")[2] for base in bases}


def _is_type_variable(one: Object) -> bool:
    """Return whether *one* is a type variable.

    What uses it is compared, so one that comes or goes is no change of its own.
    """
    return isinstance(one, Attribute) and str(one.value).lstrip("(").startswith(
        ("TypeVar(", "ParamSpec(")
    )


def _qualified_name(one: Object) -> str:
    return one.path.removeprefix(f"{one.module.path}.")


def _parsed(module: str, stub: str) -> Module:
    return visit(module, filepath=Path(f"{module}.pyi"), code=stub)


def _overloads(one: Class | Module) -> dict[str, list[Function]]:
    return {name: found for name, found in one.overloads.items() if found}


def _overload_difference(
    old: Class | Module, new: Class | Module, name: str
) -> Difference | None:
    before, after = _signatures(old, name), _signatures(new, name)
    if before == after:
        return None
    if not before:
        return Level.ADDED, "was added"
    if not after:
        return Level.BREAKING, "was removed"
    if before <= after:
        return Level.ADDED, "has another overload"
    return Level.BREAKING, "an overload was changed or removed"


def _signatures(owner: Class | Module, name: str) -> set[str]:
    found = _overloads(owner).get(name, [])
    member = owner.members.get(name)
    if not found and isinstance(member, Function):
        found = [member]
    return {one.signature(return_type=True) for one in found}


def _base_differences(old: Class, new: Class) -> Iterator[Difference]:
    before, after = {str(one) for one in old.bases}, {str(one) for one in new.bases}
    for base in sorted(before - after):
        yield Level.BREAKING, f"is no longer a {base}"
    for base in sorted(after - before):
        yield Level.ADDED, f"is a {base} too"


def _signature_differences(old: Function, new: Function) -> Iterator[Difference]:
    for label in sorted(old.labels ^ new.labels):
        yield Level.BREAKING, f"is {'' if label in new.labels else 'no longer '}{label}"
    before = {one.name: one for one in old.parameters}
    for parameter in new.parameters:
        if (earlier := before.get(parameter.name)) is None:
            if not parameter.required:
                yield Level.ADDED, f"takes {parameter.name}"
            continue
        if (earlier.kind, parameter.kind) in _WIDER_KINDS:
            way = _WIDER_KINDS[earlier.kind, parameter.kind]
            yield Level.ADDED, f"{parameter.name} may be given by {way}"
        if str(earlier.annotation) != str(parameter.annotation):
            what = (
                f"{parameter.name} is {parameter.annotation}, was {earlier.annotation}"
            )
            wider = _alternatives(earlier.annotation) <= _alternatives(
                parameter.annotation
            )
            yield Level.ADDED if wider else Level.BREAKING, what
        elif earlier.required and not parameter.required:
            yield Level.ADDED, f"{parameter.name} may be left out"
    yield from _result_difference(old.returns, new.returns, "returns")


_WIDER_KINDS: Final = {
    (ParameterKind.keyword_only, ParameterKind.positional_or_keyword): "position",
    (ParameterKind.positional_only, ParameterKind.positional_or_keyword): "name",
}
"""Changes of a parameter's kind that griffe passes over, since no call breaks."""

_TRAITS: Final = {
    "abstractmethod": "abstract",
    "asynccontextmanager": "an async context manager",
    "contextmanager": "a context manager",
    "dataclass": "a data class",
    "eq=False": "compared by identity",
    "final": "final",
    "frozen": "frozen",
    "match_args=False": "without positions in patterns",
    "order": "ordered",
    "runtime_checkable": "checkable at run time",
    "slots": "without a __dict__",
    "unsafe_hash": "hashable by its fields",
    "weakref_slot": "weakly referable in spite of slots",
}
"""What decorators, slots and options of data classes make of a class or a function."""

_BREAKS_IF_ADDED: Final = {
    "abstractmethod", "asynccontextmanager", "contextmanager", "dataclass", "eq=False",
    "final", "frozen", "match_args=False", "slots",
}  # fmt: skip
"""A data class compares by value, and has no hash; with slots, nothing can be added to
it, and nothing refers to it weakly."""

_BREAKS_IF_REMOVED: Final = {*_TRAITS} - {
    "abstractmethod", "final", "match_args=False", "slots",
}  # fmt: skip
"""`frozen` and `eq=False` are in both: such a data class has a hash."""


def _trait_differences(
    old: Class | Function, new: Class | Function
) -> Iterator[Difference]:
    before, after = _traits(old), _traits(new)
    for name in sorted(before - after):
        level = Level.BREAKING if name in _BREAKS_IF_REMOVED else Level.ADDED
        yield level, f"is no longer {_TRAITS[name]}"
    for name in sorted(after - before):
        level = Level.BREAKING if name in _BREAKS_IF_ADDED else Level.ADDED
        yield level, f"is {_TRAITS[name]}"


def _traits(one: Class | Function) -> set[str]:
    """Return the keys of `_TRAITS` that *one* has. griffe does not compare them."""
    texts = [str(decorator.value) for decorator in one.decorators]
    names = {text.partition("(")[0].rpartition(".")[2] for text in texts}
    options = re.findall(r"\w+=False|\w+(?==True)", " ".join(texts))
    return {*names, *options, *_traits_of_slots(one)} & _TRAITS.keys()


def _traits_of_slots(one: Class | Function) -> Iterator[str]:
    slots = one.members.get(_SLOTS)
    if isinstance(slots, Attribute):
        yield "slots"
        if "__weakref__" in str(slots.value):
            yield "weakref_slot"


def _attribute_differences(old: Attribute, new: Attribute) -> Iterator[Difference]:
    yield from _result_difference(old.annotation, new.annotation, "is")
    if _can_be_set(old) != _can_be_set(new):
        breaks = _can_be_set(old)
        level = Level.BREAKING if breaks else Level.ADDED
        yield level, f"can {'no longer ' if breaks else ''}be set"
    if str(old.value) != str(new.value):
        # Of a constant, or of an alias such as `Literal["a", "b"]`.
        wider = _alternatives(old.value) <= _alternatives(new.value)
        level = Level.ADDED if wider else Level.BREAKING
        yield level, f"has the value {new.value}, had {old.value}"


def _can_be_set(one: Attribute) -> bool:
    return not one.has_labels("property") or one.has_labels("writable")


def _result_difference(old: object, new: object, verb: str) -> Iterator[Difference]:
    if str(old) != str(new):
        narrower = _alternatives(new) <= _alternatives(old)
        level = Level.ADDED if narrower else Level.BREAKING
        yield level, f"{verb} {new}, not {old}"


def _deprecation(old: Object, new: Object) -> Iterator[Difference]:
    before, after = _is_deprecated(old), _is_deprecated(new)
    if after and not before:
        yield Level.ADDED, "is deprecated"
    elif before and not after:
        yield Level.ADDED, "is no longer deprecated"


def _is_deprecated(one: Object) -> bool:
    decorators = one.decorators if isinstance(one, Class | Function) else ()
    return any(str(each.value).startswith("deprecated") for each in decorators)


def _alternatives(annotation: object) -> set[str]:
    """Return the members of a union or a `Literal`, or the annotation alone."""
    return set(_members_of_union(ast.parse(str(annotation), mode="eval").body))


def _members_of_union(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _members_of_union(node.left)
        yield from _members_of_union(node.right)
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
        values = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        yield from (f"Literal[{ast.unparse(value)}]" for value in values)
    else:
        yield ast.unparse(node)
