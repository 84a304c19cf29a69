class AsyncClient(AsyncDomainClient):
    def iter_learning_plan_progress(
        self,
        plan_id: str,
        *,
        after: str | None = None,
        filter: LearningPlanProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: LearningPlanProgressOrderBy | None | UnsetType = UNSET,
        max_items: int | None = None,
        deadline: float | UnsetType = UNSET,
    ) -> AsyncPager[LearningPlanProgress]: ...
    async def list_learning_plan_progress(
        self,
        plan_id: str,
        *,
        after: str | None | UnsetType = UNSET,
        filter: LearningPlanProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: LearningPlanProgressOrderBy | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> Page[LearningPlanProgress]: ...

class Client(DomainClient):
    def iter_learning_plan_progress(
        self,
        plan_id: str,
        *,
        after: str | None = None,
        filter: LearningPlanProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: LearningPlanProgressOrderBy | None | UnsetType = UNSET,
        max_items: int | None = None,
        deadline: float | UnsetType = UNSET,
    ) -> Pager[LearningPlanProgress]: ...
    def list_learning_plan_progress(
        self,
        plan_id: str,
        *,
        after: str | None | UnsetType = UNSET,
        filter: LearningPlanProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: LearningPlanProgressOrderBy | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> Page[LearningPlanProgress]: ...

LIST_LEARNING_PLAN_PROGRESS: Operation[
    ListLearningPlanProgressVariables, Page[LearningPlanProgress]
] = ...

class LearningPlanProgress(Record):
    assessments_complete: int
    completed_at: Time | None
    created_at: Time
    last_active_at: Time | None
    plan_id: str
    required_steps_completed: int
    required_steps_total: int
    started_at: Time | None
    subscription_status: SubscriptionStatus
    updated_at: Time
    user_id: str

class LearningPlanProgressFilter(Input):
    def __init__(
        self,
        *,
        subscription_status: list[SubscriptionStatus] | None | UnsetType = UNSET,
        user_ids: list[str] | None | UnsetType = UNSET,
    ) -> None: ...

class LearningPlanProgressInput(Input):
    def __init__(
        self,
        *,
        after: str | None | UnsetType = UNSET,
        filter: LearningPlanProgressFilter | None | UnsetType = UNSET,
        first: int | None | UnsetType = UNSET,
        order: SortOrder | None | UnsetType = UNSET,
        order_by: LearningPlanProgressOrderBy | None | UnsetType = UNSET,
        plan_id: str,
    ) -> None: ...

class LearningPlanProgressOrderBy(OpenEnum):
    LAST_ACTIVE_AT = "LAST_ACTIVE_AT"
    UPDATED_AT = "UPDATED_AT"
    USER_ID = "USER_ID"

class ListLearningPlanProgressVariables(TypedDict):
    def __init__(self, *, input: LearningPlanProgressInput) -> None: ...

class SortOrder(OpenEnum):
    ASC = "ASC"
    DESC = "DESC"

class SubscriptionStatus(OpenEnum):
    ACTIVE = "ACTIVE"
    HIDDEN = "HIDDEN"
    INACTIVE = "INACTIVE"
