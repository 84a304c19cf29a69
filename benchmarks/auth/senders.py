"""One interface over the clients of all libraries; each sends as it is by default."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, Final, TypeAlias

from udacity_client import AsyncUdacity, StaticToken, Udacity

AT_ONCE: Final = 100
"""The most calls that are out at once."""

Call: TypeAlias = Callable[[], Awaitable[object]]
Library: TypeAlias = Callable[[str], AbstractAsyncContextManager[Call]]
"""Opens a client for a base URL, and yields how to call."""

QUERY: Final = b'{"query": "{ a }"}'
TOKEN: Final = "t" * 32


@asynccontextmanager
async def ours(base_url: str) -> AsyncGenerator[Call]:
    """Call over this project's asynchronous client."""
    async with AsyncUdacity(
        StaticToken(TOKEN),
        base_url=base_url,
        rate_limit=None,
        concurrency=AT_ONCE,
        transport="httpx2",
    ) as udacity:
        yield partial(udacity.post, "catalog", QUERY)


@asynccontextmanager
async def ours_blocking(base_url: str) -> AsyncGenerator[Call]:
    """Call over this project's blocking client."""
    with Udacity(
        StaticToken(TOKEN),
        base_url=base_url,
        rate_limit=None,
        concurrency=AT_ONCE,
        transport="httpx2",
    ) as udacity:
        async with in_threads(partial(udacity.post, "catalog", QUERY)) as call:
            yield call


@asynccontextmanager
async def openai(base_url: str) -> AsyncGenerator[Call]:
    """Call over openai's client."""
    from openai import AsyncOpenAI  # noqa: PLC0415 - may be absent

    async with AsyncOpenAI(api_key=TOKEN, base_url=base_url) as client:
        yield partial(client.post, "/a", body={}, cast_to=object)


@asynccontextmanager
async def anthropic(base_url: str) -> AsyncGenerator[Call]:
    """Call over anthropic's client."""
    from anthropic import AsyncAnthropic  # noqa: PLC0415 - may be absent

    async with AsyncAnthropic(api_key=TOKEN, base_url=base_url) as client:
        yield partial(client.post, "/a", body={}, cast_to=object)


@asynccontextmanager
async def botocore(base_url: str) -> AsyncGenerator[Call]:
    """Call over botocore, one of the services that speak JSON."""
    from botocore.config import Config  # noqa: PLC0415 - may be absent
    from botocore.session import get_session  # noqa: PLC0415 - see above

    client: Any = get_session().create_client(
        "secretsmanager",
        region_name="us-east-1",
        endpoint_url=base_url,
        aws_access_key_id="a",
        aws_secret_access_key=TOKEN,
        config=Config(max_pool_connections=AT_ONCE),
    )
    async with in_threads(client.list_secrets) as call:
        yield call


@asynccontextmanager
async def google_auth(base_url: str) -> AsyncGenerator[Call]:
    """Call over google-auth's session."""
    from google.auth.transport.requests import (  # noqa: PLC0415 - may be absent
        AuthorizedSession,
    )
    from google.oauth2.credentials import Credentials  # noqa: PLC0415 - see above

    session = AuthorizedSession(Credentials(TOKEN))
    async with in_threads(partial(session.post, base_url, data=QUERY)) as call:
        yield call


@asynccontextmanager
async def in_threads(work: Callable[[], object]) -> AsyncGenerator[Call]:
    """Let *work*, which blocks, be called from tasks."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield lambda: loop.run_in_executor(pool, work)


LIBRARIES: Final[dict[str, tuple[str, Library]]] = {
    "udacity-client": ("udacity-client", ours),
    "udacity-client, blocking": ("udacity-client", ours_blocking),
    "openai": ("openai", openai),
    "anthropic": ("anthropic", anthropic),
    "botocore": ("botocore", botocore),
    "google-auth": ("google-auth", google_auth),
}
