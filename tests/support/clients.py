"""Let one scenario serve `Udacity` and `AsyncUdacity`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable
from random import Random
from typing import TypeAlias, TypeVar, cast

from support.clock import VirtualClock
from udacity_client import AsyncPager, AsyncUdacity, Page, Pager, Udacity
from udacity_client.transport.async_transport import AsyncTransport
from udacity_client.transport.sync_transport import Transport

AnyUdacity: TypeAlias = Udacity | AsyncUdacity
T = TypeVar("T")


AnyPager: TypeAlias = Pager[T] | AsyncPager[T]


async def settle(value: Awaitable[T] | T) -> T:
    """Return what a call gave, waiting for it if it was asynchronous."""
    if isinstance(value, Awaitable):
        return await cast("Awaitable[T]", value)
    return value


async def close(udacity: AnyUdacity) -> None:
    """Close either client."""
    if isinstance(udacity, Udacity):
        udacity.close()
    else:
        await udacity.aclose()


async def stream(pager: Pager[T] | AsyncPager[T]) -> AsyncGenerator[T]:
    """Iterate the records of either pager."""
    if isinstance(pager, Pager):
        for record in pager:
            yield record
    else:
        async for record in pager:
            yield record


async def collect(pager: Pager[T] | AsyncPager[T]) -> list[T]:
    return [record async for record in stream(pager)]


async def collect_rest(pager: Pager[T] | AsyncPager[T]) -> list[T]:
    """Return the records that are left after an iteration that stopped."""
    if isinstance(pager, Pager):
        return list(pager.resume())
    return [record async for record in pager.resume()]


async def collect_pages(pager: Pager[T] | AsyncPager[T]) -> list[Page[T]]:
    if isinstance(pager, Pager):
        return list(pager.pages())
    return [page async for page in pager.pages()]


def on_virtual_time(udacity: AnyUdacity, clock: VirtualClock) -> None:
    """Let the client live by *clock*, so no test sleeps."""
    options = udacity._options  # pyright: ignore[reportPrivateUsage]  # see below
    # Nothing of this is a public option, so it happens here and nowhere else.
    if isinstance(udacity, Udacity):
        udacity._transport = Transport(  # pyright: ignore[reportPrivateUsage]  # see above
            options,
            http_client=udacity._http_client,  # pyright: ignore[reportPrivateUsage]  # see above
            sleep=clock.sleep,
            clock=clock.both(),
            random=Random(1),
        )
    else:
        udacity._transport = AsyncTransport(  # pyright: ignore[reportPrivateUsage]  # see above
            options,
            http_client=udacity._http_client,  # pyright: ignore[reportPrivateUsage]  # see above
            sleep=clock.asleep,
            clock=clock.both(),
            random=Random(1),
        )
