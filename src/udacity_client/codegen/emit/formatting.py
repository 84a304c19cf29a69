"""Format generated modules with ruff, ignoring any ruff configuration."""

from __future__ import annotations

import importlib
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_STYLE: Final = (
    *("--isolated", "--no-cache", "--quiet"),
    *("--target-version", "py311", "--line-length", "88"),
    # Otherwise ruff leaves out folders such as `dist`, which may be a domain.
    *("--config", "exclude = []"),
)
_RULES: Final = (
    *("--select", "I001,F401"),
    # Otherwise ruff looks for first-party modules in the current directory.
    *("--config", 'lint.isort.known-first-party = ["udacity_client"]'),
)
_TIMEOUT: Final = 60


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Return *files*, by path, with every Python module formatted.

    Raises:
        RuntimeError: Ruff refused a module, which is a bug of the generator.
    """
    with tempfile.TemporaryDirectory(prefix="udacity-codegen-") as name:
        folder = Path(name)
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        _ruff(folder, "check", "--fix", "--exit-zero", *_RULES)
        _ruff(folder, "format")
        return {path: (folder / path).read_text(encoding="utf-8") for path in files}


def _ruff(folder: Path, *command: str) -> None:
    result = subprocess.run(  # noqa: S603 - our own program and arguments
        [_program(), *command, *_STYLE, "."],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=_TIMEOUT,
    )
    if result.returncode != 0:
        message = f"ruff {command[0]} refused the generated code:\n{result.stderr}"
        raise RuntimeError(message)


def _program() -> str:
    # Ruff is untyped; type checkers accept an import by name.
    return str(importlib.import_module("ruff").find_ruff_bin())
