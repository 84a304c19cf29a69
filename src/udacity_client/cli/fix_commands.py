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
    first, schemas = "", display_path(settings.schemas)
    if not settings.owns_schemas:
        first, schemas = f"{copy_schemas(settings)}; then: ", DEFAULT_SCHEMA_FOLDER
    if options.against is not None:
        against = shlex.quote(options.against)
        source = f" --against {against}"
        target = shlex.quote(schemas)
        target = f"{target}/{{domain}}.graphql"
        if options.against.startswith(GIT):
            revision = shlex.quote(options.against.removeprefix(GIT))
            replace = f"git show {revision}:./{target} > {target}"
        elif Path(options.against).is_file():
            replace = f"cp {against} {target}"
        else:
            is_json = any(Path(options.against).glob("*.json"))
            ending = "json" if is_json else "graphql"
            replace = f"cp {against}/{{domain}}.{ending} {target}"
    else:
        url = f" --url {shlex.quote(options.url)}" if options.url else ""
        source = f" --live{url}"
        replace = f"udacity schema pull {{domain}}{url}{_option('schema', options)}"
    names = "package", "queries", "schema"
    places = "".join(_option(name, options) for name in names)
    return FixCommands(
        accept=f"{first}udacity schema accept {{domain}}{source}{places}",
        replace=f"{first}{replace} && {settings.command}",
    )


def _option(name: str, options: SchemaOptions) -> str:
    value: Path | None = getattr(options, name)
    return f" --{name} {shlex.quote(str(value))}" if value is not None else ""
