"""Several deviations at once, chosen at random."""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random
from typing import Any

from support.confirm.behaviour import Behaviour
from support.confirm.deviations import DEVIATIONS, Deviation

_USUAL = Behaviour()
_COUNT = 5


def combined(random: Random) -> tuple[list[Deviation], Behaviour]:
    """Return some deviations that do not change the same thing, and the API of all."""
    chosen: list[Deviation] = []
    behaviour = Behaviour()
    for deviation in random.sample(DEVIATIONS, len(DEVIATIONS)):
        changed = _changed(deviation.behaviour)
        domains = {swap[0] for swap in behaviour.swaps}
        swapped = {swap[0] for swap in deviation.behaviour.swaps}
        taken = _changed(behaviour).keys() & changed.keys() - {"swaps"}
        if len(chosen) == _COUNT or not deviation.user or taken or domains & swapped:
            continue
        swaps = behaviour.swaps + changed.pop("swaps", ())
        behaviour = replace(behaviour, swaps=swaps, **changed)
        chosen.append(deviation)
    return chosen, behaviour


def _changed(behaviour: Behaviour) -> dict[str, Any]:
    names = (field.name for field in fields(Behaviour))
    return {
        name: getattr(behaviour, name)
        for name in names
        if getattr(behaviour, name) != getattr(_USUAL, name)
    }
