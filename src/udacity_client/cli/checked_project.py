"""What `schema check` checks: the project in this folder, or what ships with us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from udacity_client.cli.extras import extra
from udacity_client.errors import ConfigurationError
from udacity_client.schema.shipped import queries_directory

with extra("codegen"):
    from udacity_client.cli.settings import (
        GenerateSettings,
        find_settings,
        require_domains,
        require_project,
    )
    from udacity_client.schema.documents import display_path


def find_checked_project(
    domains: Sequence[str],
    *,
    package: Path | None = None,
    queries: Path | None = None,
    schema_folder: Path | None = None,
    compares: bool = True,
) -> GenerateSettings:
    """Return the settings of the project in this folder.

    If there is none, they are those by which the shipped package was generated, so
    whoever installed it can ask whether the API still is what it was made for.

    Args:
        domains: The domains to check; all that have operations if it is empty.
        package: The folder of the generated package; else the settings say which.
        queries: The folder of operations; else likewise.
        schema_folder: The folder of schemas; else likewise.
        compares: Whether it is compared with another schema. What is shipped agrees
            with itself.

    Raises:
        ConfigurationError: There is no project and nothing to compare with. The
            settings are invalid, a domain is unknown, or there is
            no folder of operations for it.
    """
    settings = find_settings(
        package=package, queries=queries, schema_folder=schema_folder
    )
    require_domains(domains, settings.schemas)
    given = (package, queries, schema_folder)
    is_project = settings.is_configured or any(given) or settings.queries.is_dir()
    if not is_project:
        _require_top(settings)
        if not compares:
            # Else a job that runs in the wrong folder is clean for ever.
            require_project(settings, advice=", or compare what is shipped with --live")
        return _shipped(settings)
    for folder in (
        settings.queries,
        *(settings.queries / name for name in domains or settings.domains),
    ):
        _require_operations(folder)
    return settings


def _require_top(settings: GenerateSettings) -> None:
    """Refuse a folder below that of a project, in which nothing else is found.

    Raises:
        ConfigurationError: It says where the project is.
    """
    files = (folder / "pyproject.toml" for folder in settings.root.parents)
    above = next((file for file in files if file.is_file()), None)
    if above is not None and find_settings(above).is_configured:
        require_project(settings)


def _shipped(settings: GenerateSettings) -> GenerateSettings:
    found = find_spec("udacity_graphql")
    folders = found.submodule_search_locations if found else None
    if not folders:
        raise ConfigurationError(
            "The package udacity_graphql is missing: the installation is damaged. "
            "Reinstall udacity-client."
        )
    return replace(settings, queries=queries_directory(), package=Path(folders[0]))


def _require_operations(folder: Path) -> None:
    if not folder.is_dir():
        raise ConfigurationError(
            f"There is no folder {display_path(folder)}, so there are no operations to "
            "check. Put .graphql files into it, or name another folder with --queries."
        )
