"""How each column of a query's result leaves DuckDB: as it is, or as text.

What a format cannot hold exactly is cast to text by DuckDB itself: Python's times end
in the year 9999 and Arrow's CSV has no intervals, for example.
"""

from __future__ import annotations

from typing import Any, Final

from udacity_client.cli.file_formats import QueryFormat
from udacity_client.errors import ConfigurationError

_TEXT: Final = frozenset(
    {
        "bigint", "boolean", "decimal", "double", "float", "hugeint", "integer", "null",
        "smallint", "tinyint", "ubigint", "uinteger", "usmallint", "utinyint",
        "varchar",
    }
)  # fmt: skip
"""Types that Arrow passes on exactly, and that all formats have."""

_PARQUET: Final = _TEXT | {
    "blob", "date", "enum", "time", "time_ns", "timestamp", "timestamp with time zone",
    "timestamp_ms", "timestamp_ns", "timestamp_s", "uuid",
}  # fmt: skip
_ARROW: Final = _PARQUET | {"interval", "union"}
_NESTED: Final = frozenset({"array", "list", "map", "struct"})

_RFC_3339: Final = "replace(strftime({}, '%Y-%m-%dT%H:%M:%S.%fZ'), '.000000Z', 'Z')"
# The `%n` of DuckDB's strftime is wrong before 1.4. An infinite time has no space.
_NANOSECONDS: Final = r"regexp_replace({}::varchar, '^(\S+) (\S+)$', '\1T\2Z')"
# Excel reads no `T` and no `Z`.
_EXCEL: Final = "strftime({}, '%Y-%m-%d %H:%M:%S')"


def exact_columns(relation: Any, to: QueryFormat, *, excel: bool) -> Any:
    """Return *relation* with columns that *to* can hold, each of another name.

    Args:
        relation: The result of the query.
        to: The format.
        excel: Whether it is a CSV for Excel.

    Raises:
        ConfigurationError: The format has no such type, and is not text.
    """
    columns: list[str] = []
    # DuckDB calls the second of two columns `title` `title_1` if they are selected.
    names = relation.project("*").columns
    for number, (name, kind) in enumerate(zip(names, relation.types, strict=True), 1):
        value = f"#{number}"
        if to in {QueryFormat.PARQUET, QueryFormat.ARROW}:
            _require_held(name, kind, to)
        elif excel and kind.id.startswith("timestamp"):
            value = _EXCEL.format(value)
        else:
            value = _exact(value, kind, is_shown=to is QueryFormat.TABLE)
        columns.append(f"{value} as {_quoted(name)}")
    return relation.project(", ".join(columns))


def _require_held(name: str, kind: Any, to: QueryFormat) -> None:
    if not _is_held(kind, _ARROW if to is QueryFormat.ARROW else _PARQUET):
        message = (
            f"The column {name} is {kind}, which {to.value} cannot hold: cast it "
            "to varchar."
        )
        raise ConfigurationError(message)


def _is_held(kind: Any, held: frozenset[str]) -> bool:
    if kind.id not in _NESTED:
        return kind.id in held
    return all(_is_held(one, held) for _, one in _children(kind))


def _children(kind: Any) -> list[tuple[str, Any]]:
    return [one for one in kind.children if one[0] != "size" or kind.id != "array"]


def _exact(value: str, kind: Any, *, is_shown: bool, depth: int = 0) -> str:
    """Return the expression of *value* as text, or with text in it; else *value*."""
    if _is_held(kind, _TEXT):
        return value
    if kind.id.startswith("timestamp") and not is_shown:
        return (_NANOSECONDS if kind.id.endswith("ns") else _RFC_3339).format(value)
    children = _children(kind) if kind.id in _NESTED else []
    if kind.id == "map":
        one = f"e{depth}"
        key, held = (
            _exact(f"{one}.{part}", child, is_shown=is_shown, depth=depth + 1)
            for part, child in children
        )
        pairs = (
            f"list_transform(map_entries({value}), "
            f"lambda {one}: struct_pack(key := {key}, value := {held}))"
        )
        return f"case when {value} is not null then map_from_entries({pairs}) end"
    if kind.id in {"array", "list"}:
        one = f"e{depth}"
        inner = _exact(one, children[0][1], is_shown=is_shown, depth=depth + 1)
        return f"list_transform({value}, lambda {one}: {inner})"
    if kind.id == "struct" and all(name for name, _ in children):
        parts = [
            f"{_quoted(name)} := "
            + _exact(
                f"({value}).{_quoted(name)}", child, is_shown=is_shown, depth=depth
            )
            for name, child in children
        ]
        # A struct of nulls is not null.
        return f"case when {value} is not null then struct_pack({', '.join(parts)}) end"
    return f"{value}::varchar"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
