class AssessmentProgress(Record):
    assessment_id: str
    assessment_report: str | None
    assessment_result: str | None
    assessment_status: str
    attempt_id: str
    created_at: Time
    updated_at: Time
    user_id: str | None

class AssessmentProgressFilter(Input):
    def __init__(
        self,
        *,
        assessment_ids: list[str] | None | UnsetType = UNSET,
        assessment_result: list[str] | None | UnsetType = UNSET,
        assessment_status: list[str] | None | UnsetType = UNSET,
        learning_plan_ids: list[str] | None | UnsetType = UNSET,
        user_ids: list[str] | None | UnsetType = UNSET,
    ) -> None: ...

class AssessmentProgressInput(Input):
    def __init__(
        self,
        *,
        after: str | None | UnsetType = UNSET,
        filter: AssessmentProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: AssessmentProgressOrderBy | None | UnsetType = UNSET,
    ) -> None: ...

class AssessmentProgressOrderBy(OpenEnum):
    ASSESSMENT_RESULT = "ASSESSMENT_RESULT"
    ASSESSMENT_STATUS = "ASSESSMENT_STATUS"
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"

class AsyncClient(AsyncDomainClient):
    def iter_assessment_progress(
        self,
        *,
        after: str | None = None,
        filter: AssessmentProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: AssessmentProgressOrderBy | None | UnsetType = UNSET,
        max_items: int | None = None,
        deadline: float | UnsetType = UNSET,
    ) -> AsyncPager[AssessmentProgress]: ...
    async def list_assessment_progress(
        self,
        *,
        after: str | None | UnsetType = UNSET,
        filter: AssessmentProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: AssessmentProgressOrderBy | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> Page[AssessmentProgress]: ...

class Client(DomainClient):
    def iter_assessment_progress(
        self,
        *,
        after: str | None = None,
        filter: AssessmentProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: AssessmentProgressOrderBy | None | UnsetType = UNSET,
        max_items: int | None = None,
        deadline: float | UnsetType = UNSET,
    ) -> Pager[AssessmentProgress]: ...
    def list_assessment_progress(
        self,
        *,
        after: str | None | UnsetType = UNSET,
        filter: AssessmentProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: AssessmentProgressOrderBy | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> Page[AssessmentProgress]: ...

LIST_ASSESSMENT_PROGRESS: Operation[
    ListAssessmentProgressVariables, Page[AssessmentProgress]
] = ...

class ListAssessmentProgressVariables(TypedDict):
    def __init__(self, *, input: AssessmentProgressInput) -> None: ...

class SortOrder(OpenEnum):
    ASC = "ASC"
    DESC = "DESC"
