"""Control when the client uses the extra `speed`, which is installed with the peers."""

from __future__ import annotations

import sys
from typing import Final

from udacity_client.protocol import envelope

NEVER: Final = sys.maxsize


def use_structs_after(enough: int) -> None:
    """Use the extra `speed` for responses of at least *enough* bytes, or `NEVER`."""
    setattr(envelope, "STRUCT_THRESHOLD_BYTES", enough)  # noqa: B010 - constant to others
