"""Describe the machine: versions, processor and kernel. No host names, no paths."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import distributions
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


def own_packages(name: str) -> list[str]:
    """Return where the packages are of the environment that is named after a peer.

    Most peers have none.
    """
    folders = Path(sys.prefix, name, "lib").glob("python*/site-packages")
    return [str(folder) for folder in folders]


def _versions() -> list[str]:
    return [f"{name} {found}" for name in _PACKAGES if (found := _version(name))]


def _version(name: str) -> str | None:
    """Return the version of *name*, and of graphql-core if it has one of its own."""
    own = own_packages(name)
    found = _version_in(own or sys.path, name)
    if found and own and (core := _version_in(own, "graphql-core")):
        return f"{found} with graphql-core {core}"
    return found


def _version_in(folders: list[str], name: str) -> str | None:
    found = distributions(name=name, path=folders)
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
