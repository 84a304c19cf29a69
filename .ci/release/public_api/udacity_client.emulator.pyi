@dataclass(frozen=True, slots=True)
class Answer:
    def __init__(
        self,
        status: int,
        body: bytes = b"",
        media_type: str = "text/plain",
        headers: Mapping[str, str] = dict[str, str](),
    ) -> None: ...
    body: bytes
    headers: Mapping[str, str]
    media_type: str
    status: int

@dataclass(frozen=True, slots=True)
class Assessment:
    def __init__(
        self,
        id: str = "assessment-1",
        title: str = "SQL Basics",
        category: str | None = None,
        passing_score: float | None = None,
        is_timed: bool | None = None,
        time_limit: str | None = None,
        total_questions_in_assessment: int | None = None,
        contract_ids: tuple[str, ...] = (),
    ) -> None: ...
    category: str | None
    contract_ids: tuple[str, ...]
    id: str
    is_timed: bool | None
    passing_score: float | None
    time_limit: str | None
    title: str
    total_questions_in_assessment: int | None

@dataclass(frozen=True, slots=True)
class Attempt:
    def __init__(
        self,
        *,
        number: int = 0,
        attempt_id: str = "attempt-1",
        user_id: str | None = "learner-1",
        assessment_id: str = "assessment-1",
        assessment_status: str = "completed",
        assessment_result: str | None = "passed",
        assessment_report: str | None = None,
        created_at: datetime = datetime(2026, 1, 15, 9, tzinfo=UTC),
        updated_at: datetime = datetime(2026, 10, 1, 9, tzinfo=UTC),
        learning_plan_id: str | None = None,
    ) -> None: ...
    assessment_id: str
    assessment_report: str | None
    assessment_result: str | None
    assessment_status: str
    attempt_id: str
    created_at: datetime
    learning_plan_id: str | None
    number: int
    updated_at: datetime
    user_id: str | None

@dataclass(frozen=True, slots=True)
class Company:
    def __init__(
        self,
        company_id: str,
        contract_ids: tuple[str, ...] = (),
        programs: tuple[Program, ...] = (),
        assessments: tuple[Assessment, ...] = (),
        learning_plans: tuple[LearningPlan, ...] = (),
        enrollments: tuple[Enrollment, ...] = (),
        attempts: tuple[Attempt, ...] = (),
        plan_progress: tuple[PlanProgress, ...] = (),
    ) -> None: ...
    assessments: tuple[Assessment, ...]
    attempts: tuple[Attempt, ...]
    company_id: str
    contract_ids: tuple[str, ...]
    enrollments: tuple[Enrollment, ...]
    learning_plans: tuple[LearningPlan, ...]
    plan_progress: tuple[PlanProgress, ...]
    programs: tuple[Program, ...]

@dataclass(frozen=True, slots=True)
class CompanyChange:
    def __init__(self, kind: ChangeKind, at: float, number: int) -> None: ...
    at: float
    kind: ChangeKind
    number: int

CursorKind: TypeAlias = Literal["row", "keyset", "offset"]

@dataclass(frozen=True, slots=True)
class Delay:
    def __init__(self, seconds: float) -> None: ...
    seconds: float

Dialect: TypeAlias = Literal["spec", "gqlgen"]

@dataclass(frozen=True, slots=True)
class Disconnect:
    def __init__(self) -> None: ...

class Emulator:
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None: ...
    def __init__(
        self,
        *,
        learners: int = 200,
        seed: int = 7,
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
    ) -> None: ...
    def advance(
        self,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> None: ...
    @property
    def base_url(self) -> str: ...
    def change_company(self, change: Callable[[Company], Company]) -> None: ...
    def change_enrollments(
        self, change: Callable[[Enrollment], Enrollment | None]
    ) -> None: ...
    company_id: str
    def count(
        self,
        *,
        operation: str | None = None,
        domain: str | None = None,
        status: int | None = None,
    ) -> int: ...
    empty_company_id: str
    def environment(self) -> dict[str, str]: ...
    def expire_tokens(self) -> None: ...
    def exports(self) -> str: ...
    @property
    def most_at_once(self) -> int: ...
    def replace_data(
        self,
        *,
        enrollments: Iterable[Enrollment] | None = None,
        attempts: Iterable[Attempt] | None = None,
        plan_progress: Iterable[PlanProgress] | None = None,
        programs: Iterable[Program] | None = None,
        assessments: Iterable[Assessment] | None = None,
        learning_plans: Iterable[LearningPlan] | None = None,
    ) -> None: ...
    def reset(self) -> None: ...
    def revoke_all_tokens(self) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...

@dataclass(frozen=True, slots=True)
class Enrollment:
    def __init__(
        self,
        *,
        number: int = 0,
        user_id: str = "",
        user_email: str = "learner-1@example.com",
        user_first_name: str = "Zoe",
        user_last_name: str = "Learner",
        program_key: str = "nd027",
        program_title: str = "Data Engineering",
        program_type: str = "NANODEGREE",
        program_version: str = "1.0.0",
        enrollment_status: str = "ENROLLED",
        on_track_status: str = "ON_TRACK",
        enrolled_at: datetime = datetime(2026, 1, 15, 9, tzinfo=UTC),
        last_active_at: datetime | None = datetime(2026, 10, 1, 9, tzinfo=UTC),
        completed_at: datetime | None = None,
        graduated_at: datetime | None = None,
        unenrolled_at: datetime | None = None,
        completion_percentage: float = 50.0,
        learner_hours: float = 20.0,
        projects_required_total: int = 4,
        projects_required_completed: int = 2,
        learning_plan_id: str | None = None,
    ) -> None: ...
    completed_at: datetime | None
    completion_percentage: float
    enrolled_at: datetime
    enrollment_status: str
    graduated_at: datetime | None
    last_active_at: datetime | None
    learner_hours: float
    learning_plan_id: str | None
    number: int
    on_track_status: str
    program_key: str
    program_title: str
    program_type: str
    program_version: str
    projects_required_completed: int
    projects_required_total: int
    unenrolled_at: datetime | None
    user_email: str
    user_first_name: str
    user_id: str
    user_last_name: str

Fault: TypeAlias = Answer | PartialData | Disconnect | Delay
FaultName: TypeAlias = Literal[
    "disconnect",
    "html_page",
    "malformed_json",
    "partial_data",
    "rate_limited",
    "server_error",
    "slow",
    "unauthorized",
    "unavailable",
]

class Faults:
    def __init__(self) -> None: ...
    def add(
        self, fault: Fault | Change, *, times: int = 1, domain: str | None = None
    ) -> None: ...
    def clear(self) -> None: ...
    def play(
        self, name: FaultName, *, times: int = 1, domain: str | None = None
    ) -> None: ...
    def take(self, domain: str) -> Fault | None: ...
    def take_change(self, domain: str) -> Change | None: ...

IntrospectionWords: TypeAlias = Literal[
    "gqlgen", "apollo", "graphql-core", "graphql-ruby"
]
IntrospectionYear: TypeAlias = Literal[2016, 2018, 2021, 2025]
LargePages: TypeAlias = Literal["cut", "refuse"]

@dataclass(frozen=True, slots=True)
class LearningPlan:
    def __init__(
        self,
        id: str = "plan-1",
        plan_id: str = "plan-1",
        title: str = "Onboarding",
        key: str | None = None,
        slug: str | None = None,
        steps: tuple[Step, ...] | None = None,
        contract_ids: tuple[str, ...] = (),
    ) -> None: ...
    contract_ids: tuple[str, ...]
    id: str
    key: str | None
    plan_id: str
    slug: str | None
    steps: tuple[Step, ...] | None
    title: str

@dataclass(frozen=True, slots=True)
class Options:
    def __init__(
        self,
        *,
        learners: int = 200,
        seed: int = 7,
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
    ) -> None: ...
    churn: float
    clock: Callable[[], float]
    cursors: CursorKind
    dialect: Dialect
    introspection: bool
    introspection_words: IntrospectionWords
    introspection_year: IntrospectionYear
    large_pages: LargePages
    learners: int
    max_page_size: int
    rate_limit: int | None
    schemas: Path | None
    seed: int
    token_lifetime: int

@dataclass(frozen=True, slots=True)
class PartialData:
    def __init__(
        self, field_name: str = "pageInfo", message: str = "internal system error"
    ) -> None: ...
    field_name: str
    message: str

@dataclass(frozen=True, slots=True)
class PlanProgress:
    def __init__(
        self,
        *,
        number: int = 0,
        user_id: str = "learner-1",
        plan_id: str = "plan-1",
        subscription_status: str = "ACTIVE",
        required_steps_total: int = 4,
        required_steps_completed: int = 2,
        assessments_complete: int = 0,
        started_at: datetime | None = datetime(2026, 1, 15, 9, tzinfo=UTC),
        last_active_at: datetime | None = datetime(2026, 10, 1, 9, tzinfo=UTC),
        completed_at: datetime | None = None,
        created_at: datetime = datetime(2026, 1, 15, 9, tzinfo=UTC),
        updated_at: datetime = datetime(2026, 10, 1, 9, tzinfo=UTC),
    ) -> None: ...
    assessments_complete: int
    completed_at: datetime | None
    created_at: datetime
    last_active_at: datetime | None
    number: int
    plan_id: str
    required_steps_completed: int
    required_steps_total: int
    started_at: datetime | None
    subscription_status: str
    updated_at: datetime
    user_id: str

@dataclass(frozen=True, slots=True)
class Program:
    def __init__(
        self,
        *,
        key: str = "nd001",
        version: int = 1,
        locale: str = "en-us",
        type: str = "DEGREE",
        title: str = "Data Engineering",
        summary: str = "Build data pipelines.",
        duration: str = "P4M",
        modified_date: datetime = datetime(2026, 1, 15, 9, tzinfo=UTC),
        skill_names: tuple[str, ...] = (),
        difficulty_level: str | None = None,
        image_url: str = "https://example.com/image",
        redirect_url: str = "https://example.com/program",
        syllabus_url: str = "https://example.com/syllabus",
        sso_launch_links_by_contract: tuple[LaunchLink, ...] = (),
        supported_languages: tuple[str, ...] | None = None,
        translations: tuple[Translation, ...] | None = None,
    ) -> None: ...
    difficulty_level: str | None
    duration: str
    image_url: str
    key: str
    locale: str
    modified_date: datetime
    redirect_url: str
    skill_names: tuple[str, ...]
    sso_launch_links_by_contract: tuple[LaunchLink, ...]
    summary: str
    supported_languages: tuple[str, ...] | None
    syllabus_url: str
    title: str
    translations: tuple[Translation, ...] | None
    type: str
    version: int

@dataclass(frozen=True, slots=True)
class RecordedRequest:
    def __init__(
        self,
        time: float,
        method: str,
        domain: str | None,
        operation_name: str | None,
        scheme: str | None,
        has_token: bool,
        status: int | None,
        user_agent: str | None,
        request_id: str,
    ) -> None: ...
    domain: str | None
    has_token: bool
    method: str
    operation_name: str | None
    request_id: str
    scheme: str | None
    status: int | None
    time: float
    user_agent: str | None

@dataclass(frozen=True, slots=True)
class Step:
    def __init__(
        self,
        step_id: str,
        step_type: str | None = None,
        label: str | None = None,
        steps: tuple[Step, ...] | None = None,
    ) -> None: ...
    label: str | None
    step_id: str
    step_type: str | None
    steps: tuple[Step, ...] | None

def html_page(status: int = HTTPStatus.BAD_GATEWAY) -> Answer: ...
def malformed_json() -> Answer: ...
def rate_limited(*, retry_after: int) -> Answer: ...
def serve(emulator: Emulator, *, announce: Callable[[Emulator], None]) -> None: ...
def server_error(text: str = "internal server error") -> Answer: ...
def unauthorized_in_200() -> Answer: ...
def unavailable(*, retry_after: int) -> Answer: ...

Change: TypeAlias = Rewrite | Extra
ChangeKind: TypeAlias = Literal["activity", "enrolled", "left", "renamed"]
