"""Is generated code fresh, stale or edited?

A manifest has the digest of the sources and of each generated file, so only code whose
manifest matches has to be compiled to find out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from udacity_client.codegen.domains import Domain
from udacity_client.codegen.package.manifest import (
    read_manifest,
    sources_digest,
    text_digest,
)
from udacity_client.codegen.package.package_tree import (
    MANIFEST,
    PackageTree,
    read_package,
)
from udacity_client.codegen.sources import Sources

CodeState: TypeAlias = Literal[
    "fresh", "stale", "edited", "other-tool", "missing", "unchecked"
]
"""Whether generated code is what its sources give: `stale` if it was made from other
sources, `edited` if it is not what was written then, and `other-tool` if it is, and
this version of the generator writes something else."""

CompileDomains: TypeAlias = Callable[[Sequence[Domain]], PackageTree]
"""Compile domains in memory."""


@dataclass(frozen=True, kw_only=True)
class GeneratedCode:
    """Where generated code is, and how it is made.

    Attributes:
        package: The folder of the package.
        compile_domains: Compiles domains from the sources.
        secrets: Coordinates that the project marks as secret.
        command: The command that generates the package, as its files name it.
        known_fresh: The domains whose code is known to be fresh.
    """

    package: Path
    compile_domains: CompileDomains
    secrets: tuple[str, ...]
    command: str
    known_fresh: frozenset[str] = frozenset()


def code_states(
    domains: Sequence[Domain], code: GeneratedCode, sources: Sources
) -> dict[str, CodeState]:
    """Return the state of each domain's code; domains with problems are not checked.

    Only domains whose manifest matches sources and files are compiled, all at once.

    Raises:
        SourceError: The sources cannot be compiled.
    """
    states: dict[str, CodeState] = {
        one.name: "unchecked" if one.problems else "fresh" for one in domains
    }
    unknown = [one for one in domains if one.name not in code.known_fresh]
    files = read_package(code.package) if unknown else {}
    for one in _fresh(unknown, states):
        states[one.name] = _recorded_state(one, files, code, sources)
    if candidates := _fresh(unknown, states):
        compiled = code.compile_domains(candidates).files
        for one in candidates:
            states[one.name] = _compiled_state(one.name, files, compiled)
    return states


def _fresh(domains: Iterable[Domain], states: Mapping[str, CodeState]) -> list[Domain]:
    return [one for one in domains if states[one.name] == "fresh"]


def _recorded_state(
    domain: Domain, files: Mapping[str, str], code: GeneratedCode, sources: Sources
) -> CodeState:
    """Return the state by the manifest; `fresh` if it finds no difference."""
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
    """Return the state after a compilation, if the manifest found no difference.

    The files at the top of the package belong to each domain, and are in no manifest.
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
