"""Check that the outcome of a witness is the one that its finding states."""

from __future__ import annotations

import json
import re

from udacity_client.drift.impact.findings import Finding, Witness
from udacity_client.drift.impact.impact import Level

NEW_VALUE_RULES = {"enum-value-added", "implementation-added", "union-member-added"}
"""Rules about new values in responses, which clients decode as unknown values."""

RAISED = "raised ResponseShapeError: data."
REFUSED = "the other schema refuses it: "
NOT_EXECUTED = "not executed: no schema says what `"


def checked_witness(finding: Finding) -> Witness:
    """Return the witness of *finding*, after checking its outcome."""
    witness = finding.witness
    assert witness is not None
    assert isinstance(json.loads(witness.content), dict)
    if witness.kind == "variables":
        assert witness.outcome.startswith((REFUSED, NOT_EXECUTED)), finding
    elif finding.level is Level.RUNTIME:
        assert witness.outcome.startswith(RAISED), finding
    else:
        owner, member = re.split(r"\.| \| | implements ", finding.coordinate)
        names = {(owner, member), (member, owner)}
        words = re.fullmatch(
            r"read as an unknown (?:value|member) of (\w+): (\w+)", witness.outcome
        )
        assert words, finding
        assert (words[1], words[2]) in names
    return witness
