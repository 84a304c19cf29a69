"""Compile `.graphql` documents into a typed client package, in memory."""

from __future__ import annotations

import gc
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from typing import Final

from graphql import GraphQLSchema

from udacity_client.codegen.ariadne.ariadne import make_models
from udacity_client.codegen.ariadne.simplify import in_order
from udacity_client.codegen.emit.formatting import formatted
from udacity_client.codegen.emit.package import domain_files
from udacity_client.codegen.ir import DomainSpec
from udacity_client.codegen.ir.context import Context
from udacity_client.codegen.ir.operations import specify_operation
from udacity_client.codegen.package.manifest import (
    manifest_text,
    origin_lines,
    sources_digest,
)
from udacity_client.codegen.package.package_tree import MANIFEST, MARK, PackageTree
from udacity_client.codegen.secret_fields import SECRETS, secret_problems
from udacity_client.codegen.sources import Domain, Sources, find_domains, read_domain
from udacity_client.errors import Problem, SourceError
from udacity_client.schema.documents import named
from udacity_client.schema.sdl import read_schema


@contextmanager
def gc_paused() -> Generator[None]:
    """Collect no garbage in the block."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


__all__ = ["COMMAND", "PackageTree", "Sources", "compile_domains", "compile_tree"]

COMMAND: Final = "udacity generate"
"""What generates again, where the project's settings say all that there is to say."""


def compile_tree(
    sources: Sources,
    *,
    package: str = "udacity_graphql",
    secrets: Collection[str] = (),
    domains: Sequence[str] = (),
    only: Sequence[str] = (),
    command: str = COMMAND,
) -> PackageTree:
    """Return the package that *sources* give, without writing it.

    Args:
        sources: Where schemas and documents are.
        package: The package's name, which is its folder in the target.
        secrets: Coordinates such as `Person.email` whose values never print, beside
            those of `SECRETS`.
        domains: The domains that the package has; all that have documents if left out.
        only: The domains to compile, of a package whose others stay as they are; all
            if left out.
        command: What generates the package again, as the files tell.

    Raises:
        SourceError: A schema or a document cannot be compiled; it names every problem.
    """
    problems: list[Problem] = []
    with gc_paused():
        names = find_domains(sources, only or domains, problems)
        return compile_domains(
            [read_domain(sources, name) for name in names],
            sources=sources,
            package=package,
            secrets=secrets,
            is_whole=not only,
            command=command,
            problems=problems,
        )


def compile_domains(
    domains: Sequence[Domain],
    *,
    sources: Sources,
    package: str,
    secrets: Collection[str],
    is_whole: bool,
    command: str,
    problems: Sequence[Problem] = (),
) -> PackageTree:
    """Return the package that *domains* give, without reading them again.

    Args:
        domains: What was read of each domain.
        sources: What it was read from.
        package: The package's name.
        secrets: Coordinates whose values never print, beside those of `SECRETS`.
        is_whole: Whether the package has no other domains, that stay as they are.
        command: What generates the package again, as the files tell.
        problems: What is wrong beside the problems of *domains*.

    Raises:
        SourceError: There is a problem, or one of *secrets* does not exist.
    """
    private = frozenset(secrets)
    _refuse([*problems, *_problems(sources, domains, private)])
    with gc_paused():
        specs = [_specify(sources, domain, private, command) for domain in domains]
        files = _formatted(specs, command)
    only = frozenset[str]() if is_whole else {_folder(one.name) for one in domains}
    return PackageTree(package, dict(sorted(files.items())), frozenset(only))


def _problems(
    sources: Sources, domains: Sequence[Domain], secrets: frozenset[str]
) -> list[Problem]:
    problems = [problem for domain in domains for problem in domain.problems]
    if secrets:
        problems += secret_problems(_all_schemas(sources, problems), secrets)
    return problems


def _refuse(problems: Collection[Problem]) -> None:
    if problems:
        raise SourceError(sorted(set(problems), key=_place))


def _formatted(specs: Sequence[DomainSpec], command: str) -> dict[str, str]:
    """Return the files of *specs*, which are formatted before manifests digest them."""
    written = {spec.domain: domain_files(spec) for spec in specs}
    files = formatted(
        {
            "__init__.py": _package_init(command),
            "py.typed": "",
            **{
                f"{_folder(domain)}/{name}": text
                for domain, own in written.items()
                for name, text in own.items()
            },
        }
    )
    for spec in specs:
        folder = _folder(spec.domain)
        own = {name: files[f"{folder}/{name}"] for name in written[spec.domain]}
        files[f"{folder}/{MANIFEST}"] = manifest_text(spec, own)
    return files


def _folder(domain: str) -> str:
    return domain.replace("-", "_")


def _all_schemas(sources: Sources, problems: list[Problem]) -> list[GraphQLSchema]:
    """Return the schemas of all domains, those without documents included."""
    paths = sorted(sources.schema.glob("*.graphql"))
    files = [read_schema(path, problems) for path in paths]
    return [file.schema for file in files if file is not None]


def _place(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.location
    return place.path, place.line, place.column, problem.message


def _specify(
    sources: Sources, domain: Domain, secrets: frozenset[str], command: str
) -> DomainSpec:
    schema_file, analysis = domain.schema_file, domain.analysis
    if schema_file is None or analysis is None:
        raise SourceError(domain.problems)
    inferred = sources.inferred.get(domain.name, frozenset[str]())
    context = Context(domain.name, analysis, SECRETS | secrets, inferred)
    models = make_models(context, schema_file.text)
    operations = sorted(analysis.expanded.operations, key=named)
    return DomainSpec(
        domain=domain.name,
        header=f"{MARK}\n{origin_lines(sources, domain.name, command)}",
        digest=sources_digest(
            sources,
            domain.name,
            schema=schema_file.text,
            documents=domain.documents,
            secrets=secrets,
            command=command,
        ),
        enums=tuple(models.enums[name] for name in analysis.enums),
        inputs=in_order({name: models.inputs[name] for name in analysis.inputs}),
        records=in_order(models.records),
        results=in_order(models.results),
        operations=tuple(specify_operation(context, models, o) for o in operations),
    )


def _package_init(command: str) -> str:
    return (
        f"{MARK}\n# Make again: {command}\n"
        '"""Typed clients of the Udacity Public API, one package for each domain."""\n'
    )
