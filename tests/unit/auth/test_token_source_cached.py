"""Token sources that share a cache, like those of two processes."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from random import Random

import pytest

from support.clock import START, VirtualClock
from support.token_endpoint import TokensEndpoint, refusal, wait_for_refreshes
from udacity_client import ClientCredentials, TokenCache
from udacity_client.auth.generate_token import fetch_token
from udacity_client.auth.static_token_source import Refused
from udacity_client.auth.token_cache import StoredToken, TokenFile
from udacity_client.auth.token_source import RefreshingTokenSource
from udacity_client.errors import ConfigurationError, UdacityError

HOUR = 3600.0
CREDENTIALS = ClientCredentials(client_id="udcl_1", client_secret="udcs_secret")


class Shared:
    """Makes sources over one endpoint and one folder."""

    def __init__(self, folder: Path) -> None:
        self.clock = VirtualClock()
        self.endpoint = TokensEndpoint()
        self.cache = TokenCache(folder)
        self.credentials = CREDENTIALS

    def source(self, seed: int = 1) -> RefreshingTokenSource:
        return RefreshingTokenSource(
            partial(fetch_token, self.credentials, self.endpoint),
            cache=self.file(),
            clock=self.clock.both(),
            random=Random(seed),
        )

    def file(self) -> TokenFile:
        return self.cache.file_for(self.credentials, base_url="http://127.0.0.1:1/api")


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    return Shared(tmp_path / "udacity")


def test_the_second_process_requests_nothing(shared: Shared) -> None:
    assert shared.source().get().value == "t1"
    shared.clock.advance(HOUR - 61)
    assert shared.source().get().value == "t1"
    assert shared.endpoint.asked == 1


def test_a_token_from_the_cache_has_its_real_age(shared: Shared) -> None:
    first = shared.source().get()
    shared.clock.advance(1000)
    found = shared.source().get()
    assert found.age(shared.clock.both()) == first.age(shared.clock.both()) == 1000
    assert (found.lifetime, found.refresh_before_use_after) == (
        first.lifetime,
        first.refresh_before_use_after,
    )


def test_a_token_in_its_last_minute_is_ignored(shared: Shared) -> None:
    shared.source().get()
    shared.clock.advance(HOUR - 60)
    assert shared.source().get().value == "t2"
    assert shared.file().load() == StoredToken("t2", START + HOUR - 60, HOUR)


def test_a_token_from_the_future_is_ignored(shared: Shared) -> None:
    shared.file().save(StoredToken("later", START + 1, HOUR))
    assert shared.source().get().value == "t1"


def test_an_early_refresh_takes_the_token_of_another_process(shared: Shared) -> None:
    one, other = shared.source(), shared.source()
    assert one.get().value == other.get().value == "t1"
    shared.clock.advance(HOUR - 500)
    one.get()
    wait_for_refreshes()
    assert one.get().value == "t2"
    assert other.get().value == "t1"
    wait_for_refreshes()
    assert other.get().value == "t2"
    assert shared.endpoint.asked == 2


@pytest.mark.parametrize("seed", range(6))
def test_a_refresh_does_not_return_the_old_token(shared: Shared, seed: int) -> None:
    source = shared.source(seed)
    # Just stale; with another jitter it would not be.
    shared.clock.advance(source.get().stale_after)
    source.get()
    wait_for_refreshes()
    assert source.get().value == "t2"
    assert shared.endpoint.asked == 2


def test_a_refused_token_is_replaced_for_everybody(shared: Shared) -> None:
    one, other = shared.source(), shared.source()
    refused, same = one.get(), other.get()
    shared.clock.advance(10)
    one.accept(refused, "catalog")
    assert one.reject(refused, "catalog") is Refused.USE_ANOTHER
    assert one.get().value == "t2"
    assert other.reject(same, "catalog") is Refused.USE_ANOTHER
    assert other.get().value == "t2"
    assert shared.endpoint.asked == 2


def test_a_refused_token_goes_even_if_no_other_comes(shared: Shared) -> None:
    source = shared.source()
    refused = source.get()
    shared.clock.advance(10)
    source.accept(refused, "catalog")
    source.reject(refused, "catalog")
    shared.endpoint.answers.append(refusal(503))
    with pytest.raises(UdacityError):
        source.get()
    assert shared.file().load() is None


def test_a_late_refusal_harms_no_newer_token(shared: Shared) -> None:
    source = shared.source()
    refused = source.get()
    shared.clock.advance(10)
    newer = StoredToken("newer", shared.clock.wall(), HOUR)
    shared.file().save(newer)
    source.accept(refused, "catalog")
    source.reject(refused, "catalog")
    assert source.get().value == "newer"
    assert shared.file().load() == newer
    assert shared.endpoint.asked == 1


def test_a_broken_cache_harms_no_call(
    shared: Shared, caplog: pytest.LogCaptureFixture
) -> None:
    shared.source().get()
    Path(shared.file().path).write_text("{", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert shared.source().get().value == "t2"
    assert len(caplog.messages) == 1
    assert shared.source().get().value == "t2"


def test_an_unsafe_cache_fails_the_call_before_anything_is_sent(
    shared: Shared,
) -> None:
    folder = Path(shared.cache.folder)
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    with pytest.raises(ConfigurationError, match="open to other users"):
        shared.source().get()
    assert shared.endpoint.asked == 0


def test_without_a_cache_nothing_is_stored(shared: Shared) -> None:
    make = partial(fetch_token, CREDENTIALS, shared.endpoint)
    RefreshingTokenSource(make, clock=shared.clock.both()).get()
    assert not Path(shared.cache.folder).exists()


def test_a_token_of_another_secret_is_not_used(shared: Shared) -> None:
    assert shared.source().get().value == "t1"
    shared.credentials = ClientCredentials(client_id="udcl_1", client_secret="udcs_2")
    assert shared.source().get().value == "t2"
    assert shared.source().get().value == "t2"


def test_a_refused_secret_leaves_the_token_of_the_right_one(shared: Shared) -> None:
    shared.source().get()
    shared.credentials = ClientCredentials(client_id="udcl_1", client_secret="udcs_2")
    shared.endpoint.answers.append(refusal(401))
    with pytest.raises(UdacityError, match="Udacity refused"):
        shared.source().get()
    shared.credentials = CREDENTIALS
    assert shared.source().get().value == "t1"


def test_a_secret_is_read_once_for_each_token(shared: Shared) -> None:
    asked = 0

    def secret() -> str:
        nonlocal asked
        asked += 1
        return "udcs_secret"

    shared.credentials = ClientCredentials(client_id="udcl_1", client_secret=secret)
    assert asked == 1
    shared.source().get()
    assert asked == 2
    shared.source().get()
    assert asked == 2
