"""Read `.graphql` files of operations, and locate syntax nodes in them."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graphql import (
    DefinitionNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSyntaxError,
    Lexer,
    Node,
    OperationDefinitionNode,
    Source,
    TokenKind,
    parse,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS

from udacity_client.errors import Location, Problem
from udacity_client.schema.hidden_characters import escape_hidden

_SUFFIXES = frozenset({".graphql", ".gql"})
_HINTS = {
    "is never used": "Use it, or remove it.",
    "is not executable": "Types belong in the schema's file, which is pulled.",
}
_NESTED = "nested too deeply"
_MOST_PLACES = 6
"""How many places one problem names: a member may be there thousands of times."""

TOO_DEEP = (
    "This is nested too deeply for Python to read it.",
    "graphql-core takes 200 levels; each spread of a fragment is one, too.",
)
"""The message and the hint for what is beyond the depth of Python's stack."""

NO_LIMIT: Final = sys.maxsize
"""A maximum number of validation errors; for `None`, graphql-core stops after 100."""

_DID_YOU_MEAN = re.compile(r"\s*(Did you mean .+\?)$", re.DOTALL)


@dataclass(frozen=True)
class Documents:
    """The definitions in one domain's `.graphql` files.

    Attributes:
        texts: Each file's text, by its path inside the folder.
        definitions: All definitions, in the order of files and lines.
        is_complete: Whether every file could be read.
        notes: What among the files was passed over.
    """

    texts: dict[str, str]
    definitions: tuple[DefinitionNode, ...]
    is_complete: bool = True
    notes: tuple[Problem, ...] = ()

    @property
    def operations(self) -> list[OperationDefinitionNode]:
        """The operations, in order."""
        return [d for d in self.definitions if isinstance(d, OperationDefinitionNode)]

    @property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        """The fragments, by name."""
        return {
            d.name.value: d
            for d in self.definitions
            if isinstance(d, FragmentDefinitionNode)
        }

    @property
    def document(self) -> DocumentNode:
        """All definitions as one document."""
        return DocumentNode(definitions=self.definitions)


def read_documents(folder: Path, problems: list[Problem]) -> Documents:
    """Return the definitions in *folder*; add to *problems* what cannot be read."""
    texts: dict[str, str] = {}
    definitions: list[DefinitionNode] = []
    before = len(problems)
    for path in graphql_files(folder):
        text = read_text(path, problems)
        if text is None:
            continue
        texts[path.relative_to(folder).as_posix()] = text
        definitions += _definitions(Source(text, display_path(path)), problems)
    if not texts and len(problems) == before:
        problems.append(
            Problem(
                Location(display_path(folder)),
                "There is no .graphql file here.",
                "Put each operation into a file of its own, or remove the folder.",
            )
        )
    return Documents(
        texts,
        tuple(definitions),
        is_complete=len(problems) == before,
        notes=tuple(_passed_over(folder)),
    )


def graphql_files(folder: Path) -> list[Path]:
    """Return the `.graphql` and `.gql` files in *folder* and below, sorted."""
    found = (path for path in folder.rglob("*") if path.suffix in _SUFFIXES)
    return sorted(path for path in found if path.is_file())


def _definitions(source: Source, problems: list[Problem]) -> list[DefinitionNode]:
    """Return the definitions in *source*; a file with comments alone has none."""
    try:
        if Lexer(source).advance().kind is TokenKind.EOF:
            return []
        return list(parse(source).definitions)
    except GraphQLSyntaxError as error:
        problems.append(syntax_problem(error))
    return []


def _passed_over(folder: Path) -> Iterator[Problem]:
    """Yield a note for each path that looks like a document and is not a file."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and path.is_dir():
            reason = "links to a folder, and such links are not followed"
        elif path.suffix not in _SUFFIXES or path.is_file():
            continue
        elif path.is_dir():
            reason = "is a folder, so it is not read itself; the files in it are"
        elif path.exists():
            reason = f"is {_kind(path)}, not a file, and is passed over"
        else:
            reason = "is a link that leads nowhere, and is passed over"
        yield Problem(Location(display_path(path)), f"This {reason}.")


def _kind(path: Path) -> str:
    mode = path.stat().st_mode
    if stat.S_ISFIFO(mode):
        return "a FIFO"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """Return the text of *path*, or add to *problems* why it cannot be read."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # Reading would wait until somebody writes.
            message = f"This is {_kind(path)}, not a file."
            problems.append(Problem(Location(display_path(path)), message))
            return None
        return path.read_text(encoding="utf-8")
    except OSError as error:
        reason, hint = f"cannot be read: {error.strerror}", None
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8 text, from byte {error.start} on"
        hint = "Save it in the encoding UTF-8."
    problems.append(Problem(Location(display_path(path)), f"The file {reason}.", hint))
    return None


def display_path(path: Path) -> str:
    """Return *path* for a message: on one line, relative if it is below this folder."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    here = Path.cwd()
    shown = absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
    return escape_hidden(shown.as_posix()).replace("\n", "\\n")


def location(node: Node) -> Location:
    """Return the place of *node* in its file.

    Raises:
        ValueError: *node* was not read from a file.
    """
    if node.loc is None:
        message = f"{node!r} was made, not read from a file"
        raise ValueError(message)
    token = node.loc.start_token
    return Location(node.loc.source.name, token.line, token.column)


def definition_location(type_: GraphQLNamedType) -> Location:
    """Return the place of the definition of *type_*."""
    return location(type_.ast_node) if type_.ast_node else Location("<schema>")


def syntax_problem(error: GraphQLSyntaxError) -> Problem:
    """Return the problem for *error* from the parser."""
    source, places = error.source, error.locations
    place = Location(source.name if source else "<unknown>")
    if places:
        place = Location(place.path, places[0].line, places[0].column)
    if _NESTED in error.message:
        return Problem(place, *TOO_DEEP)
    return Problem(
        place,
        f"This is not GraphQL: {error.message.removeprefix('Syntax Error: ')}",
        "Reading stopped here; the cause may be on the line before.",
    )


def validation_problem(error: GraphQLError) -> Problem:
    """Return the problem for *error* from a validator."""
    nodes = [node for node in error.nodes or [] if node.loc is not None]
    suggestion = _DID_YOU_MEAN.search(error.message)
    hints = [suggestion[1]] if suggestion else []
    hints += [hint for words, hint in _HINTS.items() if words in error.message]
    hints += [f"See also {location(node)}." for node in nodes[1:_MOST_PLACES]]
    return Problem(
        location(nodes[0]) if nodes else Location("<unknown>"),
        _DID_YOU_MEAN.sub("", error.message),
        " ".join(hints) or None,
    )


def operation_name(node: OperationDefinitionNode) -> str:
    """Return the name of an operation that passed the linter, so it has one."""
    if node.name is None:
        message = "an operation without a name passed the linter"
        raise ValueError(message)
    return node.name.value


def descendants(node: Node) -> list[Node]:
    """Return *node* and every node below it, in order."""
    # A visitor of graphql-core takes three times as long.
    found: list[Node] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for key in reversed(QUERY_DOCUMENT_KEYS.get(one.kind, ())):
            below: Node | tuple[Node, ...] | None = getattr(one, key, None)
            if isinstance(below, Node):
                waiting.append(below)
            elif below:
                waiting.extend(reversed(below))
    return found
