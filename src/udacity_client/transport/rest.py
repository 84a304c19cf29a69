"""Send JSON to a REST API that is not Udacity's, over httpx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import httpx


class RestResponse(NamedTuple):
    """The status and the body of a response."""

    status: int
    content: bytes


def request_json(
    method: str,
    url: str,
    content: object = None,
    *,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str],
    timeout: float,
) -> RestResponse:
    """Send *content* as JSON to *url*, and return the response, whatever its status.

    Args:
        method: The HTTP method.
        url: An absolute URL.
        content: What to send as JSON; no body if it is `None`.
        query: Parameters to add to the URL.
        headers: Headers to send.
        timeout: Seconds for each step: connecting, sending, and each read.

    Raises:
        ConnectionError: No response arrived. Its text is the name of httpx's error.
    """
    try:
        response = httpx.request(
            method, url, json=content, params=query, headers=headers, timeout=timeout
        )
    except httpx.HTTPError as error:
        raise ConnectionError(type(error).__name__) from error
    return RestResponse(response.status_code, response.content)
