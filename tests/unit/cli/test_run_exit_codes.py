"""Which exit code an error has that ends a command."""

from __future__ import annotations

from typing import NoReturn

import pytest

from udacity_client.cli import run as module
from udacity_client.cli.run import NOT_DONE, USAGE, run
from udacity_client.errors import UnauthorizedError


@pytest.mark.parametrize(("is_replaced", "code"), [(False, USAGE), (True, NOT_DONE)])
def test_a_refused_token_is_worth_another_try_only_if_it_is_replaced(
    monkeypatch: pytest.MonkeyPatch, *, is_replaced: bool, code: int
) -> None:
    error = UnauthorizedError("refused", status=401)
    error.is_replaced = is_replaced

    def fail(**_options: object) -> NoReturn:
        raise error

    monkeypatch.setattr(module, "app", fail)
    assert run() == code
