"""Compare ours with other libraries: decoding pages, and whole calls.

All decode the same records, and are generated from the same `.graphql` files. A ratio
is a peer's processor time over ours. Whole calls use a warm connection to a server in
another process; ours with token, concurrency limit, rate limiter and retry.

The generators need an older graphql-core than gql, so one process generates, and
another measures all peers.

    python benchmarks/peers.py --rounds 15
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from machine import own_packages
from peer_packages import write_packages
from seeded_records import write_records
from turns import parse_arguments

MEASURE: Final = Path(__file__).with_name("peer_turns.py")


def main() -> None:
    """Generate the packages, and measure, which prints the rows."""
    parse_arguments(__doc__, rounds=15)  # The other process reads them again.
    if not (gql := own_packages("gql")):
        raise SystemExit("gql is not installed; run this with make bench.")
    with tempfile.TemporaryDirectory(prefix="udacity-benchmark-") as name:
        folder = Path(name)
        write_packages(folder)
        write_records(folder)
        found_first = os.pathsep.join([*gql, name])
        measured = subprocess.run(  # noqa: S603 - a program of ours
            [sys.executable, MEASURE, *sys.argv[1:]],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": found_first},
            check=False,
        )
    sys.exit(measured.returncode)


if __name__ == "__main__":
    main()
