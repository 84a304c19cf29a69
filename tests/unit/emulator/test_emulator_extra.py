"""Without its extra, the emulator says which one it needs."""

from __future__ import annotations

import importlib
import sys

import pytest

from udacity_client.system.extras import install_hint


@pytest.mark.parametrize("missing", ["graphql", "starlette", "uvicorn"])
def test_an_import_without_the_extra_names_it(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [*sys.modules]:
        if name.startswith(("udacity_client.emulator", f"{missing}.")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)

    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module("udacity_client.emulator")

    assert caught.value.name == missing
    assert str(caught.value) == (
        f"udacity_client.emulator needs the extra emulator ({missing} is not "
        f"installed). {install_hint('emulator')}"
    )
