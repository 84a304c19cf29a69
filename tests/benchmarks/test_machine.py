from __future__ import annotations

import sys
from pathlib import Path

import pytest

import machine


def install(environment: Path, name: str, version: str) -> str:
    packages = environment / "lib" / "python3.11" / "site-packages"
    told = packages / f"{name.replace('-', '_')}-{version}.dist-info" / "METADATA"
    told.parent.mkdir(parents=True)
    told.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    return str(packages)


def test_the_version_of_a_peer_is_that_of_its_own_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "gql", "4.0.0")
    shared = install(tmp_path, "graphql-core", "3.2.14")
    install(tmp_path / "gql", "gql", "4.4.0")
    install(tmp_path / "gql", "graphql-core", "3.3.2")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "path", [shared])

    assert machine.describe_machine()[1:] == [
        "gql 4.4.0 with graphql-core 3.3.2, graphql-core 3.2.14."
    ]
