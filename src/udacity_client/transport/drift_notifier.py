"""Tell of what the schema did not know, once, without looking for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from udacity_client.runtime import DriftEvent

Listener: TypeAlias = Callable[[DriftEvent], None]

_LOG: Final = logging.getLogger("udacity_client")
_MOST_TOLD: Final = 10_000


class DriftNotifier:
    """Remember what was told to whom, for as long as a client lives."""

    def __init__(self) -> None:
        self._logged: set[DriftEvent] = set()
        # The value keeps the listener alive, whose id is in the key.
        self._told: dict[tuple[DriftEvent, int], Listener] = {}

    def tell(self, drift: Iterable[DriftEvent], listener: Listener | None) -> None:
        """Log each of *drift*, and hand it to *listener*, unless that was done."""
        for event in drift:
            self._log(event)
            if listener is not None:
                self._hand_on(event, listener)

    def _log(self, event: DriftEvent) -> None:
        if event in self._logged or len(self._logged) >= _MOST_TOLD:
            return
        self._logged.add(event)
        _LOG.warning(
            "%s: %s %r of %s is not in the schema; update udacity-client",
            event.operation,
            event.kind.replace("_", " "),
            event.value,
            event.type_name,
        )

    def _hand_on(self, event: DriftEvent, listener: Listener) -> None:
        key = (event, id(listener))
        if key in self._told or len(self._told) >= _MOST_TOLD:
            return
        self._told[key] = listener
        try:
            listener(event)
        except Exception:  # noqa: BLE001 - see below
            # The call has succeeded, whatever becomes of the news.
            _LOG.exception("on_event failed on %r", event)
