"""`Udacity`: the blocking client, with a typed client for each domain.

Imports neither httpx nor pydantic before the first call (start-up).
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from udacity_client.auth.arguments import GivenSecret, read_arguments
from udacity_client.auth.credentials import Credentials, UserToken
from udacity_client.base_client import BaseClient, require_domain
from udacity_client.runtime.unset import UNSET, UnsetType
from udacity_client.system.option_kinds import names_options
from udacity_client.system.option_values import CONCURRENCY, DEADLINE, MAX_ANSWER_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from udacity_client.auth.token_cache import TokenCache
    from udacity_client.limits.shared import SharedRateLimit
    from udacity_client.options import ClientOptions, RetryPolicy, TransportName
    from udacity_client.runtime import (
        ClientPackage,
        DomainClient,
        DriftEvent,
        Operation,
        Result,
    )
    from udacity_client.transport.engine import HttpClient
    from udacity_client.transport.sync_transport import Transport
    from udacity_graphql.assessment_progress import Client as AssessmentProgress
    from udacity_graphql.catalog import Client as Catalog
    from udacity_graphql.learning_plan_progress import Client as LearningPlanProgress
    from udacity_graphql.program_progress import Client as ProgramProgress
    from udacity_graphql.tokens import Client as Tokens

VariablesT = TypeVar("VariablesT")
ResultT = TypeVar("ResultT")
ClientT = TypeVar("ClientT", bound="DomainClient")


class Udacity(BaseClient["HttpClient", "Transport"]):
    """The blocking client of the Udacity API.

    One client serves any number of threads.
    Close it when you are done, or use it in `with`.

    Args:
        credentials: A `ClientCredentials`, a `StaticToken`, or a function that returns
            one of them or a token. The function is called whenever a new token is
            needed. It may be `async`, and then runs in an event loop of its own.
            Default: the environment, that is `UDACITY_CLIENT_ID` with
            `UDACITY_CLIENT_SECRET` (or `UDACITY_CLIENT_SECRET_FILE`), or
            `UDACITY_TOKEN` (or `UDACITY_API_KEY`), or `UDACITY_CREDENTIALS_COMMAND`;
            then the profile `UDACITY_PROFILE` (or `default`) of
            `~/.config/udacity/credentials.toml`.
        client_id: With `client_secret`, short for
            `ClientCredentials(client_id=…, client_secret=…)`.
        client_secret: The secret; or the path of a file that holds it, or a function
            that returns it, read again for every new token.
        token: Short for `StaticToken(…)`.
        user_token: The JWT of a logged-in user, which the tokens domain asks for.
            Default: `UDACITY_USER_TOKEN`.
        company_id: The company to scope the token to, if the credential covers several.
            Default: `UDACITY_COMPANY_ID`.
        base_url: Where the API is. Default: `UDACITY_BASE_URL`, then the profile, then
            the real API.
        http_client: A `Client` of yours, of httpx or httpx2, with its proxies,
            certificates and hooks. It stays yours to close. A server that sends its
            headers byte by byte may outlast the deadline over it.
        deadline: Seconds that a call may take, retries and waiting included.
        concurrency: Requests that may be out at once, up to 10,000.
        rate_limit: Requests a minute that the client keeps to, up to 100,000; `None`
            for any number. Default: as many as the API states in its answers, and 100
            until then.
            A `FileRateLimit` counts for all processes of this user on this machine, a
            `RedisRateLimit` for a fleet.
        on_event: Called once with each thing in the answers that the schema did not
            know, such as a new enum value. It is logged as a warning in any case.
        token_cache: `TokenCache()`, to share tokens with other processes of this user
            through the disk. Default: tokens are kept in memory only.
        retry: How often and how patiently to try again; `None` to send each request
            once. Default: until the deadline, with pauses of up to 20 s.
        max_answer_bytes: How long an answer may be once it is unpacked; a longer one is
            an error before it fills the memory. Default: 64 MiB.
        transport: `httpx2` if many requests are out at once. It needs the extra
            `httpx2`.

    Raises:
        CredentialsError: No credential was found, or a set of variables is incomplete
            or contradicts itself.
        ConfigurationError: An option cannot work.
    """

    @names_options
    def __init__(
        self,
        credentials: Credentials | None = None,
        *,
        client_id: str | None = None,
        client_secret: GivenSecret | None = None,
        token: str | None = None,
        user_token: UserToken | None = None,
        company_id: str | None = None,
        base_url: str | None = None,
        http_client: HttpClient | None = None,
        deadline: float = DEADLINE,
        concurrency: int = CONCURRENCY,
        rate_limit: int | Literal["auto"] | SharedRateLimit | None = "auto",
        on_event: Callable[[DriftEvent], None] | None = None,
        token_cache: TokenCache | None = None,
        retry: RetryPolicy | None | UnsetType = UNSET,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
        transport: TransportName = "httpx",
    ) -> None:
        # Start-up: the dataclasses of this module take a fifth of it.
        from udacity_client.options import RETRIES, ClientOptions

        arguments = read_arguments(
            credentials,
            client_id=client_id,
            client_secret=client_secret,
            token=token,
            user_token=user_token,
        )
        # A traceback may list this frame's locals.
        del credentials, client_id, client_secret, token, user_token
        service, user = arguments.require()
        options = ClientOptions(
            credentials=service,
            user_token=user,
            company_id=company_id,
            base_url=base_url,
            deadline=deadline,
            concurrency=concurrency,
            rate_limit=rate_limit,
            on_event=on_event,
            token_cache=token_cache,
            retry=RETRIES if retry is UNSET else retry,
            max_answer_bytes=max_answer_bytes,
            transport=transport,
        )
        super().__init__(options, http_client, _make_transport)

    @property
    def catalog(self) -> Catalog:
        """Programs, assessments and learning plans of the company."""
        from udacity_graphql.catalog import Client

        return self._domain_client(Client)

    @property
    def program_progress(self) -> ProgramProgress:
        """Enrollments, with the learner's progress in each program."""
        from udacity_graphql.program_progress import Client

        return self._domain_client(Client)

    @property
    def assessment_progress(self) -> AssessmentProgress:
        """Attempts at assessments."""
        from udacity_graphql.assessment_progress import Client

        return self._domain_client(Client)

    @property
    def learning_plan_progress(self) -> LearningPlanProgress:
        """Learners in a learning plan, with how far each has come."""
        from udacity_graphql.learning_plan_progress import Client

        return self._domain_client(Client)

    @property
    def tokens(self) -> Tokens:
        """API tokens and client credentials; most of it needs a `UserToken`."""
        from udacity_graphql.tokens import Client

        return self._domain_client(Client)

    def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[ResultT]:
        """Return the whole answer to *operation*: typed data, next to errors.

        Args:
            operation: A constant of a generated package, such as `GET_CATALOG`.
            variables: Its variables, by their names in GraphQL.
            deadline: Seconds that the call may take, retries and waiting included.

        Raises:
            CredentialsError: There is no credential for it, or the API refused it.
            ApiConnectionError: The API could not be reached.
            ApiStatusError: The API answered with an error status.
            ResponseShapeError: The answer is not what the schema says.
        """
        transport = self._transport or self._open()
        return transport.execute(
            operation, variables, deadline=deadline, call_options=self._call_options
        )

    def using(self, package: ClientPackage[ClientT]) -> ClientT:
        """Return the client of a package that was generated from your own operations.

        It shares token, limits and connections with this client.

        Args:
            package: A module that `udacity generate --package` made, such as
                `app.udacity_ops.catalog`.

        Raises:
            ConfigurationError: It is not the package of one domain.
        """
        require_domain(package, "Client")
        return self._domain_client(package.Client)

    def post(self, domain: str, content: bytes) -> bytes:
        """Return the bytes of the answer to a query that was written elsewhere.

        It gets token, limits and retries as any call does; nothing is decoded.

        Args:
            domain: Which endpoint to ask, such as `program-progress`.
            content: One JSON object in UTF-8, whose `query` holds queries only.

        Raises:
            ConfigurationError: The domain does not exist, or it is not a query.
            UdacityError: The API could not be reached, or refused the request as such.
        """
        transport = self._transport or self._open()
        return transport.post(domain, content, call_options=self._call_options)

    def close(self) -> None:
        """Close the connections, unless the `http_client` is yours.

        The siblings, made by `with_options` or `for_company`, end with them. A sibling
        has no connections of its own: closing it ends the sibling alone.
        """
        self._end()
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


def _make_transport(
    options: ClientOptions, http_client: HttpClient | None
) -> Transport:
    from udacity_client.system.clock import Clock

    # The import takes a third of a second, which is part of the first call. On Linux,
    # `time.monotonic` is another clock than that of deadlines.
    began = Clock().monotonic()
    from udacity_client.transport.sync_transport import Transport

    return Transport(options, http_client=http_client, began=began)
