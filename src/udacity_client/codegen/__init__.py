"""Compile schemas and `.graphql` documents into a typed client package.

`compile` runs the stages in this order; none imports a client module or generated code.

1. `sources` names the folders; `domains` finds and reads schemas and documents.
2. `documents` analyses and rewrites the documents: what they select and what is sent.
3. `lint` reports every problem with its place.
4. `ariadne` makes the models with ariadne-codegen.
5. `ir` describes the package as plain values, the intermediate representation.
6. `emit` turns that into the text of modules, formatted by ruff.
7. `package` compares the package with the one on disk, and replaces it as a whole.
"""
