"""A user's program over httpx2; checked, never run."""

from __future__ import annotations

import httpx2

from udacity_client import AsyncUdacity, Udacity


class Logged(httpx2.Client):
    """A client of the user's own."""


def lend() -> None:
    with httpx2.Client() as client:
        Udacity(http_client=client)
    Udacity(http_client=Logged())
    AsyncUdacity(http_client=httpx2.AsyncClient())
