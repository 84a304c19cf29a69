"""Text of others in Python source: in docstrings, in comments, in string literals.

Descriptions, reasons and defaults come from a server; names of files and folders from a
project. None of them can end the docstring, the comment or the literal that holds it,
and nothing can hide in it.
"""

from __future__ import annotations

import re
from typing import Final

from udacity_client.schema.hidden_characters import escape_hidden

_QUOTE: Final = re.compile(r'"(?="|\Z)')
_ENCODING: Final = re.compile(r"(?<=coding)[:=]")


def docstring_text(text: str) -> str:
    """Return *text* as it is written between three quotation marks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return escape_hidden(_QUOTE.sub(r"\"", lines.replace("\\", "\\\\")))


def comment_text(text: str) -> str:
    """Return *text* as it is written in a comment, which is one line.

    `coding:` in the second line of a file would be taken for its encoding (PEP 263).
    """
    line = escape_hidden(text).replace("\n", "\\n").replace("\t", "\\t")
    return _ENCODING.sub(lambda match: f"\\x{ord(match[0]):02x}", line)


def string_literal(text: str) -> str:
    """Return the literal whose value is *text*."""
    return repr(text)
