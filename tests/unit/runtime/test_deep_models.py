"""Input objects that hold input objects, more deeply than one schema of pydantic."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from pydantic import Field, SecretStr, ValidationError, create_model

from udacity_client import InputError
from udacity_client.protocol.request import encode
from udacity_client.runtime import UNSET, Input, Operation, Secret, Time, UnsetType
from udacity_client.runtime.deep_models import WHOLE_LEVELS

DEEP = WHOLE_LEVELS + 8


class Leaf(Input, frozen=True):
    secret: Secret | None | UnsetType = UNSET
    at_time: Time | None | UnsetType = Field(
        default=UNSET, serialization_alias="atTime"
    )


def chain(count: int) -> list[type[Input]]:
    """Return *count* classes, leaf first, each of which holds the one before it."""
    models: list[type[Input]] = [Leaf]
    text: Any = (str | None | UnsetType, UNSET)
    while len(models) < count:
        held: Any = models[-1] | None | UnsetType
        name, inner = f"I{len(models)}", (held, UNSET)
        models.append(create_model(name, __base__=Input, inner=inner, text=text))
    return models


CHAIN = chain(DEEP)


def nested(value: object, depth: int) -> Any:
    for _ in range(depth):
        value = {"inner": value}
    return value


@pytest.mark.parametrize(("held", "holder"), [*pairwise(CHAIN)])
def test_a_field_takes_the_same_at_every_level(
    held: type[Input], holder: type[Input]
) -> None:
    made: Any = holder
    assert made(inner=held()).inner == held()
    assert made(inner={}).inner == held()
    assert made(inner=None).inner is None
    assert made.model_validate_json('{"inner": {}}') == made(inner=held())
    with pytest.raises(InputError, match=rf"inner is an int\. Write {held.__name__}"):
        made(inner=3)


def test_values_are_written_and_read_through_all_levels() -> None:
    text = json.dumps(nested({"at_time": "2026-01-01T00:00:00Z"}, DEEP - 1))
    deepest: Any = CHAIN[-1]
    record = deepest.model_validate_json(text)
    assert json.loads(record.model_dump_json(by_alias=False)) == json.loads(text)
    assert '{"atTime":"2026-01-01T00:00:00Z"}' in record.model_dump_json()


def test_only_requests_reveal_a_secret_below_all_levels() -> None:
    deepest: Any = CHAIN[-1]
    record = deepest(**nested(Leaf(secret=SecretStr("hush")), DEEP - 1))
    assert "hush" not in record.model_dump_json()
    operation: Operation[Any, Any] = Operation(
        domain="shop", name="A", kind="query", document="", model="", unwrap=id
    )
    request = encode(operation, {"i": record})
    assert request.secrets == ("hush",)
    assert b'"hush"' in request.content


def test_an_error_names_the_place_below_all_levels() -> None:
    with pytest.raises(ValidationError) as caught:
        CHAIN[-1].model_validate(nested({"text": 1}, DEEP - 2))
    places = [error["loc"] for error in caught.value.errors()]
    assert any(place.count("inner") == DEEP - 2 and "text" in place for place in places)


class One0(Input, frozen=True):
    inner: One1 | None | UnsetType = UNSET
    other: One1 | None | UnsetType = UNSET


class One1(Input, frozen=True):
    inner: One2 | None | UnsetType = UNSET


class One2(Input, frozen=True):
    inner: One3 | None | UnsetType = UNSET


class One3(Input, frozen=True):
    inner: One4 | None | UnsetType = UNSET


class One4(Input, frozen=True):
    inner: One5 | None | UnsetType = UNSET


class One5(Input, frozen=True):
    inner: One6 | None | UnsetType = UNSET


class One6(Input, frozen=True):
    inner: One7 | None | UnsetType = UNSET


class One7(Input, frozen=True):
    inner: One8 | None | UnsetType = UNSET


class One8(Input, frozen=True):
    inner: One0 | None | UnsetType = UNSET


def test_what_holds_itself_below_all_levels_is_refused() -> None:
    made: Any = One0
    loop: dict[str, Any] = {}
    loop["inner"] = loop["other"] = loop
    for value in (loop, nested({}, 5_000)):
        with pytest.raises(InputError, match="nested too deeply, or holds itself"):
            made(inner=value)
    assert made(**nested({}, 100)).inner.inner


def test_a_json_schema_holds_all_levels() -> None:
    # Of some more, pydantic makes none: it takes Python's stack.
    text = json.dumps(CHAIN[WHOLE_LEVELS + 1].model_json_schema())
    assert all(f'"title": "{one.__name__}"' in text for one in CHAIN[:WHOLE_LEVELS])


def test_inputs_that_lead_back_to_each_other_have_a_json_schema() -> None:
    count = WHOLE_LEVELS + 1
    names = {f"C{number}": f"C{(number + 1) % count}" for number in range(count)}
    models: dict[str, Any] = {}
    for name, held in names.items():
        inner: Any = (f"{held} | None | UnsetType", UNSET)
        models[name] = create_model(name, __base__=Input, inner=inner)
    for model in models.values():
        model.model_rebuild(_types_namespace={**models, "UnsetType": UnsetType})
    assert "properties" in json.dumps(models["C0"].model_json_schema())
