"""The recipe for recorded responses keeps secrets and tokens out of the files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from support.paths import ROOT
from udacity_client import ClientCredentials, Udacity
from udacity_client.emulator import Emulator
from udacity_graphql.catalog import Catalog


def recorder_of_the_page() -> Any:
    page = (ROOT / "docs/testing.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(next(block for block in blocks if "import vcr" in block), names)  # noqa: S102 - its own page
    return names["recorder"]


def catalog_from(emulator: Emulator) -> Catalog:
    credentials = ClientCredentials(
        client_id=emulator.client_id, client_secret=emulator.client_secret
    )
    with Udacity(credentials, base_url=emulator.base_url, rate_limit=None) as udacity:
        return udacity.catalog.get_catalog()


def test_what_was_recorded_is_played_and_holds_no_secret(tmp_path: Path) -> None:
    recorder, cassette = recorder_of_the_page(), tmp_path / "catalog.yaml"
    with Emulator(rate_limit=None) as emulator, recorder.use_cassette(str(cassette)):
        recorded = catalog_from(emulator)
    with recorder.use_cassette(str(cassette)) as played:
        assert catalog_from(emulator) == recorded
    assert played.play_count == 2
    text = cassette.read_text(encoding="utf-8")
    assert emulator.client_secret not in text
    assert "authorization" not in text.lower()
    assert re.findall(r'"unredactedToken": "([^"]*)"', text) == ["secret-1"]
