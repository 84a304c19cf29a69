"""Variables in which pydantic has nothing to check or to convert.

Pydantic takes a twentieth of a call to check and to write an input object. Most pages
are asked for with plain values alone, whose types are soon compared.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Final, NamedTuple, TypeAlias, Union, cast, get_args, get_origin

from pydantic.fields import FieldInfo

from udacity_client.runtime.models import INTS, Input, OneOfInput
from udacity_client.runtime.operation import Operation
from udacity_client.runtime.unset import UNSET
from udacity_client.runtime.variables import variables_of

Values: TypeAlias = dict[str, object]

_PLAIN: Final[frozenset[object]] = frozenset({str, int, bool, NoneType})
_NO_TYPES: Final[frozenset[object]] = frozenset()
_DECORATORS: Final = (
    *("validators", "field_validators", "root_validators", "model_validators"),
    *("field_serializers", "model_serializers", "computed_fields"),
)


class _Place(NamedTuple):
    """A variable, or a field of an input object.

    Attributes:
        wire: Its name in the request.
        types: The types of plain values that it takes, and of input objects.
        is_required: Whether it has to be given.
    """

    wire: str
    types: frozenset[object]
    is_required: bool


def plain_values(operation: Operation[Any, Any], variables: object) -> Values | None:
    """Return the *variables* that are sent, if all that is given are plain values.

    These are exactly a `str`, an `int`, a `bool` or None, at places that take it, and
    input objects that hold nothing else. For others return None.
    """
    if operation.variables is None or type(variables) is not dict:
        return None
    # A cast, because type checkers take the hash of an instance for that of the class.
    places = _variables(cast("Hashable", operation.variables))
    given = cast("Values", variables)
    try:
        return _plain(places, given) if given.keys() <= places.keys() else None
    except RecursionError:
        return None


def _plain(places: Mapping[str, _Place], given: Mapping[str, object]) -> Values | None:
    values: Values = {}
    for name, place in places.items():
        value = given.get(name, UNSET)
        if value is UNSET:
            if place.is_required:
                return None
            continue
        if type(value) not in place.types:
            return None
        if isinstance(value, Input):
            value = _plain_fields(value)
            if value is None:
                return None
        elif type(value) is int and value not in INTS:
            return None
        values[place.wire] = value
    return values


def _plain_fields(value: Input) -> Values | None:
    places, given = _fields(type(value)), value.model_fields_set
    if not given <= places.keys():
        return None
    fields = vars(value)
    return _plain(places, {name: fields.get(name) for name in given})


@lru_cache(maxsize=512)
def _variables(variables: Hashable) -> Mapping[str, _Place]:
    return {
        name: _Place(name, _types_in(annotation), is_required)
        for name, (annotation, is_required) in variables_of(
            cast("type[object]", variables)
        ).items()
    }


@lru_cache(maxsize=512)
def _fields(model: type[Input]) -> Mapping[str, _Place]:
    return {
        name: _Place(
            wire=field.serialization_alias or name,
            types=_types_in(field.annotation) if _is_bare(field) else _NO_TYPES,
            is_required=field.is_required(),
        )
        for name, field in model.model_fields.items()
    }


def _is_bare(field: FieldInfo) -> bool:
    """Return whether nothing but its annotation says how a field is written."""
    is_always_written = field.exclude is None and field.exclude_if is None
    return is_always_written and not field.metadata


def _types_in(annotation: object) -> frozenset[object]:
    is_union = get_origin(annotation) in {Union, UnionType}
    branches = get_args(annotation) if is_union else (annotation,)
    return _PLAIN.intersection(branches) | frozenset(filter(_is_of_fields, branches))


def _is_of_fields(branch: object) -> bool:
    """Return whether *branch* is a class of input objects that adds only fields."""
    return (
        isinstance(branch, type)
        and issubclass(branch, Input)
        and not issubclass(branch, OneOfInput)
        and branch.model_config == Input.model_config
        and _hooks(branch) == _hooks(Input)
    )


def _hooks(model: type[Input]) -> list[object]:
    """Return what pydantic calls to check and to write the objects of *model*."""
    try:
        found = [getattr(model.__pydantic_decorators__, kind) for kind in _DECORATORS]
    except AttributeError:
        return [model]  # Pydantic has changed, so no class is like another.
    hooks = [one.func for kind in found for one in kind.values()]
    hooks += (model.__get_pydantic_core_schema__, model.model_post_init)
    return [getattr(one, "__func__", one) for one in hooks]
