"""Random schemas, operations and responses, all of them valid, from a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    build_schema,
    graphql_sync,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
)

from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    named_type,
    type_of,
)

NAMES = (
    *("class", "from", "json", "list", "model_dump", "schema", "str", "None_"),
    *("productURL", "_private", "id2", "someLongName", "HTTPCode", "x", "copy"),
    *("self", "deadline2", "type", "dict", "in", "fields_set", "name", "titleOf"),
)
SCALARS: Mapping[str, Callable[[Random], object]] = {
    "Boolean": lambda random: random.random() < 0.5,
    "Duration": lambda random: random.choice(("P1M", "PT1H30M", "P1Y2M3DT4H", "PT0S")),
    "Float": lambda random: random.choice((0.0, -1.5, 1e300, 3.0)),
    "ID": lambda random: random.choice(("1", "a-b", "")),
    "Int": lambda random: random.choice((0, -1, 2**31 - 1)),
    "String": lambda random: random.choice(("", "ü\n\"'\\", "\N{SNOWMAN}", "null")),
    "Time": lambda random: random.choice(
        ("2026-03-01T10:00:00Z", "1999-12-31T23:59:59.250000Z")
    ),
}
SCALARS_OF_ITS_OWN = "scalar Duration\nscalar Time"
CONNECTION = """
type Connection { edges: [Edge!]! pageInfo: PageInfo! totalCount: Int }
type Edge { node: T0 }
type PageInfo { endCursor: String hasNextPage: Boolean! }
"""


@dataclass
class Sources:
    """One random schema, and operations for it."""

    random: Random
    aliases: Iterator[int] = field(default_factory=lambda: iter(range(10**6)))
    fragments: list[str] = field(default_factory=list[str])

    def schema(self) -> str:
        """Return the SDL of a schema with every kind of type."""
        count = self.random.randint(2, 5)
        objects = [f"T{number}" for number in range(count)]
        outputs = [*SCALARS, "E0", "E0", "I0", "U0", *objects]
        shared = self._fields(["String", "E0", "Int"], 2)
        implementing = set(self.random.sample(objects, self.random.randint(1, count)))
        parts = [SCALARS_OF_ITS_OWN, CONNECTION]
        parts.append("enum E0 { RED None GREEN _low mro }")
        parts.append(f"interface I0 {{ {shared} }}")
        parts.append(f"union U0 = {' | '.join(self._some(objects))}")
        parts.append(f"input In0 {{ {self._inputs()} inner: In0 }}")
        for name in objects:
            own, head = self._fields(outputs, 5, prefix="own"), f"type {name}"
            if name in implementing:
                own, head = f"{shared} {own}", f"{head} implements I0"
            parts.append(f"{head} {{ leaf: ID! {own} }}")
        roots = self._fields([*outputs, "I0", "U0"], 7, arguments=True)
        pages = "pages(after: String, filter: In0): Connection"
        parts.append(f"type Query {{ leaf: Int {roots} {pages} }}")
        return "\n".join(parts)

    def operations(self, schema: GraphQLSchema) -> str:
        """Return documents that fit *schema*."""
        query = schema.type_map["Query"]
        assert isinstance(query, GraphQLObjectType)
        names = [name for name in query.fields if name != "pages"]
        texts = [
            f"query Op{number}{self._operation(schema, query, names)}"
            for number in range(self.random.randint(2, 5))
        ]
        node = self._selection(schema, schema.type_map["T0"], 2, apart=False)
        texts.append(
            "query ListPages($after: String, $filter: In0) { pages(after: $after, "
            f"filter: $filter) {{ totalCount edges {{ node {node} }} "
            "pageInfo { endCursor hasNextPage } } }"
        )
        return "\n\n".join([*texts, *self.fragments])

    def _operation(
        self, schema: GraphQLSchema, query: GraphQLObjectType, names: Sequence[str]
    ) -> str:
        variables, fields = ["$flag: Boolean!"], ["leaf @include(if: $flag)"]
        for name in self._some([name for name in names if name != "leaf"]):
            passed: list[str] = []
            for argument, definition in query.fields[name].args.items():
                variable = f"v{next(self.aliases)}"
                variables.append(f"${variable}: {type_of(definition)}")
                passed.append(f"{argument}: ${variable}")
            arguments = f"({', '.join(passed)})" if passed else ""
            type_ = named_type(query.fields[name])
            condition = " @skip(if: $flag)" if self.random.random() < 0.3 else ""
            below = self._selection(schema, type_, 3, apart=False)
            fields.append(f"{name}{arguments}{condition} {below}")
        return f"({', '.join(variables)}) {{ {' '.join(fields)} }}"

    def _selection(
        self, schema: GraphQLSchema, type_: GraphQLNamedType, depth: int, *, apart: bool
    ) -> str:
        """Return what is selected of *type_*, under names of its own where *apart*."""
        if isinstance(type_, GraphQLUnionType | GraphQLInterfaceType):
            return self._of_members(schema, type_, depth)
        if not isinstance(type_, GraphQLObjectType):
            return ""
        fields = list(self._fields_of(schema, type_, depth, apart=apart))
        if depth > 0 and self.random.random() < 0.4:
            fields.append(self._spread(schema, type_, depth - 1))
        return f"{{ {' '.join(fields)} }}"

    def _fields_of(
        self,
        schema: GraphQLSchema,
        type_: GraphQLObjectType | GraphQLInterfaceType,
        depth: int,
        *,
        apart: bool,
    ) -> Iterator[str]:
        for name in self._some(list(type_.fields)):
            named = named_type(type_.fields[name])
            is_leaf = named.name in SCALARS or isinstance(named, GraphQLEnumType)
            if depth <= 0 and not is_leaf:
                continue
            alias = f"a{next(self.aliases)}: " if apart else ""
            below = self._selection(schema, named, depth - 1, apart=False)
            yield f"{alias}{name} {below}"
        yield f"a{next(self.aliases)}: __typename"

    def _of_members(
        self, schema: GraphQLSchema, type_: GraphQLAbstractType, depth: int
    ) -> str:
        parts = [f"a{next(self.aliases)}: __typename"]
        if isinstance(type_, GraphQLInterfaceType):
            parts += self._fields_of(schema, type_, 0, apart=False)
        for member in self._some(list(schema.get_possible_types(type_))):
            if self.random.random() < 0.5:
                parts.append(self._spread(schema, member, depth - 1))
            else:
                below = self._selection(schema, member, depth - 1, apart=True)
                parts.append(f"... on {member.name} {below}")
        return f"{{ {' '.join(parts)} }}"

    def _spread(
        self, schema: GraphQLSchema, type_: GraphQLObjectType, depth: int
    ) -> str:
        fields = " ".join(self._fields_of(schema, type_, max(depth, 0), apart=True))
        name = f"Part{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {type_.name} {{ {fields} }}")
        return f"...{name}"

    def _some(self, items: Sequence[Any]) -> list[Any]:
        return self.random.sample(items, self.random.randint(1, len(items)))

    def _fields(
        self, types: list[str], most: int, *, prefix: str = "", arguments: bool = False
    ) -> str:
        names = self.random.sample(NAMES, self.random.randint(1, most))
        takes = (
            f"({self._inputs()})" if arguments and self.random.random() < 0.5 else ""
        )
        return " ".join(
            f"{f'{prefix}_{name}' if prefix else name}{takes}: "
            f"{self._wrapped(self.random.choice(types))}"
            for name in names
        )

    def _inputs(self) -> str:
        types = [*SCALARS, "E0", "[In0!]"]
        names = self.random.sample(NAMES, self.random.randint(1, 3))
        return " ".join(f"{n}_: {self.random.choice(types)}" for n in names)

    def _wrapped(self, name: str) -> str:
        text = name
        for _ in range(self.random.choice((0, 0, 0, 1, 2))):
            text = f"[{text}{self.random.choice(('', '!'))}]"
        return f"{text}{self.random.choice(('', '!'))}"


@dataclass
class Answers:
    """Random responses to operations on *schema*."""

    schema: GraphQLSchema
    random: Random

    @classmethod
    def of(cls, sdl: str, random: Random) -> Answers:
        return cls(build_schema(sdl), random)

    def answer(
        self, document: str, name: str, variables: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        """Return the data that answers the operation *name* of *document*."""
        result = graphql_sync(
            self.schema,
            document,
            variable_values={"flag": self.random.random() < 0.5, **(variables or {})},
            operation_name=name,
            field_resolver=self._field,
            type_resolver=self._type,
        )
        assert result.errors is None, result.errors
        assert result.data is not None
        return result.data

    def _field(
        self, _source: object, info: GraphQLResolveInfo, **_arguments: object
    ) -> object:
        return self._value(info.return_type)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - graphql-core's generics

    def _value(self, type_: GraphQLType) -> object:
        if is_non_null(type_):
            return self._present(inside(type_))
        return None if self.random.random() < 0.2 else self._present(type_)

    def _present(self, type_: GraphQLType) -> object:
        if is_list(type_):
            inner = inside(type_)
            return [self._value(inner) for _ in range(self.random.randint(0, 2))]
        if isinstance(type_, GraphQLEnumType):
            return self.random.choice(list(type_.values))
        make = SCALARS.get(str(type_))
        return make(self.random) if make else {}

    def _type(
        self, _value: object, _info: object, abstract: GraphQLAbstractType
    ) -> str:
        return self.random.choice(list(self.schema.get_possible_types(abstract))).name
