"""The credential that a client's arguments name. Nothing is looked up or sent."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from typing import TypeAlias

from udacity_client.auth.credentials import (
    ClientCredentials,
    Credentials,
    StaticToken,
    UserToken,
)
from udacity_client.errors import ConfigurationError
from udacity_client.system.option_kinds import describe, is_function

__all__ = ["CredentialArguments", "GivenSecret", "read_arguments"]

GivenSecret: TypeAlias = str | PathLike[str] | Callable[[], str]
"""A client secret, the path of a file that holds it, or a function that returns it."""


class CredentialArguments:
    """What the arguments gave: credentials, or an error that `require` raises.

    It keeps an error instead of raising it, so the caller can first delete its
    arguments: a traceback may list the locals of each frame, and these hold secrets.
    """

    __slots__ = ("_found", "_user")

    def __init__(
        self,
        found: Credentials | ConfigurationError | None,
        user: UserToken | None,
    ) -> None:
        self._found = found
        self._user = user

    def require(self) -> tuple[Credentials | None, UserToken | None]:
        """Return the credential and the user token; `None` for what was left out.

        Raises:
            CredentialsError: The credential is malformed.
            ConfigurationError: The arguments contradict each other, or one is of a type
                that is not a credential.
        """
        if isinstance(self._found, ConfigurationError):
            raise self._found
        return self._found, self._user


def read_arguments(
    credentials: Credentials | None,
    *,
    client_id: str | None,
    client_secret: GivenSecret | None,
    token: str | None,
    user_token: UserToken | None,
) -> CredentialArguments:
    """Return the credential that a client's arguments name, or what is wrong."""
    problem = _type_problem(credentials, user_token) or _conflict(
        credentials=credentials is not None,
        client_id=client_id is not None,
        client_secret=client_secret is not None,
        token=token is not None,
    )
    if problem:
        return CredentialArguments(ConfigurationError(problem), None)
    try:
        if client_id is not None and client_secret is not None:
            credentials = ClientCredentials(
                client_id=client_id, client_secret=client_secret
            )
        elif token is not None:
            credentials = StaticToken(token)
    except ConfigurationError as error:
        return CredentialArguments(error.with_traceback(None), None)
    return CredentialArguments(credentials, user_token)


def _conflict(**given: bool) -> str | None:
    """Return which arguments contradict each other, or which half is missing."""
    names = [name for name, is_given in given.items() if is_given]
    if names == ["client_id"]:
        return (
            "client_id is given, and client_secret is not. Give both, or leave both "
            "to the environment."
        )
    if names == ["client_secret"]:
        return (
            "client_secret is given, and client_id is not. Give both, or leave both "
            "to the environment."
        )
    if len(names) > 1 and names != ["client_id", "client_secret"]:
        return f"{' and '.join(names)} are given; give only one credential."
    return None


def _type_problem(credentials: object, user_token: object) -> str | None:
    if not (
        credentials is None
        or isinstance(credentials, ClientCredentials | StaticToken)
        or is_function(credentials)
    ):
        advice = _credentials_advice(credentials)
        return f"credentials is {describe(credentials)}. {advice}"
    if not (user_token is None or isinstance(user_token, UserToken)):
        return f"user_token is {describe(user_token)}. Write user_token=UserToken(...)."
    return None


def _credentials_advice(credentials: object) -> str:
    if isinstance(credentials, str):
        return (
            "For a token write token=..., for a client credential client_id=... and "
            "client_secret=...."
        )
    if isinstance(credentials, UserToken):
        return "Write user_token=... for the JWT of a logged-in user."
    return (
        "Write client_id=... and client_secret=..., or token=..., or pass a "
        "ClientCredentials, a StaticToken or a function that returns one."
    )
