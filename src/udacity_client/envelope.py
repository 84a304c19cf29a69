"""Read the envelope of an answer, data beside errors, without judging what it says."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, Final, Generic, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from udacity_client.errors import GraphQLErrorItem

DataT = TypeVar("DataT")

ENOUGH: Final = 262_144
"""Bytes of answers of one kind after which batches have paid for their making."""


class ErrorObject(BaseModel):
    """Read an entry of `errors`; one that is odd is no reason to lose the rest."""

    model_config = ConfigDict(hide_input_in_errors=True)

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

    model_config = ConfigDict(hide_input_in_errors=True)

    data: DataT | None = None
    errors: list[ErrorObject] | None = None
    extensions: dict[str, Any] | None = None


def read_envelope(model: type[BaseModel], content: bytes) -> Envelope[BaseModel]:
    """Read an answer whose data is a *model*.

    Raises:
        ValidationError: It is not JSON, or does not fit.
    """
    return _reader(model).read(content)


class Reader:
    """Read answers of one kind, in batches once there were enough of them."""

    def __init__(self, model: type[BaseModel]) -> None:
        # A type made at run time, which subscription in the usual form cannot express.
        made = Envelope.__class_getitem__(model)
        self._envelope = cast("type[Envelope[BaseModel]]", made)
        self._bytes_read = 0

    def read(self, content: bytes) -> Envelope[BaseModel]:
        """Read an answer.

        Raises:
            ValidationError: It is not JSON, or does not fit.
        """
        self._bytes_read += len(content)
        if self._bytes_read >= ENOUGH and self._read_in_batches:
            try:
                return self._read_in_batches(content)
            except (ValidationError, RecursionError):
                pass  # the model itself says below what is wrong, in its own words
        return self._envelope.model_validate_json(content)

    @cached_property
    def _read_in_batches(self) -> Callable[[bytes], Envelope[BaseModel]] | None:
        from udacity_client.runtime.batches import batch_reader  # noqa: PLC0415 - slow

        return batch_reader(self._envelope)


@lru_cache(maxsize=512)
def _reader(model: type[BaseModel]) -> Reader:
    return Reader(model)
