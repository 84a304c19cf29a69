"""What users get wrong, each line with what mypy / pyright must say of it."""
# ruff: noqa: B018 - to name an attribute is mistake enough

from __future__ import annotations

import httpx
import httpx2
from pydantic import SecretStr

from udacity_client import (
    UNSET,
    AsyncUdacity,
    ClientCredentials,
    Duration,
    Page,
    StaticToken,
    Udacity,
    UserToken,
)
from udacity_graphql import (
    assessment_progress,
    learning_plan_progress,
    program_progress,
    tokens,
)
from udacity_graphql.catalog import GET_CATALOG, GetCatalogVariables, Program
from udacity_graphql.program_progress import (
    EnrollmentStatus,
    ListProgramProgressVariables,
    ProgramProgress,
    ProgramProgressFilter,
    ProgramProgressInput,
    SortOrder,
)
from udacity_graphql.tokens import AddTokenScopeInput, RevokeTokenVariables, ScopeType

ID, SECRET = "udcl_1", "udcs_1"
ENROLLED = EnrollmentStatus.ENROLLED


def identify(path: object) -> None:
    ClientCredentials(client_id=ID)  # E: call-arg / reportCallIssue
    ClientCredentials(ID, SECRET)  # E: call-arg / reportCallIssue
    ClientCredentials(
        client_id=ID,
        client_secret=path,  # E: arg-type / reportArgumentType
    )
    StaticToken(b"1")  # E: arg-type / reportArgumentType
    UserToken("1", "Bearer")  # E: call-arg / reportCallIssue
    Udacity(ID)  # E: arg-type / reportArgumentType
    Udacity(UserToken("1"))  # E: arg-type / reportArgumentType
    Udacity(user_token="1")  # E: arg-type / reportArgumentType


def configure() -> None:
    Udacity(client_identifier="1")  # E: call-arg / reportCallIssue
    Udacity(timeout=5)  # E: call-arg / reportCallIssue
    Udacity(deadline="5")  # E: arg-type / reportArgumentType
    Udacity(http_client=httpx.AsyncClient())  # E: arg-type / reportArgumentType
    AsyncUdacity(http_client=httpx.Client())  # E: arg-type / reportArgumentType
    Udacity(http_client=httpx2.AsyncClient())  # E: arg-type / reportArgumentType
    AsyncUdacity(http_client=httpx2.Client())  # E: arg-type / reportArgumentType
    Udacity(http_client=httpx2)  # E: arg-type / reportArgumentType
    Udacity(on_event=show)  # E: arg-type / reportArgumentType


def show(_one: object, _other: object) -> None: ...


def call(udacity: Udacity) -> None:
    udacity.catalogue  # E: attr-defined / reportAttributeAccessIssue
    udacity.catalog.get_catalog("c")  # E: call-arg / reportCallIssue
    udacity.catalog.get_catalog(contract="c")  # E: call-arg / reportCallIssue
    udacity.catalog.get_catalog(contractId="c")  # E: call-arg / reportCallIssue
    udacity.using(Program)  # E: arg-type / reportArgumentType
    udacity.aclose()  # E: attr-defined / reportAttributeAccessIssue


def list_records(
    attempts: assessment_progress.Client,
    enrollments: program_progress.Client,
    learners: learning_plan_progress.Client,
) -> None:
    enrollments.list_program_progress(first="1")  # E: arg-type / reportArgumentType
    enrollments.list_program_progress(max_items=1)  # E: call-arg / reportCallIssue
    enrollments.iter_program_progress(
        order="ASC"  # E: arg-type / reportArgumentType
    )
    learners.list_learning_plan_progress()  # E: call-arg / reportCallIssue
    attempts.list_assessment_progress(
        order=SortOrder.ASC  # E: arg-type / reportArgumentType
    )


def filter_records() -> None:
    ProgramProgressFilter(enrollmentStatus=[])  # E: call-arg / reportCallIssue
    ProgramProgressFilter([ENROLLED])  # E: call-arg / reportCallIssue
    ProgramProgressFilter(
        enrollment_status=ENROLLED  # E: arg-type / reportArgumentType
    )
    ProgramProgressFilter(
        enrollment_status=["ENROLLED"]  # E: list-item / reportArgumentType
    )
    EnrollmentStatus.DROPPED  # E: attr-defined / reportAttributeAccessIssue


def read(record: ProgramProgress, page: Page[ProgramProgress]) -> None:
    record.userEmail  # E: attr-defined / reportAttributeAccessIssue
    record.graduated_at.year  # E: union-attr / reportOptionalMemberAccess
    record.user_email = "x"  # E: misc / reportAttributeAccessIssue
    page.has_next = True  # E: misc / reportAttributeAccessIssue
    page.edges  # E: attr-defined / reportAttributeAccessIssue
    page[0].user_emial  # E: attr-defined / reportAttributeAccessIssue
    show(page, Duration.parse("P1D") + 1)  # E: operator / reportOperatorIssue


def manage(client: tokens.Client) -> None:
    client.create_token()  # E: call-arg / reportCallIssue
    client.create_token(description=None)  # E: arg-type / reportArgumentType
    client.create_token(
        description="x",
        expires_at="2026-01-01",  # E: arg-type / reportArgumentType
    )
    client.generate_token(
        client_id=ID,
        client_secret=SECRET,  # E: arg-type / reportArgumentType
    )
    client.generate_token(
        client_id=SecretStr(ID),  # E: arg-type / reportArgumentType
        client_secret=SecretStr(SECRET),
    )
    client.add_token_scope("1", ScopeType.COMPANY, "2")  # E: call-arg / reportCallIssue
    client.revoke_token(UNSET)  # E: arg-type / reportArgumentType
    for token in client.list_tokens():
        token.unredacted_token  # E: attr-defined / reportAttributeAccessIssue


def execute(udacity: Udacity, rest: ListProgramProgressVariables) -> None:
    udacity.execute("GetCatalog", {})  # E: arg-type / reportArgumentType
    udacity.execute(GET_CATALOG)  # E: call-arg / reportCallIssue
    udacity.execute(GET_CATALOG, rest)  # E: misc / reportArgumentType
    GetCatalogVariables(contract_id="c")  # E: typeddict-unknown-key / reportCallIssue
    RevokeTokenVariables()  # E: typeddict-item / reportCallIssue
    RevokeTokenVariables(tokenId=1)  # E: typeddict-item / reportArgumentType
    catalog = udacity.execute(GET_CATALOG, GetCatalogVariables()).data
    catalog.programs  # E: union-attr / reportOptionalMemberAccess


def fill_in() -> None:
    ProgramProgressInput(orderBy=None)  # E: call-arg / reportCallIssue
    AddTokenScopeInput(
        token_id="1",
        scope_key="2",
        scope_type="COMPANY",  # E: arg-type / reportArgumentType
    )


async def mix_up(udacity: AsyncUdacity) -> None:
    udacity.catalog.get_catalog()  # E: unused-coroutine / reportUnusedCoroutine
    coming = udacity.catalog.get_catalog()
    coming.programs  # E: attr-defined / reportAttributeAccessIssue
    pager = udacity.program_progress.iter_program_progress()
    await pager  # E: misc / reportGeneralTypeIssues
    for _record in pager:  # E: attr-defined / reportGeneralTypeIssues
        pass
    with udacity:  # E: attr-defined / reportGeneralTypeIssues
        pass
    udacity.close()  # E: attr-defined / reportAttributeAccessIssue
