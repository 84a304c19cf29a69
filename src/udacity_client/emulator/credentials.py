"""The store of client credentials. Who may manage them is decided in `resolvers`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hmac import compare_digest
from random import Random

from udacity_client.system.interrupt_safety import InterruptSafeLock


@dataclass(frozen=True, slots=True)
class ClientCredential:
    """A client ID and secret that cover one or more companies."""

    client_id: str
    secret: str = field(repr=False)
    company_ids: tuple[str, ...]
    description: str | None
    created_at: datetime
    revoked_at: datetime | None = None

    @property
    def secret_hint(self) -> str:
        """Return the secret with all but the last four characters masked."""
        return f"udcs_••••••••{self.secret[-4:]}"


class CredentialStore:
    """All client credentials, by client ID. Thread-safe."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = InterruptSafeLock()
        self._credentials: dict[str, ClientCredential] = {}

    def seed(self, source: str, company_ids: tuple[str, ...]) -> ClientCredential:
        """Add a credential; the same *source* gives the same ID and secret."""
        random = Random(source)  # noqa: S311 - protects made-up data only
        return self._add(
            f"udcl_{random.randbytes(16).hex()}",
            f"udcs_{random.randbytes(24).hex()}",
            company_ids,
            "Seeded at start",
        )

    def create(
        self,
        company_ids: Collection[str],
        description: str | None,
        *,
        replacing: Collection[str] = (),
    ) -> ClientCredential:
        """Add a credential, and revoke those with the IDs *replacing* in one step."""
        with self._lock:
            for client_id in replacing:
                self._revoke(client_id)
            return self._add(
                f"udcl_{secrets.token_hex(16)}",
                f"udcs_{secrets.token_urlsafe(24)}",
                tuple(dict.fromkeys(company_ids)),
                description,
            )

    def find(self, client_id: str) -> ClientCredential | None:
        """Return the credential with this ID, revoked or not."""
        return self._credentials.get(client_id)

    def match(self, client_id: str, secret: str) -> ClientCredential | None:
        """Return the credential with this ID and secret, unless it is revoked."""
        credential = self.find(client_id)
        if credential is None or credential.revoked_at is not None:
            return None
        matches = compare_digest(credential.secret.encode(), secret.encode())
        return credential if matches else None

    def list_all(self) -> list[ClientCredential]:
        """Return all credentials, oldest first, revoked or not."""
        return list(self._credentials.values())

    def overlapping(self, company_ids: Collection[str]) -> list[ClientCredential]:
        """Return the credentials that cover any of these companies and are valid."""
        return [
            credential
            for credential in self.list_all()
            if credential.revoked_at is None
            and not set(company_ids).isdisjoint(credential.company_ids)
        ]

    def revoke(self, client_id: str) -> bool:
        """Revoke a credential, and return whether it was valid until now."""
        with self._lock:
            return self._revoke(client_id)

    def _revoke(self, client_id: str) -> bool:
        credential = self._credentials[client_id]
        if credential.revoked_at is not None:
            return False
        self._credentials[client_id] = replace(credential, revoked_at=self._now())
        return True

    def _add(
        self,
        client_id: str,
        secret: str,
        company_ids: tuple[str, ...],
        description: str | None,
    ) -> ClientCredential:
        credential = ClientCredential(
            client_id, secret, company_ids, description, self._now()
        )
        self._credentials[client_id] = credential
        return credential

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)
