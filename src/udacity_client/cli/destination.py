"""Load a synced file into a destination of dlt, for `udacity sync --destination`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from udacity_client.cli.extras import extra
from udacity_client.errors import ConfigurationError, UdacityError

with extra("dlt"):
    # First, because it turns off dlt's telemetry.
    from udacity_client.data.dlt import Strategy, udacity_source  # isort: skip

    import dlt
    import pyarrow as pa
    from dlt.common.configuration.exceptions import ConfigurationException
    from dlt.common.destination import Destination
    from dlt.common.destination.exceptions import DestinationException
    from dlt.common.exceptions import DltException, MissingDependencyException

    from udacity_client.system.duckdb_files import open_database


_DELTA_NEEDS: Final = 17
_IN_DLT: Final = {"delta": "filesystem"}
"""Names that dlt has for destinations, if they are others than here."""


class LoadError(UdacityError):
    """Tables that a destination did not take. It may have some of them."""


def find_destination(name: str) -> Any:
    """Return the destination of dlt; of `delta`, its `filesystem`.

    Raises:
        ConfigurationError: dlt does not know it, or needs a newer pyarrow for it.
    """
    if name == "delta" and int(pa.__version__.partition(".")[0]) < _DELTA_NEEDS:
        message = (
            f"delta needs pyarrow {_DELTA_NEEDS} or later; {pa.__version__} is "
            "installed. Upgrade it."
        )
        raise ConfigurationError(message)
    with suppress(DestinationException):
        return Destination.from_reference(_IN_DLT.get(name, name))
    message = f"dlt knows no destination {name}; see its documentation for the names."
    raise ConfigurationError(message)


def require_destination(name: str, *, dataset: str) -> None:
    """Check a destination's settings, and what it needs; connect to nothing.

    Raises:
        ConfigurationError: dlt does not know it; or a setting or a package is missing.
    """
    with _pipeline(name, dataset) as pipeline:
        try:
            pipeline.destination_client()
        except DltException:
            raise
        except Exception as error:  # noqa: BLE001 - of a library that dlt uses
            kind = type(error).__name__  # its text may show a password
        else:
            return
    raise ConfigurationError(
        f"dlt cannot use {name}: its settings led to a {kind}. Check the variables "
        f"DESTINATION__{_IN_DLT.get(name, name).upper()}__…, or .dlt/secrets.toml."
    )


def load(file: Path, name: str, *, dataset: str) -> None:
    """Load the tables of a synced file into a destination.

    Each version of a row is kept if the destination can (`scd2`).

    Args:
        file: The file.
        name: A name that dlt knows; or `delta`, which is its `filesystem` with tables
            of Delta Lake instead of Parquet files.
        dataset: The schema, or the folder, of the tables.

    Raises:
        ConfigurationError: The file or the destination cannot be used.
        LoadError: The destination refused.
    """
    with (
        _pipeline(name, dataset) as pipeline,
        open_database(file, read_only=True) as database,
    ):
        capabilities = pipeline.destination.capabilities()
        keeps_history = "scd2" in (capabilities.supported_merge_strategies or ())
        strategy: Strategy = "scd2" if keeps_history else "replace"
        pipeline.run(
            udacity_source(database, "upsert" if name == "delta" else strategy),
            loader_file_format=None if keeps_history else "parquet",
        )


@contextmanager
def _pipeline(name: str, dataset: str) -> Generator[Any]:
    """Yield a pipeline to a destination; turn errors of dlt into ones of one line."""
    where = find_destination(name)
    mask = os.umask(0o077)  # of files, if they are the destination
    # What a failed run left would be loaded by the next one instead of newer rows. All
    # else that dlt remembers is in the destination, too.
    with tempfile.TemporaryDirectory(prefix="udacity-") as folder:
        try:
            yield dlt.pipeline(
                # Not `udacity`: in DuckDB, dlt would take udacity.duckdb for its own.
                "udacity_client",
                destination=where,
                dataset_name=dataset,
                pipelines_dir=folder,
            )
        except DltException as error:
            failure = _told(error, name)
        else:
            return
        finally:
            os.umask(mask)
    raise failure from None  # the context may show values


def _told(error: DltException, name: str) -> UdacityError:
    """Return an error of one line, which shows no value of a record."""
    cause: object = getattr(error, "exception", error)
    step: str = getattr(error, "step", "sync")
    what = str(cause).partition("\n")[0]
    if isinstance(cause, MissingDependencyException):
        needed = ", ".join(cause.dependencies)
        return ConfigurationError(f"{name} needs {needed}. Install it.")
    if step in {"normalize", "load"}:
        what = f"{type(cause).__name__} in the step {step}"
    elif isinstance(cause, ConfigurationException | DestinationException):
        section = ("destination", _IN_DLT.get(name, name))
        settings: list[str] = getattr(cause, "fields", None) or ["credentials"]
        variables = ("__".join((*section, one)).upper() for one in settings)
        return ConfigurationError(
            f"dlt cannot use {name}: {what.rstrip('.')}. Set {', '.join(variables)}, "
            f"or give the settings in [{'.'.join(section)}] of .dlt/secrets.toml."
        )
    return LoadError(f"{name} did not take the tables: {what}")
