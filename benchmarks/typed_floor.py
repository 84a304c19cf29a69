"""The lower bound for typed decoding: msgspec structs for the same records.

It is the fastest typed decoder we know of. The structs have the fields and types of the
generated records, so both read the same, but validate nothing beyond JSON's types.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from pydantic import BaseModel

from udacity_graphql.program_progress.records import ProgramProgress


def struct_decoder() -> Callable[[bytes], object]:
    """Return a function that decodes a response into slotted structs."""
    msgspec = import_module("msgspec")

    def struct(name: str, fields: list[tuple[str, object]]) -> type:
        return cast("type", msgspec.defstruct(name, fields, rename="camel"))

    info = struct("PageInfo", [("has_next_page", bool), ("end_cursor", str | None)])
    edge = struct("Edge", [("node", struct("Node", fields_of(ProgramProgress)))])
    connection = struct(
        "Connection",
        [("total_count", int), ("page_info", info), ("edges", list[edge])],  # type: ignore[valid-type]  # made here
    )
    data = struct("Data", [("program_progress", connection)])
    answer = struct("Answer", [("data", data)])
    return cast("Callable[[bytes], object]", msgspec.json.Decoder(answer).decode)


def fields_of(model: type[BaseModel]) -> list[tuple[str, object]]:
    """Return the fields of *model* with their types, without pydantic's metadata."""
    return [(name, field.annotation) for name, field in model.model_fields.items()]
