"""Show the company's catalog, then walk all enrollments page by page.

Needs UDACITY_CLIENT_ID and UDACITY_CLIENT_SECRET; `make demo` runs it against the
emulator. The table and the progress bar are rich's: pip install '.[cli]'
"""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from udacity_client import Udacity
from udacity_graphql.catalog import Catalog
from udacity_graphql.program_progress import EnrollmentStatus

console = Console()


def show_catalog(catalog: Catalog) -> None:
    """Print the programs as a table."""
    table = Table(title=f"Catalog of company {catalog.company_id}")
    for heading in ("key", "title", "type", "level", "duration"):
        table.add_column(heading)
    for program in catalog.programs:
        table.add_row(
            program.key,
            program.title,
            program.type,
            program.difficulty_level or "-",
            str(program.duration),
        )
    console.print(table)
    console.print(
        f"and {len(catalog.assessments)} assessments, "
        f"{len(catalog.learning_plans)} learning plans\n"
    )


def show_progress(udacity: Udacity) -> None:
    """Walk all enrollments, and print how many there are of each status."""
    learners: set[str] = set()
    statuses: Counter[EnrollmentStatus] = Counter()
    hours = 0.0
    records = udacity.program_progress.iter_program_progress(first=50)
    with Progress() as progress:
        bar = progress.add_task("Enrollments", total=None)
        for record in records:
            learners.add(record.user_id)
            statuses[record.enrollment_status] += 1
            hours += record.learner_hours
            progress.update(bar, advance=1, total=records.total_count)

    summary = Table(title=f"{len(learners)} learners, {hours:,.0f} hours of learning")
    summary.add_column("enrollment status")
    summary.add_column("enrollments", justify="right")
    for status, count in statuses.most_common():
        summary.add_row(status, str(count))
    console.print(summary)


def main() -> None:
    """Use the API and credentials that the environment names."""
    with Udacity() as udacity:
        show_catalog(udacity.catalog.get_catalog())
        show_progress(udacity)


if __name__ == "__main__":
    main()
