"""Give every selected field the name that it has in Python, without a schema.

The server then answers with the names of Python, and models need no aliases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    print_ast,
    strip_ignored_characters,
)

from udacity_client.codegen.documents.inline_fragments import (
    condition_of,
    with_selections,
)
from udacity_client.codegen.documents.selections import fragments_below
from udacity_client.codegen.naming import attribute_name


def rename_operation(node: OperationDefinitionNode) -> OperationDefinitionNode:
    """Return *node* with Python names and without descriptions."""
    return OperationDefinitionNode(
        operation=node.operation,
        name=node.name,
        variable_definitions=node.variable_definitions,
        directives=node.directives,
        selection_set=_rename(node.selection_set),
    )


def rename_fragment(node: FragmentDefinitionNode) -> FragmentDefinitionNode:
    """Return *node* with Python names and without a description."""
    return FragmentDefinitionNode(
        name=node.name,
        type_condition=node.type_condition,
        variable_definitions=node.variable_definitions,
        directives=node.directives,
        selection_set=_rename(node.selection_set),
    )


def wire_document(
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> str:
    """Return what is sent for *operation*: it and its fragments, minified."""
    used = sorted(fragments_below(operation.selection_set, fragments))
    nodes = [operation, *(fragments[name] for name in used)]
    return strip_ignored_characters("\n".join(print_ast(node) for node in nodes))


def _rename(selection_set: SelectionSetNode) -> SelectionSetNode:
    selections = tuple(_renamed(selection_set, set()))
    return SelectionSetNode(selections=selections)


def _renamed(
    selection_set: SelectionSetNode, given: set[str]
) -> Iterator[SelectionNode]:
    """Yield the selections renamed, each leaf once, needless fragments opened."""
    for node in selection_set.selections:
        if isinstance(node, InlineFragmentNode):
            if condition_of(node) is None:
                yield from _renamed(node.selection_set, given)
            else:
                yield with_selections(node, _rename(node.selection_set))
        elif isinstance(node, FieldNode):
            name = attribute_name((node.alias or node.name).value)
            if name in given and node.selection_set is None:
                continue
            given.add(name)
            yield _renamed_field(node, name)
        else:
            yield node


def _renamed_field(node: FieldNode, name: str) -> FieldNode:
    same = name == node.name.value
    below = node.selection_set
    return FieldNode(
        alias=None if same else NameNode(value=name),
        name=node.name,
        arguments=node.arguments,
        directives=node.directives,
        selection_set=_rename(below) if below is not None else None,
    )
