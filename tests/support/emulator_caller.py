"""Call an emulator by plain HTTP requests, without this client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from udacity_client.emulator import Emulator

GENERATE_TOKEN = """
mutation GenerateToken($input: GenerateTokenInput!) {
  generateToken(input: $input) { unredactedToken expiresIn }
}
"""


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Caller:
    """Requests to one emulator over one connection pool."""

    emulator: Emulator
    http: httpx.Client

    def url(self, domain: str) -> str:
        return f"{self.emulator.base_url}/v1/{domain}/graphql"

    def post(
        self,
        domain: str,
        query: str,
        variables: Mapping[str, object] | None = None,
        *,
        token: str | None = None,
        scheme: str = "Token",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"{scheme} {token}"
        body = {"query": query, "variables": variables}
        return self.http.post(self.url(domain), json=body, headers=sent)

    def generate_token(
        self,
        client_id: str | None = None,
        client_secret: str | None = None,
        company_id: str | None = None,
    ) -> httpx.Response:
        given = {
            "clientId": client_id or self.emulator.client_id,
            "clientSecret": client_secret or self.emulator.client_secret,
            "companyId": company_id,
        }
        return self.post("tokens", GENERATE_TOKEN, {"input": given})

    def new_token(self, company_id: str | None = None) -> str:
        """Return a token; with *company_id*, of the credential of several companies."""
        if company_id is None:
            response = self.generate_token()
        else:
            response = self.generate_token(
                self.emulator.multi_company_client_id,
                self.emulator.multi_company_client_secret,
                company_id,
            )
        token: str = response.json()["data"]["generateToken"]["unredactedToken"]
        return token

    def as_user(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        *,
        token: str | None = None,
    ) -> httpx.Response:
        """Call the tokens domain as the seeded staff user, or with another JWT."""
        return self.post(
            "tokens", query, variables, token=token or self.emulator.user_token
        )


def data(response: httpx.Response) -> Any:
    """Return the data of a response that must have no errors."""
    assert response.status_code == 200, response.text
    body = response.json()
    assert "errors" not in body, body["errors"]
    return body["data"]


def messages(response: httpx.Response) -> list[str]:
    """Return the messages of a response that must have errors."""
    return [error["message"] for error in response.json()["errors"]]
