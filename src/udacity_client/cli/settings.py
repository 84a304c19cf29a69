"""The settings of `udacity generate`: `[tool.udacity-client]` and the command line."""

from __future__ import annotations

import keyword
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast

from udacity_client.cli.own_endpoints import OwnEndpoint, read_endpoints
from udacity_client.cli.project_table import (
    TABLE,
    ProjectTable,
    has_table,
    project_name,
    read_table,
    scalar_types,
)
from udacity_client.codegen.scalar_types import ScalarType
from udacity_client.codegen.sources import Sources
from udacity_client.errors import ConfigurationError
from udacity_client.schema.shipped import schema_directory

_COMMAND = "udacity generate"

_ITSELF: Final = "udacity-client"
"""The name of the project that generates what is shipped."""

DEFAULT_SCHEMA_FOLDER: Final = "schema"
"""Where a project's own schemas are meant to be."""

_SHIPPED_PACKAGE: Final = "udacity_graphql"
"""What this project itself generates, and what others would hide."""

_TAKEN_MODULES: Final = sys.stdlib_module_names | {
    *("anyio", "httpx", "pydantic", "pydantic_core", "typing_extensions"),
    *("udacity_client", _SHIPPED_PACKAGE),
}
"""Modules that a package of the same name would hide."""


@dataclass(frozen=True, kw_only=True)
class GenerateSettings:
    """What to generate, and from what.

    Attributes:
        package: The folder of the package to write, such as `app/udacity_ops`.
        queries: The folder of `<domain>/*.graphql` operations.
        schemas: The folder of schemas.
        owns_schemas: Whether that folder is the project's own; if not, it is the one
            shipped with this package.
        domains: The domains of the package; empty means all that have queries.
        only: The domains to compile now, while the others stay as they are; empty means
            all.
        secrets: Schema coordinates whose values never print, in addition to the API's.
        command: The command that generates the whole package again, on any machine.
        new_values: What new enum values and members of unions count as in checks.
        scalars: The Python types of scalars, by the scalars' names.
        root: The folder of the project.
        endpoints: Where the project's own domains are, by domain.
        is_configured: Whether a `pyproject.toml` says anything of it.
    """

    package: Path
    queries: Path
    schemas: Path
    owns_schemas: bool
    domains: tuple[str, ...]
    only: tuple[str, ...]
    secrets: tuple[str, ...]
    command: str
    scalars: Mapping[str, ScalarType]
    root: Path
    new_values: Literal["types", "breaking"] = "types"
    endpoints: Mapping[str, OwnEndpoint] = field(default_factory=dict[str, OwnEndpoint])
    is_configured: bool = False

    @property
    def sources(self) -> Sources:
        """What the package is generated from."""
        return Sources(self.schemas, self.queries, self.scalars)


def require_own_schemas(
    settings: GenerateSettings, *, then: str = "and run this again"
) -> None:
    """Check that the schemas belong to the project, before they are changed.

    Args:
        settings: What was found.
        then: What to do when they do.

    Raises:
        ConfigurationError: They are the ones shipped with this package.
    """
    if not settings.owns_schemas:
        raise ConfigurationError(
            "The schemas came with udacity-client, and are not this project's to "
            f"change. Copy them with: {copy_schemas(settings)}, {then}."
        )


def copy_schemas(settings: GenerateSettings) -> str:
    """Return what to do to have a copy of the shipped schemas in the project."""
    # With `/.`, as the folder may be there: a pull may have made it.
    copy = f"cp -R {shlex.quote(str(settings.schemas))}/. {DEFAULT_SCHEMA_FOLDER}"
    return f"{copy}; then {set_schema_folder(Path(DEFAULT_SCHEMA_FOLDER))}"


def set_schema_folder(folder: Path) -> str:
    """Return how to make *folder* the project's folder of schemas."""
    return f'set schema_folder = "{folder.as_posix()}" in {TABLE} of pyproject.toml'


def require_project(
    settings: GenerateSettings, *, advice: str = ", or name the folder with --queries"
) -> None:
    """Check that there are settings, or queries in the default folder.

    Args:
        settings: What was found.
        advice: What else to do than to run the command elsewhere.

    Raises:
        ConfigurationError: There is neither; it says where both may be.
    """
    project, queries = settings.root / "pyproject.toml", settings.queries
    if project.is_file() or queries.is_dir():
        return
    here = settings.root
    places = (_project_in(one, project.name, queries) for one in here.parents)
    place = next(filter(None, places), "your project's folder")
    raise ConfigurationError(
        f"There is no {project.name} and no folder {queries} in {here}. Run this in "
        f"{place}{advice}."
    )


def _project_in(folder: Path, project: str, queries: Path) -> str | None:
    """Return *folder* as the place of a project, and why it is one; `None` if not."""
    if has_table(folder / project):
        return f"{folder}, which has a {project}"
    is_one = (folder / queries).is_dir()
    return f"{folder}, which has a folder {queries}" if is_one else None


def find_settings(
    project: Path = Path("pyproject.toml"),
    *,
    package: Path | None = None,
    queries: Path | None = None,
    schema_folder: Path | None = None,
    only: tuple[str, ...] = (),
) -> GenerateSettings:
    """Return the settings in *project*; the arguments override it.

    Raises:
        ConfigurationError: The table has an unknown key or an invalid value, or an
            argument does not fit it.
    """
    _require_folder("--queries", queries)
    _require_folder("--schema", schema_folder)
    table, folder = read_table(project), project.parent
    given = {
        "package": package,
        "queries": queries,
        "schema_folder": schema_folder,
    }
    own = {name: _resolve(table, name, folder) for name in given}
    chosen = {name: path or own[name] for name, path in given.items()}
    package_folder = chosen["package"] or Path()
    if package_folder.name != _SHIPPED_PACKAGE or project_name(project) != _ITSELF:
        _require_importable(package_folder)
    _require_configured(only, table)
    require_domains(only, chosen["schema_folder"] or schema_directory())
    return GenerateSettings(
        package=package_folder,
        queries=chosen["queries"] or Path(),
        schemas=chosen["schema_folder"] or schema_directory(),
        owns_schemas=chosen["schema_folder"] is not None,
        domains=table.domains,
        only=only,
        secrets=table.secrets,
        command=_generate_command(chosen, own, folder.resolve()),
        new_values=table.new_values,
        scalars=scalar_types(table),
        root=folder.resolve(),
        endpoints=read_endpoints(table.endpoints),
        is_configured=bool(table.model_fields_set),
    )


def require_domains(names: Sequence[str], schemas: Path) -> None:
    """Check that each of *names*, from the command line, has a schema in *schemas*.

    Raises:
        ConfigurationError: One has none.
    """
    known = sorted(path.stem for path in schemas.glob("*.graphql"))
    unknown = [name for name in names if name not in known]
    # Without any schema, the folder is the problem, and reported as such.
    if unknown and known:
        raise ConfigurationError(
            f"There is no domain {', '.join(unknown)}. The domains are "
            f"{', '.join(known)}."
        )


def _require_folder(option: str, path: Path | None) -> None:
    if path is not None and not path.is_dir():
        raise ConfigurationError(
            f"{option} is {path}, and there is no such folder. Name one that exists."
        )


def _resolve(table: ProjectTable, name: str, folder: Path) -> Path | None:
    path = cast("Path | None", getattr(table, name))
    return None if path is None else folder / path


def _require_importable(package: Path) -> None:
    name = package.name
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ConfigurationError(
            f"The package {str(package)!r} could not be imported: {name!r} is not a "
            "valid name in Python. Choose a folder such as app/udacity_ops."
        )
    if name in _TAKEN_MODULES and not (package.parent / "__init__.py").is_file():
        raise ConfigurationError(
            f"The package {str(package)!r} could hide the module {name}, which this "
            "client needs or Python brings. Choose another name, such as "
            "app/udacity_ops."
        )


def _require_configured(only: tuple[str, ...], table: ProjectTable) -> None:
    outside = [domain for domain in only if domain not in (table.domains or only)]
    if outside:
        raise ConfigurationError(
            f"{', '.join(outside)} is not among the domains of {TABLE}, which are "
            f"{', '.join(table.domains)}. Add it there, or leave it out."
        )


def _generate_command(
    chosen: dict[str, Path | None], own: dict[str, Path | None], root: Path
) -> str:
    """Return the command, with an option for each path that differs from the table."""
    words = [_COMMAND]
    for option, name in _OPTIONS.items():
        path, usual = chosen[name], own[name]
        if path is not None and (usual is None or path.resolve() != usual.resolve()):
            words.append(
                f"{option} {shlex.quote(_portable_path(path.resolve(), root))}"
            )
    return " ".join(words)


_OPTIONS = {"--package": "package", "--queries": "queries", "--schema": "schema_folder"}


def _portable_path(path: Path, root: Path) -> str:
    """Return *path* relative to the project; outside it, only its last part."""
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return f"…/{path.name}"
