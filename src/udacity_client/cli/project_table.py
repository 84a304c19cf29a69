"""The table `[tool.udacity-client]` of a `pyproject.toml`, read and checked."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Literal, NamedTuple, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from udacity_client.cli.own_endpoints import EndpointTable
from udacity_client.codegen.scalar_types import (
    SCALARS_TABLE,
    ScalarType,
    is_import_path,
)
from udacity_client.errors import ConfigurationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_NAME: Final = "udacity-client"

TABLE: Final = f"[tool.{_NAME}]"
"""What messages call it."""

_BUILT_IN_SCALARS: Final = frozenset({"Boolean", "Float", "ID", "Int", "String"})


class _ScalarTable(BaseModel):
    """One scalar; its values are import paths."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    type: str
    parse: str | None = None
    serialize: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_path(cls, entry: object) -> object:
        return {"type": entry} if isinstance(entry, str) else entry


class ProjectTable(BaseModel):
    """The table in `pyproject.toml`; its paths are relative to that file."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    package: Path = Path("generated/udacity_ops")
    queries: Path = Path("queries")
    schema_folder: Path | None = None
    domains: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    new_values: Literal["types", "breaking"] = Field("types", alias="new-values")
    scalars: dict[str, _ScalarTable] = {}
    endpoints: dict[str, EndpointTable] = {}


def read_table(project: Path) -> ProjectTable:
    """Return the table of the file *project*; its defaults if there is no such file.

    Raises:
        ConfigurationError: It cannot be read, or has a key or a value that the table
            does not take.
    """
    document = _read_document(project)
    found = document.get("tool", {})
    if not isinstance(found, dict):
        raise ConfigurationError(f"{project}: tool must be a table.")
    tools = cast("dict[str, object]", found)
    for header in (*document, *(f"tool.{name}" for name in tools)):
        if _is_misspelt(header):
            raise ConfigurationError(
                f"{project}: [{header}] is not read. Call the table {TABLE}."
            )
    table = tools.get(_NAME, {})
    try:
        settings = ProjectTable.model_validate(table)
    except ValidationError as error:
        found = "; ".join(map(_problem, error.errors()))
        raise ConfigurationError(f"{project}: {TABLE}: {found}.") from error
    for name, value in settings.model_dump().items():
        if _has_nul(value):
            key = ProjectTable.model_fields[name].alias or name
            message = f"{project}: {TABLE}: {key} holds a NUL character."
            raise ConfigurationError(message)
    return settings


def _is_misspelt(header: str) -> bool:
    """Return whether *header* of a table seems to mean ours."""
    name = header.removeprefix("tool.").lower()
    seems_ours = name.startswith("udacity") or get_close_matches(
        name, [_NAME], cutoff=0.85
    )
    return bool(seems_ours) and header != f"tool.{_NAME}"


def project_name(project: Path) -> str | None:
    """Return the name that the file *project* gives the project, if it does.

    Raises:
        ConfigurationError: It cannot be read.
    """
    found = _read_document(project).get("project")
    if not isinstance(found, dict):
        return None
    name = cast("dict[str, object]", found).get("name")
    return name if isinstance(name, str) else None


def has_table(project: Path) -> bool:
    """Return whether the file *project* is there, can be read and has the table."""
    try:
        found = _read_document(project).get("tool")
    except ConfigurationError:
        return False
    return isinstance(found, dict) and _NAME in found


def _read_document(project: Path) -> dict[str, object]:
    if not project.is_file():
        return {}
    try:
        return tomllib.loads(project.read_text(encoding="utf-8"))
    except RecursionError as error:
        message = f"{project} cannot be read: it is nested too deeply."
        raise ConfigurationError(message) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"{project} cannot be read: {reason}.") from error


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
        fields = (entry.model if entry else ProjectTable).model_fields.items()
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


def scalar_types(table: ProjectTable) -> dict[str, ScalarType]:
    """Return the Python types of scalars, by the scalars' names.

    Raises:
        ConfigurationError: A scalar has a type already, or a path cannot be imported.
    """
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
