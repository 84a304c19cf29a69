from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from graphql import GraphQLObjectType, build_schema, introspection_from_schema

from support.introspection_server import (
    EVERY_FEATURE,
    Answer,
    Mangle,
    Server,
    field_of,
    types_of,
)
from udacity_client.errors import ApiTimeoutError, Problem
from udacity_client.schema.capabilities import Capability
from udacity_client.schema.introspection import introspect
from udacity_client.schema.introspection_errors import (
    IntrospectionDisabledError,
    IntrospectionError,
)
from udacity_client.schema.printer import canonical_sdl
from udacity_client.schema.sdl import read_schema


def without(text: str, *cuts: str) -> str:
    for cut in cuts:
        assert cut in text
        text = text.replace(cut, "")
    return text


CUTS = {
    Capability.SCHEMA_DESCRIPTION: ['"""All that a server can tell."""\n'],
    Capability.SUBSCRIPTION_ROOT: ["  subscription: Feed\n"],
    Capability.SPECIFIED_BY: [' @specifiedBy(url: "https://example.com/time")'],
    Capability.ONE_OF: [" @oneOf"],
    Capability.REPEATABLE: [" repeatable"],
    Capability.DEPRECATED_ARGUMENTS: [
        '    until: Time @deprecated(reason: "no field counts it")\n'
    ],
    Capability.DEPRECATED_INPUT_FIELDS: [
        '  legacy: Int = 3 @deprecated(reason: "no input counts it")\n'
    ],
    Capability.DEPRECATED_DIRECTIVE_ARGUMENTS: [
        '  previous: Int = 2 @deprecated(reason: "no directive counts it")\n'
    ],
    # Either of these two shows that there is a deprecation.
    Capability.INPUT_DEPRECATION: [],
    Capability.INPUT_DEPRECATION_REASON: [
        f'(reason: "no {place} counts it")' for place in ("field", "input", "directive")
    ],
}


def test_an_introspection_gives_the_text_that_the_file_gives() -> None:
    server = Server()
    found = introspect("catalog", server)
    assert found.sdl == canonical_sdl(build_schema(EVERY_FEATURE))
    assert found.domain == "catalog"
    assert found.capabilities.known == frozenset(Capability)
    assert found.capabilities.missing == ()
    assert found.type_counts == {
        "enum": 1,
        "input": 3,
        "interface": 2,
        "scalar": 2,
        "type": 4,
        "union": 1,
    }


def test_a_domain_takes_two_requests() -> None:
    server = Server()
    introspect("catalog", server)
    assert server.asked == [
        ("catalog", "IntrospectionProbe"),
        ("catalog", "IntrospectionQuery"),
    ]


@pytest.mark.parametrize("lacking", Capability)
def test_a_server_that_knows_less_is_asked_for_the_rest(lacking: Capability) -> None:
    found = introspect("catalog", Server(unknown=frozenset({lacking})))
    expected = without(EVERY_FEATURE, *CUTS[lacking])
    assert found.sdl == canonical_sdl(build_schema(expected))
    assert found.capabilities.missing == (lacking,)


def test_a_server_of_the_2018_specification_tells_what_it_can() -> None:
    found = introspect("catalog", Server(unknown=frozenset(Capability)))
    cuts = [cut for lacking in Capability for cut in CUTS[lacking]]
    expected = without(
        EVERY_FEATURE, *(cut for cut in cuts if not cut.startswith("(reason:"))
    )
    assert found.sdl == canonical_sdl(build_schema(expected))
    assert found.capabilities.known == frozenset()


def test_the_order_of_the_answer_does_not_show() -> None:
    def shuffle(value: object) -> None:
        if isinstance(value, dict):
            for item in cast("Answer", value).values():
                shuffle(item)
        elif isinstance(value, list):
            items = cast("list[object]", value)
            items.reverse()
            for item in items:
                shuffle(item)

    assert introspect("a", Server(mangle=shuffle)).sdl == introspect("a", Server()).sdl


def test_a_deprecation_without_a_reason_is_kept() -> None:
    def forget_reason(answer: Answer) -> None:
        field_of(answer, "Learner", "name")["deprecationReason"] = None

    assert (
        "name: String @deprecated\n"
        in introspect("a", Server(mangle=forget_reason)).sdl
    )


def test_an_empty_reason_alone_deprecates_nothing() -> None:
    def add_reason(answer: Answer) -> None:
        field_of(answer, "Course", "title")["deprecationReason"] = ""

    assert "title: String!\n" in introspect("a", Server(mangle=add_reason)).sdl


def test_introspection_types_of_the_servers_own_are_no_part_of_the_schema() -> None:
    def add_own(answer: Answer) -> None:
        own = {**types_of(answer)["Course"], "name": "__Applied"}
        answer["data"]["__schema"]["types"].append(own)

    assert introspect("a", Server(mangle=add_own)).sdl == introspect("a", Server()).sdl


def scripted(*bodies: bytes) -> Callable[[str, bytes], bytes]:
    answers = iter(bodies)
    return lambda _domain, _body: next(answers)


def errors(*messages: str, data: object = None) -> bytes:
    listed = [{"message": message} for message in messages]
    return json.dumps({"data": data, "errors": listed}).encode()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b" \n", "answered nothing"),
        (b"\n<!DOCTYPE html><p>Log in", "answered with a web page"),
        (b"Bad gateway: " + b"secret" * 99, "answered 607 bytes that are not JSON"),
        (b'{"data": {"schema": {"na', "not JSON, or not all of it"),
        (b'{"data": "\xff"}', "not JSON"),
        (b"[" * 99_999, "not JSON"),
        (b"[]", "not a GraphQL response (check the base URL): it is not an object"),
        (
            b'{"error": {"message": "x"}}',
            "not a GraphQL response (check the base URL): it",
        ),
        (b'{"data": null}', "it has no `data`"),
        (errors("boom", "b", "c"), "the introspection query: 'boom' (and 2 more). Ask"),
        (errors("x" * 500), f"introspection query: '{'x' * 79}…'. Ask"),
        (errors("\x1b[31m\nred\0"), "introspection query: '?[31m red?'. Ask"),
        (errors("no null for __Type.kind"), "refused the introspection query: 'no n"),
        (b'{"errors": "broken"}', "refused the introspection query: no reason given"),
    ],
)
def test_an_answer_that_is_not_graphql_is_refused(body: bytes, sentence: str) -> None:
    with pytest.raises(IntrospectionError) as caught:
        introspect("tokens", scripted(body))
    assert str(caught.value).startswith("tokens: the server ")
    assert sentence in str(caught.value)
    assert "secretsecret" not in str(caught.value)
    assert caught.value.domain == "tokens"
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "body",
    [
        errors("introspection disabled"),
        errors("introspection disabled", data={"schema": None, "type": None}),
        errors(
            "GraphQL introspection is not allowed by Apollo Server, but the query "
            "contained __schema or __type."
        ),
        errors("Introspection is not allowed for the current request."),
        errors("Field '__type' doesn't exist on type 'Query'"),
        errors('Cannot query field "__type" on type "Query".'),
    ],
)
def test_introspection_that_is_off_says_what_to_do(body: bytes) -> None:
    with pytest.raises(IntrospectionDisabledError) as caught:
        introspect("catalog", scripted(body))
    assert "catalog: the server refuses introspection: " in str(caught.value)
    assert "Ask those who run the API" in str(caught.value)
    assert "use the committed schema" in str(caught.value)


def test_introspection_that_is_answered_with_null_is_off() -> None:
    nothing = b'{"data": {"__schema": null}}'
    with pytest.raises(IntrospectionDisabledError, match="introspection with null"):
        introspect("catalog", scripted(b'{"data": {"schema": null}}', nothing))


def drop_types(answer: Answer) -> None:
    answer["data"]["__schema"]["types"] = []


def drop_directives(answer: Answer) -> None:
    answer["data"]["__schema"]["directives"] = None


def blank_a_type(answer: Answer) -> None:
    answer["data"]["__schema"]["types"].append(None)


def drop_type(answer: Answer) -> None:
    types = answer["data"]["__schema"]["types"]
    types[:] = [type_ for type_ in types if type_["name"] not in {"Course", "Time"}]


def drop_query(answer: Answer) -> None:
    answer["data"]["__schema"]["queryType"] = None


def add_errors(answer: Answer) -> None:
    answer["errors"] = [{"message": "resolver of __type failed"}]


def cut_a_wrapper(answer: Answer) -> None:
    field_of(answer, "Course", "title")["type"]["ofType"] = None


def invent_a_kind(answer: Answer) -> None:
    types_of(answer)["Course"]["kind"] = "RECORD"


def break_a_field(answer: Answer) -> None:
    del types_of(answer)["Course"]["fields"][0]["type"]


def empty_a_type(answer: Answer) -> None:
    types_of(answer)["Course"]["fields"] = []


def misfit_a_default(answer: Answer) -> None:
    types_of(answer)["Filter"]["inputFields"][0]["defaultValue"] = "7"


def exceed_a_number(answer: Answer) -> None:
    default = "{low: [-1e400]}"
    types_of(answer)["Filter"]["inputFields"][0]["defaultValue"] = default


def misspell_a_default(answer: Answer) -> None:
    types_of(answer)["Filter"]["inputFields"][0]["defaultValue"] = "[LOW"


def default_to_itself(answer: Answer) -> None:
    filter_ = types_of(answer)["Filter"]
    own = {"kind": "INPUT_OBJECT", "name": "Filter", "ofType": None}
    of = {"kind": "LIST", "name": None, "ofType": own}
    filter_["inputFields"].append(
        filter_["inputFields"][0] | {"name": "or", "type": of, "defaultValue": "[{}]"}
    )


OWNERS: dict[str, Callable[[Answer], Answer]] = {
    "args": lambda answer: field_of(answer, "Learner", "seen"),
    "interfaces": lambda answer: types_of(answer)["Learner"],
    "fields": lambda answer: types_of(answer)["Course"],
    "possibleTypes": lambda answer: types_of(answer)["Found"],
    "enumValues": lambda answer: types_of(answer)["Level"],
    "inputFields": lambda answer: types_of(answer)["Filter"],
    "locations": lambda answer: answer["data"]["__schema"]["directives"][0],
}


@pytest.mark.parametrize("value", ["", {}])
@pytest.mark.parametrize("key", OWNERS)
def test_what_should_be_a_list_is_not_taken_for_an_empty_one(
    key: str, value: object
) -> None:
    def mangle(answer: Answer) -> None:
        OWNERS[key](answer)[key] = value

    with pytest.raises(IntrospectionError, match=f"does not give `{key}` of"):
        introspect("catalog", Server(mangle=mangle))


def describe_again(answer: Answer) -> None:
    schema = answer["data"]["__schema"]
    learner = types_of(answer)["Learner"]
    again: list[tuple[list[Answer], Answer]] = [
        (schema["types"], {"name": "Course", "fields": [], "kind": "UNION"}),
        (schema["directives"], {"name": "cost", "args": []}),
        (learner["fields"], {"name": "id", "type": learner["fields"][1]["type"]}),
        (learner["fields"][2]["args"], {"name": "from", "defaultValue": None}),
        (types_of(answer)["Level"]["enumValues"], {"name": "LOW"}),
        (types_of(answer)["Range"]["inputFields"], {"name": "from", "type": None}),
    ]
    for members, changes in again:
        first = next(one for one in members if one["name"] == changes["name"])
        members.extend([{**first, "description": "Again.", **changes}] * 2)


def test_of_what_is_described_twice_the_first_counts() -> None:
    found = introspect("catalog", Server(mangle=describe_again))
    assert found.sdl == canonical_sdl(build_schema(EVERY_FEATURE))
    assert found.flaws == tuple(
        f"{name} is described more than once, and the first one counts"
        for name in (
            "Course",
            "@cost",
            "Learner.id",
            "Learner.seen(from:)",
            "Level.LOW",
            "Range.from",
        )
    )


def test_an_input_object_says_whether_it_is_a_one_of() -> None:
    def forget(answer: Answer) -> None:
        types_of(answer)["Pick"]["isOneOf"] = None

    found = introspect("catalog", Server(mangle=forget))
    assert found.flaws == ("Pick does not say whether it is a oneOf",)


def saved_answer(folder: Path, mangle: Mangle) -> Path:
    answer: Answer = {"data": introspection_from_schema(build_schema(EVERY_FEATURE))}
    mangle(answer)
    path = folder / "catalog.graphql"
    path.write_text(json.dumps(answer), encoding="utf-8")
    return path


def test_a_saved_introspection_is_judged_like_an_answer(tmp_path: Path) -> None:
    problems: list[Problem] = []
    again = read_schema(saved_answer(tmp_path, describe_again), problems)
    assert problems == []
    assert again is not None
    assert {one.message.partition(" ")[0] for one in again.invalid} >= {"Course"}
    assert isinstance(again.schema.type_map["Course"], GraphQLObjectType)

    def empty(answer: Answer) -> None:
        field_of(answer, "Learner", "seen")["args"] = {}

    assert read_schema(saved_answer(tmp_path, empty), problems) is None
    assert "does not give `args` of Learner.seen as a list" in problems[0].message


@pytest.mark.parametrize(
    ("mangle", "sentence"),
    [
        (drop_types, "lists no types or no directives in its schema"),
        (drop_directives, "lists no types or no directives in its schema"),
        (blank_a_type, "lists something in `types` that has no name"),
        (drop_type, "types that it does not describe, 'Course' (and 1 more)"),
        (drop_query, "names no query type"),
        (add_errors, "answered only a part of its schema: 'resolver of"),
        (cut_a_wrapper, "wraps a type in more lists than were asked for, or cut it"),
        (invent_a_kind, "gives Course no kind that GraphQL has"),
        (break_a_field, "gives Course.title no type"),
    ],
)
def test_an_answer_with_a_hole_is_refused(mangle: Mangle, sentence: str) -> None:
    with pytest.raises(IntrospectionError) as caught:
        introspect("catalog", Server(mangle=mangle))
    assert sentence in str(caught.value)
    assert not isinstance(caught.value, IntrospectionDisabledError)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("mangle", "flaw", "is_reported_again"),
    [
        (empty_a_type, "Type Course must define one or more fields.", True),
        (
            misfit_a_default,
            "the default value of Filter.levels does not fit its type",
            False,
        ),
        (
            misspell_a_default,
            "the default value of Filter.levels is not a value in GraphQL",
            False,
        ),
        (
            exceed_a_number,
            "the default value of Filter.levels holds -1e400, and JSON has no number "
            "that large",
            False,
        ),
        (
            default_to_itself,
            "the default value of Filter.or contains itself, or another object of "
            "Filter",
            False,
        ),
    ],
)
def test_a_definition_that_is_not_valid_is_reported_and_the_rest_kept(
    mangle: Mangle, flaw: str, tmp_path: Path, *, is_reported_again: bool
) -> None:
    found = introspect("catalog", Server(mangle=mangle))
    assert found.flaws == (flaw,)
    written = tmp_path / "catalog.graphql"
    written.write_text(found.sdl)
    problems: list[Problem] = []
    read = read_schema(written, problems)
    assert read is not None
    assert problems == []
    assert bool(read.invalid) is is_reported_again
    whole = introspect("catalog", Server()).schema
    assert read.schema.type_map.keys() == whole.type_map.keys()


def test_errors_of_post_are_raised() -> None:
    def post(_domain: str, _body: bytes) -> bytes:
        raise ApiTimeoutError("too slow", sent=True)

    with pytest.raises(ApiTimeoutError):
        introspect("catalog", post)
