from typing import overload

class ApiConnectionError(UdacityError):
    def __init__(self, message: str, *, sent: bool) -> None: ...
    sent: bool

class ApiStatusError(UdacityError):
    def __init__(
        self,
        message: str,
        *,
        status: int | None,
        reason: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None: ...
    @property
    def is_transient(self) -> bool: ...
    reason: str | None
    @property
    def retry_after(self) -> float | None: ...
    status: int | None
    def with_retry_after(self, retry_after: float) -> Self: ...

class ApiTimeoutError(ApiConnectionError): ...

class AsyncPager(Generic[RecordT]):
    def __aiter__(self) -> AsyncIterator[RecordT]: ...
    def __init__(
        self,
        fetch: Callable[[str | None, int | None], Awaitable[Page[RecordT]]],
        *,
        after: str | None = None,
        max_items: int | None = None,
        page_size: PageSize | None = None,
        record_class: RecordClass | None = None,
    ) -> None: ...
    async def batches(self) -> AsyncIterator[pa.RecordBatch]: ...
    @property
    def cursor(self) -> str | None: ...
    def pages(self) -> AsyncIterator[Page[RecordT]]: ...
    @property
    def records_done(self) -> int: ...
    def resume(self) -> AsyncIterator[RecordT]: ...
    async def to_arrow(self) -> pa.Table: ...
    async def to_pandas(self) -> pd.DataFrame: ...
    async def to_polars(self) -> pl.DataFrame: ...
    @property
    def total_count(self) -> int | None: ...

class AsyncUdacity:
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
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
        http_client: AsyncHttpClient | None = None,
        deadline: float = 120.0,
        concurrency: int = 8,
        rate_limit: int | Literal["auto"] | SharedRateLimit | None = "auto",
        on_event: Callable[[DriftEvent], None] | None = None,
        token_cache: TokenCache | None = None,
        retry: RetryPolicy | None | UnsetType = UNSET,
        max_answer_bytes: int = 64 * 1024 * 1024,
        transport: TransportName = "httpx",
    ) -> None: ...
    async def aclose(self) -> None: ...
    @property
    def assessment_progress(self) -> AsyncAssessmentProgress: ...
    @property
    def base_url(self) -> str: ...
    @property
    def catalog(self) -> AsyncCatalog: ...
    @property
    def company_id(self) -> str | None: ...
    async def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[ResultT]: ...
    def for_company(self, company_id: str) -> Self: ...
    @property
    def learning_plan_progress(self) -> AsyncLearningPlanProgress: ...
    async def post(self, domain: str, content: bytes) -> bytes: ...
    @property
    def program_progress(self) -> AsyncProgramProgress: ...
    @property
    def tokens(self) -> AsyncTokens: ...
    def using(self, package: AsyncClientPackage[ClientT]) -> ClientT: ...
    def with_options(
        self,
        *,
        deadline: float | UnsetType = UNSET,
        on_event: Callable[[DriftEvent], None] | None | UnsetType = UNSET,
    ) -> Self: ...

@final
class ClientCredentials:
    __slots__ = ()
    def __copy__(self) -> ClientCredentials: ...
    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str | PathLike[str] | Callable[[], str],
        company_id: str | None = None,
    ) -> None: ...
    client_id: str
    company_id: str | None
    def for_company(self, company_id: str) -> ClientCredentials: ...
    def secret(self) -> SecretText: ...

class ClosedError(UdacityError): ...
class ConfigurationError(UdacityError): ...

class CredentialsError(ConfigurationError):
    def __init__(
        self, message: str, *, tried: Sequence[str] = (), request_id: str | None = None
    ) -> None: ...
    tried: tuple[str, ...]

CredentialsProvider: TypeAlias = Callable[
    [], ProvidedCredentials | Awaitable[ProvidedCredentials]
]

@dataclass(frozen=True, slots=True)
class DriftEvent:
    def __init__(
        self, kind: DriftKind, domain: str, operation: str, type_name: str, value: str
    ) -> None: ...
    domain: str
    kind: DriftKind
    operation: str
    type_name: str
    value: str

@dataclass(frozen=True, slots=True)
class Duration:
    def __init__(
        self, months: int = 0, days: int = 0, seconds: Decimal = Decimal(0)
    ) -> None: ...
    def __str__(self) -> str: ...
    days: int
    months: int
    @classmethod
    def parse(cls, text: str) -> Duration: ...
    seconds: Decimal
    def to_timedelta(self) -> timedelta: ...

class FileRateLimit:
    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        limit: int | Literal["auto"] = "auto",
        lease: float = 300.0,
    ) -> None: ...
    def acquire(self, key: str, permit_id: str, *, limit: int) -> float: ...
    def give_back(self, key: str, permit_id: str) -> None: ...
    @property
    def limit(self) -> int | Literal["auto"]: ...
    def load_limit(self, key: str) -> int | None: ...
    @property
    def path(self) -> str: ...
    def pause(self, key: str, seconds: float) -> None: ...
    def reconcile(self, key: str, *, limit: int, remaining: int) -> None: ...
    def release(self, key: str, permit_id: str) -> None: ...
    def store_limit(self, key: str, limit: int) -> None: ...

class ForbiddenError(ApiStatusError):
    scope: str | None = None

class GraphQLError(UdacityError):
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: dict[int, object]) -> Self: ...
    def __init__(
        self,
        message: str,
        *,
        errors: Sequence[GraphQLErrorItem],
        data: object = None,
        request_id: str | None = None,
    ) -> None: ...
    data: object
    errors: tuple[GraphQLErrorItem, ...]

class GraphQLErrorItem(NamedTuple):
    def __init__(
        self,
        message: str,
        path: tuple[str | int, ...] = (),
        code: str | None = None,
        symbol: str | None = None,
    ) -> None: ...
    def __str__(self) -> str: ...
    code: str | None
    message: str
    path: tuple[str | int, ...]
    symbol: str | None

class InputError(UdacityError, ValueError): ...

@dataclass(frozen=True, slots=True)
class Operation(Generic[VariablesT, ResultT]):
    def __init__(
        self,
        domain: str,
        name: str,
        kind: Kind,
        document: str,
        model: str,
        unwrap: Callable[[Any], ResultT],
        authenticated: bool = True,
        edges: str | None = None,
        variables: type[VariablesT] | None = None,
        arguments: Mapping[str, str] = dict[str, str](),
    ) -> None: ...
    arguments: Mapping[str, str]
    authenticated: bool
    document: str
    domain: str
    edges: str | None
    kind: Kind
    def load_model(self) -> type[BaseModel]: ...
    model: str
    name: str
    unwrap: Callable[[Any], ResultT]
    variables: type[VariablesT] | None

@dataclass(frozen=True, slots=True)
class Page(Sequence[RecordT]):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    @overload
    def __getitem__(self, index: int) -> RecordT: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[RecordT, ...]: ...
    def __init__(
        self,
        records: tuple[RecordT, ...],
        total_count: int | None,
        has_next: bool,
        end_cursor: str | None,
        record_class: RecordClass | None = None,
    ) -> None: ...
    def __len__(self) -> int: ...
    end_cursor: str | None
    has_next: bool
    record_class: RecordClass | None
    records: tuple[RecordT, ...]
    def to_arrow(self) -> pa.Table: ...
    def to_pandas(self) -> pd.DataFrame: ...
    def to_polars(self) -> pl.DataFrame: ...
    total_count: int | None

class PageProgress(NamedTuple):
    def __init__(self, cursor: str | None, records_done: int) -> None: ...
    cursor: str | None
    records_done: int

class Pager(Generic[RecordT]):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __init__(
        self,
        fetch: Callable[[str | None, int | None], Page[RecordT]],
        *,
        after: str | None = None,
        max_items: int | None = None,
        page_size: PageSize | None = None,
        record_class: RecordClass | None = None,
    ) -> None: ...
    def __iter__(self) -> Iterator[RecordT]: ...
    def batches(self) -> Iterator[pa.RecordBatch]: ...
    @property
    def cursor(self) -> str | None: ...
    error: UdacityError | None
    def pages(self) -> Iterator[Page[RecordT]]: ...
    @property
    def records_done(self) -> int: ...
    def resume(self) -> Iterator[RecordT]: ...
    def to_arrow(self) -> pa.Table: ...
    def to_pandas(self) -> pd.DataFrame: ...
    def to_polars(self) -> pl.DataFrame: ...
    @property
    def total_count(self) -> int | None: ...

ProvidedCredentials: TypeAlias = str | StaticToken | ClientCredentials

@dataclass(frozen=True, slots=True)
class RateLimit:
    def __init__(
        self, limit: int | None = None, remaining: int | None = None
    ) -> None: ...
    limit: int | None
    remaining: int | None

class RateLimitError(ApiStatusError):
    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        reason: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        limit: int | None = None,
        remaining: int | None = None,
    ) -> None: ...
    @property
    def is_transient(self) -> bool: ...
    limit: int | None
    remaining: int | None
    @property
    def sent(self) -> bool: ...

class RateLimitStoreError(UdacityError):
    sent: Final = False

class ReadOnlyError(UdacityError, AttributeError): ...

class RedisRateLimit:
    def __init__(
        self,
        redis: str | Redis,
        *,
        limit: int | Literal["auto"] = "auto",
        lease: float = 300.0,
    ) -> None: ...
    def acquire(self, key: str, permit_id: str, *, limit: int) -> float: ...
    def give_back(self, key: str, permit_id: str) -> None: ...
    @property
    def limit(self) -> int | Literal["auto"]: ...
    def load_limit(self, key: str) -> int | None: ...
    def pause(self, key: str, seconds: float) -> None: ...
    def reconcile(self, key: str, *, limit: int, remaining: int) -> None: ...
    def release(self, key: str, permit_id: str) -> None: ...
    def store_limit(self, key: str, limit: int) -> None: ...

class ResponseShapeError(UdacityError):
    def __init__(
        self,
        message: str,
        *,
        problems: Sequence[str] = (),
        request_id: str | None = None,
    ) -> None: ...
    problems: tuple[str, ...]

@dataclass(frozen=True, slots=True)
class Result(Generic[ResultT]):
    def __init__(
        self,
        *,
        operation: Operation[Any, ResultT],
        data: ResultT | None,
        has_data: bool = True,
        errors: tuple[GraphQLErrorItem, ...] = (),
        extensions: Mapping[str, object] = dict[str, object](),
        rate_limit: RateLimit = RateLimit(),
        request_id: str | None = None,
        attempts: int = 1,
        drift: tuple[DriftEvent, ...] = (),
    ) -> None: ...
    def after(self, attempts: int) -> Result[ResultT]: ...
    attempts: int
    data: ResultT | None
    drift: tuple[DriftEvent, ...]
    errors: tuple[GraphQLErrorItem, ...]
    extensions: Mapping[str, object]
    has_data: bool
    operation: Operation[Any, ResultT]
    rate_limit: RateLimit
    request_id: str | None
    def require(self) -> ResultT: ...

@dataclass(frozen=True, slots=True)
class RetryPolicy:
    def __init__(
        self, *, attempts: int | None = None, base: float = 0.5, longest: float = 20.0
    ) -> None: ...
    attempts: int | None
    base: float
    def is_spent(self, attempts: int) -> bool: ...
    longest: float
    def pause(self, failures: int, *, random: Random) -> float: ...

class ServerError(ApiStatusError): ...

class SharedRateLimit(Protocol):
    def acquire(self, key: str, permit_id: str, *, limit: int) -> float: ...
    def give_back(self, key: str, permit_id: str) -> None: ...
    @property
    def limit(self) -> int | Literal["auto"]: ...
    def load_limit(self, key: str) -> int | None: ...
    def pause(self, key: str, seconds: float) -> None: ...
    def reconcile(self, key: str, *, limit: int, remaining: int) -> None: ...
    def release(self, key: str, permit_id: str) -> None: ...
    def store_limit(self, key: str, limit: int) -> None: ...

class SourceError(UdacityError):
    def __init__(self, problems: Sequence[Problem]) -> None: ...
    problems: tuple[Problem, ...]

@final
class StaticToken:
    __slots__ = ()
    NAME: str = "token"
    def __init__(self, token: str, *, expires_in: float | None = None) -> None: ...
    def check(self) -> Self: ...
    expires_in: float | None
    def reveal(self) -> str: ...

class TokenCache:
    __slots__ = ()
    def __init__(self, folder: PathLike[str] | str | None = None) -> None: ...
    def file_for(
        self, credentials: ClientCredentials, *, base_url: str
    ) -> TokenFile: ...
    folder: str

UNSET: Final = UnsetType.UNSET

class Udacity:
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
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
        deadline: float = 120.0,
        concurrency: int = 8,
        rate_limit: int | Literal["auto"] | SharedRateLimit | None = "auto",
        on_event: Callable[[DriftEvent], None] | None = None,
        token_cache: TokenCache | None = None,
        retry: RetryPolicy | None | UnsetType = UNSET,
        max_answer_bytes: int = 64 * 1024 * 1024,
        transport: TransportName = "httpx",
    ) -> None: ...
    @property
    def assessment_progress(self) -> AssessmentProgress: ...
    @property
    def base_url(self) -> str: ...
    @property
    def catalog(self) -> Catalog: ...
    def close(self) -> None: ...
    @property
    def company_id(self) -> str | None: ...
    def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[ResultT]: ...
    def for_company(self, company_id: str) -> Self: ...
    @property
    def learning_plan_progress(self) -> LearningPlanProgress: ...
    def post(self, domain: str, content: bytes) -> bytes: ...
    @property
    def program_progress(self) -> ProgramProgress: ...
    @property
    def tokens(self) -> Tokens: ...
    def using(self, package: ClientPackage[ClientT]) -> ClientT: ...
    def with_options(
        self,
        *,
        deadline: float | UnsetType = UNSET,
        on_event: Callable[[DriftEvent], None] | None | UnsetType = UNSET,
    ) -> Self: ...

class UdacityError(Exception):
    def __init__(self, message: str, *, request_id: str | None = None) -> None: ...
    def __str__(self) -> str: ...
    attempts: int
    domain: str | None
    def during(self, *, operation: str, domain: str, attempts: int) -> UdacityError: ...
    @property
    def is_transient(self) -> bool: ...
    message: str
    def needed_for(
        self, *, operation: str, domain: str, attempts: int
    ) -> UdacityError: ...
    operation: str | None
    progress: PageProgress | None
    request_id: str | None
    @property
    def retry_after(self) -> float | None: ...

class UnauthorizedError(ApiStatusError):
    executed: bool = False
    @property
    def is_transient(self) -> bool: ...

@dataclass(frozen=True, slots=True)
class UnknownMember:
    def __init__(self, typename: str, data: Mapping[str, object]) -> None: ...
    data: Mapping[str, object]
    typename: str

class UnsetType(Enum):
    UNSET = "UNSET"
    def __bool__(self) -> Literal[False]: ...

@final
class UserToken:
    __slots__ = ()
    NAME: str = "user token"
    def __init__(self, token: str, *, scheme: str = "Bearer") -> None: ...
    def check(self) -> Self: ...
    def reveal(self) -> str: ...
    scheme: str

Credentials: TypeAlias = ClientCredentials | StaticToken | CredentialsProvider
DriftKind: TypeAlias = Literal["unknown_enum_value", "unknown_union_member"]
GivenSecret: TypeAlias = str | PathLike[str] | Callable[[], str]
Kind: TypeAlias = Literal["query", "mutation"]
RecordClass: TypeAlias = type | str
TransportName: TypeAlias = Literal["httpx", "httpx2"]
ClientT = (
    TypeVar("ClientT", bound="AsyncDomainClient"),
    TypeVar("ClientT", bound="DomainClient"),
)
RecordT = TypeVar("RecordT")
ResultT = TypeVar("ResultT")
VariablesT = TypeVar("VariablesT")
