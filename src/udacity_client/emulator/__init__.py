"""Serve the five domains over HTTP without Udacity, an account or the client.

It shares nothing with the client but the schema files, so that a misreading of the API
on one side shows on the other.
"""

from __future__ import annotations

from udacity_client.emulator.emulator import Emulator, serve
from udacity_client.emulator.faults import (
    Answer,
    Delay,
    Disconnect,
    Fault,
    Faults,
    PartialData,
    html_page,
    malformed_json,
    rate_limited,
    server_error,
    unauthorized_in_200,
    unavailable,
)
from udacity_client.emulator.options import (
    Dialect,
    IntrospectionWords,
    IntrospectionYear,
    LargePages,
    Options,
)
from udacity_client.emulator.request_log import RecordedRequest

__all__ = [
    "Answer",
    "Delay",
    "Dialect",
    "Disconnect",
    "Emulator",
    "Fault",
    "Faults",
    "IntrospectionWords",
    "IntrospectionYear",
    "LargePages",
    "Options",
    "PartialData",
    "RecordedRequest",
    "html_page",
    "malformed_json",
    "rate_limited",
    "serve",
    "server_error",
    "unauthorized_in_200",
    "unavailable",
]
