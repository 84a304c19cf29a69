"""What the repository ships is what its schemas and documents give."""

from __future__ import annotations

import ast
import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    parse,
    visit,
)

from support.codegen_cases import shipped
from support.paths import ROOT
from udacity_client.codegen.compile import PackageTree, compile_tree

GENERATED = ROOT / "generated"
UNCONFIRMED = {"CreateClientCredential", "RevokeClientCredential"}
DOMAINS = sorted(path.name for path in (ROOT / "queries").iterdir())


@pytest.fixture(scope="module")
def tree() -> PackageTree:
    return compile_tree(shipped())


def operations(tree: PackageTree, domain: str) -> list[dict[str, Any]]:
    folder = domain.replace("-", "_")
    manifest = json.loads(tree.files[f"{folder}/operations.json"])
    return list(manifest["operations"])


def test_generated_is_fresh(tree: PackageTree) -> None:
    assert tree.diff(GENERATED) == ""


def test_deleting_and_generating_gives_the_same_bytes(
    tree: PackageTree, tmp_path: Path
) -> None:
    tree.write(tmp_path)
    here, there = GENERATED / "udacity_graphql", tmp_path / "udacity_graphql"
    for path in tree.files:
        assert (there / path).read_bytes() == (here / path).read_bytes()


def test_every_operation_of_the_design_is_there(tree: PackageTree) -> None:
    names = {
        domain: [o["name"] for o in operations(tree, domain)] for domain in DOMAINS
    }
    assert names == {
        "assessment-progress": ["ListAssessmentProgress"],
        "catalog": ["GetCatalog"],
        "learning-plan-progress": ["ListLearningPlanProgress"],
        "program-progress": ["ListProgramProgress"],
        "tokens": [
            "AddTokenScope",
            "CreateClientCredential",
            "CreateToken",
            "GenerateToken",
            "ListTokens",
            "RemoveTokenScope",
            "RevokeClientCredential",
            "RevokeToken",
        ],
    }


class Fields(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.coordinates: set[str] = set()

    def enter_field(self, node: FieldNode, *_args: object) -> None:
        parent = self.types.get_parent_type()
        assert isinstance(parent, GraphQLObjectType)
        self.coordinates.add(f"{parent.name}.{node.name.value}")


@pytest.mark.parametrize("domain", DOMAINS)
def test_confirmed_operations_ask_for_documented_fields_only(
    tree: PackageTree, domain: str
) -> None:
    schema = build_schema((ROOT / "schema" / f"{domain}.graphql").read_text())
    provenance = tomllib.loads((ROOT / "schema" / "provenance.toml").read_text())
    inferred = set(provenance[domain]["inferred"])
    for operation in operations(tree, domain):
        types = TypeInfo(schema)
        fields = Fields(types)
        visit(parse(operation["document"]), TypeInfoVisitor(types, fields))
        assert fields.coordinates
        guessed = bool(fields.coordinates & inferred)
        assert guessed == (operation["name"] in UNCONFIRMED)


def test_only_guessed_operations_say_that_they_are_unconfirmed(
    tree: PackageTree,
) -> None:
    told: set[str] = set()
    for domain in DOMAINS:
        client = ast.parse(tree.files[f"{domain.replace('-', '_')}/client.py"])
        for node in ast.walk(client):
            if isinstance(node, ast.FunctionDef):
                doc = (ast.get_docstring(node) or "").partition("Args:")[0]
                if "Unconfirmed: uses `" in doc:
                    told.add(node.name)
    assert told == {"create_client_credential", "revoke_client_credential"}


def test_every_class_and_method_has_a_docstring_that_opens_with_one_line(
    tree: PackageTree,
) -> None:
    seen = 0
    for path, text in tree.files.items():
        if not path.endswith(".py"):
            continue
        for name, doc in class_and_method_docs(ast.parse(text)):
            assert doc, f"{path}: {name}"
            assert "\n" not in doc.partition("\n\n")[0], f"{path}: {name}"
            seen += 1
    assert seen > 50


def class_and_method_docs(module: ast.Module) -> Iterator[tuple[str, str | None]]:
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            for part in (node, *node.body):
                if isinstance(
                    part, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
                ):
                    yield part.name, ast.get_docstring(part)


def test_the_note_on_a_guess_is_complete(tree: PackageTree) -> None:
    client = ast.parse(tree.files["tokens/client.py"])
    docs = {
        node.name: " ".join((ast.get_docstring(node) or "").split())
        for node in ast.walk(client)
        if isinstance(node, ast.FunctionDef)
    }
    assert (
        "Unconfirmed: uses `Mutation.revokeClientCredential`, which the documentation "
        "does not state; the API may refuse it."
    ) in docs["revoke_client_credential"]


def test_generated_code_imports_pydantic_the_runtime_and_the_standard_library(
    tree: PackageTree,
) -> None:
    allowed = {*sys.stdlib_module_names, "pydantic"}
    for path, text in tree.files.items():
        if not path.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                pytest.fail(f"{path} has a plain import")
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                assert node.module is not None
                if node.module != "udacity_client.runtime":
                    assert node.module.partition(".")[0] in allowed


def test_secrets_have_the_type_that_does_not_print(tree: PackageTree) -> None:
    for line in ("    unredacted_token: Secret", "    client_secret: Secret"):
        assert line in tree.files["tokens/records.py"]
    assert "    client_secret: Secret\n" in tree.files["tokens/inputs.py"]
    assert "        client_secret: Secret," in tree.files["tokens/client.py"]


def test_one_operation_needs_no_token(tree: PackageTree) -> None:
    texts = [
        text for path, text in tree.files.items() if path.endswith("operations.py")
    ]
    assert [text.count("authenticated=False") for text in texts if text] == [
        0,
        0,
        0,
        0,
        1,
    ]


def test_documents_go_out_as_they_are_written(
    tree: PackageTree,
) -> None:
    document = operations(tree, "catalog")[0]["document"]
    assert document.startswith(
        "query GetCatalog($contractId:ID){catalog(contractId:$contractId){...Catalog}}"
    )
    assert "ssoLaunchLinksByContract{" in document
    assert ":" not in document.partition("{")[2].replace("contractId:", "")
    assert "__typename" not in document
    assert "Fetch" not in document


def test_what_takes_one_identifier_takes_it_by_position(tree: PackageTree) -> None:
    client = tree.files["tokens/client.py"]
    assert "def revoke_token(\n        self, token_id: str, *," in client
    assert "def revoke_client_credential(\n        self, client_id: str, *," in client
    assert "def remove_token_scope(\n        self, *," in client
    plans = tree.files["learning_plan_progress/client.py"]
    assert (
        "def list_learning_plan_progress(\n        self,\n        plan_id: str,\n"
        in plans
    )
    assert (
        "def iter_learning_plan_progress(\n        self,\n        plan_id: str,\n"
        in plans
    )
