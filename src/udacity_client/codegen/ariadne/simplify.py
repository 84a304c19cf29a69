"""Replace classes that add nothing to a fragment by its class, and sort classes.

Each class follows its bases and the classes that it names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from udacity_client.codegen.annotations import names_in, replace_names
from udacity_client.codegen.ir import Model, Models


def collapse(models: Models, *, kept: Collection[str]) -> Models:
    """Return *models* without classes that add nothing to one fragment.

    The classes named in *kept* stay as they are: those of operations and fragments.
    """
    records = _without_needless_bases(models.records, models.records)
    results = _without_needless_bases(models.results, models.records)
    aliases = {
        model.name: model.bases[0]
        for model in [*records.values(), *results.values()]
        if not model.fields and model.bases != ("Record",) and len(model.bases) == 1
        if model.name not in kept
    }
    return Models(
        enums=models.enums,
        inputs=models.inputs,
        records=_renamed(records, aliases),
        results=_renamed(results, aliases),
    )


def in_order(models: Mapping[str, Model]) -> tuple[Model, ...]:
    """Return *models* by name, each after those that it names."""
    placed: dict[str, Model] = {}
    for name in sorted(models):
        _place(name, models, placed, set())
    return tuple(placed.values())


def _without_needless_bases(
    models: Mapping[str, Model], records: Mapping[str, Model]
) -> dict[str, Model]:
    """Return *models* without bases that other bases have; Python refuses some."""

    def inherited(name: str) -> set[str]:
        bases = records[name].bases if name in records else ()
        return {*bases}.union(*map(inherited, bases))

    return {
        name: replace(
            model,
            bases=tuple(
                base
                for base in model.bases
                if not any(base in inherited(other) for other in model.bases)
            ),
        )
        for name, model in models.items()
    }


def _renamed(
    models: Mapping[str, Model], aliases: Mapping[str, str]
) -> dict[str, Model]:
    return {
        name: replace(
            model,
            fields=tuple(
                replace(field, annotation=replace_names(field.annotation, aliases))
                for field in model.fields
            ),
        )
        for name, model in models.items()
        if name not in aliases
    }


def _place(
    name: str, models: Mapping[str, Model], placed: dict[str, Model], entered: set[str]
) -> None:
    # Inputs may hold themselves; pydantic finds what is defined later on first use.
    if name in placed or name in entered:
        return
    entered.add(name)
    for needed in _needed(models[name]):
        if needed in models:
            _place(needed, models, placed, entered)
    placed[name] = models[name]


def _needed(model: Model) -> Iterator[str]:
    yield from model.bases
    for field in model.fields:
        yield from names_in(field.annotation)
