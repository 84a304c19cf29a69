"""Which import paths `[tool.udacity-client.scalars]` may name."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from udacity_client.cli.scalar_imports import check_scalars
from udacity_client.codegen.scalar_types import ScalarType
from udacity_client.errors import ConfigurationError

MODULE = """
class Unknown: ...
def parse(value): return Unknown()
def dump(value): return "x"
number = 5

from dataclasses import dataclass
from pydantic import Secret, SecretBytes, SecretStr
Number = Secret[int]
Words = list[SecretStr]

@dataclass
class Login:
    password: SecretBytes | None

from typing import Protocol
class Speaking(Protocol):
    def speak(self): ...

def reveal(value): return value.get_secret_value()
"""
ADVICE = (
    "Write module.name, and name a module that does not import the generated package."
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "scalar_module.py").write_text(MODULE)
    (tmp_path / "broken_module.py").write_text("import scalar_ops_not_generated")
    for name in ("scalar_module", "broken_module"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


@pytest.mark.parametrize(
    "scalar",
    [
        ScalarType("datetime.date"),
        ScalarType("int", "int", "str"),
        ScalarType("typing.Any"),
        ScalarType("pydantic.JsonValue"),
        ScalarType(
            "scalar_module.Unknown", "scalar_module.parse", "scalar_module.dump"
        ),
        ScalarType("udacity_client.runtime.Secret"),
        ScalarType("pydantic.SecretStr", serialize="scalar_module.reveal"),
    ],
)
def test_what_can_be_imported_and_used_is_fine(
    scalar: ScalarType, project: Path
) -> None:
    path = [*sys.path]
    check_scalars({"Any": scalar}, project)
    assert sys.path == path


@pytest.mark.parametrize(
    ("scalar", "said"),
    [
        (
            ScalarType("datetime.dat"),
            "Thing: datetime has no dat. Write module.name, such as datetime.date.",
        ),
        (
            ScalarType("datetime"),
            "Thing: datetime is not built into Python. Write module.name, such as",
        ),
        (
            ScalarType("nowhere.Thing"),
            f"Thing: nowhere cannot be imported: No module named 'nowhere'. {ADVICE}",
        ),
        (
            ScalarType("broken_module.Thing"),
            "Thing: broken_module cannot be imported: No module named "
            f"'scalar_ops_not_generated'. {ADVICE}",
        ),
        (
            ScalarType("scalar_module.parse"),
            "Thing: scalar_module.parse is not a type. Name a class, such as "
            "datetime.date; functions are named as parse and serialize.",
        ),
        (
            ScalarType("int", parse="scalar_module.number"),
            "Thing: scalar_module.number is of type int, not a function. Name one that "
            "takes one value and returns another.",
        ),
        (
            ScalarType("scalar_module.Unknown", parse="scalar_module.parse"),
            "Thing: pydantic cannot read and write scalar_module.Unknown. Name "
            "functions for both, as parse and as serialize.",
        ),
        (
            ScalarType("scalar_module.Speaking", "int", "int"),
            "Thing: Speaking cannot be the type of a scalar, because Python cannot",
        ),
        (
            ScalarType("typing.Generic", "int", "int"),
            "Thing: typing.Generic cannot be the type of a field",
        ),
    ],
)
def test_everything_else_is_one_sentence(
    scalar: ScalarType, said: str, project: Path
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_scalars({"Thing": scalar}, project)
    message = str(caught.value)
    assert message.startswith(f"[tool.udacity-client.scalars] {said}")
    assert "\n" not in message


@pytest.mark.parametrize(
    "type_",
    [
        "pydantic.SecretStr",
        "pydantic.SecretBytes",
        "scalar_module.Number",
        "scalar_module.Words",
        "scalar_module.Login",
    ],
)
def test_a_type_that_is_sent_as_asterisks_is_refused(type_: str, project: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_scalars({"Thing": ScalarType(type_)}, project)
    assert str(caught.value) == (
        f"[tool.udacity-client.scalars] Thing: pydantic writes {type_} as asterisks, "
        "so its value would not be sent. Name udacity_client.runtime.Secret, or a "
        "function that reveals it, as serialize."
    )


def test_a_module_that_changed_is_imported_again(project: Path) -> None:
    late = {"Thing": ScalarType("int", parse="scalar_module.late")}
    with pytest.raises(ConfigurationError, match="scalar_module has no late"):
        check_scalars(late, project)
    (project / "scalar_module.py").write_text("def late(value, more=1): return value")
    check_scalars(late, project)
    assert "scalar_module" not in sys.modules
