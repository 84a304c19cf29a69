from __future__ import annotations

import pytest

from udacity_client.endpoints import (
    DEFAULT_BASE_URL,
    Endpoints,
    find_endpoints,
    real_endpoints,
)
from udacity_client.errors import ConfigurationError

API = Endpoints("https://api.udacity.com/api/public/api")


def found(base_url: str) -> Endpoints:
    return find_endpoints(base_url, from_environment=None)


def refused(base_url: str) -> str:
    """Return the message with which *base_url* is refused."""
    with pytest.raises(ConfigurationError) as caught:
        found(base_url)
    return str(caught.value)


def test_each_domain_has_an_address_of_its_own() -> None:
    assert API.url("program-progress") == (
        "https://api.udacity.com/api/public/api/v1/program-progress/graphql"
    )


def test_the_argument_wins_over_the_environment_and_that_over_the_default() -> None:
    argument, variable = "https://one.example", "https://two.example"

    assert find_endpoints(argument, from_environment=variable).base_url == argument
    assert find_endpoints(None, from_environment=variable).base_url == variable
    assert find_endpoints(None, from_environment=None).base_url == DEFAULT_BASE_URL


@pytest.mark.parametrize(
    "base_url", ["https://one.example/api", "https://one.example/api/"]
)
def test_a_last_slash_makes_no_difference(base_url: str) -> None:
    assert found(base_url).url("catalog") == (
        "https://one.example/api/v1/catalog/graphql"
    )


@pytest.mark.parametrize(
    "base_url",
    [
        "http://localhost",
        "http://LOCALHOST:8000/api",
        "http://127.0.0.1:8000",
        "http://127.9.8.7",
        "http://[::1]:8000/api",
        "https://one.example",
        "HTTPS://one.example:8443/api",
    ],
)
def test_a_token_may_go_over_https_or_stay_on_this_machine(base_url: str) -> None:
    assert found(base_url).base_url == base_url


@pytest.mark.parametrize(
    "base_url",
    [
        "http://one.example",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://10.0.0.1",
        "http://0.0.0.0:8000",
        "http://[::2]",
        "ftp://localhost",
        "ws://one.example",
        "//one.example",
    ],
)
def test_a_token_goes_nowhere_else(base_url: str) -> None:
    assert "https only" in refused(base_url)


@pytest.mark.parametrize(
    ("base_url", "problem"),
    [
        ("https://", "names no host"),
        ("one.example", "names no host"),
        ("/api/public/api", "names no host"),
        ("   ", "names no host"),
        ("https://one.example?key=1", "it has a ? or a #"),
        ("https://one.example#top", "it has a ? or a #"),
        ("https://b\u00fccher.example", "not plain ASCII"),
        ("https://one.example:99999", "port"),
        ("https://[::1", "bracket"),
        ("https://one.example/a\x01b", "a control character"),
        ("https://one.example/" + "x" * 9000, "longer than 8,000 characters"),
        ("https://1.2.3.256", "not an IP address"),
        ("https://10.0.0.999/api", "not an IP address"),
        ("https://[v1.a]/", "not an IP address"),
        # Some systems read these as other addresses, and some as names.
        ("https://127.1", "not an IP address"),
        ("https://1", "not an IP address"),
        ("https://0x7f000001", "not an IP address"),
        ("https://1.2.3.4.5", "not an IP address"),
        ("https://1.2.3.4.", "not an IP address"),
        ("https://one.example.1", "not an IP address"),
        ("https://one.example:0", "port"),
    ],
)
def test_another_text_is_refused_with_the_reason_and_an_example(
    base_url: str, problem: str
) -> None:
    message = refused(base_url)

    assert problem in message
    assert DEFAULT_BASE_URL in message


def test_the_message_names_where_the_url_came_from() -> None:
    with pytest.raises(ConfigurationError, match=r"^UDACITY_BASE_URL"):
        find_endpoints(None, from_environment="http://one.example")
    assert refused("http://one.example").startswith("base_url")


@pytest.mark.parametrize(
    "base_url",
    [
        "https://ann:hunter2@one.example",
        "https://:hunter2@one.example",
        "https://hunter2@one.example",
        "http://ann:hunter2@localhost",
        "ann:hunter2@one.example/api",  # the scheme forgotten
        "https:/ann:hunter2@one.example",  # a slash forgotten
        "https:ann:hunter2@one.example",
    ],
)
def test_a_password_in_the_url_is_refused_without_showing_it(base_url: str) -> None:
    assert "hunter2" not in refused(base_url)


@pytest.mark.parametrize(
    "base_url",
    [
        "https://one.example:port",
        "https://one.example:99999",
        "https://[::1",
        "https://[one]/api",
    ],
)
def test_a_malformed_host_or_port_is_refused_at_once(base_url: str) -> None:
    assert "base_url" in refused(base_url)


@pytest.mark.parametrize(
    "host",
    [
        "one example.com",
        "one%41.example",
        "one*.example",
        "<host>.example",
        "${HOST}",
        "one\\example",
        "one,two.example",
        "one..example",
        ".example",
        "one.example..",
        f"{'a' * 64}.example",
        ".".join(["a" * 62] * 5),
    ],
)
def test_a_name_that_no_host_has_is_refused(host: str) -> None:
    message = refused(f"https://{host}/api")

    assert host in message.replace("\\\\", "\\")
    assert "no host has such a name. Correct it" in message


@pytest.mark.parametrize(
    "host",
    [
        "my_service",
        "0xide",
        "a--b.example",
        "xn--bcher-kva.example",
        "one.example.",
        "1.example",
        "1.2.3.4",
        "[::1]",
        "[fe80::1%eth0]",
        f"{'a' * 63}.example",
    ],
)
def test_a_name_that_a_host_may_have_is_taken(host: str) -> None:
    assert found(f"https://{host}/api").base_url == f"https://{host}/api"


@pytest.mark.parametrize("base_url", ["https://one.example?", "https://one.example#"])
def test_an_empty_query_does_not_swallow_the_path(base_url: str) -> None:
    with pytest.raises(ConfigurationError):
        found(base_url)


@pytest.mark.parametrize(
    "base_url",
    [" https://one.example", "https://one.example\n", "\thttps://one.example"],
)
def test_blanks_around_the_url_do_not_reach_the_address(base_url: str) -> None:
    assert found(base_url).url("catalog") == "https://one.example/v1/catalog/graphql"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.udacity.com/api/public/api/v1/catalog/graphql",
        "https://api.udacity.com:443/elsewhere",
        "HTTPS://API.UDACITY.COM/",
    ],
)
def test_the_same_origin_is_covered(url: str) -> None:
    assert API.covers(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.udacity.com/api/public/api",
        "http://api.udacity.com:443/api/public/api",
        "https://api.udacity.com:8443/api/public/api",
        "https://api.udacity.com.evil.example/api/public/api",
        "https://evil.example/api.udacity.com/api/public/api",
        "https://api.udacity.com@evil.example/api/public/api",
        "https://api.udacity.com:443@evil.example/",
        "https://evil.example?https://api.udacity.com/",
        "https://evil.example#@api.udacity.com/",
        "https://evil-api.udacity.com/",
        "https://api.udacity.com./",
        "//api.udacity.com/",
        "",
    ],
)
def test_no_lookalike_is_covered(url: str) -> None:
    assert not API.covers(url)


def test_default_ports_are_the_schemes_own() -> None:
    local = Endpoints("http://localhost:80/api")

    assert local.covers("http://localhost/v1")
    assert not local.covers("http://localhost:443/v1")
    assert not local.covers("https://localhost:80/v1")


@pytest.mark.parametrize(
    ("base_url", "real"),
    [
        (DEFAULT_BASE_URL, True),
        ("https://API.udacity.com:443/", True),
        ("http://api.udacity.com/api/public/api", False),
        ("https://api.udacity.com:8443/api", False),
        ("https://api.udacity.com.example.com/api", False),
        ("https://api-udacity.com", False),
        ("https://me:secret@api.udacity.com/api", False),
        ("https://example.com/https://api.udacity.com", False),
        ("http://127.0.0.1:8000", False),
        ("https://api.udacity.com:port", False),
        ("api.udacity.com", False),
        ("", False),
    ],
)
def test_only_the_host_of_the_api_is_real(base_url: str, *, real: bool) -> None:
    assert (real_endpoints(base_url) is not None) is real
