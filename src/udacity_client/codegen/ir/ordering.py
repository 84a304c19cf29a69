"""The order of classes in a module: each after those that it needs.

pydantic looks up a name that is not defined yet among builtins, so it would take a type
called `AttributeError` for Python's own. A chain of 1,500 models that are used before
they are defined is also deeper than Python's stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from udacity_client.codegen.annotations import names_in
from udacity_client.codegen.ir import Model, RecordModel

ModelT = TypeVar("ModelT", Model, RecordModel)


def inputs_in_order(models: Iterable[Model]) -> tuple[Model, ...]:
    """Return *models* by name, each after those that it needs, as far as possible.

    Inputs may hold themselves. pydantic finds what is defined later on first use.
    """
    by_name = {model.name: model for model in models}
    return tuple(by_name[name] for name in _in_order(by_name, _names_of_input))


def records_in_order(models: Iterable[RecordModel]) -> tuple[RecordModel, ...]:
    """Return *models*, and what stands at the top for them, in an order that works.

    That is by name, each after those that it needs.
    """
    by_name: dict[str, RecordModel] = {}
    waiting = [*models]
    while waiting:
        one = waiting.pop()
        if "." not in one.qualname:
            by_name[one.name] = one
        waiting += [*one.nested, *one.hoisted]
    return tuple(by_name[name] for name in _in_order(by_name, _names_of_record))


def _names_of_input(model: Model) -> Iterator[str]:
    for field in model.fields:
        yield from names_in(field.annotation)


def _names_of_record(model: RecordModel) -> Iterator[str]:
    waiting = [model]
    while waiting:
        one = waiting.pop()
        yield from (base.name for base in one.bases)
        for field in one.fields:
            yield from names_in(field.qualified)
        waiting += one.nested


def _in_order(
    models: Mapping[str, ModelT], needs: Callable[[ModelT], Iterator[str]]
) -> list[str]:
    done: dict[str, None] = {}
    entered: set[str] = set()
    for root in sorted(models):
        stack = [(root, needs(models[root]))] if root not in entered else []
        entered.add(root)
        while stack:
            name, needed = stack[-1]
            below = next((n for n in needed if n in models and n not in entered), None)
            if below is None:
                done[name] = None
                stack.pop()
            else:
                entered.add(below)
                stack.append((below, needs(models[below])))
    return list(done)
