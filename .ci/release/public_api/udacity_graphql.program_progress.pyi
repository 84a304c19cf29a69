class AsyncClient(AsyncDomainClient):
    def iter_program_progress(
        self,
        *,
        after: str | None = None,
        filter: ProgramProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: ProgramProgressOrderBy | None | UnsetType = UNSET,
        query: str | None | UnsetType = UNSET,
        max_items: int | None = None,
        deadline: float | UnsetType = UNSET,
    ) -> AsyncPager[ProgramProgress]: ...
    async def list_program_progress(
        self,
        *,
        after: str | None | UnsetType = UNSET,
        filter: ProgramProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: ProgramProgressOrderBy | None | UnsetType = UNSET,
        query: str | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> Page[ProgramProgress]: ...

class Client(DomainClient):
    def iter_program_progress(
        self,
        *,
        after: str | None = None,
        filter: ProgramProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: ProgramProgressOrderBy | None | UnsetType = UNSET,
        query: str | None | UnsetType = UNSET,
        max_items: int | None = None,
        deadline: float | UnsetType = UNSET,
    ) -> Pager[ProgramProgress]: ...
    def list_program_progress(
        self,
        *,
        after: str | None | UnsetType = UNSET,
        filter: ProgramProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: ProgramProgressOrderBy | None | UnsetType = UNSET,
        query: str | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> Page[ProgramProgress]: ...

class EnrollmentStatus(OpenEnum):
    ENROLLED = "ENROLLED"
    GRADUATED = "GRADUATED"
    STATIC_ACCESS = "STATIC_ACCESS"
    UNENROLLED = "UNENROLLED"

LIST_PROGRAM_PROGRESS: Operation[
    ListProgramProgressVariables, Page[ProgramProgress]
] = ...

class ListProgramProgressVariables(TypedDict):
    def __init__(self, *, input: ProgramProgressInput) -> None: ...

class OnTrackStatus(OpenEnum):
    COMPLETED = "COMPLETED"
    GRADUATED = "GRADUATED"
    MONITOR = "MONITOR"
    OFF_TRACK = "OFF_TRACK"
    ON_TRACK = "ON_TRACK"
    READY_TO_GRADUATE = "READY_TO_GRADUATE"

class ProgramProgress(Record):
    completed_at: Time | None
    completion_percentage: float
    enrolled_at: Time
    enrollment_status: EnrollmentStatus
    graduated_at: Time | None
    last_active_at: Time | None
    learner_hours: float
    learning_plan_id: str | None
    on_track_status: OnTrackStatus
    program_key: str
    program_type: ProgramType
    program_version: str
    projects_required_completed: int
    projects_required_total: int
    unenrolled_at: Time | None
    user_email: str
    user_first_name: str
    user_id: str
    user_last_name: str

class ProgramProgressFilter(Input):
    def __init__(
        self,
        *,
        enrollment_status: list[EnrollmentStatus] | None | UnsetType = UNSET,
        learning_plan_ids: list[str] | None | UnsetType = UNSET,
        on_track_status: list[OnTrackStatus] | None | UnsetType = UNSET,
        program_keys: list[str] | None | UnsetType = UNSET,
        program_type: list[ProgramType] | None | UnsetType = UNSET,
    ) -> None: ...

class ProgramProgressInput(Input):
    def __init__(
        self,
        *,
        after: str | None | UnsetType = UNSET,
        filter: ProgramProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: ProgramProgressOrderBy | None | UnsetType = UNSET,
        query: str | None | UnsetType = UNSET,
    ) -> None: ...

class ProgramProgressOrderBy(OpenEnum):
    COMPLETED_PROJECTS = "COMPLETED_PROJECTS"
    EMAIL = "EMAIL"
    ENROLLMENT_STATUS = "ENROLLMENT_STATUS"
    LAST_ACTIVE = "LAST_ACTIVE"
    PROGRAM_TITLE = "PROGRAM_TITLE"

class ProgramType(OpenEnum):
    COURSE = "COURSE"
    NANODEGREE = "NANODEGREE"
    PART = "PART"

class SortOrder(OpenEnum):
    ASC = "ASC"
    DESC = "DESC"
