"""Find what a changed schema breaks, before the change reaches users.

Any GraphQL API; no client, no network. The stages, in order (`check` runs them):

sources     load the schema to compare with, and the drift that clients recorded
diff        list every difference between two schemas
usage       collect what each operation uses of its schema
impact      combine both: the findings, with level and certainty
generated   find the generated code that a finding affects; is that code fresh?
witness     optional: the smallest JSON that shows a finding
baseline    what the project accepts: `accepted-drift.toml`, `schema accept`
report      render the result as text, JSON, SARIF, Markdown or annotations
"""
