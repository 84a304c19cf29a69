from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from redis import Redis

from support.redis_server import redis_server
from udacity_client import ConfigurationError, RateLimitStoreError, RedisRateLimit
from udacity_client.limits.shared import SharedLimiter
from udacity_client.limits.sliding_window import Permit, RateLimiter, Saturated


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture
def redis(server: str) -> Iterator[Redis]:
    client = Redis.from_url(server)  # pyright: ignore[reportUnknownMemberType]  # its options are untyped
    with client:
        client.eval("redis.call('FLUSHDB')", 0)
        yield client


@pytest.fixture
def shared(redis: Redis) -> RedisRateLimit:
    return RedisRateLimit(redis)


def taken(limiter: RateLimiter) -> Permit:
    permit = limiter.try_acquire()
    assert isinstance(permit, Permit)
    return permit


def wait_of(limiter: RateLimiter) -> float:
    saturated = limiter.try_acquire()
    assert isinstance(saturated, Saturated)
    return saturated.wait


def spend(limiter: RateLimiter, count: int) -> None:
    for _ in range(count):
        with taken(limiter):
            pass


def let_pass(redis: Redis, seconds: float) -> None:
    """Move every stored permit *seconds* into the past."""
    script = """
    for _, key in ipairs(redis.call('KEYS', '*:slots')) do
      for _, permit in ipairs(redis.call('ZRANGE', key, 0, -1)) do
        redis.call('ZINCRBY', key, -1000000 * ARGV[1], permit)
      end
    end
    """
    redis.eval(script, 0, seconds)


def clock(redis: Redis) -> float:
    """Return Redis's own time, in seconds: the only clock that counts."""
    script = "local t = redis.call('TIME'); return t[1] * 1000000 + t[2]"
    microseconds: int = redis.eval(script, 0)
    return microseconds / 1_000_000


def assert_waits(limiter: RateLimiter, redis: Redis, span: float, since: float) -> None:
    """Assert that *limiter* waits until *span* seconds after an event past *since*."""
    wait = wait_of(limiter)
    passed = clock(redis) - since + 0.001  # a pause counts in milliseconds
    assert span - passed <= wait <= span


def lifetimes(redis: Redis) -> list[tuple[str, float]]:
    """Return the seconds until each key expires, the longest first."""
    script = """
    local found = {}
    for _, key in ipairs(redis.call('KEYS', '*')) do
      table.insert(found, {key, redis.call('PTTL', key)})
    end
    return found
    """
    found: list[tuple[bytes, int]] = redis.eval(script, 0)
    ends = [(key.decode(), left / 1000) for key, left in found]
    return sorted(ends, key=lambda end: -end[1])


def test_the_same_key_names_one_limiter(
    server: str, shared: RedisRateLimit, redis: Redis
) -> None:
    here = SharedLimiter(shared, "k", limit=3)
    there = SharedLimiter(RedisRateLimit(server), "k", limit=3)
    since = clock(redis)
    spend(here, 2)
    spend(there, 1)

    assert_waits(here, redis, 60, since)
    assert_waits(there, redis, 60, since)
    let_pass(redis, 60)
    spend(there, 3)


def test_another_key_names_another_limiter(shared: RedisRateLimit) -> None:
    spend(SharedLimiter(shared, "one", limit=1), 1)

    spend(SharedLimiter(shared, "other", limit=1), 1)


def test_a_permit_counts_from_the_response(
    shared: RedisRateLimit, redis: Redis
) -> None:
    limiter = SharedLimiter(shared, "k", limit=1)
    with taken(limiter):
        let_pass(redis, 45)
        assert wait_of(limiter) == 60
        since = clock(redis)

    let_pass(redis, 20)
    assert_waits(limiter, redis, 40, since)


def test_a_permit_that_is_never_released_counts_for_its_lease(redis: Redis) -> None:
    limiter = SharedLimiter(RedisRateLimit(redis, lease=100), "k", limit=1)
    since = clock(redis)
    taken(limiter)

    let_pass(redis, 100)
    assert_waits(limiter, redis, 60, since)
    let_pass(redis, 60)
    taken(limiter)


def test_a_permit_that_was_asked_for_twice_is_one(shared: RedisRateLimit) -> None:
    assert shared.acquire("k", "permit", limit=1) == 0
    assert shared.acquire("k", "permit", limit=1) == 0

    assert shared.acquire("k", "other", limit=1) > 0


def test_a_clock_that_was_set_back_keeps_nobody_out_for_long(redis: Redis) -> None:
    limiter = SharedLimiter(RedisRateLimit(redis, lease=100), "k", limit=1)
    spend(limiter, 1)
    let_pass(redis, -1e6)

    assert wait_of(limiter) == 60
    let_pass(redis, 160)
    spend(limiter, 1)


def test_a_pause_holds_for_everybody(
    server: str, shared: RedisRateLimit, redis: Redis
) -> None:
    since = clock(redis)
    SharedLimiter(shared, "k", limit=5).pause(700)
    SharedLimiter(shared, "k", limit=5).pause(300)

    other = SharedLimiter(RedisRateLimit(server), "k", limit=5)
    assert_waits(other, redis, 700, since)


def test_the_server_corrects_what_others_have_used(
    shared: RedisRateLimit, redis: Redis
) -> None:
    limiter = SharedLimiter(shared, "k", limit=10)
    since = clock(redis)
    spend(limiter, 1)
    limiter.reconcile(4)
    limiter.reconcile(9)
    spend(limiter, 4)

    assert_waits(limiter, redis, 60, since)
    let_pass(redis, 60)
    spend(limiter, 10)


def test_redis_drops_what_nobody_uses(shared: RedisRateLimit, redis: Redis) -> None:
    since = clock(redis)
    spend(SharedLimiter(shared, "k", limit=3), 1)
    SharedLimiter(shared, "k", limit=3).pause(100)

    [(slots, slots_end), (pause, pause_end)] = lifetimes(redis)
    passed = clock(redis) - since + 0.001  # PTTL counts in milliseconds
    assert slots == "udacity:{k}:slots"
    assert 360 - passed <= slots_end <= 360
    assert pause == "udacity:{k}:pause"
    assert 100 - passed <= pause_end <= 100


def test_without_a_reachable_redis_nothing_is_sent() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # and does not listen
        url = f"redis://user:hush@127.0.0.1:{silent.getsockname()[1]}"
        limiter = SharedLimiter(RedisRateLimit(url), "k", limit=1)

        with pytest.raises(RateLimitStoreError, match="cannot be reached") as caught:
            limiter.try_acquire()
    assert caught.value.is_transient
    assert not caught.value.sent
    assert "hush" not in str(caught.value)


def test_a_missing_password_is_reported() -> None:
    with redis_server("--requirepass", "hush") as url:
        limiter = SharedLimiter(RedisRateLimit(url), "k", limit=1)

        with pytest.raises(ConfigurationError, match="Check its user, its password"):
            limiter.try_acquire()


def test_a_response_is_not_lost_when_redis_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with redis_server() as url:
        limiter = SharedLimiter(RedisRateLimit(url), "k", limit=1)
        permit = taken(limiter)
    with permit:
        pass

    assert "The shared rate limit was not updated" in caplog.text


def test_another_url_is_refused_without_showing_it() -> None:
    with pytest.raises(ConfigurationError, match="is not a Redis URL") as caught:
        RedisRateLimit("http://user:hush@127.0.0.1")
    assert "hush" not in str(caught.value)
    assert caught.value.__context__ is None


def test_the_url_is_never_shown() -> None:
    shared = RedisRateLimit("redis://user:hush@127.0.0.1:1", limit=7)

    assert repr(shared) == "RedisRateLimit(limit=7)"


def test_the_limit_that_the_api_states_is_kept_for_a_day(
    server: str, redis: Redis
) -> None:
    shared = RedisRateLimit(redis)
    assert (shared.limit, shared.load_limit("k")) == ("auto", None)
    shared.store_limit("k", 200)
    shared.store_limit("k", 250)

    assert RedisRateLimit(server).load_limit("k") == 250
    [(key, end)] = lifetimes(redis)
    assert key == "udacity:{k}:limit"
    assert 86_300 < end <= 86_400


def test_a_stored_limit_that_is_no_number_is_none(redis: Redis) -> None:
    redis.set("udacity:{k}:limit", "many")

    assert RedisRateLimit(redis).load_limit("k") is None


def test_after_the_limit_was_lowered_the_wait_is_long_enough(
    shared: RedisRateLimit, redis: Redis
) -> None:
    limiter = SharedLimiter(shared, "k", limit=10)
    spend(limiter, 5)
    let_pass(redis, 20)
    since = clock(redis)
    spend(limiter, 5)

    assert_waits(SharedLimiter(shared, "k", limit=5), redis, 60, since - 20)
    assert_waits(SharedLimiter(shared, "k", limit=4), redis, 60, since)
