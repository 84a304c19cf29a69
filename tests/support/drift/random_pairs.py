"""Random pairs of schemas that differ in a few places, and operations for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from graphql import GraphQLError, build_schema, parse, validate_schema

from udacity_client.schema.valid_part import build_valid_part

DOCUMENTS = """
query Fields { thing { id } }
query Named { thing { __typename id } }
query Apart { thing { __typename ... on I { id f } ... on A { own } } }
query Given($n: Int) { other { f(n: $n) } }
query Literal { other { f(n: 7) peer { id f } } }
query Omitted { other { f peer { ... on B { own } id } } }
query Members { some { ... on A { id own } ... on B { id } ... on C { own } } }
query Shared { some { __typename ... on I { f } } }
query Leaves { leaf leaves root { __typename leaf } }
query Root { __typename ...Leaf }
query Maybe($a: Boolean!, $b: Boolean!) {
  __typename @include(if: $a) leaf @skip(if: $b)
}
query Send($p: P) { echo(in: $p) }
query SendAlways($p: P!) { echo(in: $p) }
query SendMany($p: [P!]!) { echoes(in: $p) }
query SendNothing { echo echoes }
query SendEmpty { echo(in: {}) echoes(in: {}) }
query SendInner { echo(in: {q: {}}) }
query SendWhole { echo(in: {x: 1, q: {y: 3}}) }
query SendText($t: String!) { text(t: $t) }
query SendOne($e: E!) { one(e: $e) }
query SendLiteral { one(e: X) }
fragment Leaf on Query { leaf }
"""
"""Operations for every schema; those that do not fit a schema are left out."""

_LEAVES = ("Int", "String", "Float", "ID", "E", "S", "Boolean", "Time")
_NUMBERS = ("Int! = 1", "Int! = 2", "Int = 1", "Int", "Int!")
_NO_DEFAULT = 3
"""The position of the type without a default among those of a member's argument."""
_INPUTS = ("Int", "String", "Float", "ID", "E", "S", "Int!", "String!", "E!", "[Int]")


@dataclass
class _Picks:
    """The choices that make one schema; *changed* is how many of them differ."""

    random: Random
    rate: float = 0.0
    known: dict[str, int] = field(default_factory=dict[str, int])
    now: dict[str, int] = field(default_factory=dict[str, int])

    def __call__(self, place: str, *options: str) -> str:
        """Return one of *options*; the first ones are likelier."""
        is_kept = place in self.known and self.random.random() >= self.rate
        position = (
            self.known[place]
            if is_kept
            else int(len(options) * self.random.random() ** 2)
        )
        self.now[place] = position
        return options[position]

    def leaf(self, place: str) -> str:
        return self(f"{place} leaf", *_LEAVES)

    def output(self, place: str) -> str:
        return self(place, "{}!", "{}", "[{}!]!", "[{}]").format(self.leaf(place))


def _schema(pick: _Picks) -> Iterator[str]:
    root = pick("root", "Query", "Query", "Query", "Root")
    yield f"schema {{ query: {root} }}"
    yield "scalar S scalar Time"
    yield pick("E", "enum E { X Y }", "enum E { X }", "scalar E", "enum E { V W }")
    id_, f = pick.output("I.id"), pick.output("I.f")
    number = pick("I.f.n", *_NUMBERS)
    yield f"interface I {{ id: {id_} f(n: {number}): {f} peer: I }}"
    base = number.partition(" =")[0]
    for name in "ABC":
        defaults = (number, f"{base} = 1", f"{base} = 2", base)
        own = pick(f"{name}.f.n", *defaults)
        peer = pick(f"{name}.peer", "I", "I", "A", "I!")
        strict = pick(f"{name}.id", id_, id_, f"{id_.rstrip('!')}!")
        implements = pick(f"{name} implements", " implements I", " implements I", "")
        if name == "A":
            implements = " implements I"  # an interface needs one
        yield (
            f"type {name}{implements} {{ id: {strict} f(n: {own}): {f} peer: {peer}"
            f" own: {pick.output(f'{name}.own')} }}"
        )
    yield (
        f"type D {{ id: {pick.output('D.id')} f(n: {pick('D.f.n', *_NUMBERS)}): {f}"
        " peer: I own: Int }"
    )
    yield f"union U = {pick('U', 'A | B', 'A | B | C', 'A', 'B | D')}"
    one_of = pick("P", "", "", "", " @oneOf")
    x = pick("P.x", "Int", *_INPUTS)
    default = "" if one_of or "Int" not in x else pick("P.x =", "", " = 1", " = 2")
    inner = pick("P.q", "Q", "R", "Q!", "[Q!]")
    e = pick("P.e", "E", "S", "E!", "String")
    yield f"input P{one_of} {{ x: {x}{default} q: {inner} e: {e} }}"
    for name in "QR":
        y = pick(
            f"{name}.y", "Int = 1", "Int = 2", "Int", "Int!", "[Int!] = [1]", "String"
        )
        yield f"input {name} {{ y: {y} again: {pick(f'{name}.again', 'P', 'Q', 'R')} }}"
    thing = pick("thing", "I", "I!", "A", "A!", "D", "U", "[I!]!")
    other = pick("other", "I", "I!", "A!", "D!", "[B]")
    some = pick("some", "U", "U!", "I!", "[U!]!")
    p = pick("echo.in", "P", "P = {}", "P = {x: 1}", "[P]", "[P] = []")
    e = pick("one.e", "E!", "E = X", 'E = "X"', "E = Y", "String")
    yield (
        f"type {root} {{ thing: {thing} other: {other} some: {some}"
        f" leaf: {pick.output('leaf')} leaves: [{pick.output('leaves')}]"
        f" root: {root} echo(in: {p}): Int echoes(in: [P!]): Int"
        f" text(t: {pick('text', 'String!', 'String', 'ID!', 'E', '[String!]')}): Int"
        f" one(e: {e}): Int }}"
    )


def random_pairs(random: Random, count: int) -> tuple[str, list[str]]:
    """Return a schema, and *count* schemas that differ from it in a few places."""
    while True:
        pick = _Picks(random)
        old = "\n".join(_schema(pick))
        if _is_valid(old) and not _lacks_defaults(pick.now):
            break
    found: list[str] = []
    while len(found) < count:
        changed = _Picks(random, 0.06, pick.now)
        new = "\n".join(_schema(changed))
        if new != old and _is_valid(new):
            found.append(new)
    return old, found


def _lacks_defaults(picked: Mapping[str, int]) -> bool:
    """Return whether even the server of this schema may lack an argument."""
    return _NUMBERS[picked["I.f.n"]].startswith("Int! =") and any(
        picked[f"{name}.f.n"] == _NO_DEFAULT for name in "ABC"
    )


def _is_valid(sdl: str) -> bool:
    try:
        if build_valid_part(parse(sdl)).errors:
            return False  # such as a default that is not valid
        return not validate_schema(build_schema(sdl))
    except (GraphQLError, TypeError, ValueError):
        return False
