"""Tables of what the API returns: Arrow schemas, exports (extra `data`).

Pages and pagers become tables by themselves; see `Pager.to_arrow`. Imports no pyarrow
before it is needed (start-up).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from udacity_client.runtime.arrow_tables import page_columns

if TYPE_CHECKING:
    import pyarrow as pa

    from udacity_client.runtime import Record

__all__ = ["arrow_schema"]


def arrow_schema(record_class: type[Record]) -> pa.Schema:
    """Return the Arrow schema of a record class, made from its fields.

    Enums are dictionaries of strings, times are in UTC, durations are ISO 8601 text,
    nested lists are `list<struct>`. Unions, JSON scalars and recursive records are JSON
    text with the API's names, and `arrow: json` in the field's metadata. A field's
    `description` is there too, and `unconfirmed` if the documentation does not state
    the field.

    Args:
        record_class: A record of any generated package.

    Raises:
        ConfigurationError: pyarrow is not installed.
    """
    return page_columns(record_class).schema
