"""Characters that readers do not see, or that change how they read the rest.

In messages, terminals obey some of them; in Python source, some end a line. What runs a
job in CI obeys some words in what the job prints.
"""

from __future__ import annotations

import json
import re
from typing import Final

_HIDDEN: Final = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"  # formats
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # and directions
    "\ud800-\udfff"  # halves of characters
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters, which XML refuses
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
    "]"
)
"""What Unicode calls controls, formats, surrogates, and separators of lines."""

_RUNNER_COMMAND: Final = re.compile(r"##(\w*)\[")
"""GitHub obeys `##[`, Azure Pipelines `##vso[`, TeamCity `##teamcity[`: anywhere in a
line."""
_RUNNER_LINE: Final = re.compile(r"^([^\S\n]*[-+]?[^\S\n]*):(?=:)", re.MULTILINE)
"""GitHub obeys `::` at the start of a line, also after blanks. Diffs add a sign."""


def escape_hidden(text: str) -> str:
    """Return *text* with escapes for all that is hidden but line feeds and tabs."""
    return _HIDDEN.sub(lambda match: _escape(match[0]), text)


def escape_hidden_in_json(text: str) -> str:
    """Return the JSON *text* with escapes of JSON for all that is hidden in it."""
    return _HIDDEN.sub(lambda match: json.dumps(match[0])[1:-1], text)


def escape_runner_commands(text: str) -> str:
    """Return *text* with an escape of JSON in each command that a CI runner obeys."""
    without_lines = _RUNNER_LINE.sub(r"\1\\u003a", text)
    return _RUNNER_COMMAND.sub(r"##\1\\u005b", without_lines)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
