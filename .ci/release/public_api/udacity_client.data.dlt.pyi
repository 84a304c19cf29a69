Strategy: TypeAlias = Literal["scd2", "upsert", "replace"]

def udacity_source(
    database: duckdb.DuckDBPyConnection, strategy: Strategy = "scd2"
) -> Iterator[Any]: ...
