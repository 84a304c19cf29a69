"""Whatever changed, accepting the live schema ends all drift, or changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.drift.accept_live import accept, files_of, is_clean
from support.drift.fixtures import generated_shop
from support.drift.sample_project import SampleProject
from udacity_client.drift.baseline.accept import (
    UnavailableSchemaError,
)
from udacity_client.errors import SourceError

__all__ = ["generated_shop"]

CHANGES = (
    ("  COMEDY", "  COMEDY\n  CRIME"),
    ("  DRAMA\n", ""),
    ("union Found = Film | Person", "union Found = Film | Person | Studio"),
    ("type Query {", "type Studio {\n  id: ID!\n}\n\ntype Query {"),
    ("  id: ID!\n  title", "  title"),
    ("  title: String!", "  title: String"),
    ("  title: String!", "  title: [String]"),
    ("type Person {", '"""A person."""\ntype Person {'),
    ("  name: String!", "  name(short: Boolean): String!"),
    ("  films(genre: Genre)", "  films(genre: Genre = DRAMA)"),
    ("  films(genre: Genre)", "  films(genre: Genre, year: Int!)"),
    ("  name: String!\n", ""),
)


@settings(
    max_examples=15,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sets(st.sampled_from(range(len(CHANGES))), max_size=5))
def test_accepting_ends_all_drift_once_and_for_all(
    generated_shop: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    chosen: set[int],
) -> None:
    root = tmp_path_factory.mktemp("shop")
    monkeypatch.chdir(root)
    shutil.copytree(generated_shop, root, dirs_exist_ok=True)
    shop = SampleProject(root)
    text = shop.live.read_text()
    for old, new in (CHANGES[number] for number in sorted(chosen)):
        text = text.replace(old, new, 1)
    shop.live.write_text(text)
    before = files_of(shop)
    try:
        accept(shop)
    except (SourceError, UnavailableSchemaError):
        assert files_of(shop) == before
        return
    assert is_clean(shop)
    after = files_of(shop)
    assert accept(shop).files == ()
    assert files_of(shop) == after
