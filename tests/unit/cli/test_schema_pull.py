"""`udacity schema pull` keeps what is valid, and names what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.introspection_server import Answer, Server, types_of
from support.loopback_server import Loopback, Seen
from udacity_client.cli.schema_pull import pull_schemas
from udacity_client.endpoints import DOMAINS
from udacity_client.protocol.http_response import RawResponse

from .conftest import Command


def misfit_a_default(answer: Answer) -> None:
    types_of(answer)["Filter"]["inputFields"][0]["defaultValue"] = "7"


def test_a_default_that_its_type_refuses_is_reported_and_the_rest_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    schema = tmp_path / "catalog.graphql"
    schema.write_text("type Query { old: Int }")
    monkeypatch.setenv("UDACITY_TOKEN", "t1")
    api = Server(mangle=misfit_a_default)

    def answer(seen: Seen) -> RawResponse:
        return RawResponse(200, {}, api("catalog", seen.content), received_at=0.0)

    with Loopback(answer) as server:
        pull_schemas(["catalog"], url=server.base_url, schema=tmp_path, out=tmp_path)

    printed = capsys.readouterr()
    assert printed.out.startswith(f"{schema}: changed (1 enum, 3 input, ")
    assert (
        "catalog: not valid GraphQL: the default value of Filter.levels does not fit "
        "its type. The rest can be used. Tell those who run the API.\n"
    ) in printed.err
    assert "levels: [Level!]\n" in schema.read_text()
    assert "legacy: Int = 3 @deprecated" in schema.read_text()


def test_a_project_without_schemas_starts_with_a_pull_and_checks_against_the_api(
    command: Command,
) -> None:
    pulled = command.run("schema", "pull", "--out", "now")
    assert pulled.returncode == 0, pulled.stderr
    assert pulled.stderr == (
        "Nothing is confirmed, and now/provenance.toml keeps the guesses of the "
        "schemas so far: the schemas do not come from the API itself, at its own "
        "host.\n"
        "now is not the project's folder of schemas. To generate from it, set "
        'schema_folder = "now" in [tool.udacity-client] of pyproject.toml. To compare '
        "with it, run: udacity schema check --against now\n"
    )
    assert pulled.stdout.count(": new (") == len(DOMAINS)
    names = sorted(path.stem for path in (command.home / "now").glob("*.graphql"))
    assert names == sorted(DOMAINS)
    assert not (command.home / "schema").exists()

    queries = command.home / "queries" / "catalog"
    queries.mkdir(parents=True)
    (queries / "list.graphql").write_text("query Ids { catalog { companyId } }")
    package = ("--package", "my_ops")
    assert command.run("generate", *package).returncode == 0
    live = command.run("schema", "check", "--live", *package)
    assert live.returncode == 0, live.stdout + live.stderr
    assert "catalog" in live.stdout


def test_a_pull_goes_to_the_folder_that_the_settings_name(command: Command) -> None:
    (command.home / "pyproject.toml").write_text(
        '[tool.udacity-client]\nschema_folder = "api"\n'
    )
    pulled = command.run("schema", "pull", "catalog")
    assert pulled.returncode == 0, pulled.stderr
    assert (command.home / "api" / "catalog.graphql").is_file()
    assert "schema_folder" not in pulled.stderr
    assert not (command.home / "schema").exists()


def test_a_pull_from_elsewhere_keeps_what_generated_code_says_of_guesses(
    command: Command,
) -> None:
    queries = command.home / "queries" / "tokens"
    queries.mkdir(parents=True)
    (queries / "make.graphql").write_text(
        "mutation Make($input: CreateClientCredentialInput!) "
        "{ createClientCredential(input: $input) { __typename } }"
    )

    def unconfirmed(*options: str) -> int:
        made = command.run("generate", "--package", "my_ops", *options)
        assert made.returncode == 0, made.stderr
        files = (command.home / "my_ops").rglob("*.py")
        return sum(file.read_text().count("Unconfirmed") for file in files)

    shipped = unconfirmed()
    assert shipped
    command.run("schema", "pull")
    assert unconfirmed("--schema", "schema") == shipped
    again = command.run("schema", "pull")
    assert "schema/provenance.toml stays as it was: " in again.stderr
    (command.home / "schema" / "provenance.toml").unlink()
    without = command.run("schema", "pull")
    assert without.stderr.startswith("Nothing is confirmed: ")


def test_an_unknown_domain_is_named_with_the_domains_there_are(
    command: Command,
) -> None:
    ran = command.run("schema", "pull", "catalogue", "--out", "schema")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        f"There is no domain catalogue. The domains are {', '.join(sorted(DOMAINS))}.\n"
    )
