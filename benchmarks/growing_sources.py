"""Schemas and operations of any size, each of one kind that was slow once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

Sources: TypeAlias = tuple[str, str]
"""A schema, and the operations for it."""


def wide_selection(size: int) -> Sources:
    """Return *size* fields in one selection."""
    names = [f"f{number}" for number in range(size)]
    fields = _joined(f"{name}: Int" for name in names)
    return f"type Query {{ {fields} }}", f"query GetAll {{ {' '.join(names)} }}"


def fragments(size: int) -> Sources:
    """Return *size* fragments that each spread two others."""
    fields = _joined(f"f{number}: Int" for number in range(size))
    schema = f"type Query {{ thing: Thing }} type Thing {{ {fields} }}"
    spread = ("query GetThing { thing { ...F0 } }", *map(_spreading, range(size)))
    last = (f"fragment F{size + n} on Thing {{ __typename }}" for n in range(2))
    return schema, _joined((*spread, *last))


def operations(size: int) -> Sources:
    """Return *size* operations."""
    schema = "type Query { get(x: Int): Thing } type Thing { id: ID thing: Thing }"
    each = (
        f"query Get{number}($x: Int) {{ get(x: $x) {{ id thing {{ id }} }} }}"
        for number in range(size)
    )
    return schema, _joined(each)


def input_chain(size: int) -> Sources:
    """Return *size* input objects that each hold the next."""
    links = (
        f"input I{number} {{ next: I{number + 1} x: Int }}" for number in range(size)
    )
    schema = f"type Query {{ get(i: I0): Int }} {_joined(links)}"
    return f"{schema} input I{size} {{ x: Int }}", "query Get($i: I0) { get(i: $i) }"


def many_types(size: int) -> Sources:
    """Return *size* types; one operation reaches a few of them."""
    groups = (_group(number, size // 4) for number in range(size // 4))
    schema = f"type Query {{ thing: T0 by(i: I0): T1 }} {_joined(groups)}"
    return schema, "query GetThing { thing { id name kind next { id } } }"


KINDS: Final[Mapping[str, Callable[[int], Sources]]] = {
    one.__name__: one
    for one in (wide_selection, fragments, operations, input_chain, many_types)
}


def _spreading(number: int) -> str:
    own = f"f{number} ...F{number + 1} ...F{number + 2}"
    return f"fragment F{number} on Thing {{ {own} }}"


def _group(number: int, groups: int) -> str:
    return f"""
"The thing with the number {number}."
type T{number} implements N{number} {{
  id: ID! name(format: String = "x"): String kind: E{number}
  next: T{(number + 1) % groups}
}}
interface N{number} {{ id: ID! }}
enum E{number} {{ A B }}
input I{number} {{ x: Int next: I{number} kind: E{number} = A }}
"""


def _joined(parts: Iterable[str]) -> str:
    return " ".join(parts)
