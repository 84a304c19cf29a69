"""Each rule of the normalised documents, one by one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import (
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate,
)

from udacity_client.codegen.documents.fragments import leaves_first
from udacity_client.codegen.documents.normalise import (
    ClassSelection,
    MergedField,
    NormalisedDocuments,
)
from udacity_client.codegen.documents.sent_documents import add_typenames
from udacity_client.codegen.documents.type_conditions import View
from udacity_client.schema.graphql_types import type_of

SCHEMA = build_schema("""
type Query { o: Obj node: Node named: Named user: User found: Found }
type Obj { x: Int y: Int z: Int o: Obj node: Node fooBar: Int foo_bar: Int }
interface Node { id: ID! self: Node other: Node }
interface Named implements Node { id: ID! self: Named other: Node name: String }
interface Sized { size: Int self: User }
type User implements Node & Named & Sized {
  id: ID! self: User other: User name: String size: Int age: Int
}
type Team implements Node & Sized { id: ID! self: User other: Node size: Int }
type Robot implements Node & Named { id: ID! self: Robot other: Node name: String }
type Cloud { wet: Boolean }
union Found = User | Team | Cloud
directive @cached on FIELD | FRAGMENT_SPREAD
""")
VARIABLES = "($a: Boolean! = true, $b: Boolean! = true)"


def normalise(text: str, schema: GraphQLSchema = SCHEMA) -> NormalisedDocuments:
    document = parse(text)
    unused = "is never used"
    errors = validate(schema, document)
    assert [e for e in errors if unused not in e.message] == []
    definitions = add_typenames(
        schema,
        [
            node
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode)
        ],
    )
    return NormalisedDocuments(
        schema,
        [d for d in definitions if isinstance(d, OperationDefinitionNode)],
        {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)},
    )


def shown(selection: ClassSelection) -> str:
    """Return *selection* in one line: `Type(Bases){ field optional? object{…} }`."""
    bases = f"({' '.join(selection.bases)})" if selection.bases else ""
    fields = " ".join(map(_field, selection.fields))
    return f"{_view(selection.view)}{bases}{{{fields}}}"


def _field(field: MergedField) -> str:
    optional = "?" if field.is_optional else ""
    below = "|".join(map(shown, field.members))
    return f"{field.key}{optional}" + (f":{below}" if below else "")


def _view(view: View) -> str:
    met = "".join(f"+{condition}" for condition in sorted(view.met))
    return f"{view.type.name}{met}{'*' if view.is_rest else ''}"


def query(selections: str, fragments: str = "") -> str:
    """Return what the query of *selections* holds."""
    text = f"query Q{VARIABLES} {{ {selections} }} {fragments}"
    return shown(normalise(text).operations["Q"])


@pytest.mark.parametrize(
    ("selections", "expected"),
    [
        ("x @include(if: $a) x", "x"),
        ("x x @skip(if: $a)", "x"),
        ("x @include(if: $a) x @skip(if: $a)", "x?"),
        ("x @include(if: true) y @skip(if: true) z @include(if: false)", "x"),
        ("x @cached", "x"),
        ("... @include(if: $a) { x y } x", "x y?"),
        ("... @include(if: $a) { ... @skip(if: $a) { x } y }", "y?"),
        ("... @include(if: $a) { x @skip(if: $a) y }", "y?"),
        ("... { x }", "x"),
        ("key: x", "key"),
    ],
)
def test_a_field_is_optional_if_each_way_to_it_has_a_condition(
    selections: str, expected: str
) -> None:
    assert query(f"o {{ {selections} }}") == f"Query{{o:Obj{{{expected}}}}}"


@pytest.mark.parametrize(
    ("selections", "expected"),
    [
        ("o @include(if: $a) { x }", "o?:Obj{x}"),
        ("o @include(if: $a) { x } o { y }", "o:Obj{x? y}"),
        ("o @include(if: $a) { x } o @include(if: $a) { y }", "o?:Obj{x y}"),
        (
            "... @include(if: $a) { o { x } o @include(if: $b) { y } }",
            "o?:Obj{x y?}",
        ),
        ("o @include(if: $a) { x } o @skip(if: $a) { y }", "o?:Obj{x? y?}"),
        ("o @include(if: $a) { x @include(if: $a) }", "o?:Obj{x?}"),
    ],
)
def test_conditions_of_all_ways_to_an_object_are_its_own(
    selections: str, expected: str
) -> None:
    assert query(selections) == f"Query{{{expected}}}"


def test_conditions_on_a_fragment_make_its_fields_optional() -> None:
    fragment = "fragment F on Obj { x o { y } }"
    assert query("o { ...F @include(if: $a) }", fragment) == (
        "Query{o:Obj{x? o?:Obj{y}}}"
    )


def test_one_selection_set_under_opposite_conditions_keeps_both_ways() -> None:
    fragment = "fragment F on Obj { x @include(if: $a) y @skip(if: $a) }"
    selections = "o { ...F @include(if: $a) ...F @skip(if: $a) }"
    assert query(selections, fragment) == "Query{o:Obj{x? y?}}"


def test_more_ways_than_are_told_apart_condition_nothing_by_mistake() -> None:
    variables = [f"$v{number}" for number in range(20)]
    declared = ", ".join(f"{variable}: Boolean!" for variable in variables)
    spread = " ".join(f"...F @include(if: {variable})" for variable in variables)
    text = (
        f"query Q({declared}) {{ o {{ {spread} }} }} fragment F on Obj {{ o {{ x }} }}"
    )
    selection = normalise(text).operations["Q"]
    assert shown(selection) == "Query{o:Obj{o?:Obj{x?}}}"


def test_an_object_selected_twice_is_one_class() -> None:
    fragments = (
        "fragment F on Query { o { x } } fragment G on Query { o { y o { z } } }"
    )
    assert query("...F ...G o { o { x } }", fragments) == (
        "Query{o:Obj{x y o:Obj{z x}}}"
    )


@pytest.mark.parametrize(
    ("selections", "expected"),
    [
        ("node { id }", "node:Node{id}"),
        ("node { ... on Node { id } }", "node:Node{id}"),
        (
            "node { id ... on User { age } }",
            "node:Node*{__typename id}|User{__typename id age}",
        ),
        (
            "node { ... on Named { name } }",
            "node:Node*{__typename}|Node+Named{__typename name}",
        ),
        (
            "found { ... on Node { id } }",
            "found:Found*{__typename}|Found+Node{__typename id}",
        ),
        (
            "found { ... on User { age } ... on Sized { size } }",
            "found:Found*{__typename}|Found+Sized{__typename size}"
            "|User{__typename age size}",
        ),
        ("user { ... on Node { id } ... on User { age } }", "user:User{id age}"),
        ("node { ... @include(if: $a) { id } }", "node:Node{id?}"),
    ],
)
def test_members_that_meet_the_same_conditions_share_a_class(
    selections: str, expected: str
) -> None:
    assert query(selections) == f"Query{{{expected}}}"


def test_members_of_one_group_are_known_by_name() -> None:
    documents = normalise(
        "{ node { ... on Named { name } } }".replace("{", "query Q {", 1)
    )
    rest, named = documents.operations["Q"].fields[0].members
    assert rest.view.possible_types == ("Team",)
    assert named.view.possible_types == ("Robot", "User")


def test_the_typename_may_be_missing_where_the_members_are() -> None:
    fragment = "fragment F on Query { node { id } }"
    selections = "...F node @include(if: $a) { ... on User { age } }"
    assert query(selections, fragment) == (
        "Query{node:Node*{id __typename?}|User{id __typename? age?}}"
    )


def test_an_object_type_narrows_the_fields_of_its_interfaces() -> None:
    documents = normalise(
        "query Q { node { ... on User { ... on Node { self { id } } } } }"
    )
    _, user = documents.operations["Q"].fields[0].members
    (field,) = (f for f in user.fields if f.key == "self")
    assert str(type_of(field.definition)) == "User"


def test_a_group_takes_the_narrowest_type_that_is_written() -> None:
    text = "{ found { ... on Node { self { id } } ... on Sized { self { size } } } }"
    members = normalise(f"query Q {text}").operations["Q"].fields[0].members
    (both,) = (m for m in members if m.view.met == frozenset({"Node", "Sized"}))
    (field,) = (f for f in both.fields if f.key == "self")
    assert str(type_of(field.definition)) == "User"
    assert [shown(member) for member in field.members] == ["User{id size}"]


def test_a_condition_that_its_own_place_always_meets_tells_nobody_apart() -> None:
    schema = build_schema("""
    type Query { thing: Thing }
    interface A { link: L }
    interface B { link: M }
    interface Top { top: Int }
    interface L { x: Int }
    interface M implements Top { top: Int }
    union Thing = T
    type T implements A & B { link: LM }
    type LM implements L & M & Top { x: Int top: Int }
    """)
    text = (
        "query Q { thing { ... on A { link { x } } "
        "... on B { link { ... on Top { top } } } } }"
    )
    operation = normalise(text, schema).operations["Q"]
    (member,) = operation.fields[0].members
    assert shown(member) == "Thing+A+B{__typename link:L{x top}}"


def records(text: str) -> dict[str, str]:
    documents = normalise(text)
    return {name: shown(one) for name, one in documents.fragments.items()}


@pytest.mark.parametrize(
    ("selections", "expected"),
    [
        ("...F", "Obj(F){}"),
        ("...F y", "Obj(F){y}"),
        ("...F x", "Obj(F){}"),
        ("x @include(if: $a) ...F", "Obj(F){}"),
        ("... { ...F }", "Obj(F){}"),
        ("... on Obj { ...F @cached }", "Obj(F){}"),
        ("...F @include(if: true)", "Obj(F){}"),
        ("...F @include(if: $a)", "Obj{x? o?:Obj{x}}"),
        ("...F o { x }", "Obj(F){}"),
        ("...F o { y }", "Obj{x o:Obj{x y}}"),
        ("...F o { x @include(if: $a) }", "Obj(F){}"),
        ("...F o { y: x }", "Obj{x o:Obj{x y}}"),
        ("...F o @include(if: $a) { x }", "Obj(F){}"),
        ("...F o @include(if: $a) { y }", "Obj{x o:Obj{x y?}}"),
    ],
)
def test_a_fragment_is_a_base_if_all_its_fields_read_the_same(
    selections: str, expected: str
) -> None:
    fragment = "fragment F on Obj { x o { x } }"
    assert query(f"o {{ {selections} }}", fragment) == f"Query{{o:{expected}}}"


def test_a_conditional_field_stays_so_only_if_it_is_conditional_here_as_well() -> None:
    fragment = "fragment F on Obj { x @include(if: $a) }"
    assert query("o { ...F y }", fragment) == "Query{o:Obj(F){y}}"
    assert query("o { ...F x }", fragment) == "Query{o:Obj{x}}"


def test_a_fragment_of_an_interface_is_written_out_in_a_member() -> None:
    fragment = "fragment F on Node { id }"
    assert query("node { ...F }", fragment) == "Query{node:Node(F){}}"
    assert query("user { ...F }", fragment) == "Query{user:User{id}}"
    assert query("node { ...F ... on User { age } }", fragment) == (
        "Query{node:Node*(F){__typename}|User{__typename id age}}"
    )


def test_a_fragment_that_tells_members_apart_is_no_class() -> None:
    text = (
        "query Q { node { ...F } } fragment F on Node { id ...G }"
        "fragment G on User { age }"
    )
    assert records(text) == {"G": "User{age}"}
    assert shown(normalise(text).operations["Q"]) == (
        "Query{node:Node*{__typename id}|User(G){__typename id}}"
    )


def test_a_fragment_under_another_name_in_python_is_written_out() -> None:
    fragment = "fragment F on Obj { fooBar }"
    assert query("o { ...F x }", fragment) == "Query{o:Obj(F){x}}"
    assert query("o { ...F foo_bar }", fragment) == "Query{o:Obj{fooBar foo_bar}}"


def test_two_fragments_that_bring_one_object_are_not_both_bases() -> None:
    fragments = (
        "fragment F on Obj { x o { z } } fragment G on Obj { y o { z } }"
        "fragment Same on Obj { ...F y } fragment Also on Obj { ...F z }"
    )
    assert query("o { ...F ...G }", fragments) == "Query{o:Obj(F){y}}"
    # Both have it from one class.
    assert query("o { ...Same ...Also }", fragments) == "Query{o:Obj(Also Same){}}"


def test_bases_have_an_order_that_python_takes() -> None:
    text = """
    query Q { o { ...P ...R } }
    fragment A on Obj { x }
    fragment D on Obj { y }
    fragment C on Obj { ...D z }
    fragment E on Obj { ...A fooBar }
    fragment P on Obj { ...A ...D k: x }
    fragment R on Obj { ...C ...E l: x }
    """
    made = records(text)
    assert made["P"] == "Obj(A D){k}"
    assert made["R"] == "Obj(C E){l}"
    assert shown(normalise(text).operations["Q"]) == "Query{o:Obj(P){z fooBar l}}"


def test_a_base_brings_its_own_bases() -> None:
    fragments = "fragment F on Obj { ...G y } fragment G on Obj { x }"
    assert query("o { ...G ...F }", fragments) == "Query{o:Obj(F){}}"


def test_a_fragment_keeps_its_bases_where_it_is_not_one_itself() -> None:
    fragments = "fragment F on Obj { ...G o { y } } fragment G on Obj { x }"
    assert query("o { ...F o { z } }", fragments) == "Query{o:Obj(G){o:Obj{y z}}}"


def diamonds(count: int) -> str:
    return (
        " ".join(
            f"fragment A{n} on Obj {{ a{n}: x ...A{n + 1} ...B{n + 1} }} "
            f"fragment B{n} on Obj {{ b{n}: x ...A{n + 1} ...B{n + 1} }}"
            for n in range(count)
        )
        + f" fragment A{count} on Obj {{ x }} fragment B{count} on Obj {{ y }}"
    )


def test_fragments_that_each_spread_two_cost_no_more_than_they_are() -> None:
    documents = normalise(f"query Q {{ o {{ ...A0 }} }} {diamonds(23)}")
    assert len(documents.fragments) == 48
    assert shown(documents.operations["Q"]) == "Query{o:Obj(A0){}}"


def test_conditions_in_diamonds_do_not_multiply() -> None:
    text = diamonds(23)
    for number in range(24):
        condition = f"...B{number} @include(if: $v{number})"
        text = text.replace(f"...B{number} }}", f"{condition} }}")
    documents = unchecked(f"query Q {{ o {{ ...A0 }} }} {text}")
    (a0,) = documents.operations["Q"].fields[0].members
    (base,) = a0.bases
    fields = documents.fragments[base].fields
    below = documents.fragments["A1"].fields
    assert [(f.key, f.is_optional) for f in fields] == [("a0", False), ("b1", True)]
    assert [(f.key, f.is_optional) for f in below] == [("a1", False), ("b2", True)]


def test_many_fields_and_many_operations_are_read() -> None:
    wide = " ".join(f"k{n}: x" for n in range(20_000))
    operations = " ".join(f"query Q{n} {{ o {{ ...G }} }}" for n in range(3_000))
    fragments = f"fragment F on Obj {{ {wide} }} fragment G on Obj {{ x o {{ y }} }}"
    documents = unchecked(f"{operations} {fragments}")
    assert len(documents.fragments["F"].fields) == 20_000
    assert len(documents.operations) == 3_000


def unchecked(text: str) -> NormalisedDocuments:
    """Normalise what graphql-core is slow to validate, or refuses as too deep."""
    definitions = parse(text).definitions
    return NormalisedDocuments(
        SCHEMA,
        [d for d in definitions if isinstance(d, OperationDefinitionNode)],
        {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)},
    )


def test_depth_costs_no_stack() -> None:
    chain = {
        f"F{n}": f"fragment F{n} on Node {{ self {{ self {{ ...F{n + 1} }} }} }}"
        for n in range(1_500)
    }
    text = "\n".join([*chain.values(), "fragment F1500 on Node { id }"])
    found = unchecked(f"query Q {{ node {{ ... on Team {{ ...F0 }} }} }} {text}")
    assert len(found.fragments) == 1_501
    assert sum(1 for _ in _below(found.operations["Q"])) > 3_000


def _below(selection: ClassSelection) -> Iterator[ClassSelection]:
    waiting = [selection]
    while waiting:
        selection = waiting.pop()
        yield selection
        for field in selection.fields:
            waiting += field.members


def test_fragments_stand_after_those_that_they_spread() -> None:
    document = parse(
        "fragment A on T { ...B } fragment B on T { c { ...C } } fragment C on T { x }"
    )
    fragments = {
        d.name.value: d
        for d in document.definitions
        if isinstance(d, FragmentDefinitionNode)
    }
    assert leaves_first(fragments) == ["C", "B", "A"]


def test_a_type_that_lacks_a_field_of_its_interface() -> None:
    schema = build_schema(
        """
        type Query { all: [Named] }
        interface Named { name: String! long: String! }
        type User implements Named { name: String! long: String! age: Int }
        type Team implements Named { name: String! size: Int }
        """,
        assume_valid=True,
    )
    text = "{ all { name long ... on User { age } ... on Team { size } } }"
    query = normalise(f"query Q {text}", schema).operations["Q"]
    of_team, of_user = query.fields[0].members
    optional = [
        {f.key for f in one.fields if f.is_optional} for one in (of_team, of_user)
    ]
    assert optional == [{"long"}, set()]
    (whole,) = (
        normalise("query Q { all { name long } }", schema)
        .operations["Q"]
        .fields[0]
        .members
    )
    assert [field.key for field in whole.fields if field.is_optional] == ["long"]


def test_a_type_whose_field_is_another_one_than_its_interface_says() -> None:
    schema = build_schema(
        """
        type Query { all: [Named] }
        interface Named { owner: User }
        type User implements Named { owner: User age: Int }
        type Team implements Named { owner: Query size: Int }
        """,
        assume_valid=True,
    )
    text = "{ all { owner { age } ... on Team { size } } }"
    query = normalise(f"query Q {text}", schema).operations["Q"]
    of_named, of_team = query.fields[0].members
    for one in (of_named, of_team):
        (owner,) = (field for field in one.fields if field.key == "owner")
        assert [f.key for f in owner.members[0].fields] == ["age"]
