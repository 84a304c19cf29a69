"""Put texts of schemas and servers into one harmless line, without shortening them."""

from __future__ import annotations

_SHORT = 0xFFFF


def one_line(text: str) -> str:
    """Return *text* as one line that hides nothing and commands no terminal."""
    return visible(" ".join(text.split()))


def visible(text: str) -> str:
    """Return *text* with its spaces, and escapes for what cannot be seen otherwise."""
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= _SHORT else f"\\U{code:08x}"
