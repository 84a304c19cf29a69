"""Offer the API as one blocking object with a typed client for each domain.

Nothing is sent, and neither httpx nor pydantic is imported, before the first call.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self, TypeVar

from udacity_client.auth.credentials import Credentials, UserToken
from udacity_client.endpoints import REQUESTS_PER_MINUTE, require_deadline
from udacity_client.options import (
    CONCURRENCY,
    DEADLINE,
    NO_OVERRIDES,
    CallOptions,
    find_options,
    for_company,
    refuse_closed,
    refuse_pickling,
    shown,
)
from udacity_client.runtime.unset import UNSET, UnsetType
from udacity_client.system.fork_safety import ForkSafeLock

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from udacity_client.auth.token_cache import TokenCache
    from udacity_client.limits.sliding_window import SharedRateLimit
    from udacity_client.runtime import (
        ClientPackage,
        DomainClient,
        DriftEvent,
        Operation,
        Result,
    )
    from udacity_client.transport.sync_transport import Transport
    from udacity_graphql.assessment_progress import Client as AssessmentProgress
    from udacity_graphql.catalog import Client as Catalog
    from udacity_graphql.learning_plan_progress import Client as LearningPlanProgress
    from udacity_graphql.program_progress import Client as ProgramProgress
    from udacity_graphql.tokens import Client as Tokens

VariablesT = TypeVar("VariablesT")
ResultT = TypeVar("ResultT")
ClientT = TypeVar("ClientT", bound="DomainClient")


class Udacity:
    """Call the Udacity API.

    One client serves any number of threads.
    Close it in the end, or use it in `with`.

    Args:
        credentials: A `ClientCredentials`, a `StaticToken`, or a function that returns
            either or a token, called whenever a new one is needed; it may be `async`,
            and then runs in an event loop of its own. Left out, the environment is
            looked at: `UDACITY_CLIENT_ID` with `UDACITY_CLIENT_SECRET` (or
            `UDACITY_CLIENT_SECRET_FILE`), or `UDACITY_TOKEN` (or `UDACITY_API_KEY`), or
            `UDACITY_CREDENTIALS_COMMAND`; then the profile `UDACITY_PROFILE` (or
            `default`) of `~/.config/udacity/credentials.toml`.
        user_token: The JWT of a logged-in user, which the tokens domain asks for. Left
            out, `UDACITY_USER_TOKEN` is looked at.
        company_id: Which company to scope the token to, where the credential covers
            several. Left out, `UDACITY_COMPANY_ID` is looked at.
        base_url: Where the API is. Left out, `UDACITY_BASE_URL` is looked at, then the
            profile, and then the real API is meant.
        http_client: An `httpx.Client` of yours, with its proxies, certificates and
            hooks; it stays yours to close.
        deadline: Seconds that a call may take, retries and waiting included.
        concurrency: Requests that may be out at once.
        rate_limit: Requests a minute that the client keeps to; `None` for any number.
            A `FileRateLimit` counts for all processes of the machine, a
            `RedisRateLimit` for a fleet.
        on_event: Called once with each thing in the answers that the schema did not
            know, such as a new enum value; it is logged as a warning in any case.
        token_cache: `TokenCache()`, to share tokens with other processes of this user
            through the disk. Left out, tokens are kept in memory only.

    Raises:
        CredentialsError: No credential was found, or a set of variables is incomplete
            or contradicts itself.
        ConfigurationError: An option cannot work.
    """

    def __init__(
        self,
        credentials: Credentials | None = None,
        *,
        user_token: UserToken | None = None,
        company_id: str | None = None,
        base_url: str | None = None,
        http_client: httpx.Client | None = None,
        deadline: float = DEADLINE,
        concurrency: int = CONCURRENCY,
        rate_limit: int | SharedRateLimit | None = REQUESTS_PER_MINUTE,
        on_event: Callable[[DriftEvent], None] | None = None,
        token_cache: TokenCache | None = None,
    ) -> None:
        self._options = find_options(
            credentials,
            user_token=user_token,
            company_id=company_id,
            base_url=base_url,
            deadline=deadline,
            concurrency=concurrency,
            rate_limit=rate_limit,
            on_event=on_event,
            token_cache=token_cache,
        )
        self._http_client = http_client
        self._closed = False
        self._lock = ForkSafeLock()
        self._clients: dict[type[DomainClient], DomainClient] = {}
        self._transport: Transport | None = None
        self._parent: Udacity | None = None
        self._manner = NO_OVERRIDES

    @property
    def catalog(self) -> Catalog:
        """Programs, assessments and learning plans of the company."""
        from udacity_graphql.catalog import Client

        return self._client_of(Client)

    @property
    def program_progress(self) -> ProgramProgress:
        """Enrollments, with the learner's progress in each program."""
        from udacity_graphql.program_progress import Client

        return self._client_of(Client)

    @property
    def assessment_progress(self) -> AssessmentProgress:
        """Attempts at assessments."""
        from udacity_graphql.assessment_progress import Client

        return self._client_of(Client)

    @property
    def learning_plan_progress(self) -> LearningPlanProgress:
        """Learners in a learning plan, with how far each has come."""
        from udacity_graphql.learning_plan_progress import Client

        return self._client_of(Client)

    @property
    def tokens(self) -> Tokens:
        """API tokens and client credentials; most of it needs a `UserToken`."""
        from udacity_graphql.tokens import Client

        return self._client_of(Client)

    def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[ResultT]:
        """Return the answer to *operation* whole: typed data beside errors.

        Args:
            operation: A constant of a generated package, such as `GET_CATALOG`.
            variables: Its variables, by their names on the wire.
            deadline: Seconds that the call may take, retries and waiting included.

        Raises:
            CredentialsError: There is no credential for it, or the API refused it.
            ApiConnectionError: The API could not be reached.
            ApiStatusError: The API answered with an error status.
            ResponseShapeError: The answer is not what the schema says.
        """
        transport = self._transport or self._open()
        return transport.execute(
            operation, variables, deadline=deadline, manner=self._manner
        )

    def using(self, package: ClientPackage[ClientT]) -> ClientT:
        """Return the client of a package that was generated from your own operations.

        It shares token, limits and connections with this client.

        Args:
            package: A module that `udacity generate --package` made, such as
                `app.udacity_ops.catalog`.
        """
        return self._client_of(package.Client)

    def with_options(
        self,
        *,
        deadline: float | UnsetType = UNSET,
        on_event: Callable[[DriftEvent], None] | None | UnsetType = UNSET,
    ) -> Self:
        """Return a sibling with other defaults; what is left out stays as it is here.

        It shares connections, tokens, concurrency, limits and the retry quota with this
        client, costs next to nothing, and ends when this client is closed. Closing the
        sibling ends the sibling alone.

        Args:
            deadline: Seconds that a call may take, retries and waiting included.
            on_event: Called once with each thing in the answers to the sibling that
                the schema did not know; `None` for nobody.

        Raises:
            ConfigurationError: The deadline cannot work.
        """
        if deadline is not UNSET:
            require_deadline(deadline)
        return self._sibling(self._manner.merged(deadline=deadline, on_event=on_event))

    def for_company(self, company_id: str) -> Self:
        """Return a sibling whose tokens are scoped to *company_id*.

        It shares all but the tokens with this client, as that of `with_options` does;
        siblings for the same company share theirs. The `tokens` domain, which acts for
        a `UserToken`, is not scoped by it.

        Raises:
            CredentialsError: The client has a user token only.
            ConfigurationError: The client has a `StaticToken`, whose scope is fixed.
        """
        return self._sibling(for_company(self._options, self._manner, company_id))

    def post(self, domain: str, content: bytes) -> bytes:
        """Return the bytes of the answer to a query that was written elsewhere.

        Token, limits and retries are taken care of as for any call; nothing is decoded.

        Args:
            domain: Which endpoint to ask, such as `program-progress`.
            content: A JSON body with `query`, which must not be a mutation.

        Raises:
            UdacityError: The API could not be reached, or refused the request as such.
        """
        transport = self._transport or self._open()
        return transport.post(domain, content, manner=self._manner)

    def close(self) -> None:
        """Close the connections, unless the `http_client` is yours.

        The siblings, made by `with_options` or `for_company`, end with them. A sibling
        has no connections of its own: closing it ends the sibling alone.
        """
        self._closed = True
        if self._transport is not None:
            self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def base_url(self) -> str:
        """Where the API is called."""
        return self._options.endpoints.base_url

    def __repr__(self) -> str:
        return shown(self, self.__dict__.get("_options"))

    def __reduce__(self) -> NoReturn:
        raise refuse_pickling(self)

    def _client_of(self, kind: type[ClientT]) -> ClientT:
        """Return the one client of its kind: what is patched there, in tests, stays."""
        client = self._clients.get(kind)
        if not isinstance(client, kind):
            client = self._clients[kind] = kind(self)
        return client

    def _sibling(self, manner: CallOptions) -> Self:
        sibling = object.__new__(type(self))
        own: dict[str, object] = {
            "_clients": {},
            "_manner": manner,
            # Not this one, where it is a sibling itself: it may be closed before.
            "_parent": self._parent or self,
            "_transport": None,
        }
        sibling.__dict__.update(self.__dict__, **own)
        return sibling

    def _open(self) -> Transport:
        from udacity_client.transport.sync_transport import Transport

        if self._closed:
            raise refuse_closed(self)
        if self._parent is not None:
            return self._parent._open()  # noqa: SLF001 - its own class
        with self._lock:
            if self._transport is None:
                self._transport = Transport(
                    self._options.settings(), http_client=self._http_client
                )
            return self._transport
