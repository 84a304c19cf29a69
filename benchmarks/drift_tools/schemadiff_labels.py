"""Label the changes of schemas as schemadiff does; JSON comes in and goes out.

Runs in an environment of its own, which has nothing of ours.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version

from schemadiff.diff.schema import Schema
from schemadiff.schema_loader import SchemaLoader

LABELS = {"BREAKING": "breaking", "DANGEROUS": "dangerous", "NON_BREAKING": "safe"}


def labels(old: str, new: str) -> list[str]:
    """Return the label of each change."""
    schemas = SchemaLoader.from_sdl(old), SchemaLoader.from_sdl(new)
    return [LABELS[one.criticality.level.value] for one in Schema(*schemas).diff()]


if __name__ == "__main__":
    found = [labels(pair["old"], pair["new"]) for pair in json.load(sys.stdin)]
    told = {"version": version("graphql-schema-diff"), "labels": found}
    json.dump(told, sys.stdout)
