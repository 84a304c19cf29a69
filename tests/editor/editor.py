"""Type into a program and see what an editor shows, through a language server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from editor.language_server import Json, LanguageServer

CAPABILITIES: Json = {
    "textDocument": {
        "completion": {"completionItem": {"documentationFormat": ["plaintext"]}},
        "hover": {"contentFormat": ["plaintext"]},
        "signatureHelp": {
            "signatureInformation": {
                "documentationFormat": ["plaintext"],
                "parameterInformation": {"labelOffsetSupport": True},
            }
        },
    },
    "workspace": {"configuration": True, "workspaceFolders": True},
}


@dataclass(frozen=True)
class Signature:
    """What an editor shows while the arguments of a call are typed.

    Attributes:
        parameters: The names, in order.
        documentation: Of the function, on one line.
    """

    parameters: tuple[str, ...]
    documentation: str


@dataclass(frozen=True)
class _Typed:
    """The number of the last line that was typed, and the indentation of all."""

    line: int
    indent: int


class Editor:
    """An editor in which one program is open.

    Args:
        name: Whose language server it uses.
        server: The language server.
        path: The program, in which comments such as `# here: imports` mark the places
            to type at.
    """

    def __init__(self, name: str, server: LanguageServer, path: Path) -> None:
        self.name = name
        self._server = server
        self._uri = path.as_uri()
        self._text = path.read_text(encoding="utf-8")
        self._version = 1
        document = {"uri": self._uri, "languageId": "python", "text": self._text}
        opened = {"textDocument": {**document, "version": self._version}}
        server.notify("textDocument/didOpen", opened)

    def complete(self, typed: str, *, at: str = "blocking") -> list[str]:
        """Return what is offered after *typed*, in the order in which it is shown."""
        found: object = self._ask_at_end("completion", typed, at)
        # A server may answer a bare list, or say next to it whether that is all.
        if isinstance(found, dict):
            found = cast("Json", found)["items"]
        items = cast("list[dict[str, str]]", found)
        items.sort(key=lambda item: item.get("sortText", item["label"]))
        return [item["label"] for item in items]

    def hover(self, typed: str, *, at: str = "blocking") -> str:
        """Return what is shown over the name that *typed* ends with, on one line."""
        [shown] = self.hover_each([typed], at=at)
        return shown

    def hover_each(self, typed: Sequence[str], *, at: str = "blocking") -> list[str]:
        """Return what is shown over the name that each line of *typed* ends with.

        A server reads the program once for all of them.
        """
        last = self._type(typed, at)
        answers: list[Any] = []
        for number, line in enumerate(typed, last.line - len(typed) + 1):
            after = len(line) - len(line.rstrip("=("))
            end = last.indent + len(line) - after - 1
            answers.append(self._ask("hover", number, end))
        return [
            "" if found is None else _one_line(found["contents"]["value"])
            for found in answers
        ]

    def sign(self, typed: str, *, at: str = "blocking") -> Signature:
        """Return what is shown of the call whose arguments *typed* begins."""
        [signature] = self._ask_at_end("signatureHelp", typed, at)["signatures"]
        labels = [
            _parameter_label(parameter["label"], signature["label"])
            for parameter in signature["parameters"]
        ]
        return Signature(
            parameters=tuple(
                name[0] for label in labels if (name := _NAME.match(label))
            ),
            documentation=_one_line(
                signature.get("documentation", {}).get("value", "")
            ),
        )

    def _type(self, typed: Sequence[str], at: str) -> _Typed:
        """Put the lines *typed* in a mark's place."""
        before, mark, after = self._text.partition(f"# here: {at}\n")
        assert mark, f"the program has no place {at!r}"
        indent = len(before) - len(before.rstrip(" "))
        text = f"\n{' ' * indent}".join(typed)
        self._version += 1
        changed = {
            "textDocument": {"uri": self._uri, "version": self._version},
            "contentChanges": [{"text": f"{before}{text}\n{after}"}],
        }
        self._server.notify("textDocument/didChange", changed)
        return _Typed(line=f"{before}{text}".count("\n"), indent=indent)

    def _ask_at_end(self, what: str, typed: str, at: str) -> Any:
        """Return what the server says of the end of *typed*, put in a mark's place."""
        last = self._type([typed], at)
        return self._ask(what, last.line, last.indent + len(typed))

    def _ask(self, what: str, line: int, character: int) -> Any:
        place = {
            "textDocument": {"uri": self._uri},
            "position": {"line": line, "character": character},
        }
        return self._server.request(f"textDocument/{what}", place)


# A bare star, which pyright counts as a parameter, has no name.
_NAME = re.compile(r"\w+")


def _parameter_label(label: str | list[int], signature: str) -> str:
    """Return the text of a parameter, which may be given by where it is."""
    if isinstance(label, str):
        return label
    start, end = label
    return signature[start:end]


def _one_line(text: str) -> str:
    return " ".join(text.split())
