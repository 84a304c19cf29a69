"""`udacity auth login`: store a client credential as a profile."""

from __future__ import annotations

import os

from udacity_client.auth.credentials import ClientCredentials
from udacity_client.auth.environment import Environment
from udacity_client.auth.profile import profile_name
from udacity_client.auth.profile_writer import write_profile
from udacity_client.auth.secret import SecretText
from udacity_client.cli.printing import print_line, say
from udacity_client.endpoints import DEFAULT_BASE_URL
from udacity_client.options import ClientOptions
from udacity_client.transport.sync_transport import Transport

_OVERRIDES = (
    "UDACITY_CLIENT_ID",
    "UDACITY_TOKEN",
    "UDACITY_API_KEY",
    "UDACITY_CREDENTIALS_COMMAND",
)


def log_in(
    *,
    client_id: str,
    secret: SecretText,
    company: str | None,
    profile: str,
    url: str | None,
) -> None:
    """Request a token with the credential; if Udacity gives one, write the profile.

    Raises:
        CredentialsError: The credential is malformed, or Udacity refused it.
        ConfigurationError: The profile cannot be written.
        UdacityError: Udacity could not be reached.
    """
    environ = Environment(os.environ)
    company = company or environ.get("UDACITY_COMPANY_ID")
    credentials = ClientCredentials(client_id=client_id, client_secret=secret.reveal())
    options = ClientOptions(credentials=credentials, company_id=company, base_url=url)
    transport = Transport(options)
    try:
        transport.token()
    finally:
        transport.close()
    values: dict[str, str | SecretText] = {
        "client_id": client_id,
        "client_secret": secret,
    }
    if company is not None:
        values["company_id"] = company
    if (base_url := options.endpoints.base_url) != DEFAULT_BASE_URL:
        values["base_url"] = base_url
    path = write_profile(profile, values, environ)
    print_line(f"Udacity accepted it. The profile {profile!r} is in {path}.")
    if profile != profile_name(environ):
        say(f"To use it, set UDACITY_PROFILE={profile}.")
    _warn_of_overrides()


def _warn_of_overrides() -> None:
    """Warn of variables that are used instead of every profile."""
    if given := [name for name in _OVERRIDES if os.environ.get(name)]:
        say(
            f"{' and '.join(given)} {'is' if len(given) == 1 else 'are'} set, and used "
            "instead of any profile. Unset what is set to use the profile."
        )
