"""Give tests a way to call servers of changed schemas with committed clients."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drift.committed import Compiler, Wire
from drift.committed import wire as open_wire


@pytest.fixture(scope="session")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    return Compiler(tmp_path_factory.mktemp("committed"))


@pytest.fixture(scope="session")
def wire() -> Iterator[Wire]:
    with open_wire() as opened:
        yield opened
