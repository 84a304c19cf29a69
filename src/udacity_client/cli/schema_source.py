"""What `--against` and `--live` name: the schemas that a command compares with."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import typer

from udacity_client.cli.extras import extra
from udacity_client.errors import ConfigurationError

with extra("codegen"):
    from udacity_client.cli.revision import revision_reader
    from udacity_client.cli.settings import GenerateSettings, require_own_schemas
    from udacity_client.drift.sources.source import (
        SchemaSource,
        file_source,
        folder_source,
        source_of,
    )

if TYPE_CHECKING:
    from udacity_client.schema.provenance import EndpointOf

GIT: Final = "git:"
"""How an `--against` begins that is a revision."""


class OpenSource(NamedTuple):
    """A source of schemas, in use.

    Attributes:
        load: Loads the schema of a domain; `None` if nothing is to be compared.
        endpoint_of: Returns the endpoint of a domain, if it asks servers.
    """

    load: SchemaSource | None
    endpoint_of: EndpointOf | None = None


@contextmanager
def open_source(
    settings: GenerateSettings,
    *,
    against: str | None,
    live: bool,
    url: str | None,
    deadline: float | None,
    probe: bool = False,
) -> Generator[OpenSource]:
    """Yield the source that the options name, and close it at the end.

    Args:
        settings: Where the project's schemas and endpoints are.
        against: A folder, a file of one domain, or `git:` and a revision.
        live: Whether to ask servers.
        url: The base URL of Udacity's API; else it is found as for every command.
        deadline: Seconds for each request; `None` for the default of calls.
        probe: Whether operations are validated if introspection is refused.

    Raises:
        BadParameter: The options contradict each other.
        ConfigurationError: One of them names what is not there; or a revision of git,
            and the project has no schemas of its own.
    """
    _require_consistent(against, live=live, needs_live=(url, deadline, probe or None))
    if not live:
        if against is not None and against.startswith(GIT):
            require_own_schemas(settings)
        yield OpenSource(open_against(against, settings.schemas))
        return
    # Imported late: it needs httpx.
    from udacity_client.cli.live_source import (  # noqa: PLC0415
        LiveServers,
        open_live_source,
    )

    servers = LiveServers(settings.endpoints, url=url, deadline=deadline)
    with open_live_source(servers, probes=probe) as source:
        yield OpenSource(source, servers.endpoint_of)


def open_against(against: str | None, schemas: Path) -> SchemaSource | None:
    """Return a source of the schemas that --against names; `None` if it is not given.

    Args:
        against: A folder, a file of one domain, or `git:` and a revision.
        schemas: The folder of the committed schemas, which git looks for.

    Raises:
        ConfigurationError: There is no such folder, file or revision.
    """
    if against is None:
        return None
    if against.startswith(GIT):
        return source_of(revision_reader(against.removeprefix(GIT), schemas))
    path = Path(against)
    if path.is_file():
        return file_source(path)
    if not path.is_dir():
        raise ConfigurationError(
            f"There is no folder {path} of schemas to compare with. Make one with: "
            "udacity schema pull --out FOLDER; or give a file of SDL or introspection "
            "JSON, or git:REVISION."
        )
    return folder_source(path)


def require_one_domain(
    against: str | None, domains: Sequence[str], schemas: Path
) -> None:
    """Check that a file, which is one schema, is compared with one domain's.

    Raises:
        ConfigurationError: There are several.
    """
    names = [*domains] or sorted(path.stem for path in schemas.glob("*.graphql"))
    if against is None or len(names) == 1 or not Path(against).is_file():
        return
    raise ConfigurationError(
        f"{against} is one schema, and there are the domains {', '.join(names)}. Name "
        "the one to compare it with, or give a folder."
    )


def _require_consistent(
    against: str | None, *, live: bool, needs_live: Sequence[object]
) -> None:
    if live and against is not None:
        raise typer.BadParameter(
            "--live compares with the API, and --against with a folder: give one."
        )
    if not live and any(option is not None for option in needs_live):
        raise typer.BadParameter("--url, --deadline and --probe go with --live.")
