"""Say what code is made from, in words and as a digest, compiling nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from udacity_client.codegen.confirmation import inferred_coordinates
from udacity_client.codegen.documents import Documents
from udacity_client.codegen.sources import Sources


def origin_lines(sources: Sources, domain: str, command: str) -> str:
    """Return the comment that names the sources, the same wherever they are."""
    schema = f"{sources.schema.resolve().name}/{domain}.graphql"
    queries = f"{sources.queries.resolve().name}/{domain}/"
    return f"# Made from: {schema}, {queries}\n# Make again: {command}\n"


def sources_digest(
    sources: Sources,
    domain: str,
    *,
    schema: str,
    documents: Documents,
    secrets: Collection[str],
    command: str,
) -> str:
    """Return the sha256 of all that decides what a generator writes for *domain*.

    The generator itself is not in it, nor are the secrets that it knows of.

    Args:
        sources: Where *schema*, *documents* and `provenance.toml` are.
        domain: The API domain.
        schema: The text of its schema.
        documents: Its operations.
        secrets: Coordinates that the project says must never print.
        command: What generates the package again, as the files tell.
    """
    inferred = inferred_coordinates(sources.schema, domain)
    texts = [origin_lines(sources, domain, command), schema]
    texts += sorted(inferred | frozenset(secrets))
    for name, text in sorted(documents.texts.items()):
        texts += [name, text]
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8") + b"\0")
    return digest.hexdigest()
