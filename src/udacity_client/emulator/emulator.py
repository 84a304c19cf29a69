"""`Emulator`: start and stop the emulated API, and read what it recorded."""

from __future__ import annotations

import shlex
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, cast

from udacity_client.emulator import samples
from udacity_client.emulator.app import BASE_PATH, build_app
from udacity_client.emulator.churn import CompanyChange
from udacity_client.emulator.fault_schedule import Faults
from udacity_client.emulator.models import (
    Assessment,
    Attempt,
    CatalogItem,
    Company,
    Enrollment,
    LearningPlan,
    Numbered,
    PlanProgress,
    Program,
    numbered,
)
from udacity_client.emulator.option_checks import TEXT, choice, number, whole
from udacity_client.emulator.options import (
    DOMAINS,
    CursorKind,
    Dialect,
    IntrospectionWords,
    IntrospectionYear,
    LargePages,
    Options,
    require_options,
)
from udacity_client.emulator.record_checks import RECORDS, require_known_values
from udacity_client.emulator.request_log import RecordedRequest
from udacity_client.emulator.server import BackgroundServer
from udacity_client.emulator.sessions import User
from udacity_client.emulator.state import new_state, renew
from udacity_client.system.option_kinds import names_options

# In seconds. Times that are further away would leave what a datetime can say.
_CENTURY: Final = 3_155_760_000
_UNITS: Final = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
_NOW: Final = number(0, 32_503_680_000, "seconds since the epoch, up to the year 3000")
_COUNTED: Final = {
    "operation": TEXT.or_none("or None for all"),
    "domain": choice(*DOMAINS).or_none("or None for all"),
    "status": whole(100, 599).or_none("or None for all"),
}
_STAFF = User("usr-staff-1", "staff@example.com", is_staff=True, company_ids=())
_MEMBER = User(
    "usr-member-1",
    "admin@example.com",
    is_staff=False,
    company_ids=(samples.COMPANY_ID,),
)


def _read(clock: Callable[[], float]) -> float:
    """Return the time on a caller's clock, which may return anything."""
    now = clock()
    _NOW.require("what clock returns", now)
    return now


class Emulator:
    """The Udacity API on this machine, from `start` (or `with`) to `stop`.

    `Options` describes the arguments.

    Attributes:
        client_id: The ID of a credential that covers only the documented company, so
            token requests need not name one.
        client_secret: Its secret.
        company_id: The documented company.
        multi_company_client_id: The ID of a credential that covers the documented
            company and an empty one, so token requests must name one.
        multi_company_client_secret: Its secret.
        empty_company_id: The company without programs and learners.
        user_token: The JWT of a logged-in user who belongs to Udacity's staff.
        member_token: The JWT of a user who manages only the documented company.
        faults: The faults to come; `emulator.faults.add(server_error())` adds one.
        requests: The latest 100,000 requests.
        changes: What `churn` has changed so far.
    """

    @names_options
    def __init__(
        self,
        *,
        learners: int = 200,
        seed: int = 7,
        data_until: datetime | None = None,
        token_lifetime: int = 3600,
        rate_limit: int | None = 100,
        max_page_size: int = 1000,
        large_pages: LargePages = "cut",
        cursors: CursorKind = "row",
        churn: float = 0.0,
        dialect: Dialect = "spec",
        introspection: bool = True,
        introspection_words: IntrospectionWords = "gqlgen",
        introspection_year: IntrospectionYear = 2025,
        schemas: Path | None = None,
        clock: Callable[[], float] = time.time,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._seconds_ahead = 0.0
        options = Options(
            learners=learners,
            seed=seed,
            data_until=data_until,
            token_lifetime=token_lifetime,
            rate_limit=rate_limit,
            max_page_size=max_page_size,
            large_pages=large_pages,
            cursors=cursors,
            churn=churn,
            dialect=dialect,
            introspection=introspection,
            introspection_words=introspection_words,
            introspection_year=introspection_year,
            schemas=schemas,
            clock=clock,
        )
        require_options({"host": host, "port": port})
        self._address = (host, port)
        self._server: BackgroundServer | None = None
        ahead = replace(options, clock=lambda: _read(clock) + self._seconds_ahead)
        self._state = new_state(ahead)
        self.company_id: str = samples.COMPANY_ID
        self.empty_company_id: str = samples.EMPTY_COMPANY_ID
        self._begin()

    def _begin(self) -> None:
        """Make the credentials of a new state, and offer what it records."""
        state, seed = self._state, self._state.options.seed
        self.faults: Faults = state.faults
        self.requests: deque[RecordedRequest] = state.request_log
        self.changes: list[CompanyChange] = state.churn.log
        one = state.credentials.seed(f"{seed}:one", (self.company_id,))
        both = state.credentials.seed(
            f"{seed}:both", (self.company_id, self.empty_company_id)
        )
        self.client_id: str = one.client_id
        self.client_secret: str = one.secret
        self.multi_company_client_id: str = both.client_id
        self.multi_company_client_secret: str = both.secret
        self.user_token: str = state.sessions.issue(_STAFF)
        self.member_token: str = state.sessions.issue(_MEMBER)

    @property
    def base_url(self) -> str:
        """Return the base URL; with port 0, the real port is known after `start`."""
        host, port = self._address
        return f"http://{host}:{port}{BASE_PATH}"

    def start(self) -> None:
        """Serve from a thread of this process.

        Raises:
            OSError: The address is taken, or not allowed.
            RuntimeError: The emulator is running already.
        """
        if self._server is not None:
            raise RuntimeError("the emulator is running already: stop it first")
        server = BackgroundServer(partial(build_app, self._state))
        host, port = self._address
        self._address = (host, server.start(host, port))
        self._server = server

    def stop(self) -> None:
        """Stop serving. A stopped emulator can start again, on the same port."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @names_options
    def count(
        self,
        *,
        operation: str | None = None,
        domain: str | None = None,
        status: int | None = None,
    ) -> int:
        """Return how many recorded requests match everything that is given.

        Raises:
            TypeError: What is given is of a wrong type.
            ValueError: There is no such domain or status.
        """
        for name, value in (
            ("operation", operation),
            ("domain", domain),
            ("status", status),
        ):
            _COUNTED[name].require(name, value)
        return sum(
            operation in (None, request.operation_name)
            and domain in (None, request.domain)
            and status in (None, request.status)
            for request in list(self.requests)
        )

    @property
    def most_at_once(self) -> int:
        """Return the highest number of requests that were in progress at once."""
        return self._state.in_flight.peak

    def revoke_all_tokens(self) -> None:
        """Revoke all API tokens, as an administrator might."""
        self._state.tokens.revoke_all()

    def expire_tokens(self) -> None:
        """Let all API tokens expire now."""
        self._state.tokens.expire_all()

    def reset(self) -> None:
        """Begin again, also while it serves: data, clock, faults, tokens, records.

        A credential keeps its ID and its secret; tokens made before are unknown.
        """
        self._seconds_ahead = 0.0
        renew(self._state)
        self._begin()

    @names_options
    def advance(
        self,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> None:
        """Move the emulator's clock, by which tokens expire and limits are counted.

        Clients have a clock of their own, so they send an expired token and get a 401.

        Raises:
            TypeError: What is given is not a number.
            ValueError: The clock would be more than a century ahead, or behind.
        """
        given = {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds}
        ahead = self._seconds_ahead
        for unit, value in given.items():
            length = _UNITS[unit]
            number(-_CENTURY // length, _CENTURY // length, unit).require(unit, value)
            ahead += value * length
        number(-_CENTURY, _CENTURY, "seconds").require("advance in all", ahead)
        self._seconds_ahead = ahead

    @names_options
    def replace_data(
        self,
        *,
        enrollments: Iterable[Enrollment] | None = None,
        attempts: Iterable[Attempt] | None = None,
        plan_progress: Iterable[PlanProgress] | None = None,
        programs: Iterable[Program] | None = None,
        assessments: Iterable[Assessment] | None = None,
        learning_plans: Iterable[LearningPlan] | None = None,
    ) -> None:
        """Serve your own records of the documented company from the next request on.

        What is left out stays. Records are numbered in the order given.

        Args:
            enrollments: The records of program progress.
            attempts: Those of assessment progress.
            plan_progress: Those of learning-plan progress.
            programs: The programs in the catalog.
            assessments: The assessments in the catalog.
            learning_plans: The learning plans in the catalog.

        Raises:
            TypeError: What is given is not records of this class.
            ValueError: A record has an enum value that the schema does not have.
        """
        given: dict[str, Iterable[Numbered | CatalogItem] | None] = {
            "enrollments": enrollments,
            "attempts": attempts,
            "plan_progress": plan_progress,
            "programs": programs,
            "assessments": assessments,
            "learning_plans": learning_plans,
        }
        own: dict[str, Any] = {}
        for name, records in given.items():
            if records is None:
                continue
            if not isinstance(cast("object", records), Iterable):
                raise TypeError(f"{name} is one {type(records).__name__}; give a list.")
            own[name] = tuple(numbered(records))
        self.change_company(lambda company: replace(company, **own))

    def change_enrollments(
        self, change: Callable[[Enrollment], Enrollment | None]
    ) -> None:
        """Replace each enrollment by what *change* returns; `None` removes it.

        A test can call it between two pages.
        """

        def changed(company: Company) -> Company:
            found = (change(one) for one in company.enrollments)
            kept = tuple(one for one in found if one is not None)
            return replace(company, enrollments=kept)

        self.change_company(changed)

    def change_company(self, change: Callable[[Company], Company]) -> None:
        """Replace the records of the documented company, from the next request on.

        Raises:
            TypeError: *change* returns no `Company`.
            ValueError: A record has an enum value that the schema does not have.
        """
        before = self._state.companies[self.company_id]
        after = change(before)
        if not isinstance(cast("object", after), Company):
            raise TypeError(
                f"The change returned {type(after).__name__}; return a Company."
            )
        for name in RECORDS:
            records = getattr(after, name)
            if records is not getattr(before, name):
                require_known_values(name, records, self._state.options)
        self._state.companies[self.company_id] = after

    def environment(self) -> dict[str, str]:
        """Return the environment variables that make a client use this emulator."""
        return {
            "UDACITY_BASE_URL": self.base_url,
            "UDACITY_CLIENT_ID": self.client_id,
            "UDACITY_CLIENT_SECRET": self.client_secret,
            "UDACITY_COMPANY_ID": self.company_id,
            "UDACITY_USER_TOKEN": self.user_token,
        }

    def exports(self) -> str:
        """Return the shell commands that make a client use this emulator."""
        return "\n".join(
            f"export {name}={shlex.quote(value)}"
            for name, value in self.environment().items()
        )
