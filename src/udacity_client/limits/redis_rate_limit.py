"""One rate limit for a fleet of machines, kept in Redis. Only the Redis clock counts.

redis-py is imported when a `RedisRateLimit` is made, not before. Each step is one
script, and Redis runs no other command during a script.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, Literal, cast

from udacity_client.errors import (
    ConfigurationError,
    RateLimitStoreError,
    UdacityError,
)
from udacity_client.limits.shared import (
    LEASE,
    LIMIT_LASTS,
    PATIENCE,
)
from udacity_client.limits.sliding_window import WINDOW
from udacity_client.system.extras import install_hint
from udacity_client.system.option_values import LIMIT, SECONDS, ClientOption

if TYPE_CHECKING:
    from redis import Redis
    from redis.exceptions import RedisError

_MICROSECONDS: Final = 1_000_000

# A permit's score is the time until which it counts, in microseconds. A score too far
# ahead was written before the server's clock was set back. KEYS: permits, pause, limit.
# ARGV: window, lease. Other versions of this library use the same keys, so their names
# stay.
_BEGIN: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local window, lease = tonumber(ARGV[1]), tonumber(ARGV[2])
local last = now + window + lease
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for _, permit in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. last, '+inf')) do
  redis.call('ZADD', KEYS[1], last, permit)
end
local function write(permit, till)
  redis.call('ZADD', KEYS[1], till, permit)
  redis.call('PEXPIRE', KEYS[1], math.ceil((window + lease) / 1000))
end
"""

# ARGV: permit, limit. A permit may be asked for twice, if the first reply was lost.
_ACQUIRE: Final = """
local pause = redis.call('PTTL', KEYS[2])
if pause > 0 then return pause * 1000 end
local over = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[4])
if over < 0 or redis.call('ZSCORE', KEYS[1], ARGV[3]) then
  write(ARGV[3], last)
  return 0
end
-- More than the first, if the limit was lowered.
local room_at = redis.call('ZRANGE', KEYS[1], over, over, 'WITHSCORES')[2]
return math.max(1, math.min(room_at - now, window))
"""

# ARGV: permit.
_RELEASE: Final = """
write(ARGV[3], now + window)
return 0
"""

# ARGV: permit.
_GIVE_BACK: Final = """
redis.call('ZREM', KEYS[1], ARGV[3])
return 0
"""

# ARGV: prefix of the new permits, limit, remaining.
_RECONCILE: Final = """
for nth = 1, ARGV[4] - redis.call('ZCARD', KEYS[1]) - ARGV[5] do
  write(ARGV[3] .. nth, now + window)
end
return 0
"""

# ARGV: milliseconds.
_PAUSE: Final = """
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[3]) then
  redis.call('SET', KEYS[2], '1', 'PX', ARGV[3])
end
return 0
"""


_LOAD_LIMIT: Final = """
return tonumber(redis.call('GET', KEYS[3]) or 0) or 0
"""

# ARGV: limit, seconds.
_STORE_LIMIT: Final = """
redis.call('SET', KEYS[3], ARGV[3], 'EX', ARGV[4])
return 0
"""


class RedisRateLimit:
    """A rate limit that all machines with the same Redis share. Extra: `redis`.

    Pass one as `rate_limit=`. Clients with the same credential share its requests, and
    its requests for tokens, wherever they run. A killed process holds the permits of
    its requests in flight for *lease* seconds and a window.

    Args:
        redis: A URL such as `rediss://user:password@host:6379/0`, or your own
            `redis.Redis`, whose timeouts then apply.
        limit: Requests in a window, up to 100,000. By default as many as the API
            states, for all machines together.
        lease: Seconds that a request may be out; more than any deadline.

    Raises:
        ConfigurationError: redis-py is not installed, the URL is not a Redis URL, or
            an argument cannot work.
    """

    def __init__(
        self,
        redis: str | Redis,
        *,
        limit: int | Literal["auto"] = "auto",
        lease: float = LEASE,
    ) -> None:
        _REDIS.require("redis", redis)
        self._redis = _connect(redis) if isinstance(redis, str) else redis
        # A traceback may list this frame's locals, and a URL may hold a password.
        del redis
        LIMIT.require("limit", limit)
        SECONDS.require("lease", lease)
        self._limit: int | Literal["auto"] = limit
        self._spans = [round(span * _MICROSECONDS) for span in (WINDOW, lease)]

    @property
    def limit(self) -> int | Literal["auto"]:
        """How many requests an identity may send in a window."""
        return self._limit

    def acquire(self, key: str, permit_id: str, *, limit: int) -> float:
        """Store the permit and return 0, or return how many seconds to wait for one.

        Raises:
            UdacityError: Redis cannot be reached, or refused the command.
        """
        return self._run(_ACQUIRE, key, permit_id, limit) / _MICROSECONDS

    def release(self, key: str, permit_id: str) -> None:
        """Let the permit count for another window, and no longer.

        Raises:
            UdacityError: Redis cannot be reached, or refused the command.
        """
        self._run(_RELEASE, key, permit_id)

    def give_back(self, key: str, permit_id: str) -> None:
        """Let the permit count no longer, because nothing was sent.

        Raises:
            UdacityError: Redis cannot be reached, or refused the command.
        """
        self._run(_GIVE_BACK, key, permit_id)

    def pause(self, key: str, seconds: float) -> None:
        """Give out no permit for *seconds*.

        Raises:
            UdacityError: Redis cannot be reached, or refused the command.
        """
        self._run(_PAUSE, key, max(1, round(seconds * 1000)))

    def reconcile(self, key: str, *, limit: int, remaining: int) -> None:
        """Store permits for a window, until only *remaining* are left.

        Raises:
            UdacityError: Redis cannot be reached, or refused the command.
        """
        self._run(_RECONCILE, key, os.urandom(8).hex(), limit, remaining)

    def load_limit(self, key: str) -> int | None:
        """Return the limit that was stored last, or `None` if there is none.

        Raises:
            UdacityError: Redis cannot be reached, or refused the command.
        """
        return self._run(_LOAD_LIMIT, key) or None

    def store_limit(self, key: str, limit: int) -> None:
        """Keep *limit*, which the API stated, for a day.

        Raises:
            UdacityError: Redis cannot be reached, or refused the command.
        """
        self._run(_STORE_LIMIT, key, limit, round(LIMIT_LASTS))

    def _run(self, script: str, key: str, *arguments: str | int) -> int:
        from redis.exceptions import RedisError  # noqa: PLC0415 - an extra

        # Braces keep all keys on one node of a cluster.
        keys = [f"udacity:{{{key}}}:{part}" for part in ("slots", "pause", "limit")]
        try:
            result = self._redis.eval(
                _BEGIN + script, len(keys), *keys, *self._spans, *arguments
            )
        except RedisError as error:
            failure = _translated(error)
        else:
            return cast("int", result)
        raise failure

    def __repr__(self) -> str:
        return f"RedisRateLimit(limit={self._limit!r})"


def _is_redis(value: object) -> bool:
    if isinstance(value, str):
        return True
    kinds = type(value).__mro__
    is_async = any(kind.__module__.startswith("redis.asyncio") for kind in kinds)
    return callable(getattr(type(value), "eval", None)) and not is_async


_REDIS: Final = ClientOption(
    "a URL or a blocking redis.Redis",
    _is_redis,
    "give one such as redis://localhost:6379/0",
)


def _connect(url: str) -> Redis:
    """Return a client whose commands time out; nothing is sent yet."""
    try:
        from redis import Redis  # noqa: PLC0415 - an extra
        from redis.backoff import NoBackoff  # noqa: PLC0415 - likewise
        from redis.retry import Retry  # noqa: PLC0415 - likewise
    except ModuleNotFoundError as error:
        if error.name != "redis":
            raise
        message = f"RedisRateLimit needs the extra redis. {install_hint('redis')}"
    else:
        # One retry, in case the server closed the connection while it was idle.
        retry = Retry(NoBackoff(), 1)
        try:
            return Redis.from_url(  # pyright: ignore[reportUnknownMemberType]  # its options are untyped
                url,
                retry=retry,
                socket_timeout=PATIENCE,
                socket_connect_timeout=PATIENCE,
            )
        except ValueError:
            message = (
                "The URL given to RedisRateLimit is not a Redis URL. Give one such as "
                "redis://localhost:6379/0, rediss://… or unix://…."
            )
    del url
    raise ConfigurationError(message)


def _translated(error: RedisError) -> UdacityError:
    from redis.exceptions import (  # noqa: PLC0415 - an extra
        AuthenticationError,
        AuthorizationError,
        ConnectionError,  # noqa: A004 - redis-py calls it so
        TimeoutError,  # noqa: A004 - likewise
    )

    is_refusal = isinstance(error, AuthenticationError | AuthorizationError)
    if isinstance(error, ConnectionError | TimeoutError) and not is_refusal:
        return RateLimitStoreError(
            f"The rate limit's Redis cannot be reached ({error}); nothing was sent. "
            "Check that it runs, or pass another rate_limit."
        )
    return ConfigurationError(
        f"The rate limit's Redis refused a command ({error}); nothing was sent. "
        "Check its user, its password and that it may run scripts."
    )
