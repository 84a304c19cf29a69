"""`udacity generate`: write the generated package, or check that it is fresh."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from udacity_client.cli.extras import extra
from udacity_client.cli.printing import count, say, show
from udacity_client.cli.settings import GenerateSettings, require_project
from udacity_client.codegen.package.build_cache import (
    is_cached,
    source_digest,
    store,
)
from udacity_client.errors import ConfigurationError
from udacity_client.system.write_errors import DISK_FULL, is_full

if TYPE_CHECKING:
    from udacity_client.codegen.package.package_tree import PackageTree


def write_code(settings: GenerateSettings) -> None:
    """Write the package, and print which files changed."""
    with _explained_errors():
        changed = _write(settings)
    for path in changed:
        say(str(path))
    say(f"{count(len(changed), 'file')} changed in {settings.package}")


def check_code(settings: GenerateSettings) -> int:
    """Return 0 if the package is fresh; else print the difference and return 1."""
    difference = ""
    with _explained_errors():
        if not is_known_fresh(settings):
            difference = _compile(settings).diff(settings.package.parent)
    show(difference, sys.stdout)
    if not difference:
        say(f"{settings.package} is what its sources give.")
        return 0
    say(f"{settings.package} is stale, or was edited by hand. Run: {settings.command}")
    return 1


def is_known_fresh(settings: GenerateSettings) -> bool:
    """Return whether the build cache knows that the package is fresh."""
    return is_cached(settings.package, _digest(settings))


def note_fresh(settings: GenerateSettings) -> None:
    """Remember in the build cache that the package, as it is, is fresh."""
    store(settings.package, _digest(settings))


def _write(settings: GenerateSettings) -> list[Path]:
    digest = _digest(settings)
    if is_cached(settings.package, digest):
        return []
    changed = _compile(settings).write(settings.package.parent, note=say)
    if not settings.only:
        store(settings.package, digest)
    return changed


@contextmanager
def _explained_errors() -> Generator[None]:
    """Turn an `OSError` of the block into an error that says what to do."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            reason, advice = DISK_FULL, "Make room, and run this again."
        else:
            reason = ": ".join(map(str, filter(None, (error.strerror, error.filename))))
            advice = "Name a folder that you may read and write."
        raise ConfigurationError(
            f"The package is as it was: {reason or error}. {advice}"
        ) from error


def _digest(settings: GenerateSettings) -> str:
    options = (
        *("package", settings.package.name, "command", settings.command),
        *("domains", *settings.domains, "secrets", *settings.secrets),
    )
    with extra("codegen"):
        return source_digest(settings.sources, options)


def _compile(settings: GenerateSettings) -> PackageTree:
    # The compiler takes long to import, and most runs find nothing to compile.
    with extra("codegen"):
        from udacity_client.cli.scalar_imports import check_scalars  # noqa: PLC0415
        from udacity_client.codegen.compile import compile_tree  # noqa: PLC0415
    require_project(settings)
    check_scalars(settings.scalars, settings.root)
    tree = compile_tree(
        settings.sources,
        package=settings.package.name,
        secrets=settings.secrets,
        domains=settings.domains,
        only=settings.only,
        command=settings.command,
    )
    for note in tree.notes:
        say(str(note))
    return tree
