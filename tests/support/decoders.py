"""Decode a response with each decoder, and compare all that can be observed."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, Final, cast

import pytest
from pydantic import BaseModel, SecretStr

from udacity_client.errors import UdacityError
from udacity_client.protocol import envelope
from udacity_client.protocol.decoding import records
from udacity_client.protocol.envelope import AdaptiveDecoder
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode
from udacity_client.runtime import OpenEnum, Operation

WAYS: Final = {
    "by the model": (sys.maxsize, sys.maxsize),
    "through dicts": (0, sys.maxsize),
    "through structs": (sys.maxsize, 0),
}
"""The thresholds, in bytes, that select each decoder: for dicts and for structs."""


def same_in_all_ways(
    operation: Operation[Any, Any], content: bytes
) -> dict[str, object]:
    """Assert that all decoders agree on a response; return the common outcome."""
    plain = outcome(operation, content, way="by the model")
    for way in ("through dicts", "through structs"):
        assert outcome(operation, content, way=way) == plain, way
    return plain


def outcome(
    operation: Operation[Any, Any], content: bytes, *, way: str
) -> dict[str, object]:
    """Return all that can be observed of a response, decoded or refused."""
    with pytest.MonkeyPatch.context() as patch:
        # A new decoder for each response, so none is disabled yet.
        patch.setattr(envelope, "_decoder_for", _new_decoder)
        for_dicts, for_structs = WAYS[way]
        patch.setattr(envelope, "SMALL_RESPONSE_BYTES", 0)
        patch.setattr(envelope, "DICT_THRESHOLD_BYTES", for_dicts)
        patch.setattr(envelope, "STRUCT_THRESHOLD_BYTES", for_structs)
        try:
            result = decode(operation, RawResponse(200, {}, content, received_at=0.0))
        except UdacityError as error:
            return {"refused": f"{type(error).__name__}: {error}"}
    return {
        "data": observe(result.data),
        "errors": result.errors,
        "extensions": result.extensions,
        "drift": result.drift,
    }


def _new_decoder(model: type[BaseModel], edges: str | None) -> AdaptiveDecoder:
    return AdaptiveDecoder(model, edges=edges)


def read_by_user(operation: Operation[Any, Any], content: bytes) -> object:
    """Return what a user's own call of pydantic makes of a response, observed."""
    data = json.dumps(json.loads(content)["data"])
    return observe(operation.unwrap(operation.load_model().model_validate_json(data)))


def observe(value: object) -> object:
    """Return all that can be observed of *value*: the type of each value in it, too."""
    if isinstance(value, BaseModel):
        return observe_record(value)
    return type(value), _observe_inside(value)


def _observe_inside(value: object) -> object:
    inside: object = repr(value)
    if isinstance(value, list | tuple):
        inside = [observe(item) for item in cast("Sequence[object]", value)]
    elif isinstance(value, dict):
        items = cast("dict[object, object]", value).items()
        inside = [(observe(key), observe(item)) for key, item in items]
    elif isinstance(value, set):
        inside = sorted(repr(item) for item in cast("set[object]", value))
    elif is_dataclass(value):
        inside = [observe(getattr(value, field.name)) for field in fields(value)]
    elif isinstance(value, datetime):
        inside = repr(value), type(value.tzinfo)
    elif isinstance(value, OpenEnum):
        inside = value.name, observe(value.value), value.is_known
    elif isinstance(value, SecretStr):
        inside = observe(value.get_secret_value())
    return inside


def observe_record(record: BaseModel) -> dict[str, object]:
    """Return all that can be observed of a record: what each of its methods returns."""
    dumped = record.model_dump(exclude_unset=True)
    changed = record.model_copy(update=dict.fromkeys(record.model_fields_set))
    return {
        "class": type(record),
        "slots": {name: observe(getattr(record, name)) for name in records.SLOTS},
        "repr": repr(record),
        "fields_set": record.model_fields_set,
        "extra": record.model_extra,
        "dump": observe(record.model_dump()),
        "dump_json": attempt(lambda: record.model_dump_json(exclude_unset=True)),
        "hash": attempt(lambda: hash(record) == hash(type(record)(**vars(record)))),
        "equal": attempt(lambda: record == type(record).model_validate(vars(record))),
        "copies": repr([copy.copy(record), copy.deepcopy(record), changed]),
        "copies_set": [changed.model_fields_set, copy.copy(record).model_fields_set],
        "deep": repr(record.model_copy(deep=True)),
        "pickle": attempt(lambda: pickle.loads(pickle.dumps(record))),  # noqa: S301
        "keys": (list(vars(record)), list(dumped)),
    }


def attempt(act: Callable[[], object]) -> str:
    """Return what *act* returns or raises, as text."""
    try:
        return repr(act())
    except (TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
