"""The `schema` commands. Each imports what it needs when it runs (start-up)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from udacity_client.cli.api_options import Url
from udacity_client.cli.schema_options import (
    Against,
    Deadline,
    Domains,
    Events,
    FailingOn,
    FailOn,
    Format,
    JsonSchema,
    Live,
    Outputs,
    Package,
    Probe,
    Queries,
    ReportFormat,
    Schema,
    ShownLevel,
    ShownOperation,
    Witness,
)

schema_app: typer.Typer = typer.Typer(
    help="The schemas that code is generated from.",
    epilog="Example: udacity schema check --live",
)


@schema_app.command(epilog="Example: udacity schema pull catalog --out pulled")
def pull(
    domains: Annotated[
        list[str] | None,
        typer.Argument(
            help="The domains; if omitted, those in the folder, or all of the API."
        ),
    ] = None,
    *,
    url: Url = None,
    schema: Annotated[
        Path | None,
        typer.Option(
            help="The folder of schemas to update, or to start; else schema_folder of "
            "pyproject.toml, else schema."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write to this folder instead.")
    ] = None,
) -> None:
    """Introspect the API's endpoints and rewrite the schemas with the result."""
    from udacity_client.cli.schema_pull import pull_schemas

    pull_schemas(domains or [], url=url, schema=schema, out=out)


@schema_app.command(epilog="Example: udacity schema confirm --patch confirmed.patch")
def confirm(
    *,
    url: Url = None,
    json_file: Annotated[
        str | None,
        typer.Option(
            "--json", metavar="FILE", help="Write the report as JSON; - for stdout."
        ),
    ] = None,
    patch_file: Annotated[
        str | None,
        typer.Option(
            "--patch",
            metavar="FILE",
            help="Write a patch of provenance.toml for git apply; - for stdout.",
        ),
    ] = None,
    schema: Schema = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be sent; send nothing.")
    ] = False,
) -> None:
    """Compare with the API what was guessed about it, in at most 20 requests.

    All are read-only. Each guess of provenance.toml, and each about how the API
    behaves, is then confirmed, refuted or unknown. No personal data is asked for or
    printed. Exits with 0 if nothing is refuted, 1 if something is, 2 on wrong usage, 3
    if the API failed to answer.
    """
    from udacity_client.cli.confirm.command import confirm_schemas, print_plan
    from udacity_client.cli.settings import find_settings

    if dry_run:
        print_plan()
        return
    settings = find_settings(schema_folder=schema)
    code = confirm_schemas(
        settings, url=url, json_file=json_file, patch_file=patch_file
    )
    raise typer.Exit(code)


@schema_app.command(
    epilog="Example: udacity schema check --against git:origin/main --level runtime"
)
def check(
    domains: Domains = None,
    *,
    against: Against = None,
    live: Live = False,
    url: Url = None,
    deadline: Deadline = None,
    probe: Probe = False,
    events: Events = None,
    fail_on: FailingOn = FailOn.BEHAVIOUR,
    output: Format = ReportFormat.TEXT,
    files: Outputs = None,
    level: ShownLevel = None,
    operation: ShownOperation = None,
    witness: Witness = None,
    _json_schema: JsonSchema = False,
    package: Package = None,
    queries: Queries = None,
    schema: Schema = None,
) -> None:
    """Show which operations a changed schema breaks, and whether code is fresh.

    --live sends at most three requests to each domain. Exits with 0 if all is well, 1
    if operations are invalid, code is stale or the schema has drifted, 2 on wrong
    usage, 3 if a schema could not be loaded.
    """
    from udacity_client.cli.check_output import ReportWriter
    from udacity_client.cli.checked_files import checked_files
    from udacity_client.cli.checked_project import find_checked_project
    from udacity_client.cli.fix_commands import SchemaOptions, fixes_for
    from udacity_client.cli.schema_check import check_schemas
    from udacity_client.cli.schema_source import open_source, require_one_domain
    from udacity_client.schema.gc_paused import gc_paused

    writer = ReportWriter(output=output.value, files=files or ())
    options = SchemaOptions(
        against=against, url=url, package=package, queries=queries, schema=schema
    )
    settings = find_checked_project(
        domains or (),
        package=package,
        queries=queries,
        schema_folder=schema,
        compares=bool(against or live or events),
    )
    writer.require_others_than(checked_files(settings, against=against, events=events))
    require_one_domain(against, domains or settings.domains, settings.schemas)
    opened = open_source(
        settings, against=against, live=live, url=url, deadline=deadline, probe=probe
    )
    # Also while the report is written: everything that was read is still used.
    with gc_paused(), opened as source:
        report = check_schemas(
            domains or [],
            settings,
            source=source.load,
            events=events,
            fail_on=fail_on.value,
            witness=_is_in_ci() if witness is None else witness,
            fixes=fixes_for(options, settings),
            level=level.value if level else None,
            operation=operation,
        )
        writer.write(report)
    raise typer.Exit(report.exit_code)


@schema_app.command(epilog="Example: udacity schema accept catalog --live")
def accept(
    domains: Annotated[list[str], typer.Argument(help="The domains.")],
    *,
    against: Against = None,
    live: Annotated[
        bool, typer.Option("--live", help="Accept the current schema of the API.")
    ] = False,
    url: Url = None,
    deadline: Deadline = None,
    package: Package = None,
    queries: Queries = None,
    schema: Annotated[
        Path | None, typer.Option(help="The folder of schemas to update.")
    ] = None,
) -> None:
    """Make another schema the committed one, and generate code from it.

    Writes schema, code and schema/CHANGELOG.md, and removes acceptances that are
    settled. Writes nothing and exits with 1 if every call of an operation would fail.
    """
    from udacity_client.cli.fix_commands import SchemaOptions, fixes_for
    from udacity_client.cli.schema_accept import accept_schemas
    from udacity_client.cli.schema_source import open_source, require_one_domain
    from udacity_client.cli.settings import (
        find_settings,
        require_domains,
        require_project,
    )

    settings = find_settings(package=package, queries=queries, schema_folder=schema)
    require_project(settings)
    require_domains(domains, settings.schemas)
    require_one_domain(against, domains, settings.schemas)
    opened = open_source(
        settings, against=against, live=live, url=url, deadline=deadline
    )
    with opened as source:
        if source.load is None:
            raise typer.BadParameter("Say what to accept: --against FOLDER, or --live.")
        options = SchemaOptions(
            against=against, url=url, package=package, queries=queries, schema=schema
        )
        accept_schemas(
            domains,
            settings,
            source=source.load,
            endpoint_of=source.endpoint_of,
            fixes=fixes_for(options, settings),
        )


@schema_app.command(epilog="Example: udacity schema propose --live --base main")
def propose(
    domains: Domains = None,
    *,
    against: Against = None,
    live: Live = False,
    url: Url = None,
    deadline: Deadline = None,
    base: Annotated[
        str | None,
        typer.Option(
            help="The branch to merge into; else the one that the workflow runs on."
        ),
    ] = None,
    fail_on: FailingOn = FailOn.BEHAVIOUR,
    output: Format = ReportFormat.TEXT,
    files: Outputs = None,
    witness: Witness = None,
) -> None:
    """Open, update or close a pull request for each domain that has drifted.

    Needs GITHUB_REPOSITORY and GITHUB_TOKEN, as in a GitHub workflow, and a checkout
    that may push. Each branch udacity-drift/DOMAIN takes over the schema and the code
    that follows from it. A branch that others have pushed to is left as it is. Exits as
    check does.
    """
    from udacity_client.cli.check_output import ReportWriter
    from udacity_client.cli.checked_files import checked_files
    from udacity_client.cli.fix_commands import SchemaOptions, fixes_for
    from udacity_client.cli.printing import say
    from udacity_client.cli.propose.command import open_proposals, recording
    from udacity_client.cli.schema_check import check_schemas
    from udacity_client.cli.schema_source import open_source
    from udacity_client.cli.settings import (
        find_settings,
        require_domains,
        require_project,
    )

    writer = ReportWriter(output=output.value, files=files or ())
    settings = find_settings()
    require_project(settings, advice="")
    writer.require_others_than(checked_files(settings, against=against))
    require_domains(domains or (), settings.schemas)
    fixes = fixes_for(SchemaOptions(against=against, url=url), settings)
    proposals = open_proposals(settings, base=base, fixes=fixes)
    schemas: dict[str, str] = {}
    opened = open_source(
        settings, against=against, live=live, url=url, deadline=deadline
    )
    with opened as source:
        if source.load is None:
            raise typer.BadParameter(
                "Say what to propose: --live, or --against FOLDER."
            )
        report = check_schemas(
            domains or [],
            settings,
            source=recording(source.load, schemas),
            events=None,
            fail_on=fail_on.value,
            witness=_is_in_ci() if witness is None else witness,
            fixes=fixes,
        )
    writer.write(report)
    for outcome in proposals.update(report, schemas):
        say(outcome)
    raise typer.Exit(report.exit_code)


def _is_in_ci() -> bool:
    return os.environ.get("CI") == "true"
