"""Name the folders that a package is made from, without reading them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sources:
    """Hold where the sources of a generated package are.

    Attributes:
        schema: The folder of `<domain>.graphql` files and `provenance.toml`.
        queries: The folder of `<domain>/` folders with `.graphql` files.
    """

    schema: Path
    queries: Path

    def schema_file(self, domain: str) -> Path:
        """Return where the schema of *domain* is."""
        return self.schema / f"{domain}.graphql"

    @property
    def domains(self) -> list[str]:
        """Return the domains that there are schemas of."""
        return sorted(path.stem for path in self.schema.glob("*.graphql"))
