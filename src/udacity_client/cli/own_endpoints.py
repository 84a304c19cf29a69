"""`[tool.udacity-client.endpoints]`: where a project's own domains are.

Each has a URL, and headers whose secrets are in environment variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from pydantic import BaseModel, ConfigDict, model_validator

from udacity_client.endpoints import url_problem
from udacity_client.errors import ConfigurationError
from udacity_client.protocol.endpoint_request import EndpointRequest

ENDPOINTS_TABLE: Final = "[tool.udacity-client.endpoints]"

_EXAMPLE: Final = "https://shop.example.com/graphql"
_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SECRET: Final = re.compile(r"authorization|cookie|key|secret|token", re.IGNORECASE)
_DOMAIN: Final = re.compile(r"\w[\w-]*")
_OURS: Final = "UDACITY_"
_TAKEN: Final = frozenset(
    {"accept", "accept-encoding", "connection", "content-encoding", "content-length"}
    | {"content-type", "host", "transfer-encoding"}
)
"""Headers that follow from what is sent."""


class EndpointTable(BaseModel):
    """One entry of the table, as it was written: a URL, or a URL and headers."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    url: str
    headers: dict[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _read_url(cls, entry: object) -> object:
        return {"url": entry} if isinstance(entry, str) else entry


@dataclass(frozen=True, slots=True)
class OwnEndpoint:
    """Where one domain of the project's own is.

    Attributes:
        domain: The domain.
        url: The endpoint.
        headers: The headers, in which `${NAME}` stands for an environment variable.
    """

    domain: str
    url: str
    headers: Mapping[str, str]

    def resolve(self, environ: Mapping[str, str]) -> EndpointRequest:
        """Return the endpoint with the values of its variables, which are secrets.

        Raises:
            ConfigurationError: A variable is not set, or no header can hold its value.
        """
        values = {
            variable: _value_of(variable, environ, self, header)
            for header, text in self.headers.items()
            for variable in _VARIABLE.findall(text)
        }
        headers = {
            # Blanks around it are no part of a header's value (RFC 9110, 5.5).
            header: _VARIABLE.sub(lambda found: values[found[1]], text).strip()
            for header, text in self.headers.items()
        }
        return EndpointRequest(
            domain=self.domain,
            url=self.url,
            headers=headers,
            secrets=tuple(values.values()),
            advice=self._advice(),
        )

    def _advice(self) -> str:
        if not self.headers:
            return (
                f"It got no headers. Name those that it needs in {ENDPOINTS_TABLE}: "
                f"{self.domain} = {{ url = …, headers = {{ Authorization = "
                '"Bearer ${VARIABLE}" } }.'
            )
        named = ", ".join(
            " from ".join((header, *_VARIABLE.findall(text)))
            for header, text in self.headers.items()
        )
        return f"Check what it got: {named}."


def read_endpoints(tables: Mapping[str, EndpointTable]) -> dict[str, OwnEndpoint]:
    """Return the endpoints in the table, by domain.

    Raises:
        ConfigurationError: A URL or a header cannot be used.
    """
    for domain, table in tables.items():
        if not _DOMAIN.fullmatch(domain):
            # It becomes the name of a file.
            message = "is not a domain; write letters, digits, `_` and `-`"
            raise ConfigurationError(f"{ENDPOINTS_TABLE} {domain!r} {message}.")
        # Neither the URL nor a header's text is shown: both may hold a secret.
        problem = _url_problem(table.url) or _headers_problem(table.headers)
        if problem is not None:
            raise ConfigurationError(f"{ENDPOINTS_TABLE} {domain}: {problem}.")
    return {
        domain: OwnEndpoint(domain, table.url, table.headers)
        for domain, table in tables.items()
    }


def _url_problem(url: str) -> str | None:
    if "@" in url:
        return "url holds a user name or password; give them in a header"
    problem = url_problem(url, example=_EXAMPLE)
    return f"url: {problem}" if problem else None


def _headers_problem(headers: Mapping[str, str]) -> str | None:
    for name, text in headers.items():
        if not _NAME.fullmatch(name) or name.lower() in _TAKEN:
            return f"headers.{name} is not a header to choose; leave it out"
        ours = [one for one in _VARIABLE.findall(text) if one.startswith(_OURS)]
        if ours:
            return (
                f"headers.{name} names {ours[0]}, and what such variables hold is for "
                "Udacity alone; put what this server needs into another one"
            )
        rest, variables = _VARIABLE.subn("", text)
        if "$" in rest or not rest.isprintable() or not rest.isascii():
            return (
                f"headers.{name} must be plain text, in which ${{NAME}} stands for an "
                "environment variable"
            )
        if not variables and _SECRET.search(name):
            return (
                f"headers.{name} looks like a secret, which does not belong into a "
                "file; put it into an environment variable, and write ${NAME}"
            )
    return None


def _value_of(
    variable: str, environ: Mapping[str, str], endpoint: OwnEndpoint, header: str
) -> str:
    value = environ.get(variable, "").strip(" ")
    needed = f"{variable}, which the header {header} of {endpoint.domain} needs,"
    if not value:
        message = f"{needed} is not set. Set it, or change {ENDPOINTS_TABLE}."
        raise ConfigurationError(message)
    if not value.isascii() or not value.isprintable():
        del value
        message = f"{needed} holds a line break or a character beyond ASCII."
        raise ConfigurationError(f"{message} Copy it again.")
    return value
