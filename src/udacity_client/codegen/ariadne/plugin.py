"""Take each model that ariadne-codegen makes, reshape it and keep it off the disk.

The driver passes its `Context` through the configuration; the models end up there.
"""

from __future__ import annotations

import ast
from typing import Any, Final

from ariadne_codegen.plugins.base import Plugin
from graphql import (
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    Node,
    SelectionSetNode,
)

from udacity_client.codegen.ariadne.enums import enum_model
from udacity_client.codegen.ariadne.inputs import input_model
from udacity_client.codegen.ariadne.records import record_model
from udacity_client.codegen.ir.context import Context

CONTEXT_KEY: Final = "udacity-client"
"""Where in the configuration's `tool` table the context is."""


class ModelsPlugin(Plugin):
    """Collect one domain's models in the context that the driver passed."""

    def __init__(self, schema: GraphQLSchema, config_dict: dict[str, Any]) -> None:
        super().__init__(schema, config_dict)  # pyright: ignore[reportUnknownMemberType] - a bare dict there
        context: object = config_dict["tool"][CONTEXT_KEY]
        if not isinstance(context, Context):
            message = f"the configuration holds {context!r} instead of a Context"
            raise TypeError(message)
        self._context = context

    def process_name(self, name: str, node: Node | None = None) -> str:
        """Keep the names that the documents got before ariadne-codegen saw them."""
        if isinstance(node, FieldNode):
            return (node.alias or node.name).value
        return name

    def generate_enum(
        self, class_def: ast.ClassDef, enum_type: GraphQLEnumType
    ) -> ast.ClassDef:
        """Keep an enum, with its documentation."""
        self._context.models.enums[enum_type.name] = enum_model(
            enum_type, self._context.inferred
        )
        return class_def

    def generate_input_class(
        self, class_def: ast.ClassDef, input_type: GraphQLInputObjectType
    ) -> ast.ClassDef:
        """Keep an input object, with the names that type checkers accept.

        One that no document reaches is left out: it may hold scalars that nobody knows.
        """
        context = self._context
        if input_type.name in context.analysis.inputs:
            context.models.inputs[input_type.name] = input_model(
                input_type, secrets=context.secrets, inferred=context.inferred
            )
        return class_def

    def generate_result_class(
        self,
        class_def: ast.ClassDef,
        operation_definition: ExecutableDefinitionNode,
        selection_set: SelectionSetNode,  # noqa: ARG002 - the hook's signature
    ) -> ast.ClassDef:
        """Keep a class of an answer, with its documentation."""
        shape = self._context.shapes.get(class_def.name)
        if shape is None:
            return class_def  # of an interface, whose members have classes instead
        models = self._context.models
        of_fragment = isinstance(operation_definition, FragmentDefinitionNode)
        kept = models.records if of_fragment else models.results
        kept[class_def.name] = record_model(
            class_def,
            shape,
            self._context.analysis.selections,
            secrets=self._context.secrets,
            inferred=self._context.inferred,
        )
        return class_def

    def generate_enums_module(self, module: ast.Module) -> ast.Module:
        """Leave nothing to write."""
        return _nothing(module)

    def generate_inputs_module(self, module: ast.Module) -> ast.Module:
        """Leave nothing to write."""
        return _nothing(module)

    def generate_fragments_module(
        self,
        module: ast.Module,
        fragments_definitions: dict[str, FragmentDefinitionNode],  # noqa: ARG002 - as above
    ) -> ast.Module:
        """Leave nothing to write."""
        return _nothing(module)

    def generate_result_types_module(
        self,
        module: ast.Module,
        operation_definition: ExecutableDefinitionNode,  # noqa: ARG002 - as above
    ) -> ast.Module:
        """Leave nothing to write."""
        return _nothing(module)

    def generate_init_module(self, module: ast.Module) -> ast.Module:
        """Leave nothing to write."""
        return _nothing(module)


def _nothing(_module: ast.Module) -> ast.Module:
    # ariadne-codegen drops empty modules; what it writes itself, it writes in the
    # machine's encoding, which breaks on other languages' texts.
    return ast.Module(body=[], type_ignores=[])
