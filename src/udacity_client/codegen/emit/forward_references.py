"""Input objects that use each other and are called like something in `builtins`.

pydantic looks up the annotations of a class as soon as it is defined. A name that the
module does not define yet is looked up among builtins, so a type `ValueError` would
become the exception. A name that is nowhere is looked up again when it is needed.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from dataclasses import replace

from udacity_client.codegen.annotations import names_in, with_names
from udacity_client.codegen.ir import Model
from udacity_client.codegen.local_names import LocalNames


def with_late_names(models: Sequence[Model]) -> tuple[list[Model], dict[str, str]]:
    """Return *models*, in their order, with other names for such later ones.

    The dict has these names by the names of the classes.
    """
    renamed: dict[str, str] = {}
    later = {model.name for model in models if hasattr(builtins, model.name)}
    made: list[Model] = []
    for model in models:
        later.discard(model.name)
        late = {name: f"_{name}_" for name in _names(model) if name in later}
        renamed |= late
        fields = (
            replace(field, annotation=with_names(field.annotation, late))
            for field in model.fields
        )
        made.append(replace(model, fields=tuple(fields)) if late else model)
    return made, renamed


def late_definitions(renamed: dict[str, str], local: LocalNames) -> list[str]:
    """Return the lines below all classes that define the names of *renamed*."""
    alias = local("TypeAlias")
    return [f"{late}: {alias} = {name}\n" for name, late in sorted(renamed.items())]


def _names(model: Model) -> Iterator[str]:
    for field in model.fields:
        yield from names_in(field.annotation)
