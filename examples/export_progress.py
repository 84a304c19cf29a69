"""Write each learner's progress, with the titles of the programs, to a Parquet file.

Needs UDACITY_CLIENT_ID and UDACITY_CLIENT_SECRET, the extra `data`, and polars. The
file holds personal data. Run: python examples/export_progress.py learners.parquet
"""

import sys

import polars as pl

from udacity_client import Udacity
from udacity_graphql.program_progress import ProgramProgressOrderBy


def read_progress(udacity: Udacity) -> pl.DataFrame:
    """Return one row for each enrollment, also in programs that left the catalog."""
    programs = udacity.catalog.get_catalog().programs
    titles = pl.DataFrame(
        {
            "program_key": [one.key for one in programs],
            "program_title": [one.title for one in programs],
        }
    ).unique("program_key", keep="first")  # the catalog has a row for each language
    # This order stays the same while learners are active, so pages lose nobody.
    by_email = ProgramProgressOrderBy.EMAIL
    progress = udacity.program_progress.iter_program_progress(order_by=by_email)
    return progress.to_polars().join(titles, on="program_key", how="left")


if __name__ == "__main__":
    if len(sys.argv[1:]) != 1:
        sys.exit("Usage: python examples/export_progress.py FILE.parquet")
    with Udacity() as udacity:
        read_progress(udacity).write_parquet(sys.argv[1])
