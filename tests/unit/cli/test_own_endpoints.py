"""`[tool.udacity-client.endpoints]`, and the commands that use it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.drift.fixtures import RunUdacity, generated_shop, run_udacity, shop
from support.drift.sample_project import SampleProject
from support.introspection_server import Server
from support.loopback_server import Loopback, Seen
from udacity_client.cli.own_endpoints import (
    EndpointTable,
    OwnEndpoint,
    read_endpoints,
)
from udacity_client.cli.settings import find_settings
from udacity_client.errors import ConfigurationError
from udacity_client.protocol.http_response import RawResponse

__all__ = ["generated_shop", "run_udacity", "shop"]

SECRET = "s3cr3t"


@pytest.fixture
def server(shop: SampleProject) -> Iterator[Loopback]:
    """Serve the live schema of the sample project to those who know the secret."""

    def answer(seen: Seen) -> RawResponse:
        if seen.token != f"Bearer {SECRET}":
            return RawResponse(401, {}, b"", received_at=0.0)
        api = Server(shop.live.read_text(encoding="utf-8"))
        return RawResponse(200, {}, api("shop", seen.content), received_at=0.0)

    with Loopback(answer) as server:
        write_endpoint(shop, f"{server.base_url}/graphql")
        yield server


def write_endpoint(shop: SampleProject, url: str) -> None:
    with (shop.root / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(
            "[tool.udacity-client.endpoints.shop]\n"
            f'url = "{url}"\n'
            'headers = { Authorization = "Bearer ${SHOP_TOKEN}" }\n'
        )


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Set a token of Udacity's, which no own endpoint may see."""
    for name in ("UDACITY_BASE_URL", "UDACITY_CLIENT_ID", "UDACITY_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UDACITY_TOKEN", "of-udacity")
    monkeypatch.setenv("SHOP_TOKEN", SECRET)
    monkeypatch.setenv("HOME", str(tmp_path))


def test_check_accept_and_pull_use_it(
    shop: SampleProject, server: Loopback, run_udacity: RunUdacity
) -> None:
    shop.change_live("title: String!", "title: ID!")
    checked = run_udacity("schema", "check", "--live", "--fail-on", "types")
    assert (checked.returncode, "Film.title" in checked.stdout) == (1, True)
    accepted = run_udacity("schema", "accept", "shop", "--live")
    assert accepted.returncode == 0, accepted.stderr
    assert "title: ID!" in shop.committed.read_text()
    endpoint = f'endpoint = "{server.base_url}/graphql"'
    provenance = shop.root / "schema/provenance.toml"
    assert endpoint in provenance.read_text()
    provenance.unlink()

    shop.change_live("title: ID!", "title: String!")
    pulled = run_udacity("schema", "pull")
    assert (pulled.returncode, pulled.stderr) == (0, "")
    assert "shop.graphql: changed" in pulled.stdout
    assert endpoint in provenance.read_text()
    assert {seen.token for seen in server.seen} == {f"Bearer {SECRET}"}


def test_a_project_without_schemas_pulls_its_own_domains_alone(
    shop: SampleProject, server: Loopback, run_udacity: RunUdacity
) -> None:
    shop.committed.unlink()
    pulled = run_udacity("schema", "pull", "--out", "now")
    assert pulled.returncode == 0, pulled.stderr
    assert [path.name for path in Path("now").iterdir()] == ["shop.graphql"]
    assert {seen.path for seen in server.seen} == {"/graphql"}


@pytest.mark.usefixtures("server")
def test_a_refused_header_is_named_and_its_value_is_not(
    run_udacity: RunUdacity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "0ther")
    told = run_udacity("schema", "check", "--live")
    assert told.returncode == 3
    assert "HTTP 401. Check what it got: Authorization from SHOP_TOKEN." in told.stdout
    assert "0ther" not in told.stdout + told.stderr


def test_a_variable_that_is_not_set(
    server: Loopback, run_udacity: RunUdacity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOP_TOKEN")
    sentence = (
        "SHOP_TOKEN, which the header Authorization of shop needs, is not set. Set it, "
        "or change [tool.udacity-client.endpoints]."
    )
    checked = run_udacity("schema", "check", "--live")
    assert (checked.returncode, sentence in checked.stdout) == (3, True)
    pulled = run_udacity("schema", "pull")
    assert (pulled.returncode, pulled.stderr) == (2, f"{sentence}\n")
    assert server.seen == []


@pytest.mark.usefixtures("shop")
def test_a_domain_without_an_endpoint_is_not_asked_at_udacity(
    run_udacity: RunUdacity,
) -> None:
    sentence = "There is no endpoint for it: Udacity has no domain shop. If it is yours"
    checked = run_udacity("schema", "check", "--live")
    assert (checked.returncode, sentence in checked.stdout) == (3, True)
    pulled = run_udacity("schema", "pull")
    assert (pulled.returncode, sentence in pulled.stderr) == (2, True)


@pytest.mark.parametrize(
    ("url", "headers", "problem"),
    [
        ("http://shop.example.com", {}, "over https only"),
        ("https://u:p@shop.example.com", {}, "user name or password; give them in a"),
        ("https://shop.example.com?key=1", {}, "it has a ? or a #"),
        ("shop", {}, "give a URL such as https://shop.example.com/graphql"),
        ("https://a", {"Host": "b"}, "headers.Host is not a header to choose"),
        ("https://a", {"A b": "c"}, "headers.A b is not a header to choose"),
        ("https://a", {"A": "Bearer $B"}, "headers.A must be plain text, in which"),
        ("https://a", {"A": "${B"}, "headers.A must be plain text, in which"),
        ("https://a", {"A": "a\nB: c"}, "headers.A must be plain text, in which"),
        ("https://a", {"X-Api-Key": "k"}, "headers.X-Api-Key looks like a secret"),
        (
            "https://a",
            {"A": "${UDACITY_CLIENT_SECRET}"},
            "UDACITY_CLIENT_SECRET, and what such variables hold is for Udacity alone",
        ),
    ],
)
def test_an_entry_that_cannot_work(
    url: str, headers: dict[str, str], problem: str
) -> None:
    table = EndpointTable(url=url, headers=headers)
    with pytest.raises(ConfigurationError) as raised:
        read_endpoints({"shop": table})
    assert problem in str(raised.value)
    assert str(raised.value).startswith("[tool.udacity-client.endpoints] shop: ")


@pytest.mark.parametrize("domain", ["../shop", "a/b", "", ".", "a\nb", "-a", "a b"])
def test_a_domain_is_the_name_of_a_file_in_the_folder_of_schemas(domain: str) -> None:
    with pytest.raises(ConfigurationError, match="is not a domain"):
        read_endpoints({domain: EndpointTable(url="https://a")})


def test_a_value_that_no_header_can_hold() -> None:
    endpoint = OwnEndpoint("shop", "https://a", {"Cookie": "a=${A}; b=${B}"})
    with pytest.raises(ConfigurationError, match=r"^B, which the header Cookie of"):
        endpoint.resolve({"A": "1", "B": "2\n"})
    resolved = endpoint.resolve({"A": "1", "B": "2"})
    assert (resolved.headers, resolved.secrets) == ({"Cookie": "a=1; b=2"}, ("1", "2"))


def test_blanks_around_a_value_are_no_part_of_it() -> None:
    endpoint = OwnEndpoint("shop", "https://a", {"Authorization": "Bearer ${A} "})
    resolved = endpoint.resolve({"A": " s3cr3t "})
    assert resolved.headers == {"Authorization": "Bearer s3cr3t"}
    assert resolved.secrets == ("s3cr3t",)
    with pytest.raises(ConfigurationError, match="is not set"):
        endpoint.resolve({"A": " "})


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("shop = 1", "endpoints.shop must be a URL, or a table with a url and headers"),
        ("shop = {}", "endpoints.shop.url is missing"),
        (
            'shop = { url = "https://a", header = {} }',
            "endpoints.shop.header is not known here; the keys are url, headers",
        ),
    ],
)
def test_a_table_of_another_form(tmp_path: Path, entry: str, problem: str) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(f"[tool.udacity-client.endpoints]\n{entry}\n")
    with pytest.raises(ConfigurationError, match=problem):
        find_settings(project)


def test_a_url_alone_is_an_endpoint(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text('[tool.udacity-client.endpoints]\nshop = "https://a/graphql"\n')
    assert find_settings(project).endpoints == {
        "shop": OwnEndpoint("shop", "https://a/graphql", {})
    }
