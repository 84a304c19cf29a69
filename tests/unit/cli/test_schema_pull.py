"""`udacity schema pull` keeps what is valid, and names what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.introspection_server import Answer, Server, types_of
from support.loopback_server import Loopback, Seen
from udacity_client.cli.schema_pull import pull_schemas
from udacity_client.protocol.http_response import RawResponse


def misfit_a_default(answer: Answer) -> None:
    types_of(answer)["Filter"]["inputFields"][0]["defaultValue"] = "7"


def test_a_default_that_its_type_refuses_is_reported_and_the_rest_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    schema = tmp_path / "catalog.graphql"
    schema.write_text("type Query { old: Int }")
    monkeypatch.setenv("UDACITY_TOKEN", "t1")
    api = Server(mangle=misfit_a_default)

    def answer(seen: Seen) -> RawResponse:
        return RawResponse(200, {}, api("catalog", seen.content), received_at=0.0)

    with Loopback(answer) as server:
        pull_schemas(["catalog"], url=server.base_url, schema=tmp_path, out=tmp_path)

    printed = capsys.readouterr()
    assert printed.out.startswith(f"{schema}: changed (1 enum, 3 input, ")
    assert (
        "catalog: not valid GraphQL: the default value of Filter.levels does not fit "
        "its type. The rest can be used. Tell those who run the API.\n"
    ) in printed.err
    assert "levels: [Level!]\n" in schema.read_text()
    assert "legacy: Int = 3 @deprecated" in schema.read_text()
