"""The folders that a package is generated from. Imports no graphql-core (start-up)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from udacity_client.schema.provenance import PROVENANCE_FILE, read_inferred


@dataclass(frozen=True)
class Sources:
    """The folders that a package is generated from.

    Attributes:
        schema: The folder of `<domain>.graphql` files and `provenance.toml`.
        queries: The folder of `<domain>/` folders with `.graphql` files.
    """

    schema: Path
    queries: Path

    @cached_property
    def inferred(self) -> Mapping[str, frozenset[str]]:
        """The coordinates that are guesses, by domain, as `provenance.toml` says.

        Raises:
            SourceError: The file cannot be read.
        """
        return read_inferred(self.schema / PROVENANCE_FILE)

    def schema_file(self, domain: str) -> Path:
        """Return the path of the schema of *domain*."""
        return self.schema / f"{domain}.graphql"

    @property
    def domains(self) -> list[str]:
        """The domains that have a schema, sorted."""
        return sorted(path.stem for path in self.schema.glob("*.graphql"))
