"""Read an answer in each way there is, and tell all that can be seen of it."""

from __future__ import annotations

import copy
import pickle
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

import pytest
from pydantic import BaseModel

from udacity_client.errors import UdacityError
from udacity_client.protocol import envelope
from udacity_client.protocol.envelope import AdaptiveDecoder
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode
from udacity_client.runtime import Operation

WAYS: Final = {
    "by the model": (sys.maxsize, sys.maxsize),
    "through dicts": (0, sys.maxsize),
    "through structs": (sys.maxsize, 0),
}
"""After how many bytes an answer is read through dicts, and through structs."""


def same_in_all_ways(
    operation: Operation[Any, Any], content: bytes
) -> dict[str, object]:
    """Assert that all ways of reading make the same of an answer, and tell what."""
    plain = outcome(operation, content, way="by the model")
    for way in ("through dicts", "through structs"):
        assert outcome(operation, content, way=way) == plain, way
    return plain


def outcome(
    operation: Operation[Any, Any], content: bytes, *, way: str
) -> dict[str, object]:
    """Return what is to be seen of an answer, whether it is read or refused."""
    with pytest.MonkeyPatch.context() as patch:
        # Each answer is the first of its kind, so that no way has been given up.
        patch.setattr(envelope, "_decoder_for", _new_decoder)
        enough, enough_for_structs = WAYS[way]
        patch.setattr(envelope, "DICT_THRESHOLD_BYTES", enough)
        patch.setattr(envelope, "STRUCT_THRESHOLD_BYTES", enough_for_structs)
        try:
            result = decode(operation, RawResponse(200, {}, content, received_at=0.0))
        except UdacityError as error:
            return {"refused": f"{type(error).__name__}: {error}"}
    return {
        "data": facts(result.data),
        "errors": result.errors,
        "extensions": result.extensions,
        "drift": result.drift,
    }


def _new_decoder(model: type[BaseModel], edges: str | None) -> AdaptiveDecoder:
    return AdaptiveDecoder(model, edges=edges)


def facts(value: object) -> object:
    """Return what is to be seen of *value*: all that its records can do."""
    if isinstance(value, BaseModel):
        return record_facts(value)
    if isinstance(value, list | tuple):
        return [facts(item) for item in cast("Sequence[object]", value)]
    return type(value).__name__, shown(value)


def record_facts(record: BaseModel) -> dict[str, object]:
    """Return what is to be seen of *record*."""
    fields = {name: facts(getattr(record, name)) for name in type(record).model_fields}
    dumped = record.model_dump(exclude_unset=True)
    changed = record.model_copy(update=dict.fromkeys(record.model_fields_set))
    return {
        "class": type(record).__name__,
        "fields": fields,
        "repr": shown(record),
        "fields_set": record.model_fields_set,
        "extra": record.model_extra,
        "dump": shown(record.model_dump()),
        "dump_json": attempt(lambda: record.model_dump_json(exclude_unset=True)),
        "hash": attempt(lambda: hash(record) == hash(type(record)(**vars(record)))),
        "equal": attempt(lambda: record == type(record).model_validate(vars(record))),
        "copies": shown([copy.copy(record), copy.deepcopy(record), changed]),
        "copies_set": [changed.model_fields_set, copy.copy(record).model_fields_set],
        "deep": shown(record.model_copy(deep=True)),
        "pickle": attempt(lambda: pickle.loads(pickle.dumps(record))),  # noqa: S301
        "keys": (list(vars(record)), list(dumped)),
    }


def shown(value: object) -> str:
    """Return the `repr` of *value*, in which all that is UTC is written alike."""
    return repr(value).replace("TzInfo(0)", "datetime.timezone.utc")


def attempt(act: Callable[[], object]) -> str:
    """Return what comes of *act*, be it an error."""
    try:
        return shown(act())
    except (TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
