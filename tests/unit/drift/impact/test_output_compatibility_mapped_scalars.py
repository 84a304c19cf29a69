"""A scalar with a Python type decodes by its name; one without decodes any JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema

from udacity_client.codegen.domains import read_domain
from udacity_client.codegen.scalar_types import ScalarType
from udacity_client.codegen.sources import Sources
from udacity_client.drift.impact.assess import drift_between
from udacity_client.drift.impact.impact import Level

SCHEMA = "scalar Money type Query { total: Money }"
QUERY = "query GetTotal { total }"


def worst_of(folder: Path, new: GraphQLSchema, types: dict[str, ScalarType]) -> object:
    for name, text in (("schema/shop.graphql", SCHEMA), ("queries/shop/a.gql", QUERY)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".graphql").write_text(text)
    domain = read_domain(Sources(folder / "schema", folder / "queries", types), "shop")
    assert domain.schema_file is not None
    drift = drift_between(
        domain.schema_file.schema,
        new,
        domain="shop",
        operations=domain.documents.operations,
        fragments=domain.documents.fragments,
    )
    return min((f.level for f in drift.findings), key=lambda x: x.rank, default=None)


@pytest.mark.parametrize(
    ("new", "level"),
    [
        ("scalar Money type Query { total: Money }", None),
        ('"Coins." scalar Money type Query { total: Money }', Level.COSMETIC),
        ("type Query { total: String }", Level.RUNTIME),
        ("enum Money { A } type Query { total: Money }", Level.RUNTIME),
        ("scalar Cash type Query { total: Cash }", Level.RUNTIME),
    ],
)
def test_a_scalar_with_a_type_is_known_by_its_name_alone(
    new: str, level: Level | None, tmp_path: Path
) -> None:
    types = {"Money": ScalarType("decimal.Decimal")}
    assert worst_of(tmp_path, build_schema(new), types) is level


def test_a_scalar_without_a_type_reads_whatever_comes(tmp_path: Path) -> None:
    new = build_schema("type Query { total: String }")
    for types in ({}, {"Money": ScalarType("pydantic.JsonValue")}):
        worst = worst_of(tmp_path, new, types)
        assert worst is not Level.RUNTIME
