"""Make all models of one domain."""

from __future__ import annotations

from udacity_client.codegen.ariadne.enums import enum_model
from udacity_client.codegen.ariadne.inputs import input_model
from udacity_client.codegen.ariadne.records import record_models
from udacity_client.codegen.ir import Models
from udacity_client.codegen.ir.context import Context


def make_models(context: Context) -> Models:
    """Return the models of the domain that *context* describes."""
    types = context.names.types
    records, results = record_models(context)
    return Models(
        enums={
            name: enum_model(enum, name=types[name], inferred=context.inferred)
            for name, enum in context.analysis.enums.items()
        },
        inputs={
            name: input_model(
                input_type,
                types=context.types,
                secrets=context.secrets,
                inferred=context.inferred,
            )
            for name, input_type in context.analysis.inputs.items()
        },
        records=records,
        results=results,
    )
