"""Compile `.graphql` documents into a typed client package, in memory."""

from __future__ import annotations

import gc
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from graphql import GraphQLSchema

from udacity_client.codegen.ariadne import make_models
from udacity_client.codegen.collapse import in_order
from udacity_client.codegen.confirmation import inferred_coordinates
from udacity_client.codegen.context import Context
from udacity_client.codegen.documents import Documents, read_documents
from udacity_client.codegen.domains import find_domains
from udacity_client.codegen.emit_package import domain_files
from udacity_client.codegen.formatting import formatted
from udacity_client.codegen.ir import DomainSpec
from udacity_client.codegen.lint import lint
from udacity_client.codegen.made_from import origin_lines, sources_digest
from udacity_client.codegen.manifest import manifest_text
from udacity_client.codegen.members import by_members
from udacity_client.codegen.ownership import MANIFEST, MARK
from udacity_client.codegen.reach import reached_enums, reached_inputs
from udacity_client.codegen.sdl import SchemaFile, read_schema
from udacity_client.codegen.secret_coordinates import SECRETS, secret_problems
from udacity_client.codegen.sources import Sources
from udacity_client.codegen.specify import specify_operation
from udacity_client.codegen.tree import Tree
from udacity_client.codegen.typenames import with_typenames
from udacity_client.errors import Problem, SourceError

__all__ = ["COMMAND", "Sources", "Tree", "compile_tree"]

COMMAND: Final = "udacity generate"
"""What generates again, where the project's settings say all that there is to say."""


@dataclass(frozen=True)
class _Domain:
    """Hold what was read of one domain."""

    name: str
    schema_file: SchemaFile
    documents: Documents


def compile_tree(
    sources: Sources,
    *,
    package: str = "udacity_graphql",
    secrets: Collection[str] = (),
    domains: Sequence[str] = (),
    only: Sequence[str] = (),
    command: str = COMMAND,
) -> Tree:
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
    with _uncollected():
        specs = [
            _specify(sources, domain, frozenset(secrets), command)
            for domain in _read_all(sources, only or domains, frozenset(secrets))
        ]
        files = _formatted(specs, command)
    return Tree(package, dict(sorted(files.items())), frozenset(map(_folder, only)))


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


@contextmanager
def _uncollected() -> Generator[None]:
    """Keep the garbage collector from walking syntax trees that are all still used.

    It takes a third of the time for a large schema.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _folder(domain: str) -> str:
    return domain.replace("-", "_")


def _read_all(
    sources: Sources, wanted: Sequence[str], secrets: frozenset[str]
) -> list[_Domain]:
    """Return the domains, or raise every problem that they have."""
    problems: list[Problem] = []
    names = find_domains(sources, wanted, problems)
    read = [_read(sources, name, problems) for name in names]
    domains = [domain for domain in read if domain is not None]
    for domain in domains:
        problems += lint(domain.schema_file.schema, domain.documents)
    if secrets:
        problems += secret_problems(_all_schemas(sources, problems), secrets)
    if problems:
        raise SourceError(sorted(set(problems), key=_place))
    return domains


def _all_schemas(sources: Sources, problems: list[Problem]) -> list[GraphQLSchema]:
    """Return the schemas of all domains, those without documents included."""
    paths = sorted(sources.schema.glob("*.graphql"))
    files = [read_schema(path, problems) for path in paths]
    return [file.schema for file in files if file is not None]


def _place(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.location
    return place.path, place.line, place.column, problem.message


def _read(sources: Sources, name: str, problems: list[Problem]) -> _Domain | None:
    schema_file = read_schema(sources.schema_file(name), problems)
    documents = read_documents(sources.queries / name, problems)
    return _Domain(name, schema_file, documents) if schema_file else None


def _specify(
    sources: Sources, domain: _Domain, secrets: frozenset[str], command: str
) -> DomainSpec:
    schema, documents = domain.schema_file.schema, domain.documents
    inferred = inferred_coordinates(sources.schema, domain.name)
    sent = with_typenames(schema, documents)
    written = by_members(schema, sent)
    context = Context(domain.name, schema, sent, written, SECRETS | secrets, inferred)
    models = make_models(context, domain.schema_file.text)
    operations = sorted(
        written.operations, key=lambda o: o.name.value if o.name else ""
    )
    return DomainSpec(
        domain=domain.name,
        header=f"{MARK}\n{origin_lines(sources, domain.name, command)}",
        digest=sources_digest(
            sources,
            domain.name,
            schema=domain.schema_file.text,
            documents=documents,
            secrets=secrets,
            command=command,
        ),
        enums=tuple(models.enums[name] for name in reached_enums(schema, written)),
        inputs=in_order(
            {name: models.inputs[name] for name in reached_inputs(schema, written)}
        ),
        records=in_order(models.records),
        results=in_order(models.results),
        operations=tuple(specify_operation(context, models, o) for o in operations),
    )


def _package_init(command: str) -> str:
    return (
        f"{MARK}\n# Make again: {command}\n"
        '"""Typed clients of the Udacity Public API, one package for each domain."""\n'
    )
