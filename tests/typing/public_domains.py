"""A user's program with every public name of `udacity_graphql`; checked, never run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeAlias, assert_type

from pydantic import SecretStr

from udacity_client import AsyncUdacity, Duration, Operation, Page, Pager, Udacity
from udacity_graphql import (
    assessment_progress,
    catalog,
    learning_plan_progress,
    program_progress,
    tokens,
)

Attempts: TypeAlias = Page[assessment_progress.AssessmentProgress]
Learners: TypeAlias = Page[learning_plan_progress.LearningPlanProgress]
Enrollments: TypeAlias = Page[program_progress.ProgramProgress]


def read_the_catalog(client: catalog.Client, found: catalog.Catalog) -> None:
    assert_type(client.get_catalog(contract_id=None), catalog.Catalog)
    assert_type(found.programs, list[catalog.Program])
    program = found.programs[0]
    assert_type(program.type, catalog.ProgramType)
    assert_type(program.duration, Duration)
    assert_type(program.modified_date, datetime)
    assert_type(program.sso_launch_links_by_contract, list[catalog.LaunchLink])
    assert_type(program.translations, list[catalog.Translation] | None)
    assert_type(found.assessments, list[catalog.Assessment])
    assert_type(found.assessments[0].category, catalog.AssessmentCategory | None)
    assert_type(found.learning_plans, list[catalog.LearningPlan])


def read_a_plan(plan: catalog.LearningPlan) -> None:
    assert_type(plan.steps, list[catalog.Step] | None)
    for step in plan.steps or ():
        assert_type(step.step_type, catalog.LearningPlanStepType | None)


def list_enrollments(client: program_progress.Client) -> None:
    sought = program_progress.ProgramProgressFilter(
        enrollment_status=[program_progress.EnrollmentStatus.ENROLLED],
        on_track_status=[program_progress.OnTrackStatus.OFF_TRACK],
        program_type=[program_progress.ProgramType.NANODEGREE],
    )
    page = client.list_program_progress(
        after=None,
        filter=sought,
        first=100,
        order=program_progress.SortOrder.DESC,
        order_by=program_progress.ProgramProgressOrderBy.EMAIL,
        query="ada",
        deadline=5.0,
    )
    assert_type(page, Enrollments)
    assert_type(page[0].graduated_at, datetime | None)
    assert_type(page[0].completion_percentage, float)
    unknown = program_progress.EnrollmentStatus("NEW")
    known = unknown.known_or(program_progress.EnrollmentStatus.ENROLLED)
    assert_type(known, program_progress.EnrollmentStatus)


def list_attempts(client: assessment_progress.Client) -> None:
    pager = client.iter_assessment_progress(
        filter=assessment_progress.AssessmentProgressFilter(user_ids=["u"]),
        order=assessment_progress.SortOrder.ASC,
        order_by=assessment_progress.AssessmentProgressOrderBy.CREATED_AT,
    )
    assert_type(pager, Pager[assessment_progress.AssessmentProgress])
    assert_type(client.list_assessment_progress(), Attempts)


def list_learners(client: learning_plan_progress.Client) -> None:
    active = learning_plan_progress.SubscriptionStatus.ACTIVE
    sought = learning_plan_progress.LearningPlanProgressFilter(
        subscription_status=[active]
    )
    page = client.list_learning_plan_progress(
        "plan",
        filter=sought,
        order=learning_plan_progress.SortOrder.ASC,
        order_by=learning_plan_progress.LearningPlanProgressOrderBy.USER_ID,
    )
    assert_type(page, Learners)
    assert_type(client.list_learning_plan_progress(plan_id="plan"), Learners)


def manage_tokens(client: tokens.Client) -> None:
    created = client.create_token(
        description="etl", expires_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert_type(created, tokens.CreatedToken)
    assert_type(created.unredacted_token, SecretStr)
    assert_type(created.token.scopes, list[tokens.Scope])
    scoped = client.add_token_scope(
        token_id="t", scope_type=tokens.ScopeType.COMPANY, scope_key="4821"
    )
    assert_type(scoped, tokens.Token)
    unscoped = client.remove_token_scope(token_id="t", scope_id="s")
    assert_type(unscoped, tokens.Token)
    assert_type(client.list_tokens(), list[tokens.Token])
    assert_type(client.revoke_token("t"), bool)


def manage_credentials(client: tokens.Client) -> None:
    created = client.create_client_credential(company_ids=["1"], revoke_existing=True)
    assert_type(created, tokens.CreatedCredential)
    assert_type(created.client_credential, tokens.Credential)
    access = client.generate_token(
        client_id="udcl_1", client_secret=created.client_secret
    )
    assert_type(access, tokens.AccessToken)
    assert_type(client.revoke_client_credential("udcl_1"), bool)


def name_the_operations() -> None:
    assert_type(
        assessment_progress.LIST_ASSESSMENT_PROGRESS,
        Operation[assessment_progress.ListAssessmentProgressVariables, Attempts],
    )
    assert_type(
        catalog.GET_CATALOG, Operation[catalog.GetCatalogVariables, catalog.Catalog]
    )
    assert_type(
        learning_plan_progress.LIST_LEARNING_PLAN_PROGRESS,
        Operation[learning_plan_progress.ListLearningPlanProgressVariables, Learners],
    )
    assert_type(
        program_progress.LIST_PROGRAM_PROGRESS,
        Operation[program_progress.ListProgramProgressVariables, Enrollments],
    )


def give_inputs(udacity: Udacity) -> None:
    udacity.execute(
        assessment_progress.LIST_ASSESSMENT_PROGRESS,
        assessment_progress.ListAssessmentProgressVariables(
            input=assessment_progress.AssessmentProgressInput(first=1)
        ),
    )
    udacity.execute(
        learning_plan_progress.LIST_LEARNING_PLAN_PROGRESS,
        learning_plan_progress.ListLearningPlanProgressVariables(
            input=learning_plan_progress.LearningPlanProgressInput(plan_id="p")
        ),
    )
    udacity.execute(
        program_progress.LIST_PROGRAM_PROGRESS,
        program_progress.ListProgramProgressVariables(
            input=program_progress.ProgramProgressInput()
        ),
    )


def give_inputs_to_the_tokens_domain(udacity: Udacity) -> None:
    company = tokens.ScopeType.COMPANY
    scope = tokens.AddTokenScopeInput(token_id="t", scope_type=company, scope_key="1")
    udacity.execute(tokens.ADD_TOKEN_SCOPE, tokens.AddTokenScopeVariables(input=scope))
    credential = tokens.CreateClientCredentialInput(company_ids=["1"])
    udacity.execute(
        tokens.CREATE_CLIENT_CREDENTIAL,
        tokens.CreateClientCredentialVariables(input=credential),
    )
    token = tokens.CreateTokenInput(description="etl", expires_at=None)
    udacity.execute(tokens.CREATE_TOKEN, tokens.CreateTokenVariables(input=token))
    pair = tokens.GenerateTokenInput(client_id="1", client_secret=SecretStr("1"))
    udacity.execute(tokens.GENERATE_TOKEN, tokens.GenerateTokenVariables(input=pair))


def give_plain_variables(udacity: Udacity) -> None:
    udacity.execute(tokens.LIST_TOKENS, tokens.ListTokensVariables())
    udacity.execute(
        tokens.REMOVE_TOKEN_SCOPE,
        tokens.RemoveTokenScopeVariables(tokenId="t", scopeId="s"),
    )
    udacity.execute(tokens.REVOKE_TOKEN, tokens.RevokeTokenVariables(tokenId="t"))
    udacity.execute(
        tokens.REVOKE_CLIENT_CREDENTIAL,
        tokens.RevokeClientCredentialVariables(clientId="c"),
    )


async def do_it_without_blocking(udacity: AsyncUdacity) -> None:
    assert_type(udacity.assessment_progress, assessment_progress.AsyncClient)
    assert_type(udacity.catalog, catalog.AsyncClient)
    assert_type(udacity.learning_plan_progress, learning_plan_progress.AsyncClient)
    assert_type(udacity.program_progress, program_progress.AsyncClient)
    assert_type(udacity.tokens, tokens.AsyncClient)
    attempts = await udacity.assessment_progress.list_assessment_progress()
    assert_type(attempts, Attempts)
    learners = udacity.learning_plan_progress.iter_learning_plan_progress("plan")
    async for page in learners.pages():
        assert_type(page, Learners)
    assert_type(await udacity.tokens.revoke_token("t"), bool)
