"""Say which value of an input object or a variable is wrong, and what to write instead.

Pydantic's own text names each branch of a union, classes that no user knows, and a web
page. So this compares the values with the annotations, after pydantic refused them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import (
    Any,
    Final,
    TypeGuard,
    cast,
    get_args,
    get_origin,
)

from pydantic import BaseModel, JsonValue, SecretStr, ValidationError
from typing_extensions import is_typeddict

from udacity_client.errors import InputError
from udacity_client.runtime.annotations import annotation_of, kind_of
from udacity_client.runtime.custom_scalars import copied_json
from udacity_client.runtime.field_types import Time
from udacity_client.runtime.models import INTS, Input, Record, Variables
from udacity_client.runtime.open_enum import OpenEnum
from udacity_client.runtime.pydantic_problems import problems_of_pydantic
from udacity_client.runtime.unset import UNSET
from udacity_client.system.option_kinds import with_article

_MOST_SHOWN: Final = 3
_LONGEST_VALUE: Final = 40
_WIDEST_INT: Final = 64

_OWN_NAMES: Final[Mapping[str, str]] = {}


def make_input_error(
    model: type[BaseModel],
    values: Mapping[str, object],
    cause: ValidationError,
    names: Mapping[str, str] = _OWN_NAMES,
) -> InputError:
    """Return the error for *values*, which *model* refused with *cause*.

    It shows a value only in place of an enum member: others may be personal or secret.

    Args:
        model: The class of the input object, or the model of an operation's variables.
        values: What it was given.
        cause: The error of pydantic.
        names: What the caller calls the values, if it is something else.
    """
    details = cause.errors(
        include_url=False, include_context=False, include_input=False
    )
    # Below a value that holds itself, there is no end of problems.
    endless = [one for one in details if one["type"].startswith("recursion_")]
    named = (one["loc"][0] for one in endless or details if one["loc"])
    first = str(next(named, model.__name__))
    too_deep = f"{names.get(first, first)} is nested too deeply, or holds itself."
    if endless:
        return InputError(too_deep)
    try:
        found = _problems_in_model("", model, values, names)
        problems = list(islice(found, _MOST_SHOWN))
        problems = problems or problems_of_pydantic(
            details, values, names, most=_MOST_SHOWN
        )
        more = sum(1 for _ in found)
    except RecursionError:
        return InputError(too_deep)
    if more:
        problems.append(f"There are {more} more problems.")
    return InputError(" ".join(problems))


def _problems_in_model(
    path: str,
    model: type[BaseModel],
    values: Mapping[str, object],
    names: Mapping[str, str] = _OWN_NAMES,
) -> Iterator[str]:
    fields, kind = model.model_fields, "field"
    meant = {name: name for name in fields}
    if issubclass(model, Variables):
        # Its fields are called as the arguments of the operation's method are.
        meant = {name: str(one.validation_alias) for name, one in fields.items()}
        fields, kind = {meant[name]: one for name, one in fields.items()}, "variable"
    for name, value in values.items():
        if not isinstance(cast("object", name), str):
            place = path.rstrip(".") or model.__name__
            yield f"{place} has a key that is {_type_of(name)}. Write a str."
        elif name not in fields:
            advice = _advice(name, meant)
            yield f"{path}{name} is not a {kind} of {model.__name__}. {advice}"
        elif value is not UNSET:
            place = f"{path}{names.get(name, name)}"
            yield from _problems(place, annotation_of(fields[name]), value)
    for name, field in fields.items():
        if field.is_required() and values.get(name, UNSET) is UNSET:
            place = f"{path}{names.get(name, name)}"
            yield f"{place} is missing; {model.__name__} needs it."


def _advice(name: str, meant: Mapping[str, str]) -> str:
    """Return what to write for *name*, of the names that are *meant* by others."""
    from difflib import get_close_matches  # noqa: PLC0415 - start-up

    if not meant:
        return "It has none."
    if name in meant:
        return f"Write {meant[name]}."
    plain = {one.replace("_", "").lower(): one for one in meant.values()}
    close = get_close_matches(name.replace("_", "").lower(), plain, n=1)
    if close:
        return f"Write {plain[close[0]]}."
    return f"It has {', '.join(meant.values())}."


def _problems(path: str, annotation: object, value: object) -> Iterator[str]:
    kind, takes_none, is_scalar = kind_of(annotation)
    if value is None and takes_none:
        return
    if get_origin(kind) is list:
        yield from _problems_with_list(path, get_args(kind)[0], value)
    elif kind is JsonValue:
        yield from _problems_with_json(path, value)
    elif kind == Time:
        yield from _problems_with_time(path, value)
    elif kind is int and type(value) is int and not is_scalar:
        if value not in INTS:
            # Python writes no int of thousands of digits.
            small = value.bit_length() <= _WIDEST_INT
            shown = str(value) if small else "too large"
            yield f"{path} is {shown}. Write an int from {INTS[0]} to {INTS[-1]}."
    elif _is_type(kind) and kind not in {Any, object}:
        yield from _problems_with_type(path, kind, value)
    elif value is None:
        yield f"{path} is None. Write a value that is not None."


def _problems_with_list(path: str, item: object, value: object) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path} is {_type_of(value)}. Write a list."
        return
    for index, one in enumerate(cast("list[object]", value)):
        yield from _problems(f"{path}[{index}]", item, one)


def _problems_with_json(path: str, value: object) -> Iterator[str]:
    try:
        copied_json(value)
    except ValueError as error:
        yield f"{path} is {error}."


def _is_type(kind: object) -> TypeGuard[type[object]]:
    return isinstance(kind, type)


def _problems_with_type(path: str, kind: type[object], value: object) -> Iterator[str]:
    if issubclass(kind, Input | Record) and isinstance(value, (kind, dict)):
        # Of an input object, what `model_copy` or `model_construct` put into it.
        values = vars(value) if isinstance(value, kind) else cast("object", value)
        inner = cast("Mapping[str, object]", values)
        yield from _problems_in_model(f"{path}.", kind, inner)
    elif type(value).__name__ == kind.__name__ and not isinstance(value, kind):
        theirs, ours = _package_of(type(value)), _package_of(kind)
        yield f"{path} is {_type_of(value)} of {theirs}. Take that of {ours}."
    elif issubclass(kind, OpenEnum):
        if problem := _problem_with_enum(kind, value):
            yield f"{path} is {problem}"
    elif kind in {float, Decimal} and _is_without_number(value):
        yield f"{path} is {value}, which JSON has no number for. Write a finite number."
    elif kind is float and _is_too_large(value):
        yield f"{path} is an int that no float can hold. Write a smaller one."
    elif not _fits(kind, value):
        yield f"{path} is {_type_of(value)}. {_how_to_write(kind)}"


def _package_of(kind: type) -> str:
    """Return where to import a generated class from: not the module that defines it."""
    return kind.__module__.rpartition(".")[0] or kind.__module__


def _problems_with_time(path: str, value: object) -> Iterator[str]:
    if not isinstance(value, dt.datetime):
        yield f"{path} is {_type_of(value)}. Write a datetime with an offset."
    elif value.utcoffset() is None:
        yield (
            f"{path} is a datetime without an offset. Give it one, such as "
            "tzinfo=datetime.UTC."
        )


def _problem_with_enum(kind: type[OpenEnum], value: object) -> str | None:
    if isinstance(value, kind):
        if value.is_known:
            return None
        return (
            f"{value.value!r}, which is not a value of {kind.__name__} that this "
            f"client can send. It knows {', '.join(kind)}."
        )
    if not isinstance(value, str):
        return f"{_type_of(value)}. {_members_of(kind)}"
    text = repr(str(value))
    shown = text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
    member = next((one for one in kind if one.value.lower() == value.lower()), None)
    advice = _members_of(kind) if member is None else f"Write {_name_of(member)}."
    return f"{shown}, {_type_of(value)}. {advice}"


def _members_of(kind: type[OpenEnum]) -> str:
    return f"Write one of {', '.join(map(_name_of, kind))}."


def _name_of(member: OpenEnum) -> str:
    return f"{type(member).__name__}.{member.name}"


def _is_without_number(value: object) -> bool:
    if isinstance(value, Decimal):
        return not value.is_finite()
    return isinstance(value, float) and not isfinite(value)


def _is_too_large(value: object) -> bool:
    try:
        return isinstance(value, int) and not float(value).is_integer()
    except OverflowError:
        return True


def _fits(kind: type, value: object) -> bool:
    """Return whether *value* is of the type; only an int may stand for a float.

    If only pydantic can tell, return True.
    """
    # Each is of a subclass of the other's class, and is not one of them in GraphQL.
    if isinstance(value, bool) and kind in {int, float}:
        return False
    if isinstance(value, dt.datetime) and kind is dt.date:
        return False
    if is_typeddict(kind) or (issubclass(kind, BaseModel) and isinstance(value, dict)):
        return isinstance(value, dict)
    try:
        return isinstance(value, kind) or (kind is float and isinstance(value, int))
    except Exception:  # noqa: BLE001 - it is a user's class, such as a Protocol
        return True


def _how_to_write(kind: type) -> str:
    name = kind.__name__
    if kind in {str, int, float, bool}:
        return f"Write {with_article(name)}."
    if issubclass(kind, SecretStr):
        return "Write pydantic.SecretStr(...)."
    return f"Write {name}(...)."


def _type_of(value: object) -> str:
    name = type(value).__name__
    if value is None or value is UNSET:
        return repr(value)
    return with_article(name)
