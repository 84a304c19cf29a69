"""`operations.json`, the manifest of a domain: its operations, and digests.

The digests tell whether code is stale or was edited, and nothing has to be compiled.
A manifest does not depend on the generator's version: if a new release writes the same
code, everybody's code stays fresh.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from udacity_client.codegen.ir import DomainSpec, RecordModel
from udacity_client.codegen.scalar_types import digest_lines
from udacity_client.codegen.source_text import comment_text
from udacity_client.codegen.sources import Sources
from udacity_client.schema.documents import Documents


def source_lines(sources: Sources, domain: str, command: str) -> str:
    """Return the header comment that names the sources, the same on every machine."""
    schema = f"{sources.schema.resolve().name}/{domain}.graphql"
    queries = f"{sources.queries.resolve().name}/{domain}/"
    made_from = comment_text(f"{schema}, {queries}")
    return f"# Made from: {made_from}\n# Make again: {comment_text(command)}\n"


def sources_digest(
    sources: Sources,
    domain: str,
    *,
    schema: str,
    documents: Documents,
    secrets: Collection[str],
    command: str,
) -> str:
    """Return the sha256 of everything in a project that decides the code of *domain*.

    The generator itself is not part of it, nor are the secrets that it knows itself.

    Args:
        sources: The folders of *schema*, *documents* and `provenance.toml`, and what
            is said of scalars.
        domain: The API domain.
        schema: The text of its schema.
        documents: Its operations and fragments.
        secrets: Coordinates that the project declares secret.
        command: The command that generates the package again, for the file headers.
    """
    inferred = sources.inferred.get(domain, frozenset[str]())
    texts = [source_lines(sources, domain, command), schema]
    texts += sorted(inferred | frozenset(secrets))
    texts += digest_lines(sources.scalars)
    for name, text in sorted(documents.texts.items()):
        texts += [name, text]
    digest = hashlib.sha256()
    for text in texts:
        # Names of files need not be UTF-8; Python escapes their other bytes.
        digest.update(text.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()


_CHECKSUM: Final = "manifest_sha256"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a manifest says about its domain's code.

    Attributes:
        sources_sha256: The digest of the sources, from `sources_digest`.
        files_sha256: The digests of the files, by name.
        is_intact: Whether nobody edited the manifest itself.
    """

    sources_sha256: str
    files_sha256: Mapping[str, str]
    is_intact: bool


def manifest_text(spec: DomainSpec, files: Mapping[str, str]) -> str:
    """Return the text of the manifest for *spec* and its *files*, by name."""
    operations = [
        {
            "name": operation.name,
            "kind": operation.kind,
            "methods": [one for one in (operation.method, operation.iterator) if one],
            "model": f"results.{operation.model}",
            "sha256": text_digest(operation.document),
            "document": operation.document,
        }
        for operation in spec.operations
    ]
    return _with_checksum(
        {
            "domain": spec.domain,
            "sources_sha256": spec.digest,
            "files_sha256": {name: text_digest(files[name]) for name in sorted(files)},
            "operations": operations,
            "fields": _python_names(spec),
        }
    )


def _python_names(spec: DomainSpec) -> dict[str, dict[str, str]]:
    """Return the Python names of all fields, by class and by the API's names."""
    names = {
        one.name: {
            key: field.name for key, field in zip(one.keys, one.fields, strict=True)
        }
        for one in spec.inputs
    }
    for one in _with_nested(spec.records):
        names[one.qualname] = _record_names(one)
    for one in _with_nested(spec.results):
        names[f"results.{one.qualname}"] = _record_names(one)
    return dict(sorted(names.items()))


def _with_nested(models: Iterable[RecordModel]) -> Iterator[RecordModel]:
    for model in models:
        yield model
        yield from _with_nested((*model.nested, *model.hoisted))


def _record_names(model: RecordModel) -> dict[str, str]:
    names: dict[str, str] = {}
    for base in model.bases:
        names |= _record_names(base)
    return names | {field.key: field.name for field in model.fields}


def read_manifest(text: str) -> Manifest | None:
    """Return the manifest in *text*, or `None` if it is not one."""
    try:
        content = _table(json.loads(text))
    except (ValueError, RecursionError):
        return None
    sources, files = content.get("sources_sha256"), _table(content.get("files_sha256"))
    if not isinstance(sources, str):
        return None
    rest = {key: value for key, value in content.items() if key != _CHECKSUM}
    return Manifest(
        sources_sha256=sources,
        files_sha256={name: str(digest) for name, digest in files.items()},
        is_intact=_with_checksum(rest) == text,
    )


def text_digest(text: str) -> str:
    """Return the sha256 of *text*."""
    # A manifest that somebody else wrote may hold halves of characters.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _with_checksum(content: Mapping[str, object]) -> str:
    """Return *content* as JSON, with a digest of itself as the last entry."""
    return _rendered({**content, _CHECKSUM: text_digest(_rendered(content))})


def _rendered(content: Mapping[str, object]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
