"""Write what a domain was made from and holds, and read it again, compiling nothing.

Nothing in a manifest depends on a version: a release that writes the same code leaves
everybody's code fresh.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, cast

from udacity_client.codegen.ir import DomainSpec
from udacity_client.codegen.sources import Sources
from udacity_client.schema.documents import Documents


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
    inferred = sources.inferred.get(domain, frozenset[str]())
    texts = [origin_lines(sources, domain, command), schema]
    texts += sorted(inferred | frozenset(secrets))
    for name, text in sorted(documents.texts.items()):
        texts += [name, text]
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8") + b"\0")
    return digest.hexdigest()


_SEAL: Final = "manifest_sha256"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Hold what a manifest says of its domain's code.

    Attributes:
        sources_sha256: The digest of what the code was made from.
        files_sha256: The digests of its files, by name.
        is_whole: Whether the manifest itself is as it was written.
    """

    sources_sha256: str
    files_sha256: Mapping[str, str]
    is_whole: bool


def manifest_text(spec: DomainSpec, files: Mapping[str, str]) -> str:
    """Return the manifest of *spec*: each document, and each of *files*, by digest."""
    operations = [
        {
            "name": operation.name,
            "kind": operation.kind,
            "sha256": text_digest(operation.document),
            "document": operation.document,
        }
        for operation in spec.operations
    ]
    return _sealed(
        {
            "domain": spec.domain,
            "sources_sha256": spec.digest,
            "files_sha256": {name: text_digest(files[name]) for name in sorted(files)},
            "operations": operations,
        }
    )


def read_manifest(text: str) -> Manifest | None:
    """Return what *text* says, or `None` where it is no manifest that was written."""
    try:
        content = _table(json.loads(text))
    except ValueError:
        return None
    sources, files = content.get("sources_sha256"), _table(content.get("files_sha256"))
    if not isinstance(sources, str):
        return None
    rest = {key: value for key, value in content.items() if key != _SEAL}
    return Manifest(
        sources_sha256=sources,
        files_sha256={name: str(digest) for name, digest in files.items()},
        is_whole=_sealed(rest) == text,
    )


def text_digest(text: str) -> str:
    """Return the sha256 of *text*."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _sealed(content: Mapping[str, object]) -> str:
    """Return *content* as JSON, its own digest in the end."""
    return _rendered({**content, _SEAL: text_digest(_rendered(content))})


def _rendered(content: Mapping[str, object]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
