"""Records decoded through dicts equal the records that pydantic makes."""

from __future__ import annotations

import copy
import json
import pickle
from types import GenericAlias
from typing import Any, ClassVar

import pytest
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import SchemaValidator, core_schema

from support.decoders import WAYS, outcome, same_in_all_ways
from support.rich_answers import (
    ITEM,
    LIST_ITEMS,
    LIST_PLAIN,
    PLAIN,
    Plain,
    Plains,
    answer,
)
from udacity_client.protocol import envelope
from udacity_client.protocol.decoding import records
from udacity_client.protocol.decoding.dicts import dict_reader
from udacity_client.protocol.envelope import AdaptiveDecoder
from udacity_client.runtime import DriftEvent, Record


class Leaf(Record, frozen=True):
    name: str


class Tree(Record, frozen=True):
    name: str
    leaf: Leaf | None
    children: list[Tree]


class Leaves(Record, frozen=True):
    leaves: list[Leaf]


def read_through_dicts(model: type[BaseModel], value: object) -> Any:
    read = dict_reader(model)
    assert read is not None
    return read(json.dumps(value).encode())


def leaves() -> list[Leaf]:
    values = {"leaves": [{"name": "a"}, {"name": "a"}, {"name": "b"}]}
    read: Leaves = read_through_dicts(Leaves, values)
    return read.leaves


# What this version of pydantic does


def test_pydantic_keeps_a_record_where_builders_put_it() -> None:
    assert BaseModel.__slots__ == records.SLOTS
    assert records.keeps_records_as_expected()


def validator_of_2_12(schema: Any) -> SchemaValidator:
    """Return a validator by the arguments that pydantic 2.12 takes."""
    return SchemaValidator(schema)


def validator_of_the_future(_schema: Any, *, _use_prebuilt: bool) -> SchemaValidator:
    """Return a validator that makes something else of a record's fields."""
    return SchemaValidator(core_schema.any_schema())


@pytest.mark.parametrize(
    ("make", "slots"),
    [
        (validator_of_2_12, (*records.SLOTS[:3], "__pydantic_new__")),
        (validator_of_2_12, ()),
        (validator_of_the_future, records.SLOTS),
    ],
)
def test_where_pydantic_keeps_it_elsewhere_it_is_left_to_pydantic(
    make: object, slots: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "SchemaValidator", make)
    monkeypatch.setattr(records, "SLOTS", slots)
    monkeypatch.setattr(envelope, "SMALL_RESPONSE_BYTES", 0)
    monkeypatch.setattr(envelope, "DICT_THRESHOLD_BYTES", 0)

    assert dict_reader(Leaves) is None
    read = AdaptiveDecoder(Leaves).read(b'{"data": {"leaves": [{"name": "a"}]}}')
    assert read.data == Leaves(leaves=[Leaf(name="a")])


@pytest.mark.parametrize("schema", [{}, {"type": "model"}, {"type": "new"}, None])
def test_a_schema_of_another_form_is_left_to_pydantic(
    schema: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Leaves, "__pydantic_core_schema__", schema)

    assert dict_reader(Leaves) is None


# What is read


def test_records_share_the_set_of_what_was_given() -> None:
    first, second, _ = leaves()

    assert first.__pydantic_fields_set__ is second.__pydantic_fields_set__


@pytest.mark.parametrize("make", [SchemaValidator, validator_of_2_12])
def test_nobody_gets_hold_of_the_set_that_is_shared(
    make: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "SchemaValidator", make)
    first, second, third = leaves()
    assert first.__getstate__() == Leaf(name="a").__getstate__()
    first.model_fields_set.clear()
    for made in (copy.copy(first), copy.deepcopy(first), first.model_copy()):
        made.model_copy(update={"name": "c"})
        made.__pydantic_fields_set__.clear()
    again: list[Leaf] = pickle.loads(pickle.dumps([second, third]))  # noqa: S301
    again[0].model_fields_set.clear()

    for leaf in (first, second, third, *again):
        assert leaf.model_fields_set == {"name"}
        assert leaf.model_dump(exclude_unset=True) == {"name": leaf.name}


def test_records_that_hold_their_like_are_read() -> None:
    value: dict[str, object] = {"name": "a", "leaf": {"name": "b"}, "children": []}
    deep = {"name": "c", "leaf": None, "children": [value, value]}

    tree: Tree = read_through_dicts(Tree, deep)
    assert tree == Tree.model_validate_json(json.dumps(deep))
    first, second = tree.children
    assert first.__pydantic_fields_set__ is second.__pydantic_fields_set__
    assert first.leaf is not second.leaf


class Chain(Record, frozen=True):
    next: Chain | None


class Chains(Record, frozen=True):
    chains: list[Chain]
    more: list[list[Chain]]


@pytest.mark.parametrize("chains", [[], [None], [{"next": None}]])
def test_records_that_may_hold_their_like_end(chains: list[object]) -> None:
    held = [{"next": chain} for chain in chains]
    content = {"chains": held, "more": [held, []]}

    read: Chains = read_through_dicts(Chains, content)
    assert read == Chains.model_validate_json(json.dumps(content))


def test_a_rich_answer_is_read_through_dicts() -> None:
    nodes: list[dict[str, object]] = [{"node": PLAIN}] * 3
    content = answer(nodes, items=[ITEM, {**ITEM, "sometimes": 5}])
    assert "refused" not in same_in_all_ways(LIST_ITEMS, content)

    read = read_through_dicts(LIST_ITEMS.load_model(), json.loads(content)["data"])
    _, page = LIST_ITEMS.unwrap(read)
    assert all(type(node) is Plain for node in page)
    assert len({id(node.__pydantic_fields_set__) for node in page}) == 1


def test_edges_that_nobody_keeps_hold_the_same_and_are_no_records() -> None:
    content = answer([{"node": PLAIN}, None, {"node": None}])
    data = json.dumps(json.loads(content)["data"]).encode()
    kept, dropped = dict_reader(Plains), dict_reader(Plains, edges="ItemEdge")
    assert kept is not None
    assert dropped is not None

    assert kept(data) == Plains.model_validate_json(data)
    edges: Any = dropped(data).plain.edges
    assert [edge and edge.node for edge in edges] == [
        Plain.model_validate_json(json.dumps(PLAIN)),
        None,
        None,
    ]
    assert not isinstance(next(iter(edges)), BaseModel)
    assert LIST_PLAIN.unwrap(dropped(data)) == LIST_PLAIN.unwrap(kept(data))


@pytest.mark.parametrize("way", list(WAYS))
def test_what_is_new_on_the_server_is_told_once_and_in_order(way: str) -> None:
    hues = ["NEW", "BLUE", "NEWER", "NEW"]
    content = answer([{"node": {**PLAIN, "hue": hue}} for hue in hues])

    seen = outcome(LIST_PLAIN, content, way=way)
    assert seen["drift"] == tuple(
        DriftEvent("unknown_enum_value", "catalog", "ListPlain", "Colour", value)
        for value in ("NEW", "NEWER")
    )


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValidationError):
        read_through_dicts(Leaves, {"leaves": [{"name": 5}]})


# What is left to pydantic


class Sometimes(Record, frozen=True):
    name: str = "a"


class Checked(Record, frozen=True):
    name: str

    @model_validator(mode="after")
    def _check(self) -> Checked:
        return self


class Prepared(Record, frozen=True):
    name: str

    def model_post_init(self, _context: object, /) -> None:
        vars(self)["name"] = "prepared"


class Private(Record, frozen=True):
    name: str
    _seen: int = PrivateAttr(default=3)


class Constructed(Record, frozen=True):
    name: str

    def __init__(self, **values: object) -> None:
        super().__init__(**values)


class Greedy(Record, frozen=True):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow")

    name: str


class Renamed(Record, frozen=True):
    name: str = Field(validation_alias=AliasChoices("label", "title"))


class Unguarded(BaseModel):
    name: str


@pytest.mark.parametrize(
    "model",
    [
        *(Sometimes, Checked, Prepared, Private, Constructed, Greedy, Renamed),
        Unguarded,
    ],
)
def test_models_that_do_more_than_hold_what_was_read(model: type[BaseModel]) -> None:
    create: Any = create_model  # for a type that is known at run time only
    several = (GenericAlias(list, model), ...)
    many: Any = create("Many", __base__=Record, many=several, leaf=Leaf)
    value = {"many": [{"name": "a", "label": "b", "new": 1}] * 2, "leaf": {"name": "c"}}

    read = read_through_dicts(many, value)
    first, second = read.many
    plain = many.model_validate_json(json.dumps(value))
    assert read == plain
    assert [first.__getstate__(), second.__getstate__()] == [
        made.__getstate__() for made in plain.many
    ]
    assert first.__pydantic_fields_set__ is not second.__pydantic_fields_set__


class Lengthened(Record, frozen=True):
    names: list[str]

    @field_validator("names", mode="after")
    @classmethod
    def _lengthen(cls, names: list[str]) -> list[str]:
        return [*names, "more"]


def test_a_validator_of_a_field_is_the_fields_own_affair() -> None:
    assert read_through_dicts(Lengthened, {"names": []}).names == ["more"]


def test_a_model_without_records_is_left_to_pydantic() -> None:
    assert dict_reader(Unguarded) is None


# When


def test_dicts_begin_when_enough_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b'{"data": {"leaves": [{"name": "a"}, {"name": "b"}]}}'
    monkeypatch.setattr(envelope, "SMALL_RESPONSE_BYTES", 0)
    monkeypatch.setattr(envelope, "DICT_THRESHOLD_BYTES", 3 * len(content))
    reader = AdaptiveDecoder(Leaves)

    def shares() -> bool:
        read = reader.read(content).data
        assert isinstance(read, Leaves)
        first, second = read.leaves
        return first.__pydantic_fields_set__ is second.__pydantic_fields_set__

    assert [shares() for _ in range(4)] == [False, False, True, True]


def test_small_answers_are_left_to_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b'{"data": {"leaves": [{"name": "a"}, {"name": "b"}]}}'
    monkeypatch.setattr(envelope, "DICT_THRESHOLD_BYTES", 0)
    monkeypatch.setattr(envelope, "SMALL_RESPONSE_BYTES", len(content))
    reader = AdaptiveDecoder(Leaves)

    def shares(content: bytes) -> bool:
        read = reader.read(content).data
        assert isinstance(read, Leaves)
        first, second = read.leaves
        return first.__pydantic_fields_set__ is second.__pydantic_fields_set__

    assert [shares(content), shares(content + b" "), shares(content)] == [
        *(False, True, False)
    ]
