"""Read what to generate from `[tool.udacity-client]`, below what the command says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ConfigDict, ValidationError

from udacity_client.errors import ConfigurationError
from udacity_client.schemas import schema_directory

_TABLE = "[tool.udacity-client]"


class GenerateSettings(BaseModel):
    """Hold what to generate from what.

    Attributes:
        package: The folder of the package to write, such as `app/udacity_ops`.
        queries: The folder of `<domain>/*.graphql` operations.
        schema_folder: The folder of schemas; those that ship with udacity-client where
            none is named.
        domains: Which domains to compile; all that have queries where none is named.
        secrets: Coordinates whose values never print, beside the API's own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    package: Path = Path("generated/udacity_graphql")
    queries: Path = Path("queries")
    schema_folder: Path | None = None
    domains: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()

    def schemas(self) -> Path:
        """Return the folder to read schemas from."""
        return self.schema_folder or schema_directory()


def find_settings(
    project: Path = Path("pyproject.toml"),
    *,
    package: Path | None = None,
    queries: Path | None = None,
    schema_folder: Path | None = None,
    domains: tuple[str, ...] = (),
) -> GenerateSettings:
    """Return what *project* says, with every argument that is given put over it.

    Paths in the file are relative to it.

    Raises:
        ConfigurationError: The table has a key or a value that means nothing.
    """
    settings = _read(project)
    given = {
        "package": package,
        "queries": queries,
        "schema_folder": schema_folder,
        "domains": domains,
    }
    return settings.model_copy(
        update={name: value for name, value in given.items() if value}
    )


def _read(project: Path) -> GenerateSettings:
    if not project.is_file():
        return GenerateSettings()
    try:
        document = tomllib.loads(project.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{project} cannot be read: {error}.") from error
    tools = cast("dict[str, object]", document.get("tool", {}))
    try:
        settings = GenerateSettings.model_validate(tools.get("udacity-client", {}))
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}"
            for detail in error.errors()
        )
        known = ", ".join(GenerateSettings.model_fields)
        message = f"{project}: {_TABLE}: {found}. It knows the keys {known}."
        raise ConfigurationError(message) from error
    return _anchored(settings, project.parent)


def _anchored(settings: GenerateSettings, folder: Path) -> GenerateSettings:
    paths = {
        name: folder / path
        for name in ("package", "queries", "schema_folder")
        if (path := cast("Path | None", getattr(settings, name))) is not None
    }
    return settings.model_copy(update=paths)
