"""Read answers with the committed code of one domain, in a process of its own.

Its input is a `ReplayRequest` as JSON; its output is the list of what each answer came to.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json

from udacity_client.errors import ResponseShapeError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode
from udacity_client.runtime import Operation


class RecordedResponse(BaseModel):
    """Hold an answer that the API may give.

    Attributes:
        operation: The name of the operation that it answers.
        content: Its bytes, as text.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True)

    operation: str
    content: str


class ReplayRequest(BaseModel):
    """Ask what the code of one domain makes of answers.

    Attributes:
        package: The folder of the generated package.
        domain: The folder of the domain in it.
        answers: The answers.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True)

    package: Path
    domain: str
    responses: tuple[RecordedResponse, ...]


def outcomes(reading: ReplayRequest) -> list[str]:
    """Return what the generated code makes of each answer, in words."""
    try:
        operations = dict(_operations(reading.package, reading.domain))
    except Exception as error:  # noqa: BLE001 - what a broken package raises is its own
        reason = (
            f"not executed: the generated code cannot be imported: {_error_text(error)}"
        )
        return [reason] * len(reading.responses)
    return [_outcome(operations, answer) for answer in reading.responses]


def _operations(
    package: Path, domain: str
) -> Iterator[tuple[str, Operation[Any, object]]]:
    """Yield the operations of a package that need not be installed, by name."""
    # By its place, for another package of the name may be installed.
    spec = spec_from_file_location(
        package.name,
        package / "__init__.py",
        submodule_search_locations=[str(package)],
    )
    if spec is None or spec.loader is None:
        message = f"{package} is no package"
        raise ImportError(message)
    sys.modules[package.name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found = importlib.import_module(f"{package.name}.{domain}.operations")
    for constant in vars(found).values():
        if isinstance(constant, Operation):
            yield constant.name, constant


def _outcome(
    operations: dict[str, Operation[Any, object]], answer: RecordedResponse
) -> str:
    operation = operations.get(answer.operation)
    if operation is None:
        return f"not executed: the generated code has no operation {answer.operation}"
    reply = RawResponse(200, {}, answer.content.encode(), received_at=0.0)
    try:
        result = decode(operation, reply)
    except ResponseShapeError as error:
        return f"raised ResponseShapeError: {'; '.join(error.problems)}"
    except Exception as error:  # noqa: BLE001 - whatever a caller would meet is told
        return f"raised {_error_text(error)}"
    if not result.drift:
        return "the committed client read it"
    met = "; ".join(
        f"{_WORDS[event.kind]} of {event.type_name}: {event.value}"
        for event in result.drift
    )
    return f"read as {met}"


_WORDS = {
    "unknown_enum_value": "an unknown value",
    "unknown_union_member": "an unknown member",
}


def _error_text(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def main() -> None:
    """Read a `ReplayRequest` from standard input, and write the outcomes."""
    reading = ReplayRequest.model_validate_json(sys.stdin.buffer.read())
    with redirect_stdout(sys.stderr):  # what the package prints is no outcome
        found = outcomes(reading)
    sys.stdout.buffer.write(to_json(found))


if __name__ == "__main__":
    main()
