"""Measure start-up: the import, and the time to a first result.

Each run is a separate process, in an environment with only the run-time dependencies,
because httpx imports rich and click if they are installed, and httpcore imports trio.
Figures are processor time. The server sends prepared pages.

    python benchmarks/start_up.py --rounds 21
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from large_schema import write_large
from page_server import serving
from processes import children_time, run_program
from rows import Row, print_row
from seeded_records import write_records
from turns import Run, Times, compare, parse_arguments, take_turns

PLAIN: Final = Path(sys.prefix) / "plain" / "bin" / "python"
"""The Python of the environment with only the run-time dependencies."""

CALL: Final = """
with Udacity(credentials, base_url={base_url!r}) as udacity:
    assert len(udacity.program_progress.list_program_progress().records) == 50
"""

PROGRAMS: Final = {
    "bare": "pass",
    "import": "from udacity_client import Udacity",
    "floor": "import httpx, pydantic",
    "by hand": """
import httpx, pydantic
class Record(pydantic.BaseModel):
    userEmail: str
class Page(pydantic.BaseModel):
    edges: list[dict[str, Record]]
class Answer(pydantic.BaseModel):
    data: dict[str, Page]
with httpx.Client() as client:
    url = {base_url!r} + "/v1/program-progress/graphql"
    query = "{{ programProgress }}"
    body = client.post(url, json={{"query": query}}).content
assert len(Answer.model_validate_json(body).data["programProgress"].edges) == 50
""",
    "minted": "from udacity_client import ClientCredentials, Udacity\n"
    "credentials = ClientCredentials(client_id='udcl_1', client_secret='udcs_1')"
    + CALL,
}

LARGE: Final = """
import sys
sys.path.insert(0, {folder!r})
from ops.shop import Client
"""


def main() -> None:
    """Measure, and print the rows."""
    arguments = parse_arguments(__doc__, rounds=21)
    if not PLAIN.exists():
        raise SystemExit("There is no plain environment; run this with make bench.")
    with tempfile.TemporaryDirectory(prefix="udacity-benchmark-") as folder:
        write_records(Path(folder))
        with serving(Path(folder)) as address:
            programs = {
                name: program.format(base_url=f"{address}/start-up")
                for name, program in PROGRAMS.items()
            }
            if not arguments.short:
                generate_large(Path(folder))
                programs["large"] = LARGE.format(folder=folder)
            print_rows(measure(programs, rounds=arguments.rounds))


def generate_large(folder: Path) -> None:
    """Generate the package of a schema with 1,600 types in *folder*."""
    write_large(folder)
    run_program(
        *(sys.executable, "-m", "udacity_client", "generate", "--package", "ops"),
        *("--schema", "schema", "--queries", "queries"),
        cwd=folder,
    )


def measure(programs: dict[str, str], *, rounds: int) -> Times:
    """Return the processor seconds of each program in each round."""
    runs: dict[str, Run] = {
        name: partial(run_program, PLAIN, "-I", "-c", program)
        for name, program in programs.items()
    }
    return take_turns(runs, rounds=rounds, cost=children_time)


def print_rows(times: Times) -> None:
    """Print the rows."""
    floor = more_than(times["floor"], times["bare"])
    imports = {
        "import": ("startup-import", "import of `Udacity`"),
        "large": ("startup-large", "import of the client of a 1,600-type schema"),
    }
    for name, (key, what) in imports.items():
        if name not in times:
            continue
        cost = more_than(times[name], times["bare"])
        ratio, spread = compare(cost, floor)
        print_row(
            Row(
                key=key,
                what=f"{what} over that of httpx and pydantic, less bare Python",
                ratio=ratio,
                spread=spread,
                value=1000 * median(cost),
                unit="ms",
            )
        )
    what = "first result, token minted, over"
    first = f"{what} importing httpx and pydantic"
    print_first_result(times, "floor", "startup-first", first)
    by_hand = f"{what} one POST and three models by hand"
    print_first_result(times, "by hand", "startup-first-by-hand", by_hand)


def more_than(times: list[float], bare: list[float]) -> list[float]:
    """Return each round's time less that of bare Python."""
    return [more - less for more, less in zip(times, bare, strict=True)]


def print_first_result(times: Times, other: str, key: str, what: str) -> None:
    """Print the row of a first result over *other*."""
    ratio, spread = compare(times["minted"], times[other])
    value = 1000 * median(times["minted"])
    row = Row(key=key, what=what, ratio=ratio, spread=spread, value=value, unit="ms")
    print_row(row)


if __name__ == "__main__":
    main()
