"""Start the emulator on a free port, run quickstart.py against it, and stop it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

QUICKSTART = Path(__file__).with_name("quickstart.py")


def main() -> int:
    """Return the exit code of quickstart.py."""
    command = [sys.executable, "-m", "udacity_client", "emulator", "--port=0", "--env"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as emulator:
        try:
            exports = read_exports(emulator)
            print(f"An emulated Udacity API is at {exports['UDACITY_BASE_URL']}\n")
            environ = {**os.environ, **exports}
            done = subprocess.run(
                [sys.executable, QUICKSTART], env=environ, check=False
            )
        finally:
            emulator.terminate()
    return done.returncode


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
