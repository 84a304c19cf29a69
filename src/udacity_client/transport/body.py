"""Read the body of a response piece by piece, within a limit. No I/O.

A few hundred kilobytes of gzip can hold gigabytes, so nothing is unpacked beyond the
limit.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Final

from udacity_client.errors import ResponseShapeError
from udacity_client.protocol.cut_off import broken_answer, cut_off_answer

ACCEPT_ENCODING: Final = "gzip, deflate"
"""The encodings that we can unpack piece by piece."""

_GZIP: Final = 16 + zlib.MAX_WBITS
_MAGIC: Final = b"\x1f"  # what each member of a gzip file begins with
_HEADER: Final = 2  # bytes that tell a zlib header from bare data
_PIECE: Final = 262_144
# Of those that servers use; see the registry of HTTP content codings.
_NAMES: Final = frozenset({"br", "compress", "dcb", "dcz", "x-compress", "zstd"})


class Body:
    """A body on its way.

    Args:
        encoding: The `Content-Encoding` of the response; empty if there is none.
        max_bytes: How long the body may be once it is unpacked.

    Attributes:
        unpacked: How many bytes were unpacked so far.

    Raises:
        ResponseShapeError: The encoding is one that was not asked for.
    """

    def __init__(self, encoding: str, *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._content = BytesIO()
        self.unpacked: int = 0
        self._unpacker = _unpacker(encoding)

    def feed(self, raw: bytes) -> None:
        """Take the next bytes from the connection.

        Raises:
            ResponseShapeError: The body is longer than it may be.
            ApiConnectionError: It cannot be unpacked.
        """
        if self._unpacker is None:
            self._append(raw)
            return
        try:
            while piece := self._unpacker.unpack(raw):
                self._append(piece)
                raw = b""
        except zlib.error:
            problem = self._unpacker.problem
        else:
            return
        raise broken_answer(problem)

    def finish(self) -> bytes:
        """Return the body, after its last bytes.

        Raises:
            ApiConnectionError: Its end is missing.
        """
        if self._unpacker is not None and not self._unpacker.is_complete:
            raise cut_off_answer()
        return self._content.getvalue()

    def _append(self, piece: bytes) -> None:
        self.unpacked += len(piece)
        if self.unpacked > self._max_bytes:
            raise too_long(self._max_bytes)
        self._content.write(piece)


class _Unpacker:
    """Unpacks gzip or deflate, a quarter of a megabyte at a time.

    A deflated body has a zlib header by the standard, but some servers leave it out.

    Attributes:
        problem: What is wrong if zlib raises an error.
    """

    def __init__(self, *, is_gzip: bool) -> None:
        self.problem: str = "cannot be unpacked"
        self._is_gzip = is_gzip
        self._member = zlib.decompressobj(_GZIP if is_gzip else zlib.MAX_WBITS)
        self._waiting = b""
        self._is_first = True
        self._has_more = False

    @property
    def is_complete(self) -> bool:
        """Whether the end was reached, or nothing came at all."""
        return self._member.eof or (self._is_first and not self._waiting)

    def unpack(self, raw: bytes) -> bytes:
        """Return the next piece of what *raw* holds; nothing if there is no more."""
        self._waiting += raw
        if self._is_first and len(self._waiting) < _HEADER:
            return b""
        while self._waiting or self._has_more:
            piece = self._unpack_some()
            if piece:
                return piece
        return b""

    def _unpack_some(self) -> bytes:
        if self._member.eof:
            if not self._is_gzip:
                self._waiting = b""
                return b""
            # A gzip file may have several members; some may be empty.
            if not self._waiting.startswith(_MAGIC):
                self.problem = "has bytes after its gzip data that do not belong to it"
                raise zlib.error(self.problem)
            self._member = zlib.decompressobj(_GZIP)
        waiting, self._waiting = self._waiting, b""
        try:
            piece = self._member.decompress(waiting, _PIECE)
        except zlib.error:
            if self._is_gzip or not self._is_first:
                raise
            self._member = zlib.decompressobj(-zlib.MAX_WBITS)
            piece = self._member.decompress(waiting, _PIECE)
        self._is_first = False
        # zlib may have taken all that came, and hold back what had no room in a piece.
        self._has_more = len(piece) == _PIECE and not self._member.eof
        self._waiting = self._member.unconsumed_tail or self._member.unused_data
        return piece


def too_long(max_bytes: int) -> ResponseShapeError:
    """Return the error for a body longer than *max_bytes*."""
    return ResponseShapeError(
        f"The answer is longer than {max_bytes:,} bytes. Ask for fewer records, or "
        "allow more with max_answer_bytes=."
    )


def _unpacker(encoding: str) -> _Unpacker | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return _Unpacker(is_gzip=True)
        case "deflate":
            return _Unpacker(is_gzip=False)
        case other:
            # What is no such name may be a secret that a server echoes.
            how = f"as {other!r}, which" if other in _NAMES else "in a way that"
            message = (
                f"The answer is packed {how} was not asked for. A proxy in between may "
                "have packed it."
            )
            raise ResponseShapeError(message)
