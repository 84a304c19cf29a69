"""Checks of the records that a caller gives to the emulator.

Types, times and numbers are checked when a record is made; statuses and other enum
values when the emulator gets it, because only its schemas say which there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from difflib import get_close_matches
from functools import cache, lru_cache
from sys import float_info
from types import NoneType
from typing import (
    Any,
    Final,
    NamedTuple,
    TypeAlias,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from graphql import (
    GraphQLEnumType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_ast_schema,
    get_named_type,
)

from udacity_client.emulator.option_checks import MAX_INT, Named, is_encodable, show
from udacity_client.emulator.options import Options
from udacity_client.emulator.schema import attribute_of, parse_valid, read_schema
from udacity_client.system.option_kinds import describe, with_article

_WHOLE: Final = 100
_YEARS: Final = range(2, 9999)
_ISO_8601: Final = re.compile(
    r"P(?=[\dT])(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
)
RECORDS: Final[Mapping[str, tuple[str, str]]] = {
    "enrollments": ("program-progress", "ProgramProgressRecord"),
    "attempts": ("assessment-progress", "AssessmentProgressRecord"),
    "plan_progress": ("learning-plan-progress", "LearningPlanProgressRecord"),
    "programs": ("catalog", "CatalogProgram"),
    "assessments": ("catalog", "CatalogAssessment"),
    "learning_plans": ("catalog", "CatalogLearningPlan"),
}
"""The domain and the type of a company's records, by the attribute that holds them."""


class Checked(Named):
    """A dataclass whose values are checked when it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Check the values.

        Raises:
            TypeError: One is of a wrong type; the message says which.
            ValueError: One cannot be sent; the message says which.
        """
        record: type = type(self)
        for name, types, is_valid, kind in _kinds(record):
            value = getattr(self, name)
            if type(value) not in types or (is_valid and not is_valid(value)):
                _require(f"{record.__name__}.{name}", value, kind)


class _Kind(NamedTuple):
    """What an attribute takes.

    Attributes:
        types: The types of its values.
        advice: What to give.
        is_valid: Whether a value of these types can be sent.
        item: The type of each item, of a tuple.
    """

    types: tuple[type, ...]
    advice: str
    is_valid: Callable[[Any], bool] | None = None
    item: type | None = None

    def or_none(self) -> _Kind:
        """Return the kind that also takes `None`."""
        is_valid = self.is_valid

        def is_valid_or_none(value: object) -> bool:
            return value is None or is_valid is None or is_valid(value)

        return self._replace(
            types=(*self.types, NoneType),
            advice=f"{self.advice}, or None",
            is_valid=is_valid and is_valid_or_none,
        )


def _require(path: str, value: object, kind: _Kind) -> None:
    """Refuse *value*, unless it is of a subclass, such as a member of an enum."""
    is_of_type = isinstance(value, kind.types)
    if not is_of_type or (isinstance(value, bool) and bool not in kind.types):
        raise TypeError(f"{path} is {describe(value)}; {kind.advice}.")
    if kind.item:
        _require_items(path, cast("tuple[object, ...]", value), kind.item)
    if kind.is_valid and not kind.is_valid(value):
        raise ValueError(f"{path} {_flaw(value)}; {kind.advice}.")


def _require_items(path: str, values: tuple[object, ...] | None, kind: type) -> None:
    wanted = with_article(kind.__name__)
    for at, value in enumerate(values or ()):
        if not isinstance(value, kind):
            raise TypeError(f"{path}[{at}] is {describe(value)}; give {wanted}.")
        if isinstance(value, str) and not is_encodable(value):
            raise ValueError(f"{path}[{at}] {_flaw(value)}; give {wanted}.")


def _flaw(value: object) -> str:
    if isinstance(value, datetime) and value.utcoffset() is None:
        return "has no offset"
    if isinstance(value, str) and not is_encodable(value):
        return "has a lone surrogate, which no answer can hold"
    return f"is {show(value)}"


# One tuple for each attribute, since each record of each emulator is checked.
_Check: TypeAlias = tuple[str, tuple[type, ...], Callable[[Any], bool] | None, _Kind]


@cache
def _kinds(record: type[Any]) -> tuple[_Check, ...]:
    hints = get_type_hints(record)
    kinds = {one.name: _kind(one.name, hints[one.name]) for one in fields(record)}
    return tuple((name, one.types, one.is_valid, one) for name, one in kinds.items())


def _kind(name: str, hint: object) -> _Kind:
    """Return what the attribute *name* takes, whose annotation is *hint*."""
    if NoneType in get_args(hint):
        (plain,) = [one for one in get_args(hint) if one is not NoneType]
        return _kind(name, plain).or_none()
    if get_origin(hint) is tuple:
        item: type = get_args(hint)[0]

        def is_of_items(value: tuple[object, ...]) -> bool:
            return all(
                isinstance(one, item) and (item is not str or is_encodable(str(one)))
                for one in value
            )

        return _Kind((tuple,), f"give a tuple of {item.__name__}", is_of_items, item)
    if name in {"duration", "time_limit"}:
        return _DURATION
    if name == "completion_percentage":
        return _PERCENTAGE
    plain = cast("type", hint)
    return _KINDS.get(plain) or _Kind((plain,), f"give {with_article(plain.__name__)}")


def _is_moment(moment: datetime) -> bool:
    # At the ends of the calendar, the same time in UTC may not exist.
    return moment.utcoffset() is not None and moment.year in _YEARS


def _is_count(number: int) -> bool:
    return 0 <= number <= MAX_INT


def _is_amount(number: float) -> bool:
    return 0 <= number <= float_info.max


def _is_percentage(number: float) -> bool:
    return 0 <= number <= _WHOLE


def _is_duration(text: str) -> bool:
    return _ISO_8601.fullmatch(text) is not None


_KINDS: Final[Mapping[type, _Kind]] = {
    datetime: _Kind(
        (datetime,),
        "give a datetime with an offset, such as one with tzinfo=UTC, "
        "in a year from 2 to 9998",
        _is_moment,
    ),
    int: _Kind((int,), f"give a whole number from 0 to {MAX_INT:,}", _is_count),
    float: _Kind((float, int), "give 0 or more", _is_amount),
    str: _Kind((str,), "give a str", is_encodable),
}
_PERCENTAGE: Final = _Kind((float, int), "give 0 to 100", _is_percentage)
_DURATION: Final = _Kind(
    (str,), "give an ISO 8601 duration, such as P4M or PT2H30M", _is_duration
)


def require_known_values(
    name: str, records: Iterable[object], options: Options
) -> None:
    """Refuse an enum value that the emulator's schema does not have.

    Args:
        name: The attribute of the company that holds *records*.
        records: The records.
        options: Those of the emulator.

    Raises:
        ValueError: There is such a value; the message says where.
    """
    domain, type_name = RECORDS[name]
    type_ = _schema(read_schema(domain, options)).type_map.get(type_name)
    if isinstance(type_, GraphQLObjectType):
        _require_known(records, type_, name)


@lru_cache(maxsize=32)
def _schema(sdl: str) -> GraphQLSchema:
    return build_ast_schema(parse_valid(sdl), assume_valid_sdl=True)


def _require_known(
    records: Iterable[object], type_: GraphQLObjectType, path: str
) -> None:
    kinds = {
        attribute_of(name): cast("GraphQLNamedType", get_named_type(field.type))
        for name, field in type_.fields.items()
    }
    for at, record in enumerate(records):
        for attribute, kind in kinds.items():
            value = getattr(record, attribute, None)
            where = f"{path}[{at}].{attribute}"
            if value is None:
                continue
            if isinstance(kind, GraphQLEnumType) and value not in kind.values:
                raise ValueError(f"{where} is {_unknown(value, kind)}")
            if isinstance(kind, GraphQLObjectType):
                _require_known(value, kind, where)


def _unknown(value: object, enum: GraphQLEnumType) -> str:
    close = get_close_matches(str(value).upper(), enum.values, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    return f"{str(value)!r}; {enum.name} has {', '.join(enum.values)}.{meant}"
