"""Pages of records, and the two ways to decode them: ours and stock.

Stock is what ariadne-codegen generates from the same `.graphql` files with its default
settings, except that `Time` is a `datetime`, as it is for us. Both read the names of
the API.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import httpx
from graphql import OperationDefinitionNode, parse, print_ast

from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode
from udacity_client.runtime.page import Page
from udacity_graphql.program_progress import LIST_PROGRAM_PROGRESS, ProgramProgress

ROOT: Final = Path(__file__).resolve().parents[1]
DOMAIN: Final = "program-progress"
CONFIGURATION: Final = f"""
[tool.ariadne-codegen]
schema_path = "{ROOT}/schema/{DOMAIN}.graphql"
queries_path = "queries"
target_package_name = "stock"
async_client = false
[tool.ariadne-codegen.scalars.Time]
type = "datetime.datetime"
"""
TIMEOUT: Final = 120.0


def write_stock(folder: Path) -> None:
    """Write the stock package into *folder*, as a package called `stock`."""
    queries = folder / "queries"
    queries.mkdir()
    for path in (ROOT / "queries" / DOMAIN).glob("*.graphql"):
        document = parse(path.read_text(encoding="utf-8"))
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                definition.description = None  # it generates broken strings from these
        (queries / path.name).write_text(print_ast(document), encoding="utf-8")
    (folder / "stock.toml").write_text(CONFIGURATION, encoding="utf-8")
    program = Path(sys.executable).with_name("ariadne-codegen")
    subprocess.run(  # noqa: S603 - our own arguments
        [program, "--config", "stock.toml", "client"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=TIMEOUT,
    )


def page(size: int, *, number: int = 0) -> bytes:
    """Return a response body with a page of distinct records."""
    random = Random(number)  # noqa: S311 - no secret
    edges = [
        {"node": {wire(name): value for name, value in record(random).items()}}
        for _ in range(size)
    ]
    info = {wire("has_next_page"): True, wire("end_cursor"): f"cursor-{number}"}
    connection = {wire("total_count"): size, wire("page_info"): info, "edges": edges}
    return json.dumps({"data": {wire("program_progress"): connection}}).encode()


def wire(name: str) -> str:
    """Return *name* as the API spells it."""
    first, *others = name.split("_")
    return first + "".join(other.title() for other in others)


def record(random: Random) -> dict[str, object]:
    """Return one learner's progress, with random values."""
    enrolled = datetime(2026, 1, 1, tzinfo=UTC) + random.random() * timedelta(days=90)
    number = random.randrange(10**6)

    def later() -> str:
        moment = enrolled + random.random() * timedelta(days=90)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    return {
        "user_id": str(UUID(int=random.getrandbits(128))),
        "user_email": f"learner-{number}@company.example",
        "user_first_name": random.choice(["Ada", "Grace", "Zoë", "花子"]),
        "user_last_name": f"Byron {number}",
        "enrollment_status": random.choice(["ENROLLED", "GRADUATED", "UNENROLLED"]),
        "enrolled_at": later(),
        "unenrolled_at": None,
        "graduated_at": random.choice([None, later()]),
        "completed_at": random.choice([None, later()]),
        "program_key": f"nd{number % 50:05}",
        "program_version": "1.0.0",
        "program_type": "NANODEGREE",
        "last_active_at": later(),
        "learner_hours": round(random.uniform(0, 100), 2),
        "completion_percentage": round(random.uniform(0, 100), 2),
        "projects_required_total": 5,
        "projects_required_completed": random.randrange(6),
        "on_track_status": random.choice(["ON_TRACK", "MONITOR", "OFF_TRACK"]),
        "learning_plan_id": str(UUID(int=random.getrandbits(128))),
    }


def read_ours(response: RawResponse) -> Page[ProgramProgress]:
    """Decode a page as a call does.

    Raises:
        ResponseShapeError: The response is not a page.
    """
    return decode(LIST_PROGRAM_PROGRESS, response).require()


def raw_response(content: bytes) -> RawResponse:
    """Return a response with this body, as received."""
    return RawResponse(200, {}, content, received_at=0.0)


def stock_reader() -> Callable[[httpx.Response], Any]:
    """Return a function that decodes a response as a stock client's method does."""
    package = import_module("stock")
    client = package.Client(url="http://127.0.0.1", http_client=httpx.Client())
    model = package.ListProgramProgress
    return lambda response: model.model_validate(client.get_data(response))
