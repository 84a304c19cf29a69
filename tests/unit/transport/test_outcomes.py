"""What an attempt ended in, and what that says of the host."""

from __future__ import annotations

import ssl
from importlib import import_module
from random import Random
from typing import Any, cast

import pytest

from support.clock import VirtualClock
from udacity_client.auth.credentials import StaticToken
from udacity_client.errors import ApiConnectionError, ConfigurationError
from udacity_client.options import ClientOptions
from udacity_client.transport.connections import Connections, Exchange
from udacity_client.transport.host_status import HostStatus
from udacity_client.transport.outcomes import Outcomes
from udacity_client.transport.steps import Failed, is_unsent


class Attempts:
    """Let attempts end as told."""

    def __init__(self, library: str) -> None:
        # Their names are the same.
        self.http = cast("Any", import_module(library))
        clock = VirtualClock()
        self.host = HostStatus(clock=clock.monotonic, random=Random(1))
        self.outcomes = Outcomes(
            ClientOptions(credentials=StaticToken("t")),
            host=self.host,
            connections=Connections(),
            clock=clock.both(),
        )
        self.clock = clock

    def end_in(self, error: Exception, *, ends_at: float = 9.0) -> Failed:
        exchange = Exchange(ends_at, lambda: 0.0)
        outcome = self.outcomes.no_answer(cast("Any", error), exchange)
        assert isinstance(outcome, Failed)
        return outcome


@pytest.fixture(params=["httpx", "httpx2"])
def attempts(request: pytest.FixtureRequest) -> Attempts:
    pytest.importorskip(request.param)
    return Attempts(str(request.param))


@pytest.mark.parametrize("name", ["ConnectError", "ConnectTimeout", "ProxyError"])
def test_without_a_connection_nothing_was_sent_and_the_host_is_down(
    name: str, attempts: Attempts
) -> None:
    outcome = attempts.end_in(getattr(attempts.http, name)("m"))

    assert outcome.refused
    assert is_unsent(outcome)
    assert attempts.outcomes.host_down() is not None


def test_a_call_that_had_no_time_to_connect_says_nothing_of_the_host(
    attempts: Attempts,
) -> None:
    outcome = attempts.end_in(attempts.http.ConnectTimeout("m"), ends_at=0.0)

    assert not outcome.refused
    assert is_unsent(outcome)
    assert attempts.outcomes.host_down() is None


@pytest.mark.parametrize("name", ["ReadError", "RemoteProtocolError", "ReadTimeout"])
def test_a_probe_whose_answer_is_lost_lets_another_call_probe(
    name: str, attempts: Attempts
) -> None:
    attempts.host.record_refusal(ApiConnectionError("m", sent=False))
    attempts.clock.advance(2)
    assert attempts.outcomes.host_down() is None
    assert attempts.outcomes.host_down() is not None

    outcome = attempts.end_in(getattr(attempts.http, name)("m"))

    assert not outcome.refused
    assert not is_unsent(outcome)
    assert attempts.outcomes.host_down() is None


def test_an_untrusted_certificate_is_a_setting_and_not_a_host_that_is_down(
    attempts: Attempts,
) -> None:
    error = attempts.http.ConnectError("m")
    error.__cause__ = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.__cause__.verify_message = "self-signed certificate"

    outcome = attempts.end_in(error)

    assert isinstance(outcome.error, ConfigurationError)
    assert not outcome.refused
    assert attempts.outcomes.host_down() is None


@pytest.mark.parametrize("reason", ["WRONG_VERSION_NUMBER", "UNSUPPORTED_PROTOCOL"])
def test_a_server_without_tls_is_a_setting_and_not_a_host_that_is_down(
    reason: str, attempts: Attempts
) -> None:
    error = attempts.http.ConnectError("m")
    error.__cause__ = ssl.SSLError(1, "m")
    error.__cause__.reason = reason

    outcome = attempts.end_in(error)

    assert isinstance(outcome.error, ConfigurationError)
    assert not outcome.refused
    assert attempts.outcomes.host_down() is None


def test_a_handshake_that_breaks_off_is_tried_again(attempts: Attempts) -> None:
    error = attempts.http.ConnectError("m")
    error.__cause__ = ssl.SSLEOFError(8, "EOF occurred in violation of protocol")

    outcome = attempts.end_in(error)

    assert isinstance(outcome.error, ApiConnectionError)
    assert outcome.refused
