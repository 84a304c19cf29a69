"""The child process that decodes responses with the committed code of one domain.

Its input is a `ReplayRequest` as JSON; its output is the list of outcomes.
"""

from __future__ import annotations

import gc
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
    """A response that the API may send.

    Attributes:
        operation: The name of the operation.
        content: Its body, as text.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True)

    operation: str
    content: str


class ReplayRequest(BaseModel):
    """The responses to decode, and the code to decode them with.

    Attributes:
        package: The folder of the generated package.
        domain: The folder of the domain in it.
        responses: The responses.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True)

    package: Path
    domain: str
    responses: tuple[RecordedResponse, ...]


def outcomes(request: ReplayRequest) -> list[str]:
    """Return in words what the generated code makes of each response."""
    try:
        operations = dict(_operations(request.package, request.domain))
    except Exception as error:  # noqa: BLE001 - a broken package may raise anything
        reason = (
            f"not executed: the generated code cannot be imported: {_error_text(error)}"
        )
        return [reason] * len(request.responses)
    return [_outcome(operations, response) for response in request.responses]


def _operations(
    package: Path, domain: str
) -> Iterator[tuple[str, Operation[Any, object]]]:
    """Yield the operations of a package, which need not be installed, by name."""
    # By its path, because another package of that name may be installed.
    spec = spec_from_file_location(
        package.name,
        package / "__init__.py",
        submodule_search_locations=[str(package)],
    )
    if spec is None or spec.loader is None:
        message = f"{package} is not a package"
        raise ImportError(message)
    sys.modules[package.name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found = importlib.import_module(f"{package.name}.{domain}.operations")
    for constant in vars(found).values():
        if isinstance(constant, Operation):
            yield constant.name, constant


def _outcome(
    operations: dict[str, Operation[Any, object]], response: RecordedResponse
) -> str:
    operation = operations.get(response.operation)
    if operation is None:
        return f"not executed: the generated code has no operation {response.operation}"
    raw = RawResponse(200, {}, response.content.encode(), received_at=0.0)
    try:
        result = decode(operation, raw)
    except ResponseShapeError as error:
        return f"raised ResponseShapeError: {'; '.join(error.problems)}"
    except Exception as error:  # noqa: BLE001 - whatever a caller would get is the outcome
        return f"raised {_error_text(error)}"
    if not result.drift:
        return "the committed client read it"
    unknown = "; ".join(
        f"{_WORDS[event.kind]} of {event.type_name}: {event.value}"
        for event in result.drift
    )
    return f"read as {unknown}"


_WORDS = {
    "unknown_enum_value": "an unknown value",
    "unknown_union_member": "an unknown member",
}


def _error_text(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def main() -> None:
    """Read a `ReplayRequest` from standard input, and write the outcomes."""
    request = ReplayRequest.model_validate_json(sys.stdin.buffer.read())
    # The classes stay to the end, so collecting garbage frees none of them.
    gc.disable()
    with redirect_stdout(sys.stderr):  # what the package prints is not an outcome
        found = outcomes(request)
    sys.stdout.buffer.write(to_json(found))


if __name__ == "__main__":
    main()
