"""The Python names of the fields of one class."""

from __future__ import annotations

from collections.abc import Iterable

from udacity_client.codegen.naming import attribute_name


def field_names(keys: Iterable[str]) -> dict[str, str]:
    """Return what the fields of one class are called in Python, by response key.

    No name is the key of another field, because records are read by key and made by
    name: in `X(foo_bar=…, fooBar=…)` it would not be clear which is which. A key that
    is its own name in Python keeps it; others get underscores until nothing meets.
    """
    keys = dict.fromkeys(keys)
    names = {key: key for key in keys if attribute_name(key) == key}
    taken = {*keys}
    for key in keys:
        if key not in names:
            name = attribute_name(key)
            while name in taken:
                name += "_"
            taken.add(name)
            names[key] = name
    return {key: names[key] for key in keys}
