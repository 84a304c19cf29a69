"""The `export` commands. Each imports what it needs when it runs (start-up)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from udacity_client.cli.api_options import (
    Company,
    Learners,
    MorePlans,
    Programs,
    Quiet,
    Url,
    several,
)
from udacity_client.cli.enum_options import choice_option
from udacity_client.cli.export_options import (
    GAP,
    Columns,
    Excel,
    FormatOption,
    Ids,
    Limit,
    Output,
    Resume,
    Separator,
    order,
    values,
)
from udacity_client.cli.meant_commands import ExportGroup
from udacity_client.system.file_format import CsvStyle, Format

if TYPE_CHECKING:
    from udacity_client.cli.export import Options

export_app: typer.Typer = typer.Typer(
    cls=ExportGroup,
    help="Write what the API returns to Parquet, CSV, NDJSON or Arrow files.",
    epilog="Example: udacity export program-progress -o learners.parquet",
)


def _catalog_tables() -> list[str]:
    from udacity_client.data.domains import CATALOG_TABLES

    return [*CATALOG_TABLES]


@export_app.command(
    "program-progress",
    epilog="Example: udacity export program-progress -o learners.csv --excel",
)
def program_progress(
    *,
    output: Output,
    format: FormatOption = None,  # noqa: A002 - the option's name
    columns: Columns = None,
    limit: Limit = None,
    enrollment_status: Annotated[
        list[str] | None,
        values(
            "Only this status",
            "program-progress",
            "EnrollmentStatus",
            "--enrollment-status",
            "--status",
        ),
    ] = None,
    on_track_status: Annotated[
        list[str] | None,
        values("Only this status", "program-progress", "OnTrackStatus"),
    ] = None,
    program_type: Annotated[
        list[str] | None,
        values("Only this type of program", "program-progress", "ProgramType"),
    ] = None,
    program_key: Programs = None,
    learning_plan_id: Ids = None,
    query: Learners = None,
    order_by: Annotated[
        str | None, order("EMAIL", "program-progress", "ProgramProgressOrderBy")
    ] = None,
    excel: Excel = False,
    separator: Separator = ",",
    resume: Resume = False,
    quiet: Quiet = False,
    url: Url = None,
    company: Company = None,
) -> None:
    """Write one record for each enrollment, with the learner's progress.

    Lists become JSON text in CSV. If learners are active meanwhile, the export reads
    up to three times and says whether records are missing (exit code 4).
    """
    filters = {
        "enrollment_status": enrollment_status,
        "on_track_status": on_track_status,
        "program_type": program_type,
        "program_keys": program_key,
        "learning_plan_ids": learning_plan_id,
    }
    options = _options(
        output, format, columns, style=CsvStyle(excel, separator), resume=resume,
        quiet=quiet, url=url, company=company,
    )  # fmt: skip
    _run("program-progress", options, filters, query=query, order=order_by, limit=limit)


@export_app.command(
    "assessment-progress",
    epilog="Example: udacity export assessment-progress -o attempts.ndjson",
)
def assessment_progress(
    *,
    output: Output,
    format: FormatOption = None,  # noqa: A002 - the option's name
    columns: Columns = None,
    limit: Limit = None,
    assessment_id: Ids = None,
    assessment_status: Annotated[
        list[str] | None,
        several(
            "Only this status; may be given several times.",
            "--assessment-status",
            "--status",
        ),
    ] = None,
    assessment_result: Ids = None,
    learning_plan_id: Ids = None,
    user_id: Ids = None,
    order_by: Annotated[
        str | None,
        order("CREATED_AT", "assessment-progress", "AssessmentProgressOrderBy"),
    ] = None,
    excel: Excel = False,
    separator: Separator = ",",
    resume: Resume = False,
    quiet: Quiet = False,
    url: Url = None,
    company: Company = None,
) -> None:
    """Write one record for each attempt at an assessment."""
    filters = {
        "assessment_ids": assessment_id,
        "assessment_status": assessment_status,
        "assessment_result": assessment_result,
        "learning_plan_ids": learning_plan_id,
        "user_ids": user_id,
    }
    options = _options(
        output, format, columns, style=CsvStyle(excel, separator), resume=resume,
        quiet=quiet, url=url, company=company,
    )  # fmt: skip
    _run("assessment-progress", options, filters, order=order_by, limit=limit)


@export_app.command(
    "learning-plan-progress",
    epilog="Example: udacity export learning-plan-progress -o plans.parquet",
)
def learning_plan_progress(
    *,
    output: Output,
    format: FormatOption = None,  # noqa: A002 - the option's name
    columns: Columns = None,
    plan: MorePlans = None,
    only_plan: Annotated[
        list[str] | None,
        several("This plan and no others; may be given several times."),
    ] = None,
    subscription_status: Annotated[
        list[str] | None,
        values(
            "Only this status",
            "learning-plan-progress",
            "SubscriptionStatus",
            "--subscription-status",
            "--status",
        ),
    ] = None,
    user_id: Ids = None,
    order_by: Annotated[
        str | None,
        order("USER_ID", "learning-plan-progress", "LearningPlanProgressOrderBy"),
    ] = None,
    excel: Excel = False,
    separator: Separator = ",",
    resume: Resume = False,
    quiet: Quiet = False,
    url: Url = None,
    company: Company = None,
) -> None:
    """Write one record for each learner in each learning plan of the catalog."""
    if plan and only_plan:
        raise typer.BadParameter(
            "--plan adds to the catalog's; pass it or --only-plan."
        )
    filters = {"subscription_status": subscription_status, "user_ids": user_id}
    options = _options(
        output, format, columns, style=CsvStyle(excel, separator), resume=resume,
        quiet=quiet, url=url, company=company,
    )  # fmt: skip
    _run(
        "learning-plan-progress",
        options,
        filters,
        order=order_by,
        plans=tuple(only_plan or plan or ()),
        catalog_plans=not only_plan,
    )


@export_app.command(
    "catalog",
    epilog="Example: udacity export catalog --table assessments -o assessments.csv",
)
def catalog(
    *,
    output: Output,
    table: Annotated[
        str,
        choice_option(
            "Which table: programs, assessments or learning-plans.", _catalog_tables
        ),
    ] = "programs",
    format: FormatOption = None,  # noqa: A002 - the option's name
    columns: Columns = None,
    excel: Excel = False,
    separator: Separator = ",",
    quiet: Quiet = False,
    url: Url = None,
    company: Company = None,
) -> None:
    """Write the programs, assessments or learning plans of the catalog."""
    from udacity_client.cli.export import run_catalog_export

    options = _options(
        output, format, columns, style=CsvStyle(excel, separator), resume=False,
        quiet=quiet, url=url, company=company,
    )  # fmt: skip
    run_catalog_export(table, options)


def _options(
    output: Path,
    format: Format | None,  # noqa: A002 - the option's name
    columns: str | None,
    *,
    style: CsvStyle,
    resume: bool,
    quiet: bool,
    url: str | None,
    company: str | None,
) -> Options:
    from udacity_client.cli.export import Options

    return Options(
        output=output,
        format=format,
        columns=columns,
        style=style,
        resume=resume,
        quiet=quiet,
        url=url,
        company=company,
    )


def _run(
    domain: str,
    options: Options,
    filters: dict[str, list[str] | None],
    *,
    query: str | None = None,
    order: str | None = None,
    limit: int | None = None,
    plans: tuple[str, ...] = (),
    catalog_plans: bool = True,
) -> None:
    """Run an export, and exit with 4 if records are missing."""
    from udacity_client.cli.export import run_export
    from udacity_client.data.domains import DOMAINS, Selection

    selection = Selection(
        domain=DOMAINS[domain],
        filters={name: values for name, values in filters.items() if values},
        query=query,
        order_by=order,
        plans=plans,
        catalog_plans=catalog_plans,
        limit=limit,
    )
    if run_export(selection, options).kind == "gap":
        raise typer.Exit(GAP)
