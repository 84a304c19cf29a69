"""The types that a field's annotation names, in input objects and in variables."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    NamedTuple,
    NewType,
    Union,
    cast,
    get_args,
    get_origin,
)

from pydantic.fields import FieldInfo

from udacity_client.runtime.custom_scalars import Scalar
from udacity_client.runtime.field_types import Time
from udacity_client.runtime.unset import UnsetType


def types_in(annotation: object) -> Iterator[type]:
    """Yield each class that *annotation* names, but none of a custom scalar."""
    inside = get_args(annotation)
    if isinstance(annotation, type) and not inside:
        yield annotation
    if any(isinstance(one, Scalar) for one in inside):
        return
    for one in inside:
        yield from types_in(one)


def annotation_of(field: FieldInfo) -> object:
    """Return the annotation as it was written; pydantic takes it apart."""
    if not field.metadata:
        return field.annotation
    annotated: Any = Annotated
    return cast("object", annotated[(field.annotation, *field.metadata)])


class Kind(NamedTuple):
    """What an annotation names besides None and UNSET.

    Attributes:
        type: The type, or None if there are several.
        takes_none: Whether None will do.
        is_scalar: Whether it is a scalar of the schema's own.
    """

    type: object
    takes_none: bool = False
    is_scalar: bool = False


def kind_of(annotation: object) -> Kind:
    """Return what *annotation* names besides None and UNSET."""
    if annotation == Time:
        return Kind(annotation)
    if get_origin(annotation) is Annotated:
        kind, takes_none, _ = kind_of(get_args(annotation)[0])
        is_scalar = any(isinstance(one, Scalar) for one in get_args(annotation)[1:])
        return Kind(kind, takes_none and not is_scalar, is_scalar)
    if isinstance(annotation, NewType):
        return kind_of(annotation.__supertype__)
    if get_origin(annotation) not in {Union, UnionType}:
        return Kind(annotation)
    branches: tuple[Any, ...] = get_args(annotation)
    # Not by a set: what is in `Annotated` may have no hash.
    kinds = [one for one in branches if one is not NoneType and one is not UnsetType]
    # GraphQL inputs have no unions, so there is one. Of others pydantic speaks itself.
    kind = kind_of(kinds[0]) if len(kinds) == 1 else Kind(None)
    return kind._replace(takes_none=NoneType in branches)
