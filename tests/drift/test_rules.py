"""Every rule is listed, with a text of its own."""

from __future__ import annotations

from typing import get_args

from drift.corpus import CORPUS
from drift.reports import ALL, report
from drift.rich import SCHEMA, schema_of
from udacity_client.drift.diff.change import ChangeKind, Element
from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.diff.rules import RULES
from udacity_client.drift.generated.state import CodeState

SEASONS = """
directive @cost(
  "{0}" of: Int @deprecated(reason: "{0}"), {1}: Int, also: Int {2}
) on FIELD
type Query {{ film(by: By, {1}: Int @deprecated(reason: "x"), id: ID {3}): Genre }}
input By {{ year: Int @deprecated(reason: "{0}") }}
enum Genre {{ NOIR @deprecated(reason: "{0}"), WAR }}
"""
"""What the corpus leaves out."""

SPRING = SEASONS.format("spring", "a", "", '@deprecated(reason: "spring")')
AUTUMN = SEASONS.format("autumn", "b", "@deprecated", '@deprecated(reason: "autumn")')


def met() -> set[str]:
    """Return the rules of all changes of the corpus, both ways."""
    spring, autumn = schema_of(SPRING), schema_of(AUTUMN)
    rules = {change.rule for change in changes_between(spring, autumn)}
    rules |= {change.rule for change in changes_between(autumn, spring)}
    for mutation in CORPUS:
        old, new = schema_of(SCHEMA), schema_of(mutation.sdl)
        rules |= {change.rule for change in changes_between(old, new)}
        rules |= {change.rule for change in changes_between(new, old)}
    return rules


def is_of_a_schema(rule: str) -> bool:
    """Return whether *rule* is an element and how it changed."""
    elements, manners = get_args(Element), get_args(ChangeKind)
    return rule in {f"{one}-{manner}" for one in elements for manner in manners}


def test_changes_meet_each_rule_of_schemas_and_no_other() -> None:
    listed = {rule for rule in RULES if is_of_a_schema(rule)}
    assert met() == listed


def test_the_other_verdicts_have_rules() -> None:
    others = {rule for rule in RULES if not is_of_a_schema(rule)}
    states = set(get_args(CodeState)) - {"fresh", "unchecked"}
    assert {f"code-{state}" for state in states} < others
    assert {entry.rule for entry in report(*ALL).entries} <= set(RULES)
    assert others == {f"code-{state}" for state in states} | {
        "acceptance-invalid",
        "drift-recorded",
        "operation-invalid",
        "operation-refused",
        "schema-partly-unseen",
        "schema-unseen",
    }


def test_each_rule_is_a_sentence_of_its_own() -> None:
    assert len(set(RULES.values())) == len(RULES)
    for words in RULES.values():
        assert words[0].isupper()
        assert words.endswith(".")
        assert "{" not in words
