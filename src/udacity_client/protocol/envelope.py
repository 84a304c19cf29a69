"""Decode the envelope of a GraphQL response: `data`, `errors` and `extensions`.

Decoding begins with pydantic alone. A class of responses that turns out to be large is
decoded by faster decoders, which give the same records; see `decoding/`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, ClassVar, Final, Generic, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ConfigDict

from udacity_client.errors import GraphQLErrorItem

DataT = TypeVar("DataT")

# Building a fast decoder takes some milliseconds, which a few small responses never
# earn back. So each starts after this many bytes of responses with one model.
DICT_THRESHOLD_BYTES: Final = 524_288
"""After how many bytes responses are decoded through dicts."""

STRUCT_THRESHOLD_BYTES: Final = 1_048_576
"""After how many bytes they are decoded through structs, if msgspec is installed."""

SMALL_RESPONSE_BYTES: Final = 8_192
"""Up to this size the model is the fastest: the steps of fast decoders cost 7 to 20 µs.

That is a page of a dozen records.
"""


class ErrorObject(BaseModel):
    """An entry of `errors`. A malformed one does not make the rest useless."""

    model_config: ClassVar[ConfigDict] = ConfigDict(hide_input_in_errors=True)

    message: object = None
    path: object = None
    extensions: object = None

    def item(self) -> GraphQLErrorItem:
        """Return the parts of the entry that have the specified types."""
        path, extensions = self.path, self.extensions
        steps = cast("list[object]", path) if isinstance(path, list) else []
        code: object = None
        if isinstance(extensions, dict):
            code = cast("dict[str, object]", extensions).get("code")
        return GraphQLErrorItem(
            message=self.message if isinstance(self.message, str) else "no message",
            path=tuple(step for step in steps if isinstance(step, str | int)),
            code=None if code is None else str(code),
        )


class Envelope(BaseModel, Generic[DataT]):
    """A GraphQL response."""

    model_config: ClassVar[ConfigDict] = ConfigDict(hide_input_in_errors=True)

    data: DataT | None = None
    errors: list[ErrorObject] | None = None
    extensions: dict[str, Any] | None = None


# Quoted: else pydantic would build a model that is for type checkers only.
_Decode: TypeAlias = "Callable[[bytes], Envelope[BaseModel]]"


def read_envelope(
    model: type[BaseModel],
    content: bytes,
    *,
    edges: str | None = None,
    rows: type | None = None,
) -> Envelope[BaseModel]:
    """Decode a response whose data is a *model*.

    Args:
        model: The type of `data`.
        content: The response.
        edges: The qualified name of the edge class, if edges need not be records; see
            `Operation.edges`.
        rows: The record class whose objects may be structs; see `runtime.struct_rows`.

    Raises:
        ValidationError: The response is not JSON, or does not fit.
    """
    if rows is not None:
        return _row_decoder_for(model, edges, rows).read(content)
    return _decoder_for(model, edges).read(content)


def envelope_of(model: type[BaseModel]) -> type[Envelope[BaseModel]]:
    """Return the envelope type whose data is a *model*."""
    # `Envelope[model]` is for type checkers, which know *model* at run time only.
    return cast("type[Envelope[BaseModel]]", Envelope.__class_getitem__(model))


class AdaptiveDecoder:
    """A decoder of responses with one model, which gets faster with their total size.

    The pydantic model is authoritative. A fast decoder gives the same records or
    refuses: it may refuse more than the model does, never accept more. What it refuses
    is decoded again by the model, so error messages are the model's. If the model
    accepts what a fast decoder refused, that decoder is not tried again.
    """

    def __init__(
        self,
        model: type[BaseModel],
        *,
        edges: str | None = None,
        rows: type | None = None,
    ) -> None:
        self._envelope = envelope_of(model)
        self._edges = edges
        self._rows = rows
        # Who wants structs has many rows to come.
        self._has_rows = bool(rows)
        self._bytes_read = 0
        self._disabled: set[_Decode] = set()
        # Not `cached_property`: in Python 3.11 it has a lock, held in a forked child.
        self._dict_decoder = cache(self._make_dict_decoder)
        self._struct_decoder = cache(self._make_struct_decoder)

    def read(self, content: bytes) -> Envelope[BaseModel]:
        """Decode a response.

        Raises:
            ValidationError: The response is not JSON, or does not fit.
        """
        self._bytes_read += len(content)
        refused_by: list[_Decode] = []
        for decode in self._fast_decoders(len(content)):
            try:
                envelope = decode(content)
                break
            except (ValueError, RecursionError):
                refused_by.append(decode)
        else:
            envelope = self._envelope.model_validate_json(content, by_name=False)
        # Errors next to data come and go, so they disable nothing.
        if not envelope.errors:
            self._disabled.update(refused_by)
        return envelope

    def _fast_decoders(self, size: int) -> list[_Decode]:
        """Return the decoders to try before the model, the fastest first."""
        if size <= SMALL_RESPONSE_BYTES and not self._has_rows:
            return []
        decoders: list[_Decode | None] = []
        if self._bytes_read >= (0 if self._has_rows else STRUCT_THRESHOLD_BYTES):
            decoders.append(self._struct_decoder())
        if self._bytes_read >= DICT_THRESHOLD_BYTES:
            decoders.append(self._dict_decoder())
        return [one for one in decoders if one and one not in self._disabled]

    def _make_dict_decoder(self) -> _Decode | None:
        from udacity_client.protocol.decoding.dicts import (  # noqa: PLC0415 - start-up
            dict_reader,
        )

        return dict_reader(self._envelope, edges=self._edges)

    def _make_struct_decoder(self) -> _Decode | None:
        try:
            from udacity_client.protocol.decoding.msgspec_structs import (  # noqa: PLC0415 - an extra
                struct_reader,
            )
        except ImportError:
            return None
        return struct_reader(self._envelope, edges=self._edges, rows=self._rows)


@lru_cache(maxsize=512)
def _decoder_for(model: type[BaseModel], edges: str | None) -> AdaptiveDecoder:
    return AdaptiveDecoder(model, edges=edges)


@lru_cache(maxsize=128)
def _row_decoder_for(
    model: type[BaseModel], edges: str | None, rows: type
) -> AdaptiveDecoder:
    return AdaptiveDecoder(model, edges=edges, rows=rows)
