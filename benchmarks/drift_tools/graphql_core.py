"""Label the changes of schemas as graphql-core does; JSON comes in and goes out.

Runs in an environment of its own, with graphql-core 3.2 or 3.3 and nothing of ours.
"""

from __future__ import annotations

import json
import sys

import graphql
from graphql import GraphQLSchema, build_schema


def labels(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """Return the label of each change."""
    if hasattr(graphql, "find_schema_changes"):
        kinds = {
            graphql.BreakingChange: "breaking",
            graphql.DangerousChange: "dangerous",
            graphql.SafeChange: "safe",
        }
        return [kinds[type(one)] for one in graphql.find_schema_changes(old, new)]
    return [
        *("breaking" for _ in graphql.find_breaking_changes(old, new)),
        *("dangerous" for _ in graphql.find_dangerous_changes(old, new)),
    ]


if __name__ == "__main__":
    found = [
        labels(build_schema(pair["old"]), build_schema(pair["new"]))
        for pair in json.load(sys.stdin)
    ]
    json.dump({"version": graphql.version, "labels": found}, sys.stdout)
