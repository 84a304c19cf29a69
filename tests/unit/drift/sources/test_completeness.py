"""A schema that is only partly visible is not compared."""

from __future__ import annotations

import pytest

from support.drift.reported_schema import load_reported
from support.introspection_server import Server

OLD = "type Query { a: Int b: Int c: Int d: E } enum E { X Y Z } input I { s: Int }"


@pytest.mark.parametrize("root", ["mutation", "subscription"])
def test_a_root_that_is_missing_is_a_partial_view(root: str) -> None:
    name = root.title()
    server = Server(f"{OLD} type {name} {{ x: Int }} schema {{ query: Query }}")
    snapshot = load_reported(f"{OLD} type {name} {{ x: Int }}", server)
    (reason,) = snapshot.unavailable
    assert reason.startswith(
        f"shop: the server has no {root} type, unlike the committed"
    )


@pytest.mark.parametrize(
    ("now", "gone"),
    [
        (OLD.replace("a: Int", ""), 0),
        (OLD.replace("Query", "Root") + " schema { query: Root }", 0),
        (OLD.replace("a: Int b: Int", ""), 2),
        (OLD.replace("input I { s: Int }", "").replace("X", ""), 2),
        (OLD.replace("enum E { X Y Z }", "union E = Query"), 3),
    ],
)
def test_more_than_a_fifth_gone_is_a_partial_view(now: str, gone: int) -> None:
    snapshot = load_reported(OLD, Server(now))
    assert bool(snapshot.unavailable) is bool(gone)
    if gone:
        (reason,) = snapshot.unavailable
        assert reason.startswith(f"shop: the server leaves out {gone} of the 8 members")
        assert "udacity schema check --against now" in reason
