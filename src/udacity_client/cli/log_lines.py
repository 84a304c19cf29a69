"""Warnings of the log on stderr; nothing in them controls a terminal or a CI runner."""

from __future__ import annotations

import logging

from udacity_client.cli.printing import say


class _LogLines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        say(self.format(record))


def print_log_lines() -> None:
    """Print warnings as all else is printed: they may quote a server.

    That is for loggers that nobody has set up. Python would print their warnings as
    they are.
    """
    logging.lastResort = _LogLines(logging.WARNING)
