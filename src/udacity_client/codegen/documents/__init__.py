"""Documents: what they select and reach, and their two rewritten forms.

`typenames` and `aliases` give the form that is sent, `inline_fragments` the one that
models are made from. `analysis` computes each fact once.
"""
