"""Make clients that are to fail, of the flavour under test, without waiting."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path

import httpx

from architecture.secrecy import Vault
from support.clients import AnyUdacity, on_virtual_time
from support.clock import VirtualClock
from udacity_client import (
    AsyncUdacity,
    ClientCredentials,
    RetryPolicy,
    Udacity,
    UserToken,
)
from udacity_client.auth.credentials import Credentials
from udacity_client.emulator import Emulator


class Stage:
    """Hold what a scenario needs: an emulator, a vault, and clients of one flavour."""

    def __init__(self, emulator: Emulator, *, flavour: str, folder: Path) -> None:
        self.emulator = emulator
        self.folder = folder
        self.vault = Vault(emulator)
        self.clock = VirtualClock()
        self.opened: list[AnyUdacity] = []
        self._is_sync = flavour == "sync"
        self._silent = ExitStack()

    def client(
        self,
        credentials: Credentials | None = None,
        *,
        user_token: UserToken | None = None,
        base_url: str | None = None,
        deadline: float = 120.0,
        http_client: httpx.Client | httpx.AsyncClient | None = None,
    ) -> AnyUdacity:
        """Return a client that is closed when the test ends."""
        kind = Udacity if self._is_sync else AsyncUdacity
        udacity = kind(
            credentials or self.credentials(),
            user_token=user_token,
            base_url=base_url or self.emulator.base_url,
            deadline=deadline,
            retry=RetryPolicy(attempts=4),
            http_client=http_client,  # type: ignore[arg-type]  # one of the same flavour
        )
        on_virtual_time(udacity, self.clock)
        self.opened.append(udacity)
        return udacity

    def staff(self) -> AnyUdacity:
        """Return a client that a user of Udacity's staff is logged in to."""
        return self.client(user_token=UserToken(self.emulator.user_token))

    def credentials(self, *, company_id: str | None = None) -> ClientCredentials:
        """Return a credential that is accepted, unless the company is unknown."""
        return ClientCredentials(
            client_id=self.emulator.client_id,
            client_secret=self.emulator.client_secret,
            company_id=company_id,
        )

    def silent_url(self) -> str:
        """Return the address of a server that accepts connections and never answers."""
        listener = self._silent.enter_context(socket.create_server(("127.0.0.1", 0)))
        return f"http://127.0.0.1:{listener.getsockname()[1]}/api"

    def dead_url(self) -> str:
        """Return an address that nobody listens at."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            return f"http://127.0.0.1:{listener.getsockname()[1]}/api"

    async def close(self) -> None:
        """Close what was opened, and forget the faults that did not come."""
        self._silent.close()
        self.emulator.faults.clear()
        for udacity in self.opened:
            if isinstance(udacity, Udacity):
                udacity.close()
            else:
                await udacity.aclose()
