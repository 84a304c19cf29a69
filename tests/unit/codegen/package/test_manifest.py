"""What is no manifest is told from one, and an edited manifest from one left alone."""

from __future__ import annotations

import json

import pytest

from udacity_client.codegen.package.manifest import read_manifest


@pytest.mark.parametrize(
    "text", ["", "not JSON", "[]", "{}", '{"sources_sha256": null, "files_sha256": {}}']
)
def test_other_text_is_not_a_manifest(text: str) -> None:
    assert read_manifest(text) is None


def test_a_manifest_without_its_own_checksum_was_edited() -> None:
    text = json.dumps({"sources_sha256": "s", "files_sha256": {"client.py": "c"}})
    manifest = read_manifest(text)
    assert manifest is not None
    assert manifest.sources_sha256 == "s"
    assert manifest.files_sha256 == {"client.py": "c"}
    assert not manifest.is_intact
