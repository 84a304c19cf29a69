"""Ask the API in the order of the plan, and keep the answers. No I/O.

`interview` is a generator. It yields the requests; a driver sends them, and sends back
the answers. A request that depends on an answer that did not come is left out.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from graphql import GraphQLSchema

from udacity_client.cli.confirm.answers import Answer
from udacity_client.cli.confirm.cursors import CursorTest, cursor_test
from udacity_client.cli.confirm.documents import (
    MISSING_FIELD,
    TYPENAME,
    PageQuery,
    body,
    catalog_query,
    first_plan_id,
)
from udacity_client.cli.confirm.plan import (
    ASSESSMENTS,
    CATALOG,
    PLAN,
    PLANS,
    PROGRAMS,
    Caller,
    Step,
    schema_step,
)
from udacity_client.drift.confirm.validation import (
    ValidationQuestions,
    validation_questions,
)
from udacity_client.drift.sources.fill_gaps import fill_gaps
from udacity_client.endpoints import DOMAINS, TOKENS
from udacity_client.schema.capabilities import Capabilities
from udacity_client.schema.introspection import (
    build_schema,
    capabilities_request,
    read_capabilities,
    read_introspection,
    schema_request,
)
from udacity_client.schema.introspection_errors import (
    IntrospectionDisabledError,
    IntrospectionError,
)
from udacity_client.schema.provenance import Origin

_STEPS: Final = {step.name: step for step in PLAN}
_NOT_UNDERSTOOD: Final = "The answer is not a complete schema."
_DEPENDS: Final = "It was not asked, because an earlier answer is missing."
_UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class Request:
    """One request for the driver to send.

    Attributes:
        step: Which step of the plan it is.
        caller: Whose token it carries.
        content: The body; `None` asks for a token.
    """

    step: Step
    caller: Caller
    content: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no answer.

    Attributes:
        reason: Why, as a sentence.
        is_final: Whether nothing more can be sent.
    """

    reason: str
    is_final: bool = False


Reply: TypeAlias = Answer | Missing
Requests: TypeAlias = Generator[Request, Reply, None]


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is assumed about the schema of one domain."""

    origin: Origin
    schema: GraphQLSchema


@dataclass
class Observations:
    """What the API answered.

    Attributes:
        answers: The answer to each step that has one.
        missing: Why there is none, by step.
        order: The steps in the order of their answers, with who asked.
        schemas: The schema of each domain that shows it.
        hides_schema: The domains that refuse introspection.
        capabilities: What introspection can show.
        questions: What was asked of each domain that refuses introspection.
        cursor: The records that show what a cursor names, if that could be asked.
        scheme_is_token: Whether the scheme Token is accepted; `None` if unknown.
    """

    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    missing: dict[str, str] = field(default_factory=dict[str, str])
    order: list[tuple[Step, Caller]] = field(default_factory=list[tuple[Step, Caller]])
    schemas: dict[str, GraphQLSchema] = field(default_factory=dict[str, GraphQLSchema])
    hides_schema: set[str] = field(default_factory=set[str])
    capabilities: Capabilities | None = None
    questions: dict[str, ValidationQuestions] = field(
        default_factory=dict[str, ValidationQuestions]
    )
    cursor: CursorTest | None = None
    scheme_is_token: bool | None = None

    def why_missing(self, step: str) -> str:
        """Return why *step* has no answer."""
        return self.missing.get(step, _DEPENDS)


class Interview:
    """The questions to one API, and its answers so far.

    Args:
        assumed: What is assumed about each domain.
        has_user: Whether there is a user token.
    """

    def __init__(self, assumed: Mapping[str, Assumed], *, has_user: bool) -> None:
        self.seen: Observations = Observations()
        self._assumed = assumed
        self._has_user = has_user
        self._caller: Caller = "credential"
        self._ended_by: Missing | None = None

    def requests(self) -> Requests:
        """Yield the requests, in the order of the plan."""
        yield from self._ask("token", None, caller="nobody")
        yield from self._introspection()
        for domain in DOMAINS:
            yield from self._schema(domain)
        yield from self._catalog()
        yield from self._programs()
        yield from self._other_pages()
        yield from self._mistakes()
        yield from self._users()
        if "Bearer" not in self.seen.answers:
            yield from self._ask("Bearer", body(TYPENAME))

    def _ask(
        self, name: str, content: bytes | None, *, caller: Caller | None = None
    ) -> Generator[Request, Reply, Answer | None]:
        if self._ended_by is not None:
            self.seen.missing.setdefault(name, self._ended_by.reason)
            return None
        step = _STEPS[name]
        caller = caller or (
            self._caller if step.caller == "credential" else step.caller
        )
        reply = yield Request(step, caller, content)
        if isinstance(reply, Missing):
            self.seen.missing[name] = reply.reason
            self._ended_by = reply if reply.is_final else None
            return None
        self.seen.answers[name] = reply
        self.seen.order.append((step, caller))
        return reply

    def _introspection(self) -> Requests:
        answer = yield from self._ask("introspection", capabilities_request())
        if answer is None:
            return
        self.seen.scheme_is_token = answer.status != _UNAUTHORIZED
        if answer.status == _UNAUTHORIZED:
            again = yield from self._ask("Bearer", capabilities_request())
            if again is None or again.status == _UNAUTHORIZED:
                self.seen.scheme_is_token = None
                return
            self._caller, answer = "bearer", again
        try:
            self.seen.capabilities = read_capabilities(CATALOG, answer.content)
        except IntrospectionDisabledError:
            self.seen.hides_schema |= {*DOMAINS}
        except IntrospectionError:
            self.seen.missing["introspection"] = _NOT_UNDERSTOOD

    def _schema(self, domain: str) -> Requests:
        step = schema_step(domain)
        if domain in self.seen.hides_schema:
            yield from self._validation(domain, step)
        elif self.seen.capabilities is not None:
            request = schema_request(self.seen.capabilities)
            answer = yield from self._ask(step, request)
            if answer is not None:
                self._read_schema(domain, answer, self.seen.capabilities)

    def _validation(self, domain: str, step: str) -> Requests:
        known = self._assumed[domain]
        questions = validation_questions(domain, known.origin, known.schema)
        answer = yield from self._ask(step, questions.body)
        if answer is not None:
            self.seen.questions[domain] = questions

    def _read_schema(
        self, domain: str, answer: Answer, capabilities: Capabilities
    ) -> None:
        try:
            result = read_introspection(domain, answer.content, capabilities)
            fill_gaps(result, self._assumed[domain].schema)
            self.seen.schemas[domain] = build_schema(result).schema
        except IntrospectionDisabledError:
            self.seen.hides_schema.add(domain)
            self.seen.missing[schema_step(domain)] = "It refuses introspection."
        except IntrospectionError:
            self.seen.missing[schema_step(domain)] = _NOT_UNDERSTOOD

    def _schema_of(self, domain: str) -> GraphQLSchema:
        """Return the schema that the API has or, if it does not show one, ours."""
        return self.seen.schemas.get(domain) or self._assumed[domain].schema

    def _catalog(self) -> Requests:
        query = catalog_query(self._schema_of(CATALOG))
        if query is not None:
            yield from self._ask("catalog", body(query))

    def _programs(self) -> Requests:
        pages = PageQuery(self._schema_of(PROGRAMS), "programProgress", {})
        first = None
        if pages.is_possible:
            order = "LAST_ACTIVE" if pages.can_order_by("LAST_ACTIVE") else None
            can_filter = bool(pages.statuses())
            request = pages.first_page(order_by=order, filters_status=can_filter)
            first = yield from self._ask("programs", request)
        yield from self._ask("second token", None, caller="nobody")
        if pages.is_possible:
            yield from self._ask("largest page", pages.largest_page())
        test = None if first is None else cursor_test(first, pages.statuses())
        if test is not None:
            self.seen.cursor = test
            yield from self._ask("cursor", pages.after(test.cursor, test.statuses))

    def _other_pages(self) -> Requests:
        pages = PageQuery(self._schema_of(ASSESSMENTS), "assessmentProgress", {})
        if pages.is_possible:
            request = pages.first_page(order_by=None, filters_status=False)
            yield from self._ask("assessments", request)
        catalog = self.seen.answers.get("catalog")
        if catalog is None:
            return
        plan = first_plan_id(catalog)
        if plan is None:
            self.seen.missing["plans"] = "The catalog has no learning plan."
            return
        fixed = {"planId": plan}
        pages = PageQuery(self._schema_of(PLANS), "learningPlanProgress", fixed)
        if pages.is_possible:
            request = pages.first_page(order_by=None, filters_status=False)
            yield from self._ask("plans", request)

    def _mistakes(self) -> Requests:
        yield from self._ask("wrong field", body(f"{{ {MISSING_FIELD} }}"))
        yield from self._ask("wrong token", body(TYPENAME))
        yield from self._ask("no token", body(TYPENAME))
        yield from self._ask("forbidden", body("{ tokens { __typename } }"))

    def _users(self) -> Requests:
        if not self._has_user:
            for name in ("user", "user with Bearer"):
                self.seen.missing[name] = "No user token was given."
            return
        roots = self._schema_of(TOKENS).query_type
        listed = roots is not None and "clientCredentials" in roots.fields
        more = " clientCredentials { __typename }" if listed else ""
        content = body(f"{{ tokens {{ __typename }}{more} }}")
        yield from self._ask("user", content)
        yield from self._ask("user with Bearer", content)
