"""Log each drift event once, and call `on_event` with it once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from udacity_client.runtime import DriftEvent

Listener: TypeAlias = Callable[[DriftEvent], None]

_LOG: Final = logging.getLogger("udacity_client")
_MAX_REMEMBERED: Final = 10_000


class DriftNotifier:
    """The events that a client has logged and passed on so far."""

    def __init__(self) -> None:
        # By `setdefault`, of threads that come at once one alone finds its own value.
        self._logged: dict[DriftEvent, object] = {}
        # The id of the listener is in the key, so the value keeps it alive.
        self._passed_on: dict[tuple[DriftEvent, int], tuple[Listener, object]] = {}

    def notify(self, events: Iterable[DriftEvent], listener: Listener | None) -> None:
        """Log each of *events*, and pass it to *listener*, unless that was done."""
        for event in events:
            self._log(event)
            if listener is not None:
                self._pass_on(event, listener)

    def _log(self, event: DriftEvent) -> None:
        mark = object()
        if len(self._logged) >= _MAX_REMEMBERED:
            return
        if self._logged.setdefault(event, mark) is not mark:
            return
        _LOG.warning(
            "%s: %s %r of %s is not in the schema; update udacity-client",
            event.operation,
            event.kind.replace("_", " "),
            event.value,
            event.type_name,
        )

    def _pass_on(self, event: DriftEvent, listener: Listener) -> None:
        own = (listener, object())
        if len(self._passed_on) >= _MAX_REMEMBERED:
            return
        if self._passed_on.setdefault((event, id(listener)), own) is not own:
            return
        try:
            listener(event)
        except Exception:  # noqa: BLE001 - see below
            # The call has succeeded, whatever the listener does.
            _LOG.exception("on_event failed on %r", event)
