"""The resolver of the catalog domain."""

from __future__ import annotations

from dataclasses import replace

from graphql import GraphQLResolveInfo

from udacity_client.emulator.errors import ApiError
from udacity_client.emulator.models import Company, Program
from udacity_client.emulator.resolvers.request import company_of


def resolve_catalog(
    _root: None,
    info: GraphQLResolveInfo,
    contractId: str | None = None,  # noqa: N803 - the schema's name
) -> Company:
    """Return the company, whose attributes are the fields of its catalog.

    Raises:
        ApiError: The contract belongs to another company. Inferred (contract.foreign).
    """
    company = company_of(info)
    if contractId is None:
        return company
    if contractId not in company.contract_ids:
        raise ApiError(
            f"contract {contractId} does not belong to company {company.company_id}"
        )
    return _limited_to_contract(company, contractId)


def _limited_to_contract(company: Company, contract_id: str) -> Company:
    """Return *company* with only what one contract includes."""
    programs = (_with_links_of(program, contract_id) for program in company.programs)
    return replace(
        company,
        programs=tuple(p for p in programs if p.sso_launch_links_by_contract),
        assessments=tuple(
            a for a in company.assessments if contract_id in a.contract_ids
        ),
        learning_plans=tuple(
            p for p in company.learning_plans if contract_id in p.contract_ids
        ),
    )


def _with_links_of(program: Program, contract_id: str) -> Program:
    links = program.sso_launch_links_by_contract
    kept = tuple(link for link in links if link.contract_id == contract_id)
    return replace(program, sso_launch_links_by_contract=kept)
