"""Filter and sort records by an operation's input."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias, TypeVar

from udacity_client.emulator.errors import ApiError

R = TypeVar("R")
F = TypeVar("F")

# By name of the filter field: the attribute that must be one of the listed values.
Filters: TypeAlias = Mapping[str, Callable[[R], str | None]]

# By value of `orderBy`: the attribute to sort by.
SortKeys: TypeAlias = Mapping[str, Callable[[R], str | float | None]]


def filter_records(
    records: Iterable[R],
    filters: Filters[R],
    wanted: Mapping[str, Collection[str] | None],
) -> list[R]:
    """Return the records that pass all filters.

    Inferred (filter.empty): an empty or null list is ignored.
    """
    kept = list(records)
    for name, values in wanted.items():
        if values:
            value_of, among = _accessor(filters, name), frozenset(values)
            kept = [record for record in kept if value_of(record) in among]
    return kept


def sort_records(
    records: list[R], keys: SortKeys[R], *, by: str | None, order: str | None
) -> list[R]:
    """Return the sorted records; equal ones keep their order, and nulls come last.

    Without *by*, the present order is the ascending one. Inferred (order.default,
    order.direction, order.nulls).
    """
    descending = order == "DESC"
    if by is None:
        return records[::-1] if descending else records
    value_of = _accessor(keys, by)
    # `reverse=` keeps the order of equal records; reversing the sorted list would not.
    records = sorted(records, key=lambda r: _rank(value_of(r)), reverse=descending)
    return sorted(records, key=lambda record: value_of(record) is None)


def place_of(
    keys: SortKeys[R], by: str | None
) -> Callable[[R], tuple[bool, float, str]]:
    """Return a function that tells the place of a record in the order *by*.

    Records without a value have the last places in either direction.
    """
    if by is None:
        return lambda _record: (False, 0.0, "")
    value_of = _accessor(keys, by)

    def place(record: R) -> tuple[bool, float, str]:
        value = value_of(record)
        number, text = _rank(value)
        return value is None, number, text

    return place


def seconds(moment: datetime | None) -> float | None:
    """Return a time as a number to sort by."""
    return None if moment is None else moment.timestamp()


def _accessor(functions: Mapping[str, F], name: str) -> F:
    """Return the function of this name; names of a newer schema have none."""
    try:
        return functions[name]
    except KeyError:
        raise ApiError(f"the emulator does not know how to select by {name}") from None


def _rank(value: str | float | None) -> tuple[float, str]:
    return (0.0, value) if isinstance(value, str) else (float(value or 0), "")
