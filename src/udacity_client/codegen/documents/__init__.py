"""Documents: what is sent, and the normalised form that models are made from.

`sent_documents` adds `__typename` where it is needed. `normalise` merges what is
selected, by GraphQL's rules, into one selection for each class. `analysis` computes
each fact once.
"""
