"""The operations that ship with the package."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any, Final

from support.paths import ROOT
from udacity_client.runtime import Operation

SCHEMAS: Final = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "schema").glob("*.graphql"))
}
"""The schema of each domain."""


def operations_in(package: ModuleType) -> list[Operation[Any, Any]]:
    """Return the operations of the package of one domain."""
    public = [getattr(package, name) for name in package.__all__]
    return [one for one in public if isinstance(one, Operation)]


SHIPPED_OPERATIONS: Final = [
    operation
    for domain in SCHEMAS
    for operation in operations_in(
        importlib.import_module(f"udacity_graphql.{domain.replace('-', '_')}")
    )
]
