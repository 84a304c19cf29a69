"""Make the reference pages of the command, the domains and the project's own files.

    python docs/reference.py

writes them to `docs/reference/made/`. `make docs` does so before it builds the site.
"""

from __future__ import annotations

import ast
import inspect
import re
import shutil
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typer

from udacity_client.cli.app import app
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.domains import module_name, read_domain
from udacity_client.codegen.ir.public_names import public_names
from udacity_client.codegen.ir.record_classes import RecordClasses
from udacity_client.codegen.naming import field_names, member_names
from udacity_client.codegen.sources import Sources
from udacity_client.schema.provenance import Origin, read_provenance

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = ROOT / "generated/udacity_graphql"
FOLDER: Final = "reference/made"
PROJECT_PAGES: Final = ("CHANGELOG", "CONTRIBUTING", "SECURITY")
_PROJECT_LINK: Final = re.compile(
    rf"\]\(((?:\.\./)*)\.\./({'|'.join(PROJECT_PAGES)})\.md\b"
)

_EXAMPLE: Final = "Example: "
UNCONFIRMED: Final = "Unconfirmed:"

_OUTSIDE: Final = re.compile(
    r"\[([^\]]+)\]\("
    r"(?:(?:\.\./)*(?:benchmarks|examples|generated|schema)\b[^)]*|samples/[^)]+\.md)\)"
)


def write_pages(docs: Path) -> None:
    """Write each page below *docs*. A page that is the same keeps its time."""
    folder = docs / FOLDER
    wanted = pages()
    for path in [*folder.rglob("*.*")]:
        if path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Return the text of each page, by its path below `docs/reference/made`."""
    made = {"command.rst": command_page()}
    origins = read_provenance(ROOT / "schema/provenance.toml").origins
    for domain, origin in origins.items():
        made[f"{module_name(domain)}.rst"] = domain_page(domain, origin)
    for name in PROJECT_PAGES:
        text = (ROOT / f"{name}.md").read_text(encoding="utf-8")
        made[f"{name.lower()}.md"] = project_page(text)
    return made


def without_outside_links(text: str) -> str:
    """Return Markdown *text* with links to files outside of `docs/` as plain text."""
    return _OUTSIDE.sub(r"\1", text)


def with_links_to_copies(text: str) -> str:
    """Return Markdown *text* with links to the project's pages as the site has them."""
    return _PROJECT_LINK.sub(
        lambda found: f"]({found[1]}{FOLDER}/{found[2].lower()}.md", text
    )


def project_page(text: str) -> str:
    """Return Markdown of the project's folder, with links as from a made page."""
    for name in PROJECT_PAGES:
        text = text.replace(f"]({name}.md", f"]({name.lower()}.md")
    return text.replace("](docs/", "](../../")


# The command


def command_page() -> str:
    """Return the page of the command `udacity`: what each `--help` says."""
    title = "Options of each command"
    text = [*_heading(title, "="), "Made from the command itself.\n"]
    root: Any = typer.main.get_command(app)
    context: Any = typer.Context(root, info_name="udacity")
    for path, command, inner in _commands(root, context):
        text += _command(path, command, inner)
    return "\n".join(text)


def _commands(command: Any, context: Any) -> Iterator[tuple[str, Any, Any]]:
    yield context.command_path, command, context
    for name in command.list_commands(context) if hasattr(command, "commands") else ():
        below = command.get_command(context, name)
        if not below.hidden:
            yield from _commands(
                below, typer.Context(below, info_name=name, parent=context)
            )


def _command(path: str, command: Any, context: Any) -> Iterator[str]:
    if path != "udacity":
        yield from _heading(path, "-")
    yield f".. program:: {path}\n"
    usage = " ".join(command.collect_usage_pieces(context))
    yield f".. code-block:: text\n\n   {path} {usage}\n"
    yield from _paragraphs(command.help)
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is None or "--help" in record[0]:
            continue
        names, words = record
        yield f".. option:: {names.replace(' / ', ', ')}\n"
        yield f"   {_rst(' '.join(words.split()))}\n"
    yield from _paragraphs(command.epilog)


def _paragraphs(text: str | None) -> Iterator[str]:
    for paragraph in inspect.cleandoc(text or "").split("\n\n"):
        if paragraph.startswith(_EXAMPLE):
            command = " ".join(paragraph.removeprefix(_EXAMPLE).split())
            yield f".. code-block:: console\n\n   $ {command}\n"
        elif paragraph:
            yield f"{_rst(' '.join(paragraph.split()))}\n"


# The domains


@dataclass(frozen=True)
class Definition:
    """A class of a generated module, or a member of one.

    Attributes:
        path: The names of the classes that it is in, and its own.
        type: The annotation of a field, or the value of an enum's member.
        doc: Its docstring.
    """

    path: tuple[str, ...]
    type: str | None
    doc: str | None


def definitions(module: Path) -> Iterator[Definition]:
    """Yield the classes and members of a generated *module*, which is not imported."""
    yield from _definitions((), ast.parse(module.read_bytes()).body)


def _definitions(outer: tuple[str, ...], body: list[ast.stmt]) -> Iterator[Definition]:
    for node, after in zip(body, [*body[1:], None], strict=True):
        doc = None
        match after:
            case ast.Expr(value=ast.Constant(value=str(text))):
                doc = inspect.cleandoc(text)
            case _:
                pass
        match node:
            case ast.ClassDef(name=name):
                yield Definition((*outer, name), None, ast.get_docstring(node))
                yield from _definitions((*outer, name), node.body)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=kind) if outer:
                yield Definition((*outer, name), ast.unparse(kind), doc)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if outer:
                yield Definition((*outer, name), ast.unparse(value), doc)
            case _:
                pass


def coordinates(domain: str) -> dict[tuple[str, ...], set[str]]:
    """Return the schema coordinates of each class and member, by their path."""
    sources = Sources(ROOT / "schema", ROOT / "queries")
    analysis = read_domain(sources, domain).analysis
    if analysis is None:
        raise FileNotFoundError(sources.schema_file(domain))
    names = public_names(analysis)
    found: dict[tuple[str, ...], set[str]] = {}

    def add(path: tuple[str, ...], coordinate: str) -> None:
        found.setdefault(path, set()).add(coordinate)

    for one in RecordClasses(analysis, names).all:
        for field in one.selection.fields:
            add((*one.path, one.selection.names[field.key]), field.coordinate)
            add(one.path, field.coordinate.partition(".")[0])
    for path, coordinate in _named_types(analysis, names.types):
        add(path, coordinate)
    return found


def _named_types(
    analysis: DocumentAnalysis, classes: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    kinds = [
        *((name, field_names(one.fields)) for name, one in analysis.inputs.items()),
        *((name, member_names(one.values)) for name, one in analysis.enums.items()),
    ]
    for name, members in kinds:
        yield (classes[name],), name
        for wire, python in members.items():
            yield (classes[name], python), f"{name}.{wire}"


def domain_page(domain: str, origin: Origin) -> str:
    """Return the page of one domain: operations, records, inputs and enums, marked."""
    package = f"udacity_graphql.{module_name(domain)}"
    text = [*_heading(domain, "="), f"{_origin(origin)}\n"]
    text += [f"Import from ``{package}``.\n", f".. py:currentmodule:: {package}\n"]
    text += _heading("Operations", "-")
    text += _operations(domain, package)
    wires = coordinates(domain)
    for title in ("Records", "Inputs", "Enums"):
        module = PACKAGE / module_name(domain) / f"{title.lower()}.py"
        found = [*definitions(module)]
        if found:
            text += _heading(title, "-")
        for one in found:
            text += _described(one, wires.get(one.path, set()), origin)
    return "\n".join(text)


def _origin(origin: Origin) -> str:
    if origin.source == "introspection":
        return f"All of it is the API's own schema, as of {origin.read}."
    return (
        f"The schema was written from Udacity's documentation, as of {origin.read}. "
        "What is marked as unconfirmed is not documented, so it is inferred and may be "
        "wrong. All else is documented."
    )


def _operations(domain: str, package: str) -> Iterator[str]:
    module = module_name(domain)
    client = ast.parse((PACKAGE / module / "client.py").read_bytes()).body[-1]
    for node in client.body if isinstance(client, ast.ClassDef) else ():
        if isinstance(node, ast.FunctionDef):
            doc = ast.get_docstring(node) or ""
            mark = "unconfirmed" if f"{UNCONFIRMED} uses" in doc else "documented"
            link = f"udacity.{module}.{node.name}() <{package}.Client.{node.name}>"
            yield f"- :py:meth:`{link}`: {mark}"
    yield f"\n.. autoclass:: {package}.Client\n   :members:\n"


def _described(one: Definition, wires: set[str], origin: Origin) -> Iterator[str]:
    indent = "   " * (len(one.path) - 1)
    yield f"{indent}.. py:{'attribute' if one.type else 'class'}:: {one.path[-1]}"
    if one.type is not None:
        option = "value" if one.type.startswith("'") else "type"
        yield f"{indent}   :{option}: {one.type}"
    yield ""
    for part in (one.doc, *_marks(one.doc or "", wires, origin)):
        if part:
            yield textwrap.indent(_rst(part), f"{indent}   ") + "\n"


def _marks(doc: str, wires: set[str], origin: Origin) -> Iterator[str]:
    """Yield what *origin* says about *wires*, unless the docstring *doc* does."""
    if wires & {*origin.inferred} and UNCONFIRMED not in doc:
        yield f"{UNCONFIRMED} the documentation does not state it."
    if wires & {*origin.names}:
        yield f"{UNCONFIRMED} the name of its GraphQL type is a guess."
    if wires & {*origin.nullability}:
        yield f"{UNCONFIRMED} whether it may be null is a guess."


# reStructuredText


def _heading(text: str, line: str) -> list[str]:
    return [text, line * len(text), ""]


def _rst(text: str) -> str:
    """Return *text*, which has Markdown's backticks, as reStructuredText."""
    parts = re.split(r"`([^`]+)`", text)
    # Every second part stood between backticks. The escaped space ends the literal.
    for number, part in enumerate(parts):
        escaped = re.sub(r"([\\*|_])", r"\\\1", part)
        parts[number] = f"``{part}``\\ " if number % 2 else escaped
    return "".join(parts)


if __name__ == "__main__":
    shutil.rmtree(ROOT / "docs" / FOLDER, ignore_errors=True)
    write_pages(ROOT / "docs")
