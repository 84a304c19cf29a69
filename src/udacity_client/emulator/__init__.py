"""An emulator of the Udacity API: all five domains over HTTP, on this machine.

It needs no account and no network. It shares only the schema files with the client, and
helpers that know no API, so if one side misreads the API, tests between them fail.
"""

from __future__ import annotations

import sys as _sys

try:
    from udacity_client.emulator.churn import CompanyChange
    from udacity_client.emulator.emulator import Emulator
    from udacity_client.emulator.fault_schedule import FaultName, Faults
    from udacity_client.emulator.faults import (
        Answer,
        Delay,
        Disconnect,
        Fault,
        PartialData,
        html_page,
        malformed_json,
        rate_limited,
        server_error,
        unauthorized_in_200,
        unavailable,
    )
    from udacity_client.emulator.models import (
        Assessment,
        Attempt,
        Company,
        Enrollment,
        LaunchLink,
        LearningPlan,
        PlanProgress,
        Program,
        Step,
        Translation,
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
    from udacity_client.emulator.serving import serve
except ModuleNotFoundError as _error:
    _missing = (_error.name or "").partition(".")[0]
    if _missing == "udacity_client":
        raise
    # The same words as for other extras, which this shares no code with.
    _python = _sys.executable or "python"
    _quoted = f'"{_python}"' if " " in _python else _python
    _message = (
        f"udacity_client.emulator needs the extra emulator ({_missing} is not "
        "installed). In a checkout of udacity-client, run:\n\n"
        f"  {_quoted} -m pip install '.[emulator]'"
    )
    raise ModuleNotFoundError(_message, name=_missing) from None

__all__ = [
    "Answer",
    "Assessment",
    "Attempt",
    "Company",
    "CompanyChange",
    "CursorKind",
    "Delay",
    "Dialect",
    "Disconnect",
    "Emulator",
    "Enrollment",
    "Fault",
    "FaultName",
    "Faults",
    "IntrospectionWords",
    "IntrospectionYear",
    "LargePages",
    "LaunchLink",
    "LearningPlan",
    "Options",
    "PartialData",
    "PlanProgress",
    "Program",
    "RecordedRequest",
    "Step",
    "Translation",
    "html_page",
    "malformed_json",
    "rate_limited",
    "serve",
    "server_error",
    "unauthorized_in_200",
    "unavailable",
]
