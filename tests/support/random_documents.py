"""Random schemas and documents that merge, condition and tell members apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any, Final

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLAbstractType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    build_schema,
    execute_sync,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
    parse,
    specified_rules,
    validate,
)

from udacity_client.schema.graphql_types import inside, is_list, is_non_null, named_type

VARIABLES: Final = ("a", "b")
LEAVES: Final = {
    "x": "Int",
    "y": "String!",
    "z": "[Int!]",
    "fooBar": "Int",
    "foo_bar": "Int",
    "register": "Boolean",
}
LINKS: Final = ("one", "two", "thing")
_RULES: Final = [
    rule
    for rule in specified_rules
    if rule not in {NoUnusedFragmentsRule, NoUnusedVariablesRule}
]


@dataclass
class RandomSchema:
    """Writes a schema whose interfaces implement others, and are narrowed."""

    random: Random
    interfaces: dict[str, dict[str, str]] = field(
        default_factory=dict[str, dict[str, str]]
    )
    parents: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    objects: dict[str, dict[str, str]] = field(
        default_factory=dict[str, dict[str, str]]
    )
    links: dict[str, str] = field(default_factory=dict[str, str])

    def build(self) -> GraphQLSchema:
        objects = [f"T{number}" for number in range(self.random.randint(2, 4))]
        names = ["I0", "I1", "I2", "U0", *objects]
        self.links = {name: self.random.choice(names) for name in LINKS}
        for name in ("I0", "I1", "I2"):
            self.parents[name] = self._some([*self.interfaces])
            self.interfaces[name] = self._fields(self.parents[name])
        for name in objects:
            # The first has every interface, so each interface has a member.
            above = [*self.interfaces]
            self.parents[name] = self._some(above) if self.objects else above
            self.objects[name] = self._fields(self.parents[name])
        members = self._some(objects) or objects
        return build_schema(
            "\n".join([*self._definitions(), f"union U0 = {' | '.join(members)}"])
        )

    def _fields(self, parents: list[str]) -> dict[str, str]:
        own = {name: LEAVES[name] for name in self._some([*LEAVES])}
        own |= {name: self.links[name] for name in self._some([*LINKS])}
        for parent in parents:
            own |= self.interfaces[parent]
        return own or {"x": "Int"}

    def _definitions(self) -> Iterator[str]:
        # An interface has to implement what its interfaces implement.
        for kind, types in (("interface", self.interfaces), ("type", self.objects)):
            for name, fields in types.items():
                above = sorted(self._above(name))
                implements = f" implements {' & '.join(above)}" if above else ""
                written = " ".join(
                    f"{key}: {self._narrowed(type_) if kind == 'type' else type_}"
                    for key, type_ in fields.items()
                )
                yield f"{kind} {name}{implements} {{ {written} }}"
        roots = " ".join(f"{n.lower()}: {n}" for n in ("I0", "I1", "I2", "U0", "T0"))
        yield f"type Query {{ {roots} many: [I0!] }}"

    def _above(self, name: str) -> set[str]:
        found = {*self.parents[name]}
        for parent in self.parents[name]:
            found |= self._above(parent)
        return found

    def _narrowed(self, type_: str) -> str:
        fitting = [n for n in self.objects if type_ in self._above(n)]
        if fitting and self.random.random() < 0.3:
            return self.random.choice(fitting)
        return type_

    def _some(self, items: list[str]) -> list[str]:
        return [item for item in items if self.random.random() < 0.5]


@dataclass
class RandomDocument:
    """Writes operations and fragments on *schema*, not all of them valid."""

    random: Random
    schema: GraphQLSchema
    fragments: dict[str, str] = field(default_factory=dict[str, str])

    def write(self) -> str:
        query = self.schema.type_map["Query"]
        definitions: list[str] = []
        for number in range(self.random.randint(1, 5)):
            type_ = self.random.choice(self._composites())
            below = self._selections(type_, 2)
            definitions.append(f"fragment F{number} on {type_.name} {below}")
            self.fragments[f"F{number}"] = type_.name
        variables = ", ".join(f"${name}: Boolean!" for name in VARIABLES)
        for number in range(2):
            below = self._selections(query, 3)
            one, other = VARIABLES  # both are used, as GraphQL demands
            flags = f"__typename @include(if: ${one}) __typename @skip(if: ${other})"
            definitions.append(f"query Op{number}({variables}) {{ {flags} {below[1:]}")
        return "\n".join(definitions)

    def _composites(self) -> list[GraphQLNamedType]:
        types = self.schema.type_map
        return [t for name, t in types.items() if name[0] in "ITU" and name[1:] < "9"]

    def _selections(self, type_: GraphQLNamedType, depth: int) -> str:
        count = self.random.randint(1, 4)
        parts = [self._selection(type_, depth) for _ in range(count)]
        return f"{{ {' '.join(part for part in parts if part) or '__typename'} }}"

    def _selection(self, type_: GraphQLNamedType, depth: int) -> str:
        kind = self.random.random()
        if kind < 0.25 and depth > 0:
            return self._inline_fragment(type_, depth - 1)
        if kind < 0.45 and self.fragments:
            name = self.random.choice([*self.fragments])
            return f"...{name}{self._directives()}" if self._meets(type_, name) else ""
        return self._field(type_, depth)

    def _inline_fragment(self, type_: GraphQLNamedType, depth: int) -> str:
        inner = self.random.choice([type_, *self._composites()])
        if not self._overlap(type_, inner):
            return ""
        condition = "" if inner is type_ else f" on {inner.name}"
        return f"...{condition}{self._directives()} {self._selections(inner, depth)}"

    def _field(self, type_: GraphQLNamedType, depth: int) -> str:
        fields = getattr(type_, "fields", {})
        name = self.random.choice(["__typename", *fields])
        alias = f"alias{name}: " if self.random.random() < 0.1 else ""
        if name == "__typename":
            return f"{alias}__typename{self._directives()}"
        inner = named_type(fields[name])
        if inner.name in {"Int", "String", "Boolean"}:
            return f"{alias}{name}{self._directives()}"
        if depth <= 0:
            return ""
        below = self._selections(inner, depth - 1)
        return f"{alias}{name}{self._directives()} {below}"

    def _directives(self) -> str:
        if self.random.random() < 0.6:
            return ""
        name = self.random.choice(["include", "skip"])
        values = [f"${variable}" for variable in VARIABLES] * 3
        return f" @{name}(if: {self.random.choice([*values, 'true', 'false'])})"

    def _meets(self, type_: GraphQLNamedType, fragment: str) -> bool:
        other = self.schema.type_map[self.fragments[fragment]]
        return self._overlap(type_, other)

    def _overlap(self, one: GraphQLNamedType, other: GraphQLNamedType) -> bool:
        return bool(self._members(one) & self._members(other))

    def _members(self, type_: GraphQLNamedType) -> set[str]:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return {member.name for member in self.schema.get_possible_types(type_)}
        return {type_.name}


def random_document(random: Random) -> tuple[GraphQLSchema, DocumentNode] | None:
    """Return a schema and documents, or `None` if these turned out to be invalid."""
    schema = RandomSchema(random).build()
    document = parse(RandomDocument(random, schema).write())
    if validate(schema, document, _RULES):
        return None
    return schema, document


@dataclass
class RandomAnswers:
    """Answers operations with random data that fits."""

    schema: GraphQLSchema
    random: Random

    def all(self, document: DocumentNode, operation: str) -> Iterator[dict[str, Any]]:
        """Yield an answer for each truth of the variables."""
        for values in product((True, False), repeat=len(VARIABLES)):
            result = execute_sync(
                self.schema,
                document,
                operation_name=operation,
                variable_values=dict(zip(VARIABLES, values, strict=True)),
                field_resolver=self._resolve,
                type_resolver=self._type,
            )
            assert isinstance(result, ExecutionResult)
            assert result.errors is None, result.errors
            assert result.data is not None
            yield result.data

    def _resolve(self, source: object, info: GraphQLResolveInfo) -> object:
        # An object has one value for a field, under however many keys it is asked for.
        seed = f"{source}{info.field_name}"
        return self._value(info.return_type, Random(seed))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - graphql-core's generics

    def _value(self, type_: GraphQLType, random: Random) -> object:
        if not is_non_null(type_):
            return None if random.random() < 0.15 else self._present(type_, random)
        return self._present(inside(type_), random)

    def _present(self, type_: GraphQLType, random: Random) -> object:
        if is_list(type_):
            return [self._value(inside(type_), random) for _ in range(2)]
        leaves: dict[str, object] = {"Int": 1, "String": "text", "Boolean": True}
        return leaves.get(str(type_)) or self.random.random()

    def _type(self, value: object, _info: object, abstract: GraphQLAbstractType) -> str:
        members = self.schema.get_possible_types(abstract)
        return Random(str(value)).choice([*members]).name


def query_type(schema: GraphQLSchema) -> GraphQLObjectType:
    query = schema.query_type
    assert query is not None
    return query
