"""Tell JSON that broke off from what was never JSON. No I/O.

A body without a length ends when its connection does, so nothing else shows that its
end is missing.
"""

from __future__ import annotations

from pydantic_core import from_json

from udacity_client.errors import ApiConnectionError


def is_cut_off(content: bytes) -> bool:
    """Return whether *content* is the beginning of a JSON object or array."""
    if content.lstrip()[:1] not in {b"{", b"["}:
        return False
    try:
        from_json(content)
    except ValueError as error:
        # Nothing else tells: `allow_partial` takes a missing comma as well.
        return str(error).startswith("EOF while parsing")
    return False


def broken_answer(what: str) -> ApiConnectionError:
    """Return the error for an answer that is broken; *what* says how."""
    return ApiConnectionError(
        f"The answer {what}. The connection or a proxy in between may be at fault.",
        sent=True,
    )


def cut_off_answer() -> ApiConnectionError:
    """Return the error for an answer without its end."""
    return broken_answer("broke off before its end")
