"""Run `udacity schema confirm` against a second API, in this process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from support.confirm.behaviour import Behaviour
from support.confirm.records import (
    SECRETS,
    attempts,
    catalog,
    enrollments,
    plan_records,
)
from support.confirm.second_api import SecondApi
from support.loopback_server import Loopback, Seen
from support.udacity_command import run_command
from udacity_client.schema.json_objects import is_object


@dataclass(frozen=True)
class Ran:
    """What one run of the command left."""

    code: int
    out: str
    err: str
    report: dict[str, Any]
    patch: str
    requests: list[Seen] = field(default_factory=list[Seen])

    @property
    def everything(self) -> str:
        """All that it printed and wrote."""
        report = json.dumps(self.report, ensure_ascii=False)
        return f"{self.out}\n{self.err}\n{report}\n{self.patch}"

    def having(self, verdict: str) -> set[tuple[str, str]]:
        """Return the area and the name of each assumption with this verdict."""
        return {
            (one["area"], one["assumption"])
            for one in self.report["assumptions"]
            if one["verdict"] == verdict
        }


def confirm(
    server: Loopback, behaviour: Behaviour, folder: Path, *, user: bool = True
) -> Ran:
    """Run the command in *folder* against a server that behaves so."""
    api = SecondApi(behaviour)
    server.answer = api
    environ = {
        "UDACITY_BASE_URL": server.base_url,
        "UDACITY_CLIENT_ID": SECRETS["client_id"],
        "UDACITY_CLIENT_SECRET": SECRETS["client_secret"],
    }
    if user:
        environ["UDACITY_USER_TOKEN"] = SECRETS["user_token"]
    return replace(run_confirm(environ, folder), requests=api.seen)


def run_confirm(environ: dict[str, str], folder: Path, *words: str) -> Ran:
    """Run the command in *folder*, for a user with these variables.

    Without *words*, it writes both of its files.
    """
    variables = {"HOME": str(folder), "PATH": os.environ["PATH"], "NO_COLOR": "1"}
    words = words or ("--json", "report.json", "--patch", "made.patch")
    printed = [TextIOWrapper(BytesIO(), encoding="utf-8") for _ in range(2)]
    with (
        patch.dict(os.environ, variables | environ, clear=True),
        chdir(folder),
        redirect_stdout(printed[0]),
        redirect_stderr(printed[1]),
    ):
        code = run_command("schema", "confirm", *words)
    out, err = map(_text, printed)
    report = folder / "report.json"
    return Ran(
        code,
        out,
        err,
        json.loads(report.read_text("utf-8")) if report.exists() else {},
        (folder / "made.patch").read_text("utf-8") if report.exists() else "",
    )


def _text(stream: TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def personal_texts() -> set[str]:
    """Return every text in the records of the second API, and every secret."""
    records = [*enrollments(), *attempts(), *plan_records(), catalog()]
    found = {text for record in records for text in _texts(record)}
    words = {text for text in found if text.isupper()}
    return {*(found - words), *SECRETS.values(), "Bachmann", "malina"}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_object(value):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in cast("list[object]", value):
            yield from _texts(one)
    elif isinstance(value, datetime):
        yield value.isoformat()[:19]
