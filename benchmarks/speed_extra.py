"""Say when the client may use the extra `speed`, which peers of it bring along."""

from __future__ import annotations

import sys
from typing import Final

from udacity_client.protocol import envelope

NEVER: Final = sys.maxsize


def use_structs_after(enough: int) -> None:
    """Say after how many bytes the extra `speed` is used, be it `NEVER`."""
    setattr(envelope, "STRUCT_THRESHOLD_BYTES", enough)  # noqa: B010 - constant to others
