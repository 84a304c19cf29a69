"""What resolvers share: the typed request context, and pages of records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict, TypeVar

from graphql import GraphQLResolveInfo

from udacity_client.emulator.connection import (
    Connection,
    Cursors,
    KeysetCursors,
    Numbered,
    OffsetCursors,
    RowCursors,
    paginate,
)
from udacity_client.emulator.models import Company
from udacity_client.emulator.options import CursorKind
from udacity_client.emulator.selection import (
    Filters,
    SortKeys,
    filter_records,
    place_of,
    sort_records,
)
from udacity_client.emulator.sessions import User
from udacity_client.emulator.state import RequestContext

R = TypeVar("R", bound=Numbered)


class PageInput(TypedDict, total=False):
    """The fields that the input of every connection has."""

    after: str | None
    filter: dict[str, list[str] | None] | None
    first: int | None
    order: str | None
    orderBy: str | None


def context_of(info: GraphQLResolveInfo) -> RequestContext:
    """Return the context of the current request."""
    call: RequestContext = info.context
    return call


def company_of(info: GraphQLResolveInfo) -> Company:
    """Return the company in the scope of the caller's token."""
    company = context_of(info).company
    if company is None:
        raise LookupError("data was resolved for a caller without a company")
    return company


def user_of(info: GraphQLResolveInfo) -> User:
    """Return the caller, who is a logged-in user."""
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
    """Filter and sort *records* as *page_input* says, and return the page."""
    kept = filter_records(records, filters, page_input.get("filter") or {})
    options = context_of(info).state.options
    ordered = sort_records(
        kept, keys, by=page_input.get("orderBy"), order=page_input.get("order")
    )
    return paginate(
        ordered,
        cursors=_cursors(options.cursors, page_input, keys),
        first=page_input.get("first"),
        after=page_input.get("after"),
        max_page_size=options.max_page_size,
        large_pages=options.large_pages,
    )


def _cursors(kind: CursorKind, page_input: PageInput, keys: SortKeys[R]) -> Cursors[R]:
    if kind == "row":
        return RowCursors()
    if kind == "offset":
        return OffsetCursors()
    by, descending = page_input.get("orderBy"), page_input.get("order") == "DESC"
    return KeysetCursors(
        place_of(keys, by), descending, newest_first=by is None and descending
    )


def with_full_plan_ids(page_input: PageInput, company: Company) -> PageInput:
    """Return *page_input* with the catalog's short plan IDs replaced by full ones."""
    filters = dict(page_input.get("filter") or {})
    plan_ids = {plan.id: plan.plan_id for plan in company.learning_plans}
    if listed := filters.get("learningPlanIds"):
        filters["learningPlanIds"] = [plan_ids.get(each, each) for each in listed]
    return {**page_input, "filter": filters}
