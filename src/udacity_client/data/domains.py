"""What an export has to know of each domain: keys, orders, filters, how to page it.

An order that moves little for each domain: records whose sort key changes while one
pages are read twice or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from udacity_client.data import arrow_schema
from udacity_client.errors import ConfigurationError

if TYPE_CHECKING:
    import pyarrow as pa

    from udacity_client.client import Udacity
    from udacity_client.runtime import Pager


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain of pages.

    Attributes:
        name: Its name, such as `program-progress`.
        record: The class of its records.
        key: The columns that tell its records apart.
        order_by: The order to read it in.
        steady: All orders whose sort keys do not change, or seldom.
        filters: Its filters, and the enum of those that take one.
    """

    name: str
    record: str
    key: tuple[str, ...]
    order_by: str
    steady: frozenset[str]
    filters: Mapping[str, str | None]

    @property
    def module(self) -> str:
        """The name of its package, and of the client's attribute."""
        return self.name.replace("-", "_")

    def load(self) -> Any:
        """Import and return its package."""
        return import_module(f"udacity_graphql.{self.module}")

    def schema(self) -> pa.Schema:
        """Return the Arrow schema of its records."""
        return arrow_schema(getattr(self.load(), self.record))


# Nothing says that a learner may enroll in a program only once, so the time of
# enrolling is part of the key. `learning_plan_id` is not: it may change.
PROGRAM_PROGRESS: Final = Domain(
    name="program-progress",
    record="ProgramProgress",
    key=("user_id", "program_key", "enrolled_at"),
    order_by="EMAIL",
    steady=frozenset({"EMAIL", "PROGRAM_TITLE"}),
    filters={
        "enrollment_status": "EnrollmentStatus",
        "learning_plan_ids": None,
        "on_track_status": "OnTrackStatus",
        "program_keys": None,
        "program_type": "ProgramType",
    },
)

# It has no order by e-mail. New attempts come last, whatever the server's cursors are.
ASSESSMENT_PROGRESS: Final = Domain(
    name="assessment-progress",
    record="AssessmentProgress",
    key=("attempt_id",),
    order_by="CREATED_AT",
    steady=frozenset({"CREATED_AT"}),
    filters={
        "assessment_ids": None,
        "assessment_result": None,
        "assessment_status": None,
        "learning_plan_ids": None,
        "user_ids": None,
    },
)

LEARNING_PLAN_PROGRESS: Final = Domain(
    name="learning-plan-progress",
    record="LearningPlanProgress",
    key=("plan_id", "user_id"),
    order_by="USER_ID",
    steady=frozenset({"USER_ID"}),
    filters={"subscription_status": "SubscriptionStatus", "user_ids": None},
)

DOMAINS: Final[Mapping[str, Domain]] = {
    domain.name: domain
    for domain in (PROGRAM_PROGRESS, ASSESSMENT_PROGRESS, LEARNING_PLAN_PROGRESS)
}

CATALOG_TABLES: Final[Mapping[str, str]] = {
    "programs": "Program",
    "assessments": "Assessment",
    "learning-plans": "LearningPlan",
}
"""The tables of the catalog, and the classes of their records.

The catalog is one answer, so nothing can move while it is read.
"""

CATALOG_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "programs": ("key", "locale"),
    "assessments": ("id",),
    "learning_plans": ("id",),
}
"""The columns that tell the records of each of these tables apart."""

TABLE_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    **{domain.module: domain.key for domain in DOMAINS.values()},
    **CATALOG_KEYS,
}
"""The keys of all tables that `udacity sync` keeps, next to `company_id`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which records of a domain to read, and in which order.

    Attributes:
        domain: The domain.
        filters: Values by the name of the filter's field.
        query: A free-text search, which program progress has.
        order_by: The order; by default the domain's own.
        plans: Learning plans to read, of learning-plan progress.
        catalog_plans: Whether to read those of the catalog, too.
        limit: How many records at most.
    """

    domain: Domain
    filters: Mapping[str, Sequence[str]] = field(
        default_factory=dict[str, Sequence[str]]
    )
    query: str | None = None
    order_by: str | None = None
    plans: tuple[str, ...] = ()
    catalog_plans: bool = True
    limit: int | None = None

    def order(self) -> str:
        """Return the order to read in.

        Raises:
            ConfigurationError: The domain does not have it.
        """
        known = [
            one.value
            for one in getattr(self.domain.load(), f"{self.domain.record}OrderBy")
        ]
        if self.order_by is None or self.order_by in known:
            return self.order_by or self.domain.order_by
        message = (
            f"{self.domain.name} has no order {self.order_by}; choose from "
            f"{', '.join(known)}."
        )
        raise ConfigurationError(message)

    def request(self, udacity: Udacity) -> dict[str, object]:
        """Return what identifies the selection, as JSON can hold it."""
        return {
            "domain": self.domain.name,
            "base URL": udacity.base_url,
            "company": udacity.company_id,
            "filters": {name: [*given] for name, given in self.filters.items()},
            "query": self.query,
            "order": self.order(),
            "limit": self.limit,
            "plans": [*self.plans],
            "plans of the catalog": self.catalog_plans,
        }

    def count(self, udacity: Udacity) -> int:
        """Ask the API how many records there are."""
        pager = self.open_pager(
            udacity, plan=None, after=None, descending=False, page_size=1, limit=1
        )
        next(pager.pages())
        return pager.total_count or 0

    def open_pager(
        self,
        udacity: Udacity,
        *,
        plan: str | None,
        after: str | None,
        descending: bool,
        page_size: int | None,
        limit: int | None,
    ) -> Pager[Any]:
        """Return a pager over the records, from the cursor *after* on.

        Args:
            udacity: The client.
            plan: The learning plan, of learning-plan progress.
            after: Where to start; `None` at the beginning.
            descending: Whether to go in the opposite order.
            page_size: Records a page; `None` for the largest that the server gives.
            limit: How many records at most.

        Raises:
            InputError: A value of a filter is none that the API knows.
        """
        package = self.domain.load()
        arguments: dict[str, Any] = {
            "after": after,
            "max_items": limit,
            "order": package.SortOrder.DESC if descending else package.SortOrder.ASC,
            "order_by": getattr(package, f"{self.domain.record}OrderBy")(self.order()),
        }
        if self.filters:
            arguments["filter"] = self._filter()
        if self.query is not None:
            arguments["query"] = self.query
        if page_size is not None:
            arguments["first"] = page_size
        client = getattr(udacity, self.domain.module)
        iterate = getattr(client, f"iter_{self.domain.module}")
        pager: Pager[Any] = iterate(*([plan] if plan else []), **arguments)
        return pager

    def _filter(self) -> object:
        package, enums = self.domain.load(), self.domain.filters
        values: dict[str, list[Any]] = {}
        for name, given in self.filters.items():
            enum = enums[name]
            kind = str if enum is None else getattr(package, enum)
            values[name] = [kind(value) for value in given]
        return getattr(package, f"{self.domain.record}Filter")(**values)
