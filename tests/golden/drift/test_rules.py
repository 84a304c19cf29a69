"""The mutations have every rule about schemas, and no other rule."""

from __future__ import annotations

from typing import get_args

from support.drift.sample_schema import SCHEMA, schema_of
from support.drift.schema_mutations import MUTATIONS
from udacity_client.drift.diff.change import ChangeKind, Element
from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.diff.rules import RULES

SEASONS = """
directive @cost(
  "{0}" of: Int @deprecated(reason: "{0}"), {1}: Int, also: Int {2}
) on FIELD
type Query {{ film(by: By, {1}: Int @deprecated(reason: "x"), id: ID {3}): Genre }}
input By {{ year: Int @deprecated(reason: "{0}") }}
enum Genre {{ NOIR @deprecated(reason: "{0}"), WAR }}
"""
"""Changes that no mutation makes."""

SPRING = SEASONS.format("spring", "a", "", '@deprecated(reason: "spring")')
AUTUMN = SEASONS.format("autumn", "b", "@deprecated", '@deprecated(reason: "autumn")')


def rules_of_all_changes() -> set[str]:
    """Return the rules of all mutations, in both directions."""
    spring, autumn = schema_of(SPRING), schema_of(AUTUMN)
    rules = {change.rule for change in changes_between(spring, autumn)}
    rules |= {change.rule for change in changes_between(autumn, spring)}
    for mutation in MUTATIONS:
        old, new = schema_of(SCHEMA), schema_of(mutation.sdl)
        rules |= {change.rule for change in changes_between(old, new)}
        rules |= {change.rule for change in changes_between(new, old)}
    return rules


def is_of_a_schema(rule: str) -> bool:
    """Return whether *rule* is an element and how it changed."""
    elements, kinds = get_args(Element), get_args(ChangeKind)
    return rule in {f"{one}-{kind}" for one in elements for kind in kinds}


def test_changes_have_each_rule_about_schemas_and_no_other() -> None:
    listed = {rule for rule in RULES if is_of_a_schema(rule)}
    assert rules_of_all_changes() == listed
