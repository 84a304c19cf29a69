"""Every rule is listed, with its own text."""

from __future__ import annotations

from typing import get_args

from support.drift.sample_reports import ALL_CHECKS, report_of
from udacity_client.drift.diff.change import ChangeKind, Element
from udacity_client.drift.diff.rules import RULES
from udacity_client.drift.generated.state import CodeState


def is_of_a_schema(rule: str) -> bool:
    """Return whether *rule* is an element and how it changed."""
    elements, kinds = get_args(Element), get_args(ChangeKind)
    return rule in {f"{one}-{kind}" for one in elements for kind in kinds}


def test_results_that_are_not_schema_changes_have_rules() -> None:
    others = {rule for rule in RULES if not is_of_a_schema(rule)}
    states = set(get_args(CodeState)) - {"fresh", "unchecked"}
    assert {f"code-{state}" for state in states} < others
    assert {entry.rule for entry in report_of(*ALL_CHECKS).entries} <= set(RULES)
    assert others == {f"code-{state}" for state in states} | {
        "acceptance-invalid",
        "drift-recorded",
        "operation-invalid",
        "operation-refused",
        "response-changed",
        "schema-invalid",
        "schema-partly-unseen",
        "schema-unseen",
    }


def test_each_rule_has_its_own_sentence() -> None:
    assert len(set(RULES.values())) == len(RULES)
    for words in RULES.values():
        assert words[0].isupper()
        assert words.endswith(".")
        assert "{" not in words
