"""Describe the machine: versions, processor and kernel. No host names, no paths."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path
from typing import Final

_PACKAGES: Final = (
    *("udacity-client", "httpx", "httpcore", "pydantic", "pydantic_core"),
    *("ariadne-codegen", "gql", "graphql-codegen", "graphql-core"),
    *("httpx2", "msgspec", "orjson", "requests", "sgqlc"),
)


def describe_machine() -> list[str]:
    """Return lines with Python, kernel, processor and package versions."""
    return [
        f"Python {platform.python_version()} ({platform.python_implementation()}), "
        f"{platform.system()} {platform.release()}, {os.cpu_count()} cores of "
        f"{_processor()}.",
        f"{', '.join(_versions())}.",
    ]


def _versions() -> list[str]:
    return [
        f"{name} {found}"
        for name in _PACKAGES
        if (found := _version(name) or _version_in_own_environment(name))
    ]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _version_in_own_environment(name: str) -> str | None:
    """Return the version in the peer's own environment, which is named after it."""
    folders = Path(sys.prefix, name, "lib").glob("python*/site-packages")
    found = distributions(name=name, path=[str(folder) for folder in folders])
    return next((distribution.version for distribution in found), None)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()
