"""What a package is generated from. Imports no graphql-core (start-up)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from udacity_client.codegen.scalar_types import ScalarType
from udacity_client.schema.provenance import PROVENANCE_FILE, read_inferred


@dataclass(frozen=True)
class Sources:
    """What a package is generated from: folders, and what settings say of scalars.

    Attributes:
        schema: The folder of `<domain>.graphql` files and `provenance.toml`.
        queries: The folder of `<domain>/` folders with `.graphql` files.
        scalars: The Python types of scalars, by the scalars' names.
    """

    schema: Path
    queries: Path
    scalars: Mapping[str, ScalarType] = field(
        default_factory=dict[str, ScalarType], hash=False
    )

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
