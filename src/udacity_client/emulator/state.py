"""The state of one emulator, and the context that its resolvers get.

Data is added in `samples` (catalogs) and `world` (learners and their records); a new
kind of record is a class in `models` and an attribute of `Company`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TypeAlias

from udacity_client.emulator.churn import Churn
from udacity_client.emulator.credentials import CredentialStore
from udacity_client.emulator.errors import ApiError
from udacity_client.emulator.fault_schedule import Faults
from udacity_client.emulator.limits import RateLimits
from udacity_client.emulator.models import Company
from udacity_client.emulator.options import Options
from udacity_client.emulator.request_log import (
    MAX_LOGGED_REQUESTS,
    InFlightGauge,
    RecordedRequest,
)
from udacity_client.emulator.sessions import Sessions, User
from udacity_client.emulator.tokens import Token, TokenStore
from udacity_client.emulator.world import build_companies

Caller: TypeAlias = User | Token


@dataclass(slots=True)
class State:
    """Everything that one emulator holds, with the companies by ID.

    It stays the same object when an emulator begins again: a running server reads it.
    """

    options: Options
    companies: dict[str, Company]
    churn: Churn
    credentials: CredentialStore
    tokens: TokenStore
    sessions: Sessions
    limits: RateLimits
    faults: Faults
    request_log: deque[RecordedRequest]
    in_flight: InFlightGauge


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What resolvers know about the current request.

    Attributes:
        state: The emulator's state.
        caller: Who sent the request; an error only for `generateToken`.
        company: The company in the scope of a data token.
        failing_fields: Error messages by the name of each field that must fail.
    """

    state: State
    caller: Caller | ApiError
    company: Company | None
    failing_fields: Mapping[str, str] = field(default_factory=dict[str, str])


def renew(state: State) -> None:
    """Put *state* back to what it was before the first request."""
    fresh = new_state(state.options)
    for each in fields(state):
        setattr(state, each.name, getattr(fresh, each.name))


def new_state(options: Options) -> State:
    """Return the state of an emulator that got no request yet."""
    return State(
        options=options,
        companies=dict(
            build_companies(
                learners=options.learners,
                seed=options.seed,
                until=options.data_until,
            )
        ),
        churn=Churn(options.churn, seed=options.seed, clock=options.clock),
        credentials=CredentialStore(options.clock),
        tokens=TokenStore(options.clock),
        sessions=Sessions(f"{options.seed}:sessions", clock=options.clock),
        limits=RateLimits(options.rate_limit, clock=options.clock),
        faults=Faults(),
        request_log=deque(maxlen=MAX_LOGGED_REQUESTS),
        in_flight=InFlightGauge(),
    )
