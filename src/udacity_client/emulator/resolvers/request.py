"""What resolvers are given, typed: the call and the input of a connection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict, TypeVar

from graphql import GraphQLResolveInfo

from udacity_client.emulator.connection import Connection, Numbered, paginate
from udacity_client.emulator.models import Company
from udacity_client.emulator.selection import (
    Filters,
    SortKeys,
    filter_records,
    sort_records,
)
from udacity_client.emulator.sessions import User
from udacity_client.emulator.state import RequestContext

R = TypeVar("R", bound=Numbered)


class PageInput(TypedDict, total=False):
    """What the input of every connection may hold."""

    after: str | None
    filter: dict[str, list[str] | None] | None
    first: int | None
    order: str | None
    orderBy: str | None


def context_of(info: GraphQLResolveInfo) -> RequestContext:
    """Return the call that a resolver answers."""
    call: RequestContext = info.context
    return call


def company_of(info: GraphQLResolveInfo) -> Company:
    """Return the company that the caller's token is scoped to."""
    company = context_of(info).company
    if company is None:
        raise LookupError("data was resolved for a caller without a company")
    return company


def user_of(info: GraphQLResolveInfo) -> User:
    """Return the logged-in user who calls."""
    caller = context_of(info).caller
    if not isinstance(caller, User):
        raise TypeError("a user's field was resolved for another caller")
    return caller


def resolve_page(
    info: GraphQLResolveInfo,
    page_input: PageInput,
    records: Iterable[R],
    filters: Filters[R],
    keys: SortKeys[R],
) -> Connection[R]:
    """Return the page that *asked* cuts from the records that it selects."""
    kept = filter_records(records, filters, page_input.get("filter") or {})
    options = context_of(info).state.options
    ordered = sort_records(
        kept, keys, by=page_input.get("orderBy"), order=page_input.get("order")
    )
    return paginate(
        ordered,
        first=page_input.get("first"),
        after=page_input.get("after"),
        max_page_size=options.max_page_size,
        large_pages=options.large_pages,
    )


def with_full_plan_ids(page_input: PageInput, company: Company) -> PageInput:
    """Return *asked* with the catalog's short plan IDs written out."""
    filters = dict(page_input.get("filter") or {})
    plan_ids = {plan.id: plan.plan_id for plan in company.learning_plans}
    if listed := filters.get("learningPlanIds"):
        filters["learningPlanIds"] = [plan_ids.get(each, each) for each in listed]
    return {**page_input, "filter": filters}
