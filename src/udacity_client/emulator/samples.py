"""The catalogs of the emulated companies: programs, assessments and learning plans.

The entries that the public documentation shows for company 4821 come first and have the
documented values. The others are invented. Together they show what the schema allows:
each nullable field is null somewhere, and has a value somewhere else.

To add an entry, append it to its tuple. The learners stay the same, but `world` draws
other records for them from longer `PROGRAMS` and `ASSESSMENTS`.
"""

from __future__ import annotations

from datetime import UTC, datetime

from udacity_client.emulator.models import (
    Assessment,
    LaunchLink,
    LearningPlan,
    Program,
    Step,
    Translation,
)

COMPANY_ID = "4821"
EMPTY_COMPANY_ID = "9000"
OTHER_COMPANY_ID = "7310"

CONTRACT_IDS = ("con-4821-01", "con-4821-02")

SAMPLE_LEARNER_ID = "8a386eac-5a18-4229-88a4-add7f1ee600f"
SAMPLE_PLAN_ID = "fd6f0490-2072-43b0-b1d0-7ee82fe96df2"
SAMPLE_PLAN_LEARNERS = 48
OPEN_PLAN_ID = "3b1d9c52-77e4-4a0f-9a56-1f0c8e2d6b34"
OTHER_PLAN_ID = "c0ffee00-1d2e-4f3a-8b4c-5d6e7f809a1b"


def _program(
    key: str,
    title: str,
    *,
    kind: str,
    duration: str,
    modified: datetime,
    skills: tuple[str, ...],
    contracts: tuple[str, ...] = CONTRACT_IDS,
    difficulty: str | None = None,
    version: int = 1,
    locale: str = "en-us",
    translations: tuple[Translation, ...] | None = None,
) -> Program:
    """Return a program; its URLs and launch links are derived from its key."""
    site = "https://learn.example.com"
    return Program(
        key=key,
        version=version,
        locale=locale,
        type=kind,
        title=title,
        summary=f"What {title} is about, in one sentence.",
        duration=duration,
        modified_date=modified,
        skill_names=skills,
        difficulty_level=difficulty,
        image_url=f"{site}/images/{key}.png",
        redirect_url=f"{site}/programs/{key}",
        syllabus_url=f"{site}/syllabi/{key}.pdf",
        sso_launch_links_by_contract=tuple(
            LaunchLink(contract, f"{site}/launch/{contract}/{key}")
            for contract in contracts
        ),
        supported_languages=(
            None if translations is None else tuple(t.language for t in translations)
        ),
        translations=translations,
    )


_DATA_TRANSLATIONS = (
    Translation("de", "Datentechnik", "Daten bewegen.", "2.0.1", 2, 0, 1),
    Translation("ja", "データエンジニアリング", None, None, None, None, None),
    Translation("pt-br", None, "Mover dados.", "1.3", 1, 3, None),
)

PROGRAMS = (
    _program(
        "nd00113",
        "Cloud Architecture",
        kind="DEGREE",
        duration="P30D",
        modified=datetime(2025, 6, 15, 10, tzinfo=UTC),
        skills=("Python", "Cloud Computing"),
        difficulty="Intermediate",
    ),
    _program(
        "cd12345",
        "Intro to Cloud Computing",
        kind="COURSE",
        duration="PT2H30M",
        modified=datetime(2025, 3, 1, 10, tzinfo=UTC),
        skills=("Cloud Computing",),
        difficulty="Beginner",
    ),
    _program(
        "nd124-ent",
        "Google AdWords Enterprise",
        kind="DEGREE",
        duration="P71D",
        modified=datetime(2024, 11, 20, 8, 30, tzinfo=UTC),
        skills=("Advertising",),
        contracts=CONTRACT_IDS[:1],
        version=3,
    ),
    _program(
        "nd027",
        "Data Engineering",
        kind="DEGREE",
        duration="P1Y2M",
        modified=datetime(2026, 1, 9, 16, 45, tzinfo=UTC),
        skills=("SQL", "Data Pipelines", "Python"),
        difficulty="Advanced",
        version=2,
        translations=_DATA_TRANSLATIONS,
    ),
    _program(
        "cd0417",
        "Einführung in SQL",
        kind="COURSE",
        duration="P14D",
        modified=datetime(2025, 9, 30, 7, tzinfo=UTC),
        skills=("SQL",),
        difficulty="Beginner",
        locale="de-de",
        translations=(),
    ),
    _program(
        "cd0922",
        "機械学習入門",
        kind="COURSE",
        duration="P2M",
        modified=datetime(2026, 2, 14, 12, tzinfo=UTC),
        skills=("Machine Learning",),
        contracts=CONTRACT_IDS[1:],
        locale="ja-jp",
    ),
    _program(
        "pt3301",
        "Capstone Review",
        kind="PART",
        duration="PT45M",
        modified=datetime(2025, 12, 5, 18, 20, tzinfo=UTC),
        skills=(),
        contracts=(),
        difficulty="Intermediate",
    ),
)

ASSESSMENTS = (
    Assessment(
        "87fac66e",
        "Python Fundamentals Assessment",
        category="PASS_FAIL",
        passing_score=80.0,
        is_timed=True,
        time_limit="PT30M",
        total_questions_in_assessment=25,
        contract_ids=CONTRACT_IDS,
    ),
    Assessment(
        "1d40b7a9",
        "SQL Practice",
        category="PRACTICE",
        passing_score=None,
        is_timed=False,
        time_limit=None,
        total_questions_in_assessment=12,
        contract_ids=CONTRACT_IDS[:1],
    ),
    Assessment(
        "c5e9023f",
        "Cloud Readiness Survey",
        category=None,
        passing_score=None,
        is_timed=None,
        time_limit=None,
        total_questions_in_assessment=None,
        contract_ids=CONTRACT_IDS[1:],
    ),
)

_CLOUD_STEPS = (
    Step("step-1", "PROGRAM", "Cloud Architecture"),
    Step("step-2", "ASSESSMENT", "Python Fundamentals Assessment"),
    Step("step-3", "PROGRAM", "Intro to Cloud Computing"),
    Step("step-4", "ASSESSMENT", "Cloud Readiness Survey"),
    Step("step-5", "SURVEY", None),
)

_DATA_STEPS = (
    Step(
        "step-1",
        "GROUP",
        "Foundations",
        steps=(
            Step("step-1a", "PROGRAM", "Einführung in SQL"),
            Step("step-1b", "ASSESSMENT", "SQL Practice"),
        ),
    ),
    Step("step-2", "APPLICATION", "Apply for the data guild"),
    Step("step-3", None, None),
)

LEARNING_PLANS = (
    LearningPlan(
        "fd6f0490",
        plan_id=SAMPLE_PLAN_ID,
        title="Cloud Engineering Onboarding",
        key="cloud-eng-onboarding",
        slug="cloud-engineering-onboarding",
        steps=_CLOUD_STEPS,
        contract_ids=CONTRACT_IDS,
    ),
    LearningPlan(
        "3b1d9c52",
        plan_id=OPEN_PLAN_ID,
        title="Data for Everyone",
        key=None,
        slug=None,
        steps=_DATA_STEPS,
        contract_ids=CONTRACT_IDS[:1],
    ),
    LearningPlan(
        "a7f2e815",
        plan_id="a7f2e815-4b6c-4d8e-9f01-23456789abcd",
        title="Leadership Basics (draft)",
        key="leadership-basics",
        slug=None,
        steps=None,
        contract_ids=(),
    ),
)

OTHER_LEARNING_PLANS = (
    LearningPlan(
        "c0ffee00",
        plan_id=OTHER_PLAN_ID,
        title="Another Company's Onboarding",
        key="other-onboarding",
        slug="other-onboarding",
        steps=(),
        contract_ids=(),
    ),
)
