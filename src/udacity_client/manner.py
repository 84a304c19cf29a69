"""Hold what a sibling does otherwise than its client, without sending anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from udacity_client.runtime.unset import UNSET, UnsetType

if TYPE_CHECKING:
    from collections.abc import Callable

    from udacity_client.runtime import DriftEvent


class Manner(NamedTuple):
    """Hold the defaults of one sibling; what is unset is as the client was told.

    Attributes:
        deadline: Seconds for each call, retries included.
        on_event: Who is told of what the schema did not know.
        company_id: Which company its tokens are scoped to; `None` for the client's.
    """

    deadline: float | UnsetType = UNSET
    on_event: Callable[[DriftEvent], None] | None | UnsetType = UNSET
    company_id: str | None = None

    def but(
        self,
        *,
        deadline: float | UnsetType,
        on_event: Callable[[DriftEvent], None] | None | UnsetType,
    ) -> Manner:
        """Return the same with what is given put in the place of what was."""
        return self._replace(
            deadline=self.deadline if deadline is UNSET else deadline,
            on_event=self.on_event if on_event is UNSET else on_event,
        )


AS_TOLD: Final = Manner()
"""The manner of a client that is nobody's sibling."""
