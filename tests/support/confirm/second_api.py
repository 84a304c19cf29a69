"""An API of five domains, over HTTP, that is as assumed but for its `Behaviour`.

It shares nothing with the emulator but the schema files, and knows just what
`udacity schema confirm` asks.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLType,
    build_schema,
    execute_sync,  # pyright: ignore[reportUnknownVariableType] - its hint for middleware is incomplete
    get_named_type,
    parse,
    validate,
)

from support.confirm.behaviour import Behaviour, Refusal
from support.confirm.records import (
    EMAIL,
    SECRETS,
    Record,
    attempts,
    catalog,
    enrollments,
    plan_records,
)
from support.edited_sdl import without_descriptions
from support.introspection_server import Server
from support.loopback_server import Seen
from udacity_client.protocol.http_response import RawResponse
from udacity_client.schema.graphql_types import inside, is_list, is_non_null
from udacity_client.schema.shipped import schema_directory

_LEAK = EMAIL.format(1)
_CONNECTIONS: dict[str, Callable[[], list[Record]]] = {
    "programProgress": enrollments,
    "assessmentProgress": attempts,
    "learningPlanProgress": plan_records,
}


class SecondApi:
    """One server of the second API. Give it to `Loopback` as `answer`."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.seen: list[Seen] = []
        self._counts: dict[str, int] = {}

    def __call__(self, seen: Seen) -> RawResponse:
        self.seen.append(seen)
        domain = seen.path.split("/")[-2]
        request = json.loads(seen.content)
        if domain in self.behaviour.broken:
            return RawResponse(502, {}, b"<html>", received_at=0.0)
        is_token_request = "generateToken" in request["query"]
        identity, refusal = self._identity(seen.token, domain)
        status, body = (
            (200, self._token())
            if is_token_request
            else self._answer(domain, request, identity, refusal)
        )
        headers = self._headers(domain, identity, is_token_request=is_token_request)
        return RawResponse(status, headers, json.dumps(body).encode(), received_at=0.0)

    def _identity(
        self, header: str | None, domain: str
    ) -> tuple[str | None, Refusal | None]:
        """Return who asks, or why not."""
        if header is None:
            return None, self.behaviour.no_token
        scheme, _, token = header.partition(" ")
        if token == SECRETS["user_token"] and domain == "tokens":
            taken = scheme in self.behaviour.user_schemes
        elif token == SECRETS["token"]:
            taken = scheme in self.behaviour.schemes
        else:
            return None, self.behaviour.unknown_token
        if not taken:
            return None, Refusal(401, "not authorized", "UNAUTHORIZED")
        return ("user" if token == SECRETS["user_token"] else "company"), None

    def _token(self) -> Record:
        token = {
            "unredactedToken": SECRETS["token"],
            "expiresIn": self.behaviour.token_lifetime,
        }
        if self.behaviour.counts_tokens:
            self._count("company")
        return {"data": {"generateToken": token}}

    def _answer(
        self,
        domain: str,
        request: Record,
        identity: str | None,
        refusal: Refusal | None,
    ) -> tuple[int, Record]:
        if refusal is not None:
            return refusal.status, self._refused(refusal)
        query, name = request["query"], request.get("operationName")
        schema = self._schema(domain)
        if name in ("IntrospectionProbe", "IntrospectionQuery"):
            return 200, self._introspected(schema, request)
        errors = validate(schema, parse(query))
        if errors:
            return self.behaviour.invalid_status, self._invalid(errors)
        if domain == "tokens" and "tokens" in query and identity != "user":
            forbidden = self.behaviour.api_token_for_tokens
            if forbidden is not None:
                return forbidden.status, self._refused(forbidden)
        result = execute_sync(
            schema,
            parse(query),
            context_value=request.get("variables") or {},
            variable_values=request.get("variables"),
            operation_name=name,
            field_resolver=self._resolve,
        )
        return 200, self._leaking(json.loads(json.dumps(result.formatted)))

    def _introspected(self, schema: GraphQLSchema, request: Record) -> Record:
        if not self.behaviour.introspection:
            error = {"message": "introspection disabled", "path": ["__schema"]}
            return {"errors": [error], "data": None}
        server = Server(schema, unknown=self.behaviour.untold)
        answer: Record = json.loads(server("", json.dumps(request).encode()))
        return answer

    def _invalid(self, errors: list[GraphQLError]) -> Record:
        found = [dict(error.formatted) for error in errors]
        for error in found:
            words = str(error["message"]).split("'")
            if words[0] == "Cannot query field ":
                error["message"] = self.behaviour.unknown_field.format(
                    words[1], words[3]
                )
            if self.behaviour.invalid_code is not None:
                error["extensions"] = {"code": self.behaviour.invalid_code}
        return self._leaking({"errors": found})

    def _refused(self, refusal: Refusal) -> Record:
        if not refusal.is_graphql:
            return {"error": refusal.message}
        error: Record = {"message": refusal.message}
        if refusal.code is not None:
            error["extensions"] = {"code": refusal.code}
        return self._leaking({"errors": [error]})

    def _leaking(self, body: Record) -> Record:
        if self.behaviour.leaks:
            for error in body.get("errors", ()):
                error["message"] = f"{error['message']} (asked by {_LEAK})"
                error["extensions"] = {"code": _LEAK, "user": _LEAK}
        return body

    def _headers(
        self, domain: str, identity: str | None, *, is_token_request: bool
    ) -> dict[str, str]:
        behaviour = self.behaviour
        limit = behaviour.limit if identity else behaviour.anonymous_limit
        limit = behaviour.token_limit if is_token_request else limit
        who = identity or "nobody"
        if behaviour.limits_each_domain:
            who = f"{who} {domain}"
        left = limit - self._count(who) - self._outside()
        headers = {
            "Content-Type": f"{behaviour.media_type}; charset=utf-8",
            behaviour.limit_header: str(limit),
            behaviour.remaining_header: str(left),
        }
        if behaviour.has_request_id:
            headers["X-Request-Id"] = _LEAK if behaviour.leaks else "r-1"
        if behaviour.leaks:
            headers |= {"X-RateLimit-Owner": _LEAK, "X-RateLimit-Bachmann": "1"}
        return headers

    def _count(self, who: str) -> int:
        self._counts[who] = self._counts.get(who, 0) + 1
        return self._counts[who]

    def _outside(self) -> int:
        return self.behaviour.seen_from_outside * len(self.seen)

    def _schema(self, domain: str) -> GraphQLSchema:
        leak = f'"""For {_LEAK}."""\n' if self.behaviour.leaks else ""
        swaps = tuple(swap[1:] for swap in self.behaviour.swaps if swap[0] == domain)
        return _build(domain, leak, swaps)

    def _resolve(
        self, source: Record | None, info: GraphQLResolveInfo, **given: Any
    ) -> object:
        name = info.field_name
        if name in _CONNECTIONS:
            return self._connection(name, info, given["input"])
        if name == "catalog":
            return catalog()
        value = (source or {}).get(name)
        if value is None:
            return _made_up(info)
        return self._formatted(name, value)

    def _formatted(self, name: str, value: object) -> object:
        if hasattr(value, "timestamp"):
            moment: Any = value
            return {
                "rfc3339": moment.isoformat().replace("+00:00", "Z"),
                "epoch": int(moment.timestamp()),
                "local": moment.isoformat().removesuffix("+00:00"),
            }[self.behaviour.time]
        is_minutes = name == "duration" and self.behaviour.duration == "minutes"
        return 43_200 if is_minutes else value

    def _connection(self, name: str, info: GraphQLResolveInfo, given: Record) -> Record:
        if name == "learningPlanProgress" and not self.behaviour.takes_plan_id:
            raise GraphQLError(f"no plan {given['planId']}")
        asked = info.context.get(info.path.key, {})
        size = self._size(asked, given)
        records = self._ordered(_selected(self, _CONNECTIONS[name](), given), given)
        start = self._start(records, given)
        page = list(enumerate(records))[start : start + size]
        return {
            "totalCount": len(records),
            "edges": [
                {"cursor": self._cursor(place, record), "node": record}
                for place, record in page
            ],
        }

    def _size(self, asked: Record, given: Record) -> int:
        behaviour = self.behaviour
        size: int = given.get("first") or 50
        if "first" not in asked and behaviour.page_default is not None:
            size = behaviour.page_default
        maximum = behaviour.page_maximum or size
        if size > maximum and behaviour.refusal_of_large is not None:
            raise GraphQLError(behaviour.refusal_of_large)
        return min(size, maximum)

    def _ordered(self, records: list[Record], given: Record) -> list[Record]:
        if given.get("orderBy") is None:
            return records
        known = [one for one in records if one["lastActiveAt"]]
        others = [one for one in records if not one["lastActiveAt"]]
        known.sort(
            key=lambda one: one["lastActiveAt"], reverse=self.behaviour.is_descending
        )
        return [*others, *known] if self.behaviour.nulls_first else [*known, *others]

    def _cursor(self, place: int, record: Record) -> str:
        content = place + 1 if self.behaviour.cursors == "offset" else _key(record)
        return base64.b64encode(f"of Bachmann: {content}".encode()).decode()

    def _start(self, records: list[Record], given: Record) -> int:
        after = given.get("after")
        if after is None:
            return 0
        content = base64.b64decode(after).decode().removeprefix("of Bachmann: ")
        if self.behaviour.cursors == "offset":
            return int(content)
        keys = [_key(one) for one in records]
        if self.behaviour.cursors == "keyset":
            return sum(key <= content for key in keys)
        if content not in keys:
            raise GraphQLError("no such row")
        return keys.index(content) + 1


def _key(record: Record) -> str:
    """Return what orders records that are not sorted by anything else."""
    return str(record["userId"])


def _selected(api: SecondApi, records: list[Record], given: Record) -> list[Record]:
    asked: Record = given.get("filter") or {}
    statuses: list[str] | None = asked.get("enrollmentStatus")
    if statuses is None:
        return records
    if not statuses and not api.behaviour.empty_filter_selects_nothing:
        return records
    return [one for one in records if one["enrollmentStatus"] in statuses]


def _made_up(info: GraphQLResolveInfo) -> object:
    """Return null, or the simplest value if the type excludes null."""
    untyped: Any = info  # its types have parameters that are not stated
    type_: GraphQLType = untyped.return_type
    if not is_non_null(type_):
        return None
    if is_list(inside(type_)):
        return []
    named = get_named_type(type_)
    if isinstance(named, GraphQLEnumType):
        return next(iter(named.values))
    if isinstance(named, GraphQLObjectType):
        return {}
    simple: dict[str, object] = {
        "Int": 0,
        "Float": 0.0,
        "Boolean": False,
        "Time": "2026-01-05T08:30:00Z",
        "Duration": "P1D",
    }
    return simple.get(named.name, "made up")


@lru_cache(maxsize=128)
def _build(domain: str, leak: str, swaps: tuple[tuple[str, str], ...]) -> GraphQLSchema:
    path = schema_directory() / f"{domain}.graphql"
    sdl = without_descriptions(path.read_text("utf-8"))
    for old, new in swaps:
        assert old in sdl, (domain, old)
        sdl = sdl.replace(old, new)
    if leak:
        sdl = sdl.replace("type Query {", f"{leak}type Query {{")
        sdl = sdl.replace(
            "first: Int = 50", f'first: Int = 50\n  by: String = "{_LEAK}"'
        )
    return build_schema(sdl)
