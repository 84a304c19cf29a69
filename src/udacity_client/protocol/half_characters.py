r"""Halves of characters in JSON, such as "\ud83d". No I/O.

JSON may spell half of a surrogate pair alone, as a server does that cuts a text in the
middle of an emoji. UTF-8 has no such character, so pydantic refuses the whole response.
"""

from __future__ import annotations

import re
from typing import Final

_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
# What is whole comes first, so a half is neither a part of a pair nor the text after an
# escaped backslash.
_HALVES: Final = re.compile(
    rb"\\\\"
    rb"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


def replace_halves(content: bytes) -> bytes:
    """Return *content* with U+FFFD, as browsers show it, for each half of one."""
    # Broken JSON of megabytes is soon searched, and takes long to be replaced in.
    if _SURROGATE.search(content) is None:
        return content
    return _HALVES.sub(_whole, content)


def _whole(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if escape["half"] else escape[0]
