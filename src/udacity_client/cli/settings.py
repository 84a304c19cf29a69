"""The settings of `udacity generate`: `[tool.udacity-client]` and the command line."""

from __future__ import annotations

import keyword
import shlex
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from udacity_client.cli.own_endpoints import (
    EndpointTable,
    OwnEndpoint,
    read_endpoints,
)
from udacity_client.codegen.scalar_types import (
    SCALARS_TABLE,
    ScalarType,
    is_import_path,
)
from udacity_client.codegen.sources import Sources
from udacity_client.errors import ConfigurationError
from udacity_client.schema.shipped import schema_directory

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_TABLE = "[tool.udacity-client]"
_COMMAND = "udacity generate"
_BUILT_IN_SCALARS = frozenset({"Boolean", "Float", "ID", "Int", "String"})


_TAKEN_MODULES: Final = sys.stdlib_module_names | {
    *("anyio", "httpx", "pydantic", "pydantic_core", "typing_extensions"),
    "udacity_client",
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


class _ScalarTable(BaseModel):
    """One scalar; its values are import paths."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str
    parse: str | None = None
    serialize: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_path(cls, entry: object) -> object:
        return {"type": entry} if isinstance(entry, str) else entry


class _Table(BaseModel):
    """The table in `pyproject.toml`; its paths are relative to that file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    package: Path = Path("generated/udacity_graphql")
    queries: Path = Path("queries")
    schema_folder: Path | None = None
    domains: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    new_values: Literal["types", "breaking"] = Field("types", alias="new-values")
    scalars: dict[str, _ScalarTable] = {}
    endpoints: dict[str, EndpointTable] = {}


def require_own_schemas(settings: GenerateSettings) -> None:
    """Check that the schemas belong to the project, before they are changed.

    Raises:
        ConfigurationError: They are the ones shipped with this package.
    """
    if not settings.owns_schemas:
        raise ConfigurationError(
            f"The schemas in {settings.schemas} came with udacity-client, and are not "
            "this project's to change. Get schemas of your own with: udacity schema "
            f"pull --out schema; then set schema_folder in {_TABLE}, or pass --schema."
        )


def require_project(
    settings: GenerateSettings, *, advice: str = ", or name the folder with --queries"
) -> None:
    """Check that there are settings, or queries where they are without settings.

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
    above = (one for one in here.parents if (one / project.name).is_file())
    found = next(above, None)
    place = f"{found}, which has a {project.name}" if found else "your project's folder"
    raise ConfigurationError(
        f"There is no {project.name} and no folder {queries} in {here}. Run this in "
        f"{place}{advice}."
    )


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
    table, folder = _read(project), project.parent
    given = {
        "package": package,
        "queries": queries,
        "schema_folder": schema_folder,
    }
    own = {name: _resolve(table, name, folder) for name in given}
    chosen = {name: path or own[name] for name, path in given.items()}
    _require_importable(chosen["package"] or Path())
    _require_configured(only, table)
    require_domains(only, chosen["schema_folder"] or schema_directory())
    return GenerateSettings(
        package=chosen["package"] or Path(),
        queries=chosen["queries"] or Path(),
        schemas=chosen["schema_folder"] or schema_directory(),
        owns_schemas=chosen["schema_folder"] is not None,
        domains=table.domains,
        only=only,
        secrets=table.secrets,
        command=_generate_command(chosen, own, folder.resolve()),
        new_values=table.new_values,
        scalars=_scalars(table),
        root=folder.resolve(),
        endpoints=read_endpoints(table.endpoints),
        is_configured=bool(table.model_fields_set),
    )


def _scalars(table: _Table) -> dict[str, ScalarType]:
    built_in = sorted(_BUILT_IN_SCALARS & table.scalars.keys())
    if built_in:
        raise ConfigurationError(
            f"{SCALARS_TABLE} has a type for {built_in[0]}, which is built into "
            "GraphQL and always has the same one. Give types to scalars of the schema "
            "alone."
        )
    scalars = {
        name: ScalarType(found.type, found.parse, found.serialize)
        for name, found in table.scalars.items()
    }
    for name, scalar in scalars.items():
        for path in scalar.paths:
            if not is_import_path(path):
                raise ConfigurationError(
                    f"{SCALARS_TABLE} {name}: {path!r} is not an import path. Write "
                    "module.name, such as datetime.date."
                )
    return scalars


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


def _read(project: Path) -> _Table:
    if not project.is_file():
        return _Table.model_validate({})
    try:
        document = tomllib.loads(project.read_text(encoding="utf-8"))
    except RecursionError as error:
        message = f"{project} cannot be read: it is nested too deeply."
        raise ConfigurationError(message) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"{project} cannot be read: {reason}.") from error
    tools: object = document.get("tool", {})
    if not isinstance(tools, dict):
        raise ConfigurationError(f"{project}: tool must be a table.")
    table = cast("dict[str, object]", tools).get("udacity-client", {})
    try:
        settings = _Table.model_validate(table)
    except ValidationError as error:
        found = "; ".join(map(_problem, error.errors()))
        raise ConfigurationError(f"{project}: {_TABLE}: {found}.") from error
    for name, value in settings.model_dump().items():
        if _has_nul(value):
            key = _Table.model_fields[name].alias or name
            message = f"{project}: {_TABLE}: {key} holds a NUL character."
            raise ConfigurationError(message)
    return settings


def _has_nul(value: object) -> bool:
    """Return whether a text in *value* cannot be in the name of a file."""
    if isinstance(value, dict):
        pairs = cast("dict[object, object]", value)
        return any(map(_has_nul, (*pairs, *pairs.values())))
    if isinstance(value, tuple):
        return any(map(_has_nul, cast("tuple[object, ...]", value)))
    return "\0" in str(value)


def _problem(detail: ErrorDetails) -> str:
    """Return what is wrong in the table, in the words of TOML, not in pydantic's."""
    place, kind = detail["loc"], detail["type"]
    path = ".".join(map(str, place)) or "it"
    entry = _ENTRIES.get(str(place[0])) if len(place) > 1 else None
    if kind == "missing":
        return f"{path} is missing"
    if kind == "extra_forbidden":
        fields = (entry.model if entry else _Table).model_fields.items()
        known = ", ".join(field.alias or name for name, field in fields)
        return f"{path} is not known here; the keys are {known}"
    if kind == "model_type" and entry:
        return f"{path} must be {entry.form}"
    wanted = detail.get("ctx", {}).get("expected") or _WANTED.get(kind)
    return f"{path} must be {wanted}" if wanted else f"{path}: {detail['msg']}"


class _Entry(NamedTuple):
    """What an entry of a table within the table may be.

    Attributes:
        model: The entry as a table.
        form: What it must be, in words.
    """

    model: type[BaseModel]
    form: str


_ENTRIES: Final = {
    "scalars": _Entry(_ScalarTable, "an import path, or a table with a type"),
    "endpoints": _Entry(EndpointTable, "a URL, or a table with a url and headers"),
}


_WANTED: Final = {
    "dict_type": "a table",
    "model_type": "a table",
    "path_type": "a path, in quotes",
    "string_type": "a string",
    "tuple_type": "a list of strings",
}
"""What each of pydantic's errors asks for."""


def _resolve(table: _Table, name: str, folder: Path) -> Path | None:
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


def _require_configured(only: tuple[str, ...], table: _Table) -> None:
    outside = [domain for domain in only if domain not in (table.domains or only)]
    if outside:
        raise ConfigurationError(
            f"{', '.join(outside)} is not among the domains of {_TABLE}, which are "
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
