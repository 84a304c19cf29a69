"""Find and read the schema and the documents of each domain."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphql.pyutils import did_you_mean, suggestion_list

from udacity_client.codegen.docstrings import one_line
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.lint import lint
from udacity_client.codegen.sources import Sources
from udacity_client.errors import Location, Problem
from udacity_client.schema.documents import (
    Documents,
    display_path,
    graphql_files,
    read_documents,
)
from udacity_client.schema.sdl import SchemaFile, read_schema


@dataclass(frozen=True)
class Domain:
    """One domain's schema and documents, as read from files.

    Attributes:
        name: The domain's name, such as `catalog`.
        schema_file: Its schema; `None` if there is none that can be read.
        documents: Its operations and fragments.
        analysis: What its documents select and reach; `None` without a schema.
        problems: Everything wrong with it. A domain with problems is not compiled.
    """

    name: str
    schema_file: SchemaFile | None
    documents: Documents
    analysis: DocumentAnalysis | None
    problems: tuple[Problem, ...]


def read_domain(sources: Sources, name: str) -> Domain:
    """Read and lint the domain *name*. Problems are returned in it, not raised."""
    problems: list[Problem] = []
    schema_file = read_schema(sources.schema_file(name), problems)
    documents = read_documents(sources.queries / name, problems)
    analysis = None
    if schema_file is not None:
        analysis = DocumentAnalysis(schema_file.schema, documents)
        problems += lint(analysis)
    return Domain(
        name, schema_file, documents, analysis, tuple(dict.fromkeys(problems))
    )


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
    if wanted:
        problems += [
            _unknown_domain(sources, d, known) for d in wanted if d not in known
        ]
        problems += [
            _empty_folder(sources.queries / d)
            for d in wanted
            if d in known and d not in found
        ]
        names = sorted({*wanted} & {*known} & {*found})
        problems += _module_problems(sources, names)
        return names
    problems += [
        _unknown_domain(sources, name, known) for name in found if name not in known
    ]
    if not found and not problems:
        problems.append(_empty_folder(sources.queries, known))
    names = [name for name in found if name in known]
    problems += _module_problems(sources, names)
    return names


def _module_problems(sources: Sources, names: Sequence[str]) -> Iterator[Problem]:
    """Yield the domains that no import statement could name, or not both."""
    first: dict[str, str] = {}
    for name in names:
        place = Location(one_line(display_path(sources.queries / name)))
        module = name.replace("-", "_")
        is_dunder = module.startswith("__")
        if not module.isidentifier() or keyword.iskeyword(module) or is_dunder:
            yield Problem(
                place,
                f"No Python module can be called {name!r}.",
                "Rename the domain's folder and its schema, such as order-history.",
            )
        elif (other := first.setdefault(module, name)) != name:
            yield Problem(
                place,
                f"The domains {other!r} and {name!r} would both be the module "
                f"`{module}`.",
                "Rename one of them.",
            )


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
        f"There is no domain `{name}`.",
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
