from __future__ import annotations

import pytest
from pydantic import ValidationError

from udacity_client.runtime import UNSET, OneOfInput, UnsetType


class By(OneOfInput, frozen=True):
    id: str | None | UnsetType = UNSET
    name: str | None | UnsetType = UNSET


def test_one_field_is_sent() -> None:
    assert By(id="1").model_dump_json() == '{"id":"1"}'
    assert By(id=UNSET, name="x").model_dump_json() == '{"name":"x"}'


@pytest.mark.parametrize(
    "given", [{}, {"id": "1", "name": "x"}, {"id": None}, {"id": UNSET}]
)
def test_none_two_and_null_are_refused(given: dict[str, str | None]) -> None:
    with pytest.raises(ValidationError, match="exactly one of these must be given"):
        By.model_validate(given)
