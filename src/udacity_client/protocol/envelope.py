"""Read the envelope of an answer, data beside errors, without judging what it says."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Final, Generic, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ConfigDict

from udacity_client.errors import GraphQLErrorItem

DataT = TypeVar("DataT")

# To make a faster way takes some milliseconds, which a few small answers do not earn.
DICT_THRESHOLD_BYTES: Final = 524_288
"""After how many bytes of answers of one kind these are read through dicts."""

STRUCT_THRESHOLD_BYTES: Final = 1_048_576
"""After how many they are read through structs, where the extra `speed` is there."""


class ErrorObject(BaseModel):
    """Read an entry of `errors`; one that is odd is no reason to lose the rest."""

    model_config: ClassVar[ConfigDict] = ConfigDict(hide_input_in_errors=True)

    message: object = None
    path: object = None
    extensions: object = None

    def item(self) -> GraphQLErrorItem:
        """Return what fits into an error of GraphQL."""
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
    """Hold what an answer of GraphQL holds."""

    model_config: ClassVar[ConfigDict] = ConfigDict(hide_input_in_errors=True)

    data: DataT | None = None
    errors: list[ErrorObject] | None = None
    extensions: dict[str, Any] | None = None


_Read: TypeAlias = Callable[[bytes], Envelope[BaseModel]]


def read_envelope(
    model: type[BaseModel], content: bytes, *, edges: str | None = None
) -> Envelope[BaseModel]:
    """Read an answer whose data is a *model*.

    Args:
        model: What `data` is.
        content: The answer.
        edges: The class of edges that nobody keeps, so that they need be no records.

    Raises:
        ValidationError: It is not JSON, or does not fit.
    """
    return _reader(model, edges).read(content)


def envelope_of(model: type[BaseModel]) -> type[Envelope[BaseModel]]:
    """Return the envelope whose data is a *model*."""
    # A type made at run time, which subscription in the usual form cannot express.
    return cast("type[Envelope[BaseModel]]", Envelope.__class_getitem__(model))


class AdaptiveDecoder:
    """Read answers of one kind, the faster the more of them there were."""

    def __init__(self, model: type[BaseModel], *, edges: str | None = None) -> None:
        self._envelope = envelope_of(model)
        self._edges = edges
        self._bytes_read = 0
        self._disabled: set[_Read] = set()

    def read(self, content: bytes) -> Envelope[BaseModel]:
        """Read an answer.

        What the model itself takes or refuses, and in which words, is what counts. A
        faster way that refuses what it takes is not tried again, unless it was for
        errors, which come and go.

        Raises:
            ValidationError: It is not JSON, or does not fit.
        """
        self._bytes_read += len(content)
        refused: list[_Read] = []
        for read in self._faster():
            try:
                answer = read(content)
                break
            except (ValueError, RecursionError):
                refused.append(read)
        else:
            answer = self._envelope.model_validate_json(content)
        if not answer.errors:
            self._disabled.update(refused)
        return answer

    def _faster(self) -> list[_Read]:
        """Return the ways that are faster than the model, the fastest first."""
        ways: list[_Read | None] = []
        if self._bytes_read >= STRUCT_THRESHOLD_BYTES:
            ways.append(self._in_structs)
        if self._bytes_read >= DICT_THRESHOLD_BYTES:
            ways.append(self._in_dicts)
        return [way for way in ways if way and way not in self._disabled]

    @cached_property
    def _in_dicts(self) -> _Read | None:
        from udacity_client.protocol.decoding.dicts import (  # noqa: PLC0415
            dict_reader,
        )

        return dict_reader(self._envelope, edges=self._edges)

    @cached_property
    def _in_structs(self) -> _Read | None:
        try:
            from udacity_client.protocol.decoding.msgspec_structs import (  # noqa: PLC0415 - an extra
                struct_reader,
            )
        except ImportError:
            return None
        return struct_reader(self._envelope, edges=self._edges)


@lru_cache(maxsize=512)
def _reader(model: type[BaseModel], edges: str | None) -> AdaptiveDecoder:
    return AdaptiveDecoder(model, edges=edges)
