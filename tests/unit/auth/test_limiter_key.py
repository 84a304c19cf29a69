"""Names of identities in a shared rate limit: stable, and without a secret."""

from __future__ import annotations

from udacity_client.auth.credentials import (
    ClientCredentials,
    StaticToken,
    UserToken,
)
from udacity_client.auth.limiter_key import limiter_key

URL = "https://api.example.com"
PAIR = ClientCredentials(client_id="udcl_1", client_secret="udcs_secret")


def test_other_versions_of_the_library_find_the_same_limiter() -> None:
    requests = limiter_key("requests", PAIR, base_url=URL)
    tokens = limiter_key("mints", PAIR, base_url=URL)

    assert requests == "e560c0dadd8a4ca3098dad7f7c4973f2"
    assert tokens == "2f38cfc15f38dbaef28ea08816929c3a"


def test_the_secret_and_the_company_make_no_difference() -> None:
    rotated = ClientCredentials(client_id="udcl_1", client_secret="udcs_rotated")
    keys = {
        limiter_key("requests", identity, base_url=URL)
        for identity in (PAIR, rotated, PAIR.for_company("4821"))
    }

    assert len(keys) == 1


def test_all_functions_share_one_limiter() -> None:
    one = limiter_key("requests", lambda: "t1", base_url=URL)

    assert limiter_key("requests", lambda: "t2", base_url=URL) == one


def test_each_identity_url_and_kind_has_its_own_limiter() -> None:
    other = ClientCredentials(client_id="udcl_2", client_secret="udcs_secret")
    keys = [
        limiter_key("requests", identity, base_url=url)
        for identity in (PAIR, other, StaticToken("t1"), UserToken("t2"), None)
        for url in (URL, f"{URL}/v2")
    ]
    keys.append(limiter_key("mints", PAIR, base_url=URL))

    assert len(set(keys)) == 11


def test_a_token_does_not_show_in_its_key() -> None:
    assert "abc123" not in limiter_key("requests", StaticToken("abc123"), base_url=URL)
