from __future__ import annotations

from typing import Any

import pytest

from support.emulator_caller import Caller, data, messages

CATALOG = """
query GetCatalog($contractId: ID) {
  catalog(contractId: $contractId) {
    companyId
    programs {
      key version locale type title duration modifiedDate skillNames difficultyLevel
      ssoLaunchLinksByContract { contractId launchUrl }
    }
    assessments {
      id title category passingScore isTimed timeLimit totalQuestionsInAssessment
    }
    learningPlans { id title key slug steps { stepId stepType label } }
  }
}
"""


@pytest.fixture(scope="module")
def catalog(shared: Caller, token: str) -> dict[str, Any]:
    response = shared.post("catalog", CATALOG, token=token)
    catalog: dict[str, Any] = data(response)["catalog"]
    return catalog


def test_the_documented_company(catalog: dict[str, Any]) -> None:
    assert catalog["companyId"] == "4821"


def test_the_documented_programs(catalog: dict[str, Any]) -> None:
    titles = {program["key"]: program["title"] for program in catalog["programs"]}
    assert titles.items() >= {
        ("nd00113", "Cloud Architecture"),
        ("cd12345", "Intro to Cloud Computing"),
        ("nd124-ent", "Google AdWords Enterprise"),
    }
    documented = catalog["programs"][0]
    del documented["ssoLaunchLinksByContract"]
    assert documented == {
        "key": "nd00113",
        "version": 1,
        "locale": "en-us",
        "type": "DEGREE",
        "title": "Cloud Architecture",
        "duration": "P30D",
        "modifiedDate": "2025-06-15T10:00:00Z",
        "skillNames": ["Python", "Cloud Computing"],
        "difficultyLevel": "Intermediate",
    }


def test_the_documented_assessment(catalog: dict[str, Any]) -> None:
    assert catalog["assessments"][0] == {
        "id": "87fac66e",
        "title": "Python Fundamentals Assessment",
        "category": "PASS_FAIL",
        "passingScore": 80.0,
        "isTimed": True,
        "timeLimit": "PT30M",
        "totalQuestionsInAssessment": 25,
    }


def test_the_documented_learning_plan(catalog: dict[str, Any]) -> None:
    plan = catalog["learningPlans"][0]
    assert plan["steps"][0] == {
        "stepId": "step-1",
        "stepType": "PROGRAM",
        "label": "Cloud Architecture",
    }
    del plan["steps"]
    assert plan == {
        "id": "fd6f0490",
        "title": "Cloud Engineering Onboarding",
        "key": "cloud-eng-onboarding",
        "slug": "cloud-engineering-onboarding",
    }


def test_durations_have_years_and_months(catalog: dict[str, Any]) -> None:
    assert "P1Y2M" in {program["duration"] for program in catalog["programs"]}


def test_a_contract_limits_the_catalog(shared: Caller, token: str) -> None:
    variables = {"contractId": "con-4821-02"}
    narrow = data(shared.post("catalog", CATALOG, variables, token=token))["catalog"]
    assert [program["key"] for program in narrow["programs"]] == [
        "nd00113",
        "cd12345",
        "nd027",
        "cd0417",
        "cd0922",
    ]
    links = [p["ssoLaunchLinksByContract"] for p in narrow["programs"]]
    contracts = [[link["contractId"] for link in each] for each in links]
    assert contracts == [["con-4821-02"]] * 5
    assert [each["id"] for each in narrow["assessments"]] == ["87fac66e", "c5e9023f"]
    assert [each["id"] for each in narrow["learningPlans"]] == ["fd6f0490"]


def test_an_unknown_contract_is_an_error(shared: Caller, token: str) -> None:
    response = shared.post("catalog", CATALOG, {"contractId": "con-1"}, token=token)
    assert response.status_code == 200
    assert response.json()["data"] is None
    assert messages(response) == ["contract con-1 does not belong to company 4821"]


def test_the_empty_company_has_nothing(shared: Caller) -> None:
    token = shared.new_token(company_id="9000")
    assert data(shared.post("catalog", CATALOG, token=token))["catalog"] == {
        "companyId": "9000",
        "programs": [],
        "assessments": [],
        "learningPlans": [],
    }
