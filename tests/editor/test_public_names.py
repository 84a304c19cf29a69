"""Over each public name, field, enum value and method, an editor shows what it is."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from editor.editor import Editor
from support.paths import ROOT

pytestmark = pytest.mark.slow  # each name is one question to a language server

GENERATED = ROOT / "generated/udacity_graphql"
DOMAINS = sorted(folder.parent.name for folder in GENERATED.glob("*/records.py"))
MODULES = (
    "udacity_client",
    "udacity_client.data",
    "udacity_client.emulator",
    "udacity_client.testing",
    *(f"udacity_graphql.{domain}" for domain in DOMAINS),
)


def _members(domain: str, *modules: str) -> Iterator[tuple[str, str, str]]:
    """Yield the class, the name and the text of each field or value of *domain*."""
    for name in modules:
        module = GENERATED / domain / name
        if not module.exists():
            continue
        for class_ in ast.parse(module.read_text(encoding="utf-8")).body:
            if not isinstance(class_, ast.ClassDef):
                continue
            for node, follows in zip(class_.body, class_.body[1:], strict=False):
                if not isinstance(follows, ast.Expr):
                    continue
                if isinstance(node, ast.AnnAssign | ast.Assign):
                    target = (
                        node.targets[0] if isinstance(node, ast.Assign) else node.target
                    )
                    text = str(ast.literal_eval(follows.value))
                    yield class_.name, ast.unparse(target), " ".join(text.split())


@pytest.mark.parametrize("module", MODULES)
def test_each_public_name_shows_its_docstring(editor: Editor, module: str) -> None:
    found: Any = importlib.import_module(module)
    typed = [f"from {module} import {name}; {name}" for name in found.__all__]
    for name, shown in zip(found.__all__, editor.hover_each(typed), strict=True):
        assert shown, name
        value = getattr(found, name)
        if isinstance(value, type) and value.__name__ == name:
            first, *_ = (value.__doc__ or "").strip().splitlines()
            assert first in shown, name


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_field_shows_its_text(editor: Editor, domain: str) -> None:
    fields = [*_members(domain, "inputs.py", "records.py")]
    assert fields
    typed = [
        f"from udacity_graphql.{domain} import {class_}; {class_}().{name}"
        for class_, name, _text in fields
    ]
    for (class_, name, text), shown in zip(
        fields, editor.hover_each(typed), strict=True
    ):
        assert text in shown, f"{class_}.{name}"


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_enum_value_shows_its_text(editor: Editor, domain: str) -> None:
    package: Any = importlib.import_module(f"udacity_graphql.{domain}")
    told = set[str]()
    for class_, name, text in _members(domain, "enums.py"):
        typed = f"from udacity_graphql.{domain} import {class_}; {class_}.{name}"
        # Jedi knows no texts of members, and shows that of the enum, so one will do.
        of_enum = getattr(package, class_).__doc__.splitlines()[0]
        shown = of_enum if editor.name == "jedi" else text
        if shown not in told:
            assert shown in editor.hover(typed), f"{class_}.{name}"
            told.add(shown)


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_method_shows_its_text_and_that_of_its_arguments(
    editor: Editor, domain: str
) -> None:
    package: Any = importlib.import_module(f"udacity_graphql.{domain}")
    clients: dict[str, type] = {
        "blocking": package.Client,
        "async": package.AsyncClient,
    }
    for at, client in clients.items():
        for name in vars(client):
            if not name.startswith("_"):
                shown = editor.hover(f"udacity.{domain}.{name}", at=at)
                text = " ".join(str(getattr(client, name).__doc__).split())
                assert text in shown, name
