"""Which fragments a selection set spreads, and in which order fragments need others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql import FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode


def spread_names(selection_set: SelectionSetNode) -> Iterator[str]:
    """Yield the names that are spread in *selection_set*, fields below included."""
    waiting = [selection_set]
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FragmentSpreadNode):
                yield node.name.value
            elif below := getattr(node, "selection_set", None):
                waiting.append(below)


def fragments_below(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> set[str]:
    """Return the names of all fragments that *selection_set* needs, at any depth."""
    found: set[str] = set()
    waiting = [*spread_names(selection_set)]
    while waiting:
        name = waiting.pop()
        if name not in found and name in fragments:
            found.add(name)
            waiting += spread_names(fragments[name].selection_set)
    return found


def leaves_first(fragments: Mapping[str, FragmentDefinitionNode]) -> list[str]:
    """Return the names of *fragments*, each after all that it spreads.

    Chains of fragments can be longer than Python's stack is deep.
    """
    done: dict[str, None] = {}
    for root in fragments:
        stack = [(root, _unknown_to(done, fragments, root))]
        while stack:
            name, needed = stack[-1]
            below = next(needed, None)
            if below is not None:
                stack.append((below, _unknown_to(done, fragments, below)))
            else:
                done[name] = None
                stack.pop()
    return list(done)


def _unknown_to(
    done: Mapping[str, None],
    fragments: Mapping[str, FragmentDefinitionNode],
    name: str,
) -> Iterator[str]:
    # Lazily: what is not done now may be done when its turn comes.
    needed = spread_names(fragments[name].selection_set)
    return (other for other in needed if other not in done)
