"""The request, credentials and pool that our calls and bare httpx share."""

from __future__ import annotations

from typing import Final

import httpx

from udacity_client import ClientCredentials
from udacity_client.protocol.request import encode
from udacity_graphql.catalog.operations import GET_CATALOG, GetCatalogVariables

CONNECTIONS: Final = 50
"""How many requests are in progress in the concurrent measurements."""

LATENCY: Final = 100
"""Milliseconds until a response, in the concurrent measurements."""

CREDENTIALS: Final = ClientCredentials(
    client_id="an-id",
    client_secret="a-secret",  # noqa: S106 - made up
)
BODY: Final = encode(GET_CATALOG, GetCatalogVariables()).content
HEADERS: Final = {
    "Accept": "application/graphql-response+json, application/json;q=0.9",
    "Authorization": "Token t1",
    "Content-Type": "application/json",
    "User-Agent": "udacity-client/0.1.0 python/3.11.0 httpx/0.28.1",
}
POOL: Final = httpx.Limits(
    max_connections=CONNECTIONS + 1,
    max_keepalive_connections=CONNECTIONS + 1,
    keepalive_expiry=60.0,
)
