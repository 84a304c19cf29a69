"""Names of identities in a rate limit that several processes share."""

from __future__ import annotations

import hashlib
from typing import Literal

from udacity_client.auth.credentials import (
    ClientCredentials,
    Credentials,
    StaticToken,
    UserToken,
)


def limiter_key(
    kind: Literal["requests", "mints"],
    identity: Credentials | UserToken | None,
    *,
    base_url: str,
) -> str:
    """Return a name that is the same in every process with the same *identity*.

    Nobody knows whose credentials a function returns, so all functions of a machine or
    fleet share one limiter, which is too strict and never too lax. A token has no
    public part that could name it, so the key is a digest, from which nobody can find
    a random value again. The company is not part of it: the API counts by credential.

    Args:
        kind: What is limited. Other versions of this library use the same words.
        identity: Who sends the requests.
        base_url: Where the API is: each server counts for itself.
    """
    if isinstance(identity, ClientCredentials):
        who = identity.client_id
    elif isinstance(identity, StaticToken | UserToken):
        who = identity.reveal()
    else:
        who = "nobody" if identity is None else "a function"
    whole = f"{kind}\n{base_url}\n{who}"
    # A traceback may list this frame's locals.
    del who
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
