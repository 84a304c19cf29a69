"""Check schemas, operations and generated code against one another, and tell of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from udacity_client.cli.extras import extra
from udacity_client.cli.settings import GenerateSettings
from udacity_client.cli.terminal import showable, wants_colour, width_of
from udacity_client.errors import ConfigurationError

with extra("codegen"):
    from udacity_client.cli.outputs import outputs_of, write_outputs
    from udacity_client.codegen.compile import Sources, Tree, compile_tree
    from udacity_client.codegen.documents import shown
    from udacity_client.drift.check import check_domains
    from udacity_client.drift.effects import Level
    from udacity_client.drift.formats import FORMATS
    from udacity_client.drift.json_format import json_schema
    from udacity_client.drift.paint import coloured, plain
    from udacity_client.drift.report import Report
    from udacity_client.drift.repository import repository_of
    from udacity_client.drift.sight import Look, look_in
    from udacity_client.drift.text_format import text_report


def check_schemas(
    domains: Sequence[str],
    settings: GenerateSettings,
    *,
    look: Look | None,
    fail_on: str,
    output: str,
    files: Sequence[str] = (),
) -> int:
    """Write what is found about *domains* as *output*, and return the exit code.

    Args:
        domains: Which; all that have operations where none is named.
        settings: Where schemas, operations and generated code are.
        look: Sees the schemas to compare with; none is compared where it is `None`.
        fail_on: The least level of drift that fails.
        output: The format of what is printed.
        files: What to write beside, as `FORMAT=FILE`.

    Raises:
        ConfigurationError: One of *files* means nothing, or cannot be written.
        SourceError: A domain is unknown, or has no documents.
    """
    outputs = outputs_of(files)
    sources = Sources(settings.schemas, settings.queries)

    def compile_domain(domain: str) -> Tree:
        return compile_tree(
            sources,
            package=settings.package.name,
            secrets=settings.secrets,
            domains=settings.domains,
            only=(domain,),
            command=settings.command,
        )

    checks = check_domains(
        domains or settings.domains,
        sources=sources,
        package=settings.package,
        compile_domain=compile_domain,
        look=look,
    )
    report = Report(
        checks=checks,
        fail_on=Level(fail_on),
        command=settings.command,
        package=shown(settings.package),
        repository=repository_of(Path()),
        version=version("udacity-client"),
    )
    write_outputs(report, outputs)
    _print(report, output)
    return report.exit_code


def print_json_schema() -> None:
    """Print the JSON Schema of the JSON report."""
    sys.stdout.write(json_schema())


def _print(report: Report, output: str) -> None:
    if output == "text":
        paint = coloured if wants_colour(sys.stdout, os.environ) else plain
        text = text_report(report, paint=paint, width=width_of(sys.stdout))
    else:
        text = FORMATS[output](report)
    sys.stdout.write(showable(text, sys.stdout))


def look_against(folder: Path | None) -> Look | None:
    """Return how to see the schemas in *folder*, where there is one to compare with.

    Raises:
        ConfigurationError: It is no folder.
    """
    if folder is None:
        return None
    if not folder.is_dir():
        raise ConfigurationError(
            f"There is no folder {folder} of schemas to compare with. Make one with: "
            "udacity schema pull --out FOLDER"
        )
    return look_in(folder)
