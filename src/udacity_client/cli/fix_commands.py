"""The commands that findings name as their fix, with the options of this run."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from udacity_client.cli.extras import extra
from udacity_client.cli.settings import (
    DEFAULT_SCHEMA_FOLDER,
    GenerateSettings,
    copy_schemas,
)
from udacity_client.schema.shipped import queries_directory

with extra("codegen"):
    from udacity_client.cli.schema_source import GIT
    from udacity_client.drift.impact.fixes import FixCommands
    from udacity_client.schema.documents import display_path


@dataclass(frozen=True, kw_only=True)
class SchemaOptions:
    """The options of a command that its fixes repeat."""

    against: str | None = None
    url: str | None = None
    package: Path | None = None
    queries: Path | None = None
    schema: Path | None = None


_UPDATE: Final = "Update udacity-client; its operations were made for another schema."


def fixes_for(options: SchemaOptions, settings: GenerateSettings) -> FixCommands:
    """Return the commands that findings name, with the *options* of this run."""
    if not settings.owns_schemas and settings.queries == queries_directory():
        return FixCommands(instead=_UPDATE)
    first, schemas = "", _below_here(settings.schemas)
    if not settings.owns_schemas:
        first, schemas = f"{copy_schemas(settings)}; then: ", DEFAULT_SCHEMA_FOLDER
    url = f" --url {shlex.quote(options.url)}" if options.url else ""
    if options.against is not None:
        source = f" --against {shlex.quote(options.against)}"
        replace, replace_of = _replace(options.against, shlex.quote(schemas))
    else:
        source = f" --live{url}"
        replace = f"udacity schema pull {{domain}}{url}{_option('schema', options)}"
        replace_of = {}
    names = "package", "queries", "schema"
    places = "".join(_option(name, options) for name in names)
    return FixCommands(
        accept=f"{first}udacity schema accept {{domain}}{source}{places}",
        replace=f"{first}{replace} && {settings.command}",
        replace_of={
            domain: f"{first}{command} && {settings.command}"
            for domain, command in replace_of.items()
        },
    )


def _below_here(folder: Path) -> str:
    """Return *folder* as it was named, but relative if it is below this folder."""
    shown = display_path(folder)
    return str(folder) if Path(shown).is_absolute() else shown


def _replace(against: str, schemas: str) -> tuple[str, dict[str, str]]:
    """Return what replaces files in *schemas*, and by domain what is another command.

    None of them changes a file if it fails: `git show … >` would empty it.
    """
    if against.startswith(GIT):
        revision = shlex.quote(against.removeprefix(GIT))
        file = "{domain}.graphql"
        return f"git -C {schemas} restore --source={revision} -- {file}", {}
    target, source = f"{schemas}/{{domain}}.graphql", shlex.quote(against)
    if Path(against).is_file():
        return f"cp {source} {target}", {}
    in_json = {
        path.stem: f"cp {source}/{{domain}}.json {target}"
        for path in sorted(Path(against).glob("*.json"))
        if path.is_file()
    }
    return f"cp {source}/{{domain}}.graphql {target}", in_json


def _option(name: str, options: SchemaOptions) -> str:
    value: Path | None = getattr(options, name)
    return f" --{name} {shlex.quote(str(value))}" if value is not None else ""
