"""Problems of operations, and which of them another schema does not have."""

from __future__ import annotations

from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.domains import Domain
from udacity_client.codegen.lint import lint
from udacity_client.drift.sources.source import SchemaSnapshot
from udacity_client.errors import Problem


def operation_problems(
    domain: Domain, snapshot: SchemaSnapshot | None, accept: str
) -> tuple[tuple[Problem, ...], bool]:
    """Return the problems in operations, and whether the other schema has none of them.

    An operation that was edited for the other schema has problems with the committed
    one, until the other one is accepted.

    Args:
        domain: The domain, with its committed schema.
        snapshot: The other schema, if there is one.
        accept: The command that makes it the committed one.
    """
    own = [one for one in domain.problems if one not in domain.schema_problems]
    has_operations = bool(domain.documents.operations)
    if not (own and has_operations) or snapshot is None or snapshot.other is None:
        return tuple(own), False
    try:
        found = lint(DocumentAnalysis(snapshot.other, domain.documents))
    except RecursionError:
        return tuple(own), False
    # Hints differ: they suggest names of the schema.
    left = {(one.location, one.message) for one in found}
    hint = f"It is valid for the other schema. If it was changed for that one: {accept}"
    problems = (
        one
        if (one.location, one.message) in left
        else one._replace(hint=f"{one.hint} {hint}" if one.hint else hint)
        for one in own
    )
    return tuple(problems), not left
