"""Write the emulator's records to disk, as it gives them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypedDict, cast

from page_server import WIRE
from sources import document_of
from udacity_client import ClientCredentials, Udacity
from udacity_client.emulator import Emulator

PAGE: Final = 1000
"""How many records a page of the emulator has at most."""

_LEARNERS_FOR_A_PAGE: Final = 550
"""This number of learners has more than one page of enrollments."""


class _Edge(TypedDict):
    node: dict[str, object]


def write_records(folder: Path, *, pages: int = 1) -> None:
    """Write *pages* pages of distinct records into *folder*."""
    learners = _LEARNERS_FOR_A_PAGE * pages
    with (
        Emulator(learners=learners, rate_limit=None) as emulator,
        Udacity(
            ClientCredentials(
                client_id=emulator.client_id, client_secret=emulator.client_secret
            ),
            base_url=emulator.base_url,
            rate_limit=None,
        ) as udacity,
    ):
        lines = _records(udacity, document_of("program-progress"), pages)
        (folder / WIRE.file).write_text("\n".join(lines), encoding="utf-8")


def _records(udacity: Udacity, document: str, pages: int) -> Iterator[str]:
    after = None
    for _page in range(pages):
        given = {"input": {"first": PAGE, "after": after}}
        request = json.dumps({"query": document, "variables": given})
        answer = json.loads(udacity.post("program-progress", request.encode()))
        connection = answer["data"][WIRE.connection]
        for edge in cast("list[_Edge]", connection["edges"]):
            yield json.dumps(edge["node"])
        after = connection[WIRE.page_info][WIRE.end_cursor]
