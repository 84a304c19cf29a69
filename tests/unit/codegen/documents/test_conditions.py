from __future__ import annotations

import pytest
from graphql import FieldNode, OperationDefinitionNode, parse

from udacity_client.codegen.documents.conditions import (
    UNCONDITIONAL,
    UNKNOWN,
    Alternatives,
    both,
    conditions_of,
)

IF_A = frozenset({("a", True)})
IF_B = frozenset({("b", True)})


@pytest.mark.parametrize(
    ("directives", "expected"),
    [
        ("", UNCONDITIONAL),
        ("@include(if: $a)", IF_A),
        ("@skip(if: $a)", frozenset({("a", False)})),
        ("@include(if: $a) @skip(if: $b)", frozenset({("a", True), ("b", False)})),
        ("@include(if: true)", UNCONDITIONAL),
        ("@skip(if: false)", UNCONDITIONAL),
        ("@include(if: false)", None),
        ("@include(if: $a) @skip(if: true)", None),
        ("@cached(for: 5)", UNCONDITIONAL),
    ],
)
def test_conditions_of_a_field(
    directives: str, expected: frozenset[tuple[str, bool]] | None
) -> None:
    operation = parse(f"{{ x {directives} }}").definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    node = operation.selection_set.selections[0]
    assert isinstance(node, FieldNode)
    assert conditions_of(node) == expected


def test_both_are_joined() -> None:
    assert both(IF_A, IF_B) == IF_A | IF_B
    assert both(IF_A, UNCONDITIONAL) == IF_A


def test_opposite_conditions_never_hold_together() -> None:
    assert both(IF_A, frozenset({("a", False)})) is None
    assert both(IF_A, None) is None


def test_a_way_that_demands_more_is_left_out() -> None:
    ways = Alternatives()
    assert ways.add(IF_A) == IF_A
    assert ways.add(IF_A | IF_B) is None
    assert ways.add(IF_B) == IF_B
    assert [*ways] == [IF_A, IF_B]


def test_the_ninth_way_and_those_after_it_count_as_one() -> None:
    ways = Alternatives()
    for number in range(100):
        ways.add(frozenset({(f"v{number}", True)}))
    assert len([*ways]) == 9
    assert [*ways][-1] == UNKNOWN
