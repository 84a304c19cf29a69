"""A request keeps its scheme, host and port, whatever a hook does with it."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import httpx
import pytest

from udacity_client.endpoints import Endpoints
from udacity_client.errors import ConfigurationError
from udacity_client.transport.pinned_request import pin

API = Endpoints("https://api.udacity.com/api")
URL = API.url("catalog")


@pytest.fixture
def request_() -> httpx.Request:
    made = httpx.Request("POST", URL, content=b"{}")
    pin(made, API)
    return made


def test_it_is_still_a_request(request_: httpx.Request) -> None:
    assert isinstance(request_, httpx.Request)
    assert request_.url == URL
    assert repr(request_) == f"<Request('POST', '{URL}')>"
    assert request_.headers["Host"] == "api.udacity.com"


def test_its_path_may_change(request_: httpx.Request) -> None:
    request_.url = httpx.URL("https://API.udacity.com:443/elsewhere?a=1")
    assert request_.url.path == "/elsewhere"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/api",
        "http://api.udacity.com/api",
        "https://api.udacity.com:8443/api",
        "https://me:hunter2@evil.example/api",
    ],
)
def test_its_host_may_not(url: str, request_: httpx.Request) -> None:
    for other in (httpx.URL(url), url):
        with pytest.raises(
            ConfigurationError, match="to another scheme, host or port"
        ) as caught:
            setattr(request_, "url", other)  # noqa: B010 - a str is not its type
        assert "hunter2" not in str(caught.value)
    assert request_.url == URL


def test_a_request_of_a_callers_own_class_stays_as_it_is() -> None:
    class Slotted:
        __slots__ = ("url",)

    for one in (Slotted(), object()):
        made: Any = one
        pin(made, API)
        assert type(made) is type(one)


def test_a_recorder_can_copy_and_pickle_it(request_: httpx.Request) -> None:
    pickled = pickle.loads(pickle.dumps(request_))  # noqa: S301 - our own bytes
    for one in (pickled, copy.copy(request_)):
        assert (type(one), one.url) == (httpx.Request, URL)
        assert one.headers == request_.headers
        assert not [name for name in vars(one) if "udacity" in name]
