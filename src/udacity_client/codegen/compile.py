"""The pipeline of the generator: read, lint, make models, describe, emit. In memory."""

from __future__ import annotations

from collections.abc import (
    Collection,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from typing import Final

from graphql import GraphQLSchema

from udacity_client.codegen.ariadne.models import make_models
from udacity_client.codegen.custom_scalars import require_scalars, untyped_note
from udacity_client.codegen.domains import (
    Domain,
    find_domains,
    module_name,
    module_problems,
    read_domain,
    too_deep,
)
from udacity_client.codegen.emit.formatting import formatted
from udacity_client.codegen.emit.package import domain_files
from udacity_client.codegen.ir import DomainSpec
from udacity_client.codegen.ir.context import Context
from udacity_client.codegen.ir.operations import build_operation
from udacity_client.codegen.ir.ordering import inputs_in_order, records_in_order
from udacity_client.codegen.package.manifest import (
    manifest_text,
    source_lines,
    sources_digest,
)
from udacity_client.codegen.package.package_tree import MANIFEST, MARK, PackageTree
from udacity_client.codegen.secret_fields import secret_problems
from udacity_client.codegen.source_text import comment_text
from udacity_client.codegen.sources import Sources
from udacity_client.errors import Location, Problem, SourceError
from udacity_client.schema.documents import display_path
from udacity_client.schema.gc_paused import gc_paused
from udacity_client.schema.sdl import read_schema
from udacity_client.schema.shipped import SECRETS

__all__ = ["COMMAND", "PackageTree", "Sources", "compile_domains", "compile_tree"]

COMMAND: Final = "udacity generate"
"""The command that generates a package again, if the project's settings name all."""


def compile_tree(
    sources: Sources,
    *,
    package: str = "udacity_graphql",
    secrets: Collection[str] = (),
    domains: Sequence[str] = (),
    only: Sequence[str] = (),
    command: str = COMMAND,
) -> PackageTree:
    """Read *sources* and return the package to generate. Nothing is written.

    Args:
        sources: The folders of schemas and documents.
        package: The package's name, which is also its folder in the target.
        secrets: Coordinates such as `Person.email` whose values never print, in
            addition to `SECRETS`.
        domains: The domains of the package. If empty, all that have documents.
        only: The domains to compile; the others in the package stay as they are. If
            empty, all.
        command: The command that generates the package again, for the file headers.

    Raises:
        SourceError: A schema or a document cannot be compiled; it names every problem.
        ConfigurationError: A scalar that settings name does not exist.
    """
    problems: list[Problem] = []
    with gc_paused():
        names = find_domains(sources, only or domains, problems)
        problems += module_problems(sources, domains)
        return compile_domains(
            [read_domain(sources, name) for name in names],
            sources=sources,
            package=package,
            secrets=secrets,
            is_whole_package=not only,
            command=command,
            problems=problems,
        )


def compile_domains(
    domains: Sequence[Domain],
    *,
    sources: Sources,
    package: str,
    secrets: Collection[str],
    is_whole_package: bool,
    command: str,
    problems: Sequence[Problem] = (),
) -> PackageTree:
    """Return the package to generate for *domains*, which are not read again.

    Args:
        domains: The domains, as read from *sources*.
        sources: The folders of schemas and documents.
        package: The package's name.
        secrets: Coordinates whose values never print, in addition to `SECRETS`.
        is_whole_package: Whether *domains* are all of the package. If not, its other
            domains stay as they are.
        command: The command that generates the package again, for the file headers.
        problems: Problems to report together with those of *domains*.

    Raises:
        SourceError: There is a problem, or one of *secrets* does not exist.
        ConfigurationError: A scalar that settings name does not exist.
    """
    added_secrets = frozenset(secrets)
    _refuse([*problems, *_problems(sources, domains, added_secrets)], sources)
    if sources.scalars:
        require_scalars(sources.scalars, _all_schemas(sources, domains, []))
    with gc_paused():
        modules: dict[str, dict[str, str]] = {}
        specs: list[DomainSpec] = []
        for one in domains:
            with _reported_depth(sources, one.name):
                specs.append(_describe(sources, one, added_secrets, command))
                modules[one.name] = domain_files(specs[-1])
        files = _formatted_files(specs, modules, command)
    owned = () if is_whole_package else (module_name(domain.name) for domain in domains)
    notes = {note for spec in specs for note in spec.notes} | {*_scalar_notes(specs)}
    return PackageTree(
        package,
        dict(sorted(files.items())),
        frozenset(owned),
        tuple(sorted(notes, key=_sort_key)),
    )


def _scalar_notes(specs: Iterable[DomainSpec]) -> Iterator[Problem]:
    """Yield one note on the scalars that have no Python type, if there are any."""
    places: dict[str, Location] = {}
    for spec in specs:
        places = {**spec.untyped_scalars, **places}
    if places:
        yield untyped_note(places)


def _problems(
    sources: Sources, domains: Sequence[Domain], secrets: frozenset[str]
) -> list[Problem]:
    problems = [problem for domain in domains for problem in domain.problems]
    if problems:
        # What is missing in a schema can be why a document is not valid.
        problems += [note for domain in domains for note in domain.notes]
    if secrets:
        schemas = _all_schemas(sources, domains, problems)
        problems += secret_problems(schemas, secrets)
    return problems


def _all_schemas(
    sources: Sources, domains: Sequence[Domain], problems: list[Problem]
) -> list[GraphQLSchema]:
    """Return the schemas of *domains*, and of the domains that are not among them."""
    files = {domain.name: domain.schema_file for domain in domains}
    for name in sources.domains:
        if name not in files:
            files[name] = read_schema(sources.schema_file(name), problems)
    return [file.schema for file in files.values() if file is not None]


def _refuse(problems: Collection[Problem], sources: Sources) -> None:
    """Raise an error for *problems*, if there are any.

    Those of schemas come first, because they can be the cause of the others.
    """
    if not problems:
        return
    schemas = {display_path(sources.schema_file(name)) for name in sources.domains}
    found = sorted(set(problems), key=_sort_key)
    raise SourceError(sorted(found, key=lambda one: one.location.path not in schemas))


def _sort_key(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.location
    return place.path, place.line, place.column, problem.message


@contextmanager
def _reported_depth(sources: Sources, domain: str) -> Generator[None]:
    """Turn a `RecursionError` of the block into a `SourceError`."""
    try:
        yield
    except RecursionError as error:
        raise SourceError([too_deep(sources, domain)]) from error


def _formatted_files(
    specs: Sequence[DomainSpec],
    unformatted: Mapping[str, Mapping[str, str]],
    command: str,
) -> dict[str, str]:
    """Return all files of the package. Manifests hold digests of the formatted text."""
    files = formatted(
        {
            "__init__.py": _package_init(command),
            "py.typed": "",
            **{
                f"{module_name(domain)}/{name}": text
                for domain, modules in unformatted.items()
                for name, text in modules.items()
            },
        }
    )
    for spec in specs:
        folder = module_name(spec.domain)
        modules = {name: files[f"{folder}/{name}"] for name in unformatted[spec.domain]}
        files[f"{folder}/{MANIFEST}"] = manifest_text(spec, modules)
    return files


def _describe(
    sources: Sources, domain: Domain, secrets: frozenset[str], command: str
) -> DomainSpec:
    schema_file, analysis = domain.schema_file, domain.analysis
    if schema_file is None or analysis is None:
        raise SourceError(domain.problems)
    inferred = sources.inferred.get(domain.name, frozenset[str]())
    context = Context(
        domain.name, analysis, SECRETS | secrets, inferred, sources.scalars
    )
    models = make_models(context)
    return DomainSpec(
        domain=domain.name,
        header=f"{MARK}\n{source_lines(sources, domain.name, command)}",
        digest=sources_digest(
            sources,
            domain.name,
            schema=schema_file.text,
            documents=domain.documents,
            secrets=secrets,
            command=command,
        ),
        enums=tuple(models.enums.values()),
        inputs=inputs_in_order(models.inputs.values()),
        records=records_in_order(models.records.values()),
        results=records_in_order(models.results.values()),
        operations=tuple(
            build_operation(context, models, operation)
            for operation in analysis.operations.values()
        ),
        local=context.local,
        scalars=tuple(map(context.scalar_spec, context.scalars)),
        untyped_scalars=context.untyped_scalars,
        notes=(*domain.notes, *context.notes),
    )


def _package_init(command: str) -> str:
    return (
        f"{MARK}\n# Make again: {comment_text(command)}\n"
        '"""Typed GraphQL clients, one package for each domain."""\n'
    )
