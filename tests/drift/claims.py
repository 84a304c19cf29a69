"""The outcome that a witness must have, by the finding that it shows."""

from __future__ import annotations

import json
import re

from udacity_client.drift.impact.findings import Finding, Witness
from udacity_client.drift.impact.impact import Level

NEWCOMERS = {"enum-value-added", "implementation-added", "union-member-added"}
"""Rules of what may come in answers, and is read as something unknown."""

RAISED = "raised ResponseShapeError: data."
REFUSED = "the other schema refuses it: "
UNSAID = "not executed: no schema says what `"


def claimed(finding: Finding) -> Witness:
    """Return the witness of *finding*, which has to do what it says."""
    witness = finding.witness
    assert witness is not None
    assert isinstance(json.loads(witness.content), dict)
    if witness.kind == "variables":
        assert witness.outcome.startswith((REFUSED, UNSAID)), finding
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
