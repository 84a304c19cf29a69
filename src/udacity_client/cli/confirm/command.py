"""Ask the API, judge what was assumed, and print the report."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

from udacity_client.cli.auth import find_command_options
from udacity_client.cli.checked_files import checked_files
from udacity_client.cli.extras import extra
from udacity_client.cli.printing import encodable, show
from udacity_client.endpoints import DOMAINS, real_endpoints
from udacity_client.errors import ConfigurationError
from udacity_client.options import ClientOptions
from udacity_client.schema.provenance import (
    PROVENANCE_FILE,
    Origin,
    Provenance,
    read_or_start_provenance,
    read_provenance,
)
from udacity_client.system.same_file import require_other_file
from udacity_client.system.write_errors import require_writable, write_report
from udacity_client.transport.sync_transport import Transport

with extra("codegen"):
    from udacity_client.cli.confirm.interview import Assumed, Interview, Observations
    from udacity_client.cli.confirm.judge import judge_all
    from udacity_client.cli.confirm.plan import plan_text
    from udacity_client.cli.confirm.send import Driver
    from udacity_client.cli.settings import GenerateSettings
    from udacity_client.drift.confirm.report import (
        ConfirmReport,
        json_report,
        text_report,
    )
    from udacity_client.drift.confirm.updated_provenance import (
        provenance_patch,
        updated,
    )
    from udacity_client.schema.sdl import read_sdl
    from udacity_client.schema.shipped import schema_directory

_STDOUT = "-"
_SHIPPED = f"schema/{PROVENANCE_FILE}"
_PULL = "udacity schema pull && udacity generate"
_EMULATOR = "udacity emulator "
_FIRST_PULL = "udacity schema pull --out schema"
_NOT_REAL = "# Not made from the real API: for trying out, not for keeping.\n"
_WITHOUT_GUESSES = Origin(source="documentation", read=date.min)


def print_plan() -> None:
    """Print what would be sent; send nothing."""
    sys.stdout.write(plan_text())


def confirm_schemas(
    settings: GenerateSettings,
    *,
    url: str | None,
    json_file: str | None,
    patch_file: str | None,
) -> int:
    """Ask the API, print the report, write the files, and return the exit code.

    Args:
        settings: Where the schemas are that are compared.
        url: The base URL; else it is found as for every command.
        json_file: Where to write the report as JSON; `-` for stdout.
        patch_file: Where to write the patch of `provenance.toml`; `-` for stdout.

    Raises:
        ConfigurationError: Both files are stdout, a file cannot be written, or there is
            no credential.
        SourceError: A schema or `provenance.toml` cannot be read.
        WriteError: A file could not be written.
        UdacityError: There is no token for the credential.
    """
    _require_files(settings, json_file, patch_file)
    options = find_command_options(url)
    file = settings.schemas / PROVENANCE_FILE
    provenance = read_or_start_provenance(file)
    report = _ask(options, _assumed(settings.schemas, provenance), settings)
    if _STDOUT not in (json_file, patch_file):
        show(text_report(report), sys.stdout)
    _write(json_file, json_report(report))
    _write(patch_file, _patch(report, provenance, file, settings))
    return report.exit_code


def _ask(
    options: ClientOptions, assumed: Mapping[str, Assumed], settings: GenerateSettings
) -> ConfirmReport:
    user = options.resolved.user
    interview = Interview(assumed, has_user=user is not None)
    credentials = options.resolved.require_service()
    transport = Transport(options)
    try:
        driver = Driver(transport, credentials, user)
        driver.run(interview.requests())
    finally:
        transport.close()
    base_url = options.endpoints.base_url
    return ConfirmReport(
        version=version("udacity-client"),
        base_url=base_url,
        is_real=real_endpoints(base_url) is not None,
        today=datetime.now(tz=UTC).date(),
        requests=driver.sent,
        judgements=judge_all(assumed, interview.seen),
        failures=[*driver.failures, *_refused_token(interview.seen)],
        emulator=_EMULATOR,
        schema_fix=_PULL if settings.owns_schemas else _FIRST_PULL,
    )


def _refused_token(seen: Observations) -> list[str]:
    if seen.scheme_is_token is None and "Bearer" in seen.answers:
        return ["The API refused the credential's token, with either scheme."]
    return []


def _assumed(folder: Path, provenance: Provenance) -> dict[str, Assumed]:
    """Return what is assumed about each domain.

    A domain that the project does not have is assumed to be as it is shipped.
    """
    shipped = schema_directory()
    origins = read_provenance(shipped / PROVENANCE_FILE).origins
    found: dict[str, Assumed] = {}
    for domain in DOMAINS:
        path = folder / f"{domain}.graphql"
        if path.is_file():
            origin = provenance.origins.get(domain, _WITHOUT_GUESSES)
        else:
            path, origin = shipped / path.name, origins[domain]
        found[domain] = Assumed(origin, read_sdl(path))
    return found


def _patch(
    report: ConfirmReport,
    provenance: Provenance,
    file: Path,
    settings: GenerateSettings,
) -> str:
    """Return the patch; empty if the project has no such file."""
    if not file.is_file():
        return ""
    after = updated(provenance, report.judgements, report.today)
    own = file.resolve()
    is_below = settings.owns_schemas and own.is_relative_to(settings.root)
    path = own.relative_to(settings.root).as_posix() if is_below else _SHIPPED
    patch = provenance_patch(file.read_text("utf-8"), after, path)
    return patch if report.is_real or not patch else f"{_NOT_REAL}{patch}"


def _require_files(settings: GenerateSettings, *files: str | None) -> None:
    """Check the files before anything is sent."""
    if files.count(_STDOUT) > 1:
        raise ConfigurationError(
            "--json and --patch cannot both go to stdout. Name a file for one of them."
        )
    for file in files:
        if file is not None and file != _STDOUT:
            require_writable(Path(file))
            require_other_file(Path(file), checked_files(settings))


def _write(file: str | None, text: str) -> None:
    if file == _STDOUT:
        sys.stdout.write(encodable(text, sys.stdout))
    elif file is not None:
        write_report(Path(file), text)
