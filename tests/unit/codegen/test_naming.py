from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from udacity_client.codegen.emit.package import RUNTIME_API as GENERATED_API
from udacity_client.codegen.naming import (
    argument_names,
    attribute_name,
    camel_case,
    field_names,
    iterator_name,
    member_names,
    method_name,
    pascal_case,
    snake_case,
    type_class_name,
    unused_name,
)
from udacity_client.codegen.reserved_names import BASE_MODEL_NAMES, ENUM_NAMES
from udacity_client.runtime import RUNTIME_API, OpenEnum
from udacity_client.runtime.models import camel_case as runtime_camel_case


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("enrolledAt", "enrolled_at"),
        ("URL", "url"),
        ("imageURL", "image_url"),
        ("HTTPServer", "http_server"),
        ("isbn13Code", "isbn13_code"),
        ("snake_case", "snake_case"),
        ("ListTokens", "list_tokens"),
        ("x", "x"),
    ],
)
def test_snake_case(name: str, snake: str) -> None:
    assert snake_case(name) == snake


@pytest.mark.parametrize(
    ("wire", "attribute"),
    [
        ("from", "from_"),
        ("copy", "copy_"),
        ("modelConfig", "model_config_"),
        ("modelName", "model_name"),
        ("list", "list_"),
        ("filter", "filter"),
        ("_private", "private"),
        ("_1st", "field_1st"),
        ("_", "field_"),
        ("__typename", "typename__"),
    ],
)
def test_attribute_names_are_safe(wire: str, attribute: str) -> None:
    assert attribute_name(wire) == attribute
    assert attribute.isidentifier()
    assert wire == "__typename" or attribute_name(attribute) == attribute


def test_names_that_models_and_enums_have_are_all_known() -> None:
    offered = {name for name in dir(BaseModel) if not name.startswith("_")}
    # Those of the metaclass are not listed, and hidden all the same.
    assert offered | {"mro", "register"} == BASE_MODEL_NAMES
    assert {name for name in dir(OpenEnum) if not name.startswith("_")} <= ENUM_NAMES


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        (("fooBar", "foo_bar"), ("foo_bar_", "foo_bar")),
        (("foo_bar", "fooBar", "FooBar"), ("foo_bar", "foo_bar_", "foo_bar__")),
        (("fooBar", "foo_bar_", "foo_bar"), ("foo_bar__", "foo_bar_", "foo_bar")),
        (("class", "class_"), ("class__", "class_")),
        (("register", "mro"), ("register_", "mro_")),
        (("typename__", "__typename"), ("typename__", "typename___")),
        (("aBC", "a_BC"), ("a_bc", "a_bc_")),
    ],
)
def test_no_name_of_a_field_is_the_key_of_another(
    keys: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert tuple(field_names(keys).values()) == names


def test_arguments_leave_room_for_those_of_every_method() -> None:
    names = argument_names(["deadline", "self", "maxItems"])
    assert [*names.values()] == ["deadline_", "self_", "max_items_"]


def test_enum_values_that_meet_are_set_apart() -> None:
    names = member_names(["_x", "value_x", "mro", "mro_", "A"])
    assert [*names.values()] == ["value_x_", "value_x", "mro__", "mro_", "A"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Thing", "Thing"),
        ("rows_where", "Rows_where"),
        ("_Entity", "Entity"),
        ("_1", "Type1"),
        ("__TypeKind", "TypeKind"),
    ],
)
def test_types_become_classes_whose_names_begin_with_a_capital(
    name: str, expected: str
) -> None:
    assert type_class_name(name) == expected


@given(st.from_regex(r"[_A-Za-z][_0-9A-Za-z]{0,12}", fullmatch=True))
def test_generator_and_runtime_agree_on_keys(key: str) -> None:
    name = attribute_name(key)
    assert camel_case(name) == runtime_camel_case(name)


def test_method_names() -> None:
    assert method_name("GetCatalog") == "get_catalog"
    assert method_name("Import") == "import_"
    assert method_name("List") == "list_"
    assert iterator_name("list_program_progress") == "iter_program_progress"
    assert iterator_name("get_items") == "iter_items"
    assert iterator_name("orders") == "iter_orders"
    assert pascal_case("list_things") == "ListThings"
    assert unused_name("fetch", {"fetch", "fetch_"}) == "fetch__"


def test_generated_code_keeps_the_contract_of_this_runtime() -> None:
    assert GENERATED_API == RUNTIME_API
