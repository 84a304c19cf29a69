class Assessment(Record):
    category: AssessmentCategory | None
    id: str
    is_timed: bool | None
    passing_score: float | None
    time_limit: Duration | None
    title: str
    total_questions_in_assessment: int | None

class AssessmentCategory(OpenEnum):
    PASS_FAIL = "PASS_FAIL"
    PRACTICE = "PRACTICE"

class AsyncClient(AsyncDomainClient):
    async def get_catalog(
        self,
        *,
        contract_id: str | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> Catalog: ...

class Catalog(Record):
    assessments: list[Assessment]
    company_id: str
    learning_plans: list[LearningPlan]
    programs: list[Program]

class Client(DomainClient):
    def get_catalog(
        self,
        *,
        contract_id: str | None | UnsetType = UNSET,
        deadline: float | UnsetType = UNSET,
    ) -> Catalog: ...

GET_CATALOG: Operation[GetCatalogVariables, Catalog] = ...

class GetCatalogVariables(TypedDict):
    def __init__(self, *, contractId: NotRequired[str | None | UnsetType]) -> None: ...

class LaunchLink(Record):
    contract_id: str
    launch_url: str

class LearningPlan(Record):
    id: str
    key: str | None
    slug: str | None
    steps: list[Step] | None
    title: str

class LearningPlanStepType(OpenEnum):
    APPLICATION = "APPLICATION"
    ASSESSMENT = "ASSESSMENT"
    GROUP = "GROUP"
    PROGRAM = "PROGRAM"
    SURVEY = "SURVEY"

class Program(Record):
    difficulty_level: str | None
    duration: Duration
    image_url: str
    key: str
    locale: str
    modified_date: Time
    redirect_url: str
    skill_names: list[str]
    sso_launch_links_by_contract: list[LaunchLink]
    summary: str
    supported_languages: list[str] | None
    syllabus_url: str
    title: str
    translations: list[Translation] | None
    type: ProgramType
    version: int

class ProgramType(OpenEnum):
    COURSE = "COURSE"
    DEGREE = "DEGREE"
    PART = "PART"

class Step(Record):
    label: str | None
    step_id: str
    step_type: LearningPlanStepType | None

class Translation(Record):
    language: str
    major: int | None
    minor: int | None
    summary: str | None
    title: str | None
    version: str | None
