"""Find and read the schema and the documents of each domain."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graphql.pyutils import did_you_mean, suggestion_list

from udacity_client.codegen.custom_scalars import mark_typed
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.lint import lint
from udacity_client.codegen.source_text import comment_text
from udacity_client.codegen.sources import Sources
from udacity_client.errors import Location, Problem
from udacity_client.schema.documents import (
    TOO_DEEP,
    Documents,
    display_path,
    graphql_files,
    read_documents,
)
from udacity_client.schema.sdl import SchemaFile, read_schema

_RENAME_DOMAIN: Final = (
    "Rename its schema and its folder of queries, or list the other domains under "
    "domains in [tool.udacity-client]."
)


@dataclass(frozen=True)
class Domain:
    """One domain's schema and documents, as read from files.

    Attributes:
        name: The domain's name, such as `catalog`.
        schema_file: Its schema; `None` if there is none that can be read.
        documents: Its operations and fragments.
        analysis: What its documents select and reach; `None` without a schema.
        problems: Everything wrong with it. A domain with problems is not compiled.
        schema_problems: Those among them that are in its schema file.
        notes: What is not valid in its schema, or was passed over among its documents.
    """

    name: str
    schema_file: SchemaFile | None
    documents: Documents
    analysis: DocumentAnalysis | None
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    schema_problems: tuple[Problem, ...] = ()


def read_domain(sources: Sources, name: str, *, is_known_valid: bool = False) -> Domain:
    """Read and lint the domain *name*. Problems are returned in it, not raised.

    Args:
        sources: Where its schema and its documents are.
        name: The domain.
        is_known_valid: Whether exactly these sources were compiled before, so there is
            nothing to lint.
    """
    problems: list[Problem] = []
    schema_file = read_schema(sources.schema_file(name), problems)
    schema_problems = tuple(dict.fromkeys(problems))
    documents = read_documents(sources.queries / name, problems)
    analysis = None
    if schema_file is not None:
        mark_typed(schema_file.schema, sources.scalars)
        analysis = DocumentAnalysis(schema_file.schema, documents)
        problems += () if is_known_valid else _lint(sources, name, analysis)
    invalid = schema_file.invalid if schema_file is not None else ()
    return Domain(
        name=name,
        schema_file=schema_file,
        documents=documents,
        analysis=analysis,
        problems=tuple(dict.fromkeys(problems)),
        notes=(*invalid, *documents.notes),
        schema_problems=schema_problems,
    )


def _lint(sources: Sources, name: str, analysis: DocumentAnalysis) -> list[Problem]:
    try:
        return lint(analysis)
    except RecursionError:
        return [too_deep(sources, name)]


def too_deep(sources: Sources, name: str) -> Problem:
    """Return the problem for a domain that is beyond the depth of Python's stack."""
    return Problem(Location(display_path(sources.queries / name)), *TOO_DEEP)


def find_domains(
    sources: Sources, wanted: Sequence[str], problems: list[Problem]
) -> list[str]:
    """Return the domains to generate, and add to *problems* what cannot be one.

    They are those in *wanted*, or all that have documents if *wanted* is empty.
    """
    known = sources.domains
    if not known:
        problems.append(
            Problem(
                Location(display_path(sources.schema)),
                "There is no schema here.",
                "Name the folder of <domain>.graphql files, or pull them: "
                "udacity schema pull",
            )
        )
        return []
    found = _query_folders(sources.queries)
    problems += _stray_files(sources.queries, known)
    problems += [
        _unknown_domain(sources, name, known)
        for name in wanted or found
        if name not in known
    ]
    problems += [
        _empty_folder(sources.queries / name)
        for name in wanted
        if name in known and name not in found
    ]
    if not wanted and not found and not problems:
        problems.append(_empty_folder(sources.queries, known))
    return sorted({*(wanted or found)} & {*known} & {*found})


def module_name(domain: str) -> str:
    """Return the name of the package that *domain* becomes."""
    return domain.replace("-", "_")


def module_problems(sources: Sources, wanted: Sequence[str]) -> Iterator[Problem]:
    """Yield the domains of one package that Python could not import.

    They are those in *wanted*, or all that have a schema and documents.
    """
    known = {*sources.domains}
    names = wanted or [n for n in _query_folders(sources.queries) if n in known]
    first: dict[str, str] = {}
    for name in sorted(names):
        place = Location(display_path(sources.queries / name))
        shown, module = comment_text(name), module_name(name)
        # Some file systems take `Shop` and `shop` for one folder.
        other = first.setdefault(module.casefold(), name)
        if not _is_importable(module):
            message = f"The domain `{shown}` gives no module that Python can import."
            yield Problem(place, message, _RENAME_DOMAIN)
        elif other != name:
            message = (
                f"The domains `{other}` and `{shown}` give one module, `{module}`."
            )
            yield Problem(place, message, _RENAME_DOMAIN)


def _is_importable(module: str) -> bool:
    # `import` looks for the normalised name (PEP 3131). Python has names such as
    # `__init__` for itself.
    normalised = unicodedata.normalize("NFKC", module) == module
    taken = keyword.iskeyword(module) or module.startswith("__")
    return module.isidentifier() and normalised and not taken


def _query_folders(queries: Path) -> list[str]:
    if not queries.is_dir():
        return []
    return sorted(
        path.name
        for path in queries.iterdir()
        if path.is_dir() and not path.name.startswith(".")
    )


def _stray_files(queries: Path, known: list[str]) -> list[Problem]:
    return [
        Problem(
            Location(display_path(path)),
            "The file is in no domain's folder.",
            f"Move it into one of {', '.join(known)}.",
        )
        for path in graphql_files(queries)
        if path.parent == queries
    ]


def _unknown_domain(sources: Sources, name: str, known: list[str]) -> Problem:
    suggestion = did_you_mean(suggestion_list(name, known)).strip()
    return Problem(
        Location(display_path(sources.queries / name)),
        f"There is no domain `{comment_text(name)}`.",
        f"{suggestion} The domains are {', '.join(known)}.".strip(),
    )


def _empty_folder(folder: Path, known: Sequence[str] = ()) -> Problem:
    where = f" in a folder such as {known[0]}/" if known else ""
    missing = "no folder" if not folder.is_dir() else "nothing to generate from"
    return Problem(
        Location(display_path(folder)),
        f"There is {missing} here.",
        f"Put .graphql files here{where}.",
    )
