"""Put texts of schemas and servers into one harmless line, without shortening them."""

from __future__ import annotations

_SHORT = 0xFFFF


def one_line(text: str) -> str:
    """Return *text* as one line that hides nothing and commands no terminal."""
    words = " ".join(text.split())
    return "".join(char if char.isprintable() else _escaped(char) for char in words)


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= _SHORT else f"\\U{code:08x}"
