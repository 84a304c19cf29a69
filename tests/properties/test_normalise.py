"""graphql-core judges: its every answer is read by the normalised documents."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from support.random_documents import RandomAnswers, random_document
from support.reading_selections import all_fields, misfits
from udacity_client.codegen.documents.normalise import (
    ClassSelection,
    NormalisedDocuments,
)
from udacity_client.codegen.documents.sent_documents import add_typenames
from udacity_client.codegen.naming import field_names

EXAMPLES = pytest.mark.parametrize(
    "examples", [25, pytest.param(150, marks=pytest.mark.slow)]
)
SEEDS = st.integers(0, 2**32)


@EXAMPLES
def test_every_answer_is_read(examples: int) -> None:
    @settings(max_examples=examples)
    @given(SEEDS)
    def check(seed: int) -> None:
        random = Random(seed)
        found = random_document(random)
        assume(found)
        assert found is not None
        schema, written = found
        sent, documents = compile_documents(schema, written)
        answers = RandomAnswers(schema, random)
        for name, selection in documents.operations.items():
            for answer in answers.all(sent, name):
                assert [*misfits(documents, selection, answer)] == []

    check()


@EXAMPLES
def test_bases_have_the_names_that_their_subclasses_give(examples: int) -> None:
    @settings(max_examples=examples)
    @given(SEEDS)
    def check(seed: int) -> None:
        found = random_document(Random(seed))
        assume(found)
        assert found is not None
        _, documents = compile_documents(*found)
        for selection in classes(documents):
            names = field_names(all_fields(documents, selection))
            for base in selection.bases:
                inherited = all_fields(documents, documents.fragments[base])
                assert field_names(inherited).items() <= names.items()
                assert not inherited.keys() & {field.key for field in selection.fields}

    check()


def compile_documents(
    schema: GraphQLSchema, written: DocumentNode
) -> tuple[DocumentNode, NormalisedDocuments]:
    definitions = [
        node
        for node in written.definitions
        if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    sent = DocumentNode(definitions=add_typenames(schema, definitions))
    operations = [d for d in sent.definitions if isinstance(d, OperationDefinitionNode)]
    fragments = {
        d.name.value: d
        for d in sent.definitions
        if isinstance(d, FragmentDefinitionNode)
    }
    return sent, NormalisedDocuments(schema, operations, fragments)


def classes(documents: NormalisedDocuments) -> Iterator[ClassSelection]:
    waiting = [*documents.operations.values(), *documents.fragments.values()]
    while waiting:
        selection = waiting.pop()
        yield selection
        for field in selection.fields:
            waiting += field.members
