"""Walk a value and all that it holds: items of containers, attributes of objects.

Imports no pydantic (start-up).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import FunctionType, MappingProxyType, MemberDescriptorType, ModuleType
from typing import Final, cast

_WHOLE: Final = (str, bytes, int, float, type, ModuleType, FunctionType)
"""What holds nothing that is looked for, or too much: a module holds all it imports."""


def walk(
    value: object, held_by: Callable[[object], Iterable[object]]
) -> Iterator[object]:
    """Yield *value* and all that it holds, each once, even if it holds itself.

    Args:
        value: Any value.
        held_by: What one value holds: `items` or `parts`.
    """
    # The values themselves, too: the id of one that is gone may become another's.
    seen: dict[int, object] = {}
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen[id(one)] = one
            yield one
            waiting.extend(held_by(one))


def items(value: object) -> Iterator[object]:
    """Yield the items, keys and values of one of Python's own containers."""
    if isinstance(value, dict | MappingProxyType):
        pairs = cast("dict[object, object]", value)
        yield from pairs
        yield from pairs.values()
    elif isinstance(value, list | tuple | set | frozenset | deque):
        yield from cast("Iterable[object]", value)


def parts(value: object) -> Iterator[object]:
    """Yield the items of a container, and the attributes of an object, in slots too."""
    if isinstance(value, _WHOLE):
        return
    yield from items(value)
    yield from getattr(value, "__dict__", {}).values()
    for base in type(value).__mro__:
        for slot in vars(base).values():
            if isinstance(slot, MemberDescriptorType):
                try:
                    yield slot.__get__(value)
                except AttributeError:
                    continue  # it was not set
