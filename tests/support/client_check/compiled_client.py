"""Compile the operations of a client, and find what has become of them."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from support.client_check.client_sources import DOMAIN, ClientSources
from support.generated_packages import find_operation
from support.type_checkers import mypy_errors, pyright_errors
from udacity_client.codegen.compile import compile_domains
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.domains import read_domain
from udacity_client.codegen.ir.public_names import PublicNames, public_names
from udacity_client.codegen.sources import Sources
from udacity_client.errors import Problem, SourceError
from udacity_client.runtime import Operation

_IMPORT = """
import importlib, sys
package = importlib.import_module(sys.argv[1])
for module in ("client", "async_client", "operations", "results"):
    importlib.import_module(f"{sys.argv[1]}.{module}")
assert all(hasattr(package, name) for name in package.__all__)
"""


@dataclass(frozen=True)
class CompiledClient:
    """The package that was generated from the operations of a client.

    Attributes:
        sources: What it was generated from.
        folder: The folder that its package is in.
        package: The name of that package.
        analysis: What the generator knows about the operations.
        refused: Why operations could not be compiled.
        seconds: How long the generator took, in processor time.
    """

    sources: ClientSources
    folder: Path
    package: str
    analysis: DocumentAnalysis
    refused: tuple[Problem, ...]
    seconds: float

    @cached_property
    def names(self) -> PublicNames:
        """The Python names of all that was generated."""
        return public_names(self.analysis)

    @cached_property
    def module(self) -> ModuleType:
        """The package of the domain, imported into this process."""
        sys.path.insert(0, str(self.folder))
        try:
            importlib.invalidate_caches()
            return importlib.import_module(f"{self.package}.{DOMAIN}")
        finally:
            sys.path.remove(str(self.folder))

    def operation(self, name: str) -> Operation[Any, Any]:
        """Return the constant of the operation *name*."""
        found: Operation[Any, Any] = find_operation(self.module, name)
        return found

    def import_errors(self) -> str:
        """Return what a new process writes that imports all with `-W error`."""
        result = subprocess.run(
            [*(sys.executable, "-W", "error", "-c", _IMPORT), f"{self.package}.api"],
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return result.stderr or ("" if result.returncode == 0 else "It failed.")

    def type_errors(self) -> list[str]:
        """Return what mypy and pyright say, both as strict as they can be."""
        return [*mypy_errors(self.folder), *pyright_errors(self.folder)]


def compile_client(
    sources: ClientSources, folder: Path, *, package: str
) -> CompiledClient:
    """Compile all operations that the generator does not refuse."""
    names, refused = sorted(sources.operations), dict[Problem, None]()
    while True:
        project = folder / f"sources-{len(refused)}"
        sources.write(project, names)
        folders = Sources(project / "schema", project / "queries")
        start = time.process_time()
        domain = read_domain(folders, DOMAIN)
        try:
            tree = compile_domains(
                [domain],
                sources=folders,
                package=package,
                secrets=(),
                is_whole_package=True,
                command="udacity generate",
            )
        except SourceError as error:
            refused |= dict.fromkeys(error.problems)
            able = _without(sources, names, error.problems)
            if able == names or not able:
                raise
            names = able
            continue
        seconds = time.process_time() - start
        tree.write(folder / "package")
        assert domain.analysis is not None
        return CompiledClient(
            sources,
            folder / "package",
            package,
            domain.analysis,
            tuple(refused),
            seconds,
        )


def _without(
    sources: ClientSources, names: Sequence[str], problems: Iterable[Problem]
) -> list[str]:
    """Return *names* without the operations that *problems* blame."""
    blamed = {Path(problem.location.path).stem for problem in problems}
    return [
        name
        for name in names
        if f"operation-{name}" not in blamed
        and not any(
            f"fragment-{needed}" in blamed for needed in sources.needed_fragments(name)
        )
    ]
