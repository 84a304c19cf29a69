"""Running the command line: every error becomes a line on stderr and an exit code."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable
from typing import Any, Final, cast

import typer

from udacity_client.cli import INTERRUPTED
from udacity_client.cli.app import app
from udacity_client.cli.extras import MissingExtraError
from udacity_client.cli.meant_commands import meant_options
from udacity_client.cli.printing import discard_unwritten, say
from udacity_client.errors import (
    ConfigurationError,
    SourceError,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.system.write_errors import DISK_FULL, is_full

PROBLEMS, USAGE, NOT_DONE = 1, 2, 3
"""Exit codes: an error in the files; in what was given; outside, as in the API.

docs/commands.md has the table.
"""

# What typer raises for wrong arguments. Newer versions bring their own click, so its
# classes have no import path that works with every version.
_UsageError: Final = cast("type[Exception]", typer.BadParameter.__mro__[1])

# What typer takes over from pydantic, in versions that use it.
_PYDANTIC_WORDS: Final = {
    "Value error, ": "",
    "Input should be a valid integer, unable to parse string as an integer": (
        "give a whole number."
    ),
    "Input should be a valid number, unable to parse string as a number": (
        "give a number."
    ),
}


def run() -> int:
    """Run the command line, and return the exit code if a command failed.

    Every error is one line on stderr, unless it lists several problems or what to
    install. If nobody reads stdout any more, nothing is said.
    """
    stdout = sys.stdout  # typer replaces it if a pipe has no reader
    try:
        return _run_command()
    except typer.Abort:
        say("Stopped: not confirmed, or interrupted.")
        return PROBLEMS
    except SourceError as error:
        return _print_error(error, PROBLEMS)
    except (ConfigurationError, UnauthorizedError, MissingExtraError) as error:
        return _print_error(error, USAGE)
    except UdacityError as error:
        return _print_error(error, NOT_DONE)
    except OSError as error:
        return _print_os_error(error)
    finally:
        discard_unwritten(stdout)


def _run_command() -> int:
    try:
        # Else typer ends the process itself, and frames its errors.
        code: object = app(prog_name="udacity", standalone_mode=False)
    except _UsageError as error:
        message, command = _describe_usage_error(error)
        say(
            message
            if command is None
            else f"{command}: {_ended(message)} See: {command} --help"
        )
        return USAGE
    if code != INTERRUPTED:
        sys.stdout.flush()  # Python does it at exit, too late for an exit code
    return code if isinstance(code, int) else 0


def _describe_usage_error(error: BaseException) -> tuple[str, str | None]:
    """Return the message in one line, and the command that refused its arguments.

    There is no such command if the message is the help that was asked for by leaving
    all arguments out.
    """
    of_kind = getattr(error, "format_message", error.__str__)
    is_unknown = type(error).__name__ == "NoSuchOption"
    message: str = _describe_unknown_option(error) if is_unknown else of_kind()
    if type(error).__name__ == "NoArgsIsHelpError":
        return message, None
    command: str = getattr(getattr(error, "ctx", None), "command_path", "udacity")
    message = " ".join(message.split())
    for theirs, ours in _PYDANTIC_WORDS.items():
        message = message.replace(theirs, ours)
    return message, command


def _describe_unknown_option(error: Any) -> str:
    """Return the message, with options of the same meaning, or else spelling.

    Typer 0.26 writes those of the same spelling as a tuple.
    """
    parameters: Iterable[Any] = error.ctx.command.params if error.ctx else ()
    known = [name for one in parameters for name in one.opts]
    meant = meant_options(error.option_name, known) or sorted(error.possibilities or ())
    hint = f" (Possible options: {', '.join(meant)})" if meant else ""
    return f"{error.message}{hint}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _print_os_error(error: OSError) -> int:
    """Print in one line what the system refused, and for which file."""
    if error.errno == errno.EPIPE:
        return PROBLEMS
    if is_full(error):
        say(f"{error.filename or 'The output'} could not be written: {DISK_FULL}.")
        return NOT_DONE
    what = ": ".join(map(str, filter(None, (error.strerror, error.filename))))
    say(f"{what or type(error).__name__}. Check the path, and who may use it.")
    return USAGE


def _print_error(error: Exception, code: int) -> int:
    say(str(error))
    return code
