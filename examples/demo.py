"""Start the emulator, run quickstart.py, sync all tables and write a report on them.

The emulator listens on a free port and is stopped at the end. The tables and the report
stay, in `demo` below the working folder.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

QUICKSTART = Path(__file__).with_name("quickstart.py")
COMMAND = (sys.executable, "-m", "udacity_client")
RESULTS = ("udacity.duckdb", "report.html")
QUERY = "SELECT last_name, nd_title, enrollment_state FROM roster_v1 LIMIT 10"


def main() -> int:
    """Return 0, or the exit code of what failed."""
    folder = Path("demo").absolute()
    folder.mkdir(mode=0o700, exist_ok=True)
    command = [*COMMAND, "emulator", "--port=0", "--env"]
    with (
        tempfile.TemporaryDirectory() as cache,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as emulator,
    ):
        try:
            exports = read_exports(emulator)
            print(f"An emulated Udacity API is at {exports['UDACITY_BASE_URL']}\n")
            environ = {**os.environ, **exports, "XDG_CACHE_HOME": cache}
            code = run_all(folder, environ)
        finally:
            emulator.terminate()
    if code == 0:
        print("\nOn your disk now:", *(folder / name for name in RESULTS), sep="\n  ")
        print("\nAsk the tables what you like:", f"  {next_command(folder)}", sep="\n")
    return code


def next_command(folder: Path) -> str:
    """Return a command for a shell in the working folder, with this environment."""
    here = Path.cwd()
    command = Path(sys.executable).with_name("udacity")
    if here in command.parent.parents:  # a command needs a slash in its name
        command = command.relative_to(here)
    database = (folder / RESULTS[0]).relative_to(here)
    words = (command, "sql", "--from", database, QUERY)
    return shlex.join(map(str, words))


def run_all(folder: Path, environ: Mapping[str, str]) -> int:
    """Run all programs in *folder*, until one fails; return its exit code."""
    database, report = RESULTS
    programs: tuple[list[str | Path], ...] = (
        [sys.executable, QUICKSTART],
        [*COMMAND, "sync", "--quiet", "--to", database],
        [*COMMAND, "report", "--quiet", "--from", database, "--output", report],
    )
    for words in programs:
        # Else its output stands before what was printed here.
        sys.stdout.flush()
        code = subprocess.run(words, cwd=folder, env=environ, check=False).returncode
        if code:
            return code
    return 0


def read_exports(emulator: subprocess.Popen[str]) -> dict[str, str]:
    """Read the variables that `udacity emulator --env` prints when it listens."""
    exports: dict[str, str] = {}
    for line in emulator.stdout or ():
        _export, assignment = shlex.split(line)
        name, _, value = assignment.partition("=")
        exports[name] = value
        if name == "UDACITY_USER_TOKEN":
            return exports
    message = "The emulator stopped before it listened; its error is above."
    raise SystemExit(message)


if __name__ == "__main__":
    sys.exit(main())
