"""Fast decoders of responses, and the builders of records that they share.

Creating a record costs pydantic as much as decoding its fields. The fast decoders save
most of that: they decode JSON into plain values and make records of these directly.

- `records`: builds records from decoded fields by writing pydantic's slots.
- `dicts`: decodes with pydantic-core, into dicts.
- `msgspec_structs`: decodes with msgspec (extra `speed`), into structs.
- `nullable`: decodes with null allowed everywhere, for data next to errors.

They rely on internals of pydantic. Each checks what it relies on before it decodes, and
leaves everything that it does not recognize to pydantic. So a new version of pydantic
can make decoding slower, not wrong. `test_reading.py` (property tests) and
`test_odd_values.py` compare what all three ways make of one response.
"""
