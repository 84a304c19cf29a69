"""An emulator of the Udacity API: all five domains over HTTP, on this machine.

It needs no account and no network. It shares only the schema files with the client, so
if one side misreads the API, tests between them fail.
"""

from __future__ import annotations

from udacity_client.emulator.churn import CompanyChange
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
    CursorKind,
    Dialect,
    IntrospectionWords,
    IntrospectionYear,
    LargePages,
    Options,
)
from udacity_client.emulator.request_log import RecordedRequest

__all__ = [
    "Answer",
    "CompanyChange",
    "CursorKind",
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
