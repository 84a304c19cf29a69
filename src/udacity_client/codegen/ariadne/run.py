"""Run ariadne-codegen for one domain, in a temporary folder, without its output."""

from __future__ import annotations

import contextlib
import importlib
import io
import tempfile
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import Any

from graphql import print_ast

from udacity_client.codegen.annotations import RUNTIME_SCALARS, SCALARS
from udacity_client.codegen.ariadne.plugin import CONTEXT_KEY, ModelsPlugin
from udacity_client.codegen.ariadne.simplify import collapse
from udacity_client.codegen.documents.aliases import rename_fragment, rename_operation
from udacity_client.codegen.ir import Models
from udacity_client.codegen.ir.context import Context
from udacity_client.codegen.naming import pascal_case

_PLUGIN = f"{ModelsPlugin.__module__}.{ModelsPlugin.__qualname__}"


def make_models(context: Context, schema_text: str) -> Models:
    """Return the models of the domain that *context* describes."""
    with tempfile.TemporaryDirectory(prefix="udacity-codegen-") as folder, _quiet():
        # Importing ariadne-codegen changes the process's warning filters.
        main = importlib.import_module("ariadne_codegen.main")
        main.models_only(_configuration(context, schema_text, Path(folder)))
    _expect_all(context)
    documents = context.analysis.expanded
    kept = {pascal_case(name) for name in documents.fragments}
    kept |= {pascal_case(o.name.value) for o in documents.operations if o.name}
    return collapse(context.models, kept=kept)


def _expect_all(context: Context) -> None:
    """Raise if ariadne-codegen left out a class of the documents."""
    missing = context.shapes.keys() - context.models.records.keys()
    missing -= context.models.results.keys()
    if missing:
        message = f"ariadne-codegen made no class {', '.join(sorted(missing))}"
        raise RuntimeError(message)


def _configuration(
    context: Context, schema_text: str, folder: Path
) -> dict[str, dict[str, Any]]:
    """Return the configuration, after writing the files that it points to."""
    schema, queries = folder / "schema.graphql", folder / "queries.graphql"
    schema.write_text(schema_text, encoding="utf-8")
    queries.write_text(_renamed_documents(context), encoding="utf-8")
    options = {
        "schema_path": str(schema),
        "queries_path": str(queries),
        "target_package_path": str(folder),
        "target_package_name": "models",
        "plugins": [_PLUGIN],
        "include_comments": "none",
        "include_typename": False,
        "convert_to_snake_case": False,
        "show_deprecation_warnings": False,
        # Expanded selections repeat an interface's fields for each member, whose types
        # may differ. `lint` has validated the documents as they were written.
        "skip_validation_rules": ["NoUnusedFragments", "OverlappingFieldsCanBeMerged"],
        "scalars": {
            graphql: {"type": f"udacity_client.runtime.{python}"}
            for graphql, python in SCALARS.items()
            if python in RUNTIME_SCALARS
        },
    }
    return {"tool": {"ariadne-codegen": options, CONTEXT_KEY: context}}


def _renamed_documents(context: Context) -> str:
    documents = context.analysis.expanded
    nodes = [
        *map(rename_operation, documents.operations),
        *map(rename_fragment, documents.fragments.values()),
    ]
    return "\n\n".join(print_ast(node) for node in nodes)


@contextlib.contextmanager
def _quiet() -> Generator[None]:
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield
