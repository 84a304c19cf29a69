from __future__ import annotations

import pytest
from pydantic import BaseModel

from udacity_client.codegen.emit.package import RUNTIME_API as GENERATED_API
from udacity_client.codegen.naming import (
    attribute_name,
    iterator_name,
    method_name,
    pascal_case,
    snake_case,
    unused_name,
)
from udacity_client.codegen.reserved_names import BASE_MODEL_NAMES, ENUM_NAMES
from udacity_client.runtime import RUNTIME_API, OpenEnum


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
    assert offered == BASE_MODEL_NAMES
    assert {name for name in dir(OpenEnum) if not name.startswith("_")} <= ENUM_NAMES


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
