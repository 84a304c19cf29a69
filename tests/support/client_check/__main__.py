"""Compile the operations of real clients, try what is generated, and print a table.

    PYTHONPATH=tests python -m support.client_check NAME=SCHEMA,FOLDER ...

SCHEMA is a file of SDL (`.graphql`) or of an introspection (`.json`), and FOLDER holds
the client's operations as `.graphql` or `.gql` files. All faults are printed below the
table.
"""

# ruff: noqa: T201 - it is a command

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from support.client_check.client_sources import read_client
from support.client_check.compiled_client import compile_client
from support.client_check.trial import try_client

_HEADINGS = (
    *("client", "valid", "compiled", "import", "mypy, pyright", "sent differ"),
    *("answers", "differ", "calls", "differ", "slow readers", "seconds"),
)


def main() -> int:
    """Check the clients of the command line; return 1 if there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", nargs="+", metavar="NAME=SCHEMA,FOLDER")
    parser.add_argument("--rounds", type=int, default=4, help="answers an operation")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-types", action="store_true", help="run no type checkers")
    parser.add_argument("--keep", type=Path, help="a folder for what is generated")
    given = parser.parse_args()
    print(_line(_HEADINGS), _line(["---"] * len(_HEADINGS)), sep="\n", flush=True)
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        for number, client in enumerate(given.clients):
            folder = (given.keep or Path(temporary)) / f"client-{number}"
            found = _check(client, folder, given)
            faults += found
    print("", *faults, sep="\n")
    return 1 if faults else 0


def _check(client: str, folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """Print a line of the table, and yield the faults."""
    name, _, paths = client.partition("=")
    schema, _, documents = paths.partition(",")
    sources = read_client(Path(schema), Path(documents))
    compiled = compile_client(sources, folder, package=f"client_{folder.name[7:]}")
    imported = compiled.import_errors()
    typed = [] if given.no_types else compiled.type_errors()
    tried = try_client(compiled, rounds=given.rounds, seed=given.seed)
    cells = (
        *(name, len(sources.operations), len(compiled.analysis.operations)),
        *("no" if imported else "yes", "-" if given.no_types else len(typed)),
        len(tried.bad_documents),
        *(tried.answers, len(tried.bad_answers), tried.calls, len(tried.bad_calls)),
        *(len(tried.slow), f"{compiled.seconds:.1f}"),
    )
    print(_line(map(str, cells)), flush=True)
    refused = [str(problem) for problem in compiled.refused]
    for kind, found in (
        ("refused", refused),
        ("import", [imported] if imported else []),
        ("types", typed),
        ("document", tried.bad_documents),
        ("answer", tried.bad_answers),
        ("call", tried.bad_calls),
        ("slow reader", tried.slow),
    ):
        yield from (f"{name}, {kind}: {fault}" for fault in found)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
