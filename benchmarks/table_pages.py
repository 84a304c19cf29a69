"""Pages of distinct records, and a client whose requests they answer, in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from decode_pages import raw_response
from page_server import TOTAL, WIRE
from seeded_records import PAGE, write_records
from udacity_client import Udacity
from udacity_client.protocol.response import decode
from udacity_client.runtime import Operation
from udacity_client.runtime.struct_rows import take_struct_rows
from udacity_graphql.program_progress.client import Client


class DistinctPages:
    """The bodies of pages of records with keys of their own, each made when asked for.

    Args:
        folder: Where to write records.
        total: How many records the pages say that there are.
    """

    def __init__(self, folder: Path, *, total: int = TOTAL) -> None:
        write_records(folder)
        lines = (folder / WIRE.file).read_text(encoding="utf-8").splitlines()
        self._records = cast("list[dict[str, object]]", [*map(json.loads, lines)])
        self._total = total

    def __iter__(self) -> Iterator[bytes]:
        return (self[page] for page in range(self._total // PAGE))

    def __getitem__(self, page: int) -> bytes:
        """Return the body of the page with this number, from 0."""
        start = page * PAGE
        edges = (
            {"node": one | {"userId": f"user-{start + number:07}"}}
            for number, one in enumerate(self._records)
        )
        text = ",".join(json.dumps(edge) for edge in edges)
        return WIRE.page(text.encode(), total=self._total, end=start + PAGE)


class InMemory:
    """An executor that decodes the page after a cursor, which is a number."""

    def __init__(self, pages: Sequence[bytes] | DistinctPages) -> None:
        self._pages = pages

    def execute(
        self,
        operation: Operation[Any, Any],
        variables: Any,
        *,
        deadline: float | None = None,
    ) -> object:
        """Return the result of *operation*; *deadline* has no meaning here.

        What its rows should be is taken as the transport takes it.
        """
        del deadline
        after = variables["input"].after
        body = self._pages[int(after) // PAGE if isinstance(after, str) else 0]
        return decode(operation, raw_response(body), rows=take_struct_rows())


def in_memory(pages: Sequence[bytes] | DistinctPages) -> Udacity:
    """Return what an export uses of a client."""
    executor: Any = InMemory(pages)
    client: Any = SimpleNamespace(
        program_progress=Client(executor), base_url="", company_id=None
    )
    return cast("Udacity", client)
