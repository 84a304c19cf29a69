from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

import udacity_graphql.catalog
from udacity_client import (
    AsyncUdacity,
    ClientCredentials,
    ConfigurationError,
    CredentialsError,
    StaticToken,
    Udacity,
    UserToken,
)
from udacity_client.runtime import ClientPackage, Executor

TOKEN = StaticToken("0123456789abcdef")
CREDENTIALS = ClientCredentials(client_id="udcl_1", client_secret="udcs_1")
each_kind = pytest.mark.parametrize("kind", [Udacity, AsyncUdacity])
Kind = Callable[..., "Udacity | AsyncUdacity"]
DOMAINS = [
    "assessment_progress",
    "catalog",
    "learning_plan_progress",
    "program_progress",
    "tokens",
]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLIENT_ID", "CLIENT_SECRET", "CLIENT_SECRET_FILE", "COMPANY_ID"):
        monkeypatch.delenv(f"UDACITY_{name}", raising=False)
    for name in ("TOKEN", "API_KEY", "USER_TOKEN", "BASE_URL"):
        monkeypatch.delenv(f"UDACITY_{name}", raising=False)


@each_kind
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"deadline": 0}, "deadline is 0; give seconds above 0"),
        ({"deadline": -1.5}, "deadline is -1.5"),
        ({"deadline": float("nan")}, "deadline is nan"),
        ({"deadline": float("inf")}, "deadline is inf"),
        ({"concurrency": 0}, "concurrency is 0; give 1 to 10,000"),
        ({"rate_limit": 0}, "rate_limit is 0; give 1 to 100,000, 'auto' for"),
        ({"rate_limit": -5}, "rate_limit is -5"),
        ({"rate_limit": "fast"}, "rate_limit is a str, not an int or a shared limit"),
        ({"rate_limit": 1.5}, "rate_limit is 1.5, not an int or a shared limit"),
        ({"base_url": "http://api.example"}, "https only"),
        ({"company_id": "4821"}, "company_id"),
    ],
)
def test_an_option_that_cannot_work_is_refused_at_once(
    kind: Kind, options: dict[str, object], said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said):
        kind(TOKEN, **options)


@each_kind
def test_options_are_named_and_spelt(kind: Kind) -> None:
    with pytest.raises(TypeError):
        kind(TOKEN, UserToken("a.b.c"))
    with pytest.raises(TypeError, match="timeout"):
        kind(TOKEN, timeout=3)


@each_kind
def test_without_a_credential_there_is_no_client(kind: Kind) -> None:
    with pytest.raises(CredentialsError, match="UDACITY_CLIENT_ID: not set"):
        kind()


@each_kind
def test_the_environment_is_read_when_the_client_is_made(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UDACITY_TOKEN", "abc")
    monkeypatch.setenv("UDACITY_BASE_URL", "http://127.0.0.1:8000/api/")
    udacity = kind()
    monkeypatch.setenv("UDACITY_BASE_URL", "https://elsewhere.example")
    monkeypatch.delenv("UDACITY_TOKEN")

    assert udacity.base_url == "http://127.0.0.1:8000/api"


@each_kind
def test_a_user_token_is_enough_to_make_a_client(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kind(user_token=UserToken("a.b.c")).tokens is not None
    monkeypatch.setenv("UDACITY_USER_TOKEN", "a.b.c")
    assert kind().tokens is not None


@each_kind
def test_a_repr_says_where_it_calls_and_shows_no_secret(kind: Kind) -> None:
    for credentials in (
        TOKEN,
        ClientCredentials(client_id="udcl_1", client_secret="0123456789abcdef"),
    ):
        udacity = kind(credentials, base_url="https://api.example/api")

        assert repr(udacity) == f"{type(udacity).__name__}(https://api.example/api)"
        assert "0123456789abcdef" not in repr(vars(udacity))


@each_kind
def test_a_client_for_a_company_shows_it(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    udacity = kind(CREDENTIALS, base_url="https://api.example/api")
    assert udacity.company_id is None

    sibling = udacity.for_company("4821")
    assert sibling.company_id == "4821"
    assert repr(sibling) == (
        f"{type(sibling).__name__}(https://api.example/api, company 4821)"
    )
    monkeypatch.setenv("UDACITY_COMPANY_ID", "77")
    assert kind(CREDENTIALS).company_id == "77"
    assert kind(CREDENTIALS, company_id="4821").with_options().company_id == "4821"


@each_kind
def test_a_client_is_not_pickled_and_not_copied(kind: Kind) -> None:
    udacity = kind(TOKEN)
    for duplicate in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="make one in each process"):
            duplicate(udacity)


@each_kind
@pytest.mark.parametrize("domain", DOMAINS)
def test_each_domain_has_one_client(kind: Kind, domain: str) -> None:
    udacity = kind(TOKEN)
    client = getattr(udacity, domain)

    assert getattr(udacity, domain) is client
    assert type(client).__module__.startswith(f"udacity_graphql.{domain}")
    assert getattr(kind(TOKEN), domain) is not client


def test_closing_what_was_never_used_is_no_error() -> None:
    with Udacity(TOKEN) as udacity:
        udacity.close()
    udacity.close()


@each_kind
def test_a_sibling_made_before_the_first_call_shares_the_transport(kind: Kind) -> None:
    udacity = kind(CREDENTIALS)
    siblings = [udacity.with_options(deadline=5), udacity.for_company("4821")]

    opened = {id(one._open()) for one in (*siblings, udacity)}  # pyright: ignore[reportPrivateUsage]  # what it is about
    assert len(opened) == 1


@each_kind
def test_a_sibling_has_its_own_domain_clients(kind: Kind) -> None:
    udacity = kind(CREDENTIALS)
    sibling = udacity.with_options()

    assert sibling.catalog is sibling.catalog
    assert sibling.catalog is not udacity.catalog


@each_kind
def test_a_company_needs_an_id(kind: Kind) -> None:
    with pytest.raises(ConfigurationError, match="company_id is empty"):
        kind(CREDENTIALS).for_company("")


@each_kind
def test_a_user_alone_has_no_company(kind: Kind) -> None:
    with pytest.raises(CredentialsError):
        kind(user_token=UserToken("e30.e30.e30")).for_company("4821")


@each_kind
@pytest.mark.parametrize(
    ("package", "said"),
    [
        (
            udacity_graphql,
            "the module udacity_graphql. Pass .* udacity_graphql.catalog",
        ),
        (httpx, "the module httpx. Pass one domain, such as"),
        ("udacity_graphql.catalog", "a str. Pass one domain, such as udacity_ops"),
        (udacity_graphql.catalog.Program, "the class Program"),
    ],
)
def test_using_takes_the_package_of_one_domain(
    kind: Kind, package: object, said: str
) -> None:
    udacity: Any = kind(TOKEN)
    with pytest.raises(ConfigurationError, match=said):
        udacity.using(package)


def test_two_threads_that_ask_at_once_get_one_client_of_a_domain() -> None:
    made: list[object] = []

    class Client(udacity_graphql.catalog.Client):
        def __init__(self, executor: Executor) -> None:
            super().__init__(executor)
            if not made:
                made.append(self)
                # As another thread would.
                made.append(udacity.using(package))

    package = cast("ClientPackage[Client]", SimpleNamespace(Client=Client))
    udacity = Udacity(TOKEN)
    first, second = udacity.using(package), made[1]
    assert first is second is udacity.using(package)
