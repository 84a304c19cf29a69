"""Tell whether generated code is what its sources give, compiling only where it may be.

Manifests tell most: which sources code was made from, and what was written then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from udacity_client.codegen.sources import Domain
from udacity_client.codegen.package.manifest import sources_digest
from udacity_client.codegen.package.manifest import read_manifest, text_digest
from udacity_client.codegen.package.package_tree import MANIFEST
from udacity_client.codegen.sources import Sources
from udacity_client.codegen.package.package_tree import PackageTree, read_package

CodeState: TypeAlias = Literal[
    "fresh", "stale", "edited", "other-tool", "missing", "unchecked"
]
"""Whether generated code is what its sources give: `stale` where the sources are not
those that it was made from, `edited` where it is not what was written then, and
`other-tool` where it is, and this generator writes otherwise."""

Compile: TypeAlias = Callable[[Sequence[Domain]], PackageTree]
"""Compile what was read of some domains, in memory."""


@dataclass(frozen=True, kw_only=True)
class Code:
    """Hold where generated code is, and how it is made.

    Attributes:
        package: The folder of the package.
        compile_domains: Compiles domains from the sources.
        secrets: Coordinates that the project says must never print.
        command: What generates the package, as its files tell.
        is_known_fresh: Whether the package is known to be what its sources give.
    """

    package: Path
    compile_domains: Compile
    secrets: tuple[str, ...]
    command: str
    is_known_fresh: bool = False


def code_states(
    domains: Sequence[Domain], code: Code, sources: Sources
) -> dict[str, CodeState]:
    """Return what the code of each domain is; those with problems are not checked.

    Those whose manifests agree with sources and files are compiled, all at once.

    Raises:
        SourceError: The sources cannot be compiled.
    """
    states: dict[str, CodeState] = {
        one.name: "unchecked" if one.problems else "fresh" for one in domains
    }
    if code.is_known_fresh:
        return states
    files = read_package(code.package)
    for one in _fresh(domains, states):
        states[one.name] = _recorded_state(one, files, code, sources)
    if candidates := _fresh(domains, states):
        compiled = code.compile_domains(candidates).files
        for one in candidates:
            states[one.name] = _compiled_state(one.name, files, compiled)
    return states


def _fresh(domains: Iterable[Domain], states: Mapping[str, CodeState]) -> list[Domain]:
    return [one for one in domains if states[one.name] == "fresh"]


def _recorded_state(
    domain: Domain, files: Mapping[str, str], code: Code, sources: Sources
) -> CodeState:
    """Return what the manifest tells; `fresh` where it finds nothing wrong."""
    own = _own(domain.name, files)
    if not own:
        return "missing"
    manifest = read_manifest(own.pop(MANIFEST, ""))
    if manifest is None:
        return "edited"
    digest = sources_digest(
        sources,
        domain.name,
        schema=domain.schema_file.text if domain.schema_file else "",
        documents=domain.documents,
        secrets=code.secrets,
        command=code.command,
    )
    if manifest.sources_sha256 != digest:
        return "stale"
    found = {name: text_digest(text) for name, text in own.items()}
    is_untouched = manifest.is_intact and manifest.files_sha256 == found
    return "fresh" if is_untouched else "edited"


def _compiled_state(
    domain: str, files: Mapping[str, str], compiled: Mapping[str, str]
) -> CodeState:
    """Return what a compilation tells of a domain whose manifest finds nothing wrong.

    The files at the top of the package belong to each domain, and no manifest has them.
    """
    if _own(domain, files) != _own(domain, compiled):
        return "other-tool"
    return "fresh" if _own("", files) == _own("", compiled) else "edited"


def _own(domain: str, files: Mapping[str, str]) -> dict[str, str]:
    """Return the files in the folder of *domain*, by their names in it."""
    folder = domain.replace("-", "_")
    return {
        name.removeprefix(f"{folder}/"): text
        for name, text in files.items()
        if name.rpartition("/")[0].partition("/")[0] == folder
    }
