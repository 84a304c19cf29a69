"""Pull requests of one repository, through GitHub's REST API."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, cast

from udacity_client.errors import ConfigurationError, UdacityError
from udacity_client.transport.rest import RestResponse, request_json

LONGEST_BODY: Final = 65_536
"""How many characters GitHub allows in the body of a pull request."""

_VERSION: Final = "2022-11-28"
_TIMEOUT: Final = 30.0


class GitHubError(UdacityError):
    """GitHub refused a request, or could not be reached."""


class PullRequest(NamedTuple):
    """An open pull request.

    Attributes:
        number: Its number in the repository.
        body: Its description, as markdown.
        url: The address of its web page.
    """

    number: int
    body: str
    url: str


class GitHub:
    """A client for the pull requests of one repository.

    Args:
        repository: Its name, such as `acme/learning`.
        token: The token to authenticate with. It is never shown.
        api: The base URL of GitHub's API.
    """

    def __init__(self, repository: str, *, token: str, api: str) -> None:
        self._repository = repository
        self._api = api.rstrip("/")
        self._headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {token}",
            "X-GitHub-Api-Version": _VERSION,
        }

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> GitHub:
        """Return a client for the repository whose workflow is running.

        Raises:
            ConfigurationError: `GITHUB_REPOSITORY` or `GITHUB_TOKEN` is not set.
        """
        found = {name: environment.get(name, "") for name in _NEEDED}
        missing = [name for name, value in found.items() if not value]
        if missing:
            are = "is" if len(missing) == 1 else "are"
            raise ConfigurationError(
                f"{' and '.join(missing)} {are} not set. A GitHub workflow sets "
                "GITHUB_REPOSITORY, and passes its token on with "
                "env: GITHUB_TOKEN: ${{ github.token }}"
            )
        return cls(
            found["GITHUB_REPOSITORY"],
            token=found["GITHUB_TOKEN"],
            api=environment.get("GITHUB_API_URL") or "https://api.github.com",
        )

    def find(self, branch: str) -> PullRequest | None:
        """Return the open pull request from *branch* of this repository."""
        owner = self._repository.partition("/")[0]
        query = {"state": "open", "head": f"{owner}:{branch}"}
        found = self._request("GET", "pulls", query=query)
        if not isinstance(found, list):
            raise _not_a_pull_request()
        opened = [_pull_request(one) for one in cast("list[object]", found)]
        return opened[0] if opened else None

    def open(self, *, branch: str, base: str, title: str, body: str) -> PullRequest:
        """Open a pull request from *branch* into *base*, and return it."""
        content = {"head": branch, "base": base, "title": title, "body": body}
        return _pull_request(self._request("POST", "pulls", content))

    def update(self, number: int, *, title: str, body: str) -> None:
        """Replace the title and the body of the pull request."""
        self._request("PATCH", f"pulls/{number}", {"title": title, "body": body})

    def label(self, number: int, labels: Sequence[str]) -> None:
        """Replace the labels of the pull request by *labels*."""
        self._request("PUT", f"issues/{number}/labels", {"labels": list(labels)})

    def close(self, number: int, *, comment: str) -> None:
        """Close the pull request with a comment that says why."""
        self._request("POST", f"issues/{number}/comments", {"body": comment})
        self._request("PATCH", f"pulls/{number}", {"state": "closed"})

    def _request(
        self,
        method: str,
        path: str,
        content: Mapping[str, object] | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> object:
        path = f"/repos/{self._repository}/{path}"
        try:
            response = request_json(
                method,
                f"{self._api}{path}",
                content,
                query=query,
                headers=self._headers,
                timeout=_TIMEOUT,
            )
        except ConnectionError as error:
            failure = f"could not be reached: {error}. Run it again."
        else:
            if 200 <= response.status < 300:  # noqa: PLR2004 - HTTP's range of success
                return _json_in(response)
            failure = f"refused with {response.status}: {_reason(response)}"
        raise GitHubError(f"GitHub, asked to {method} {path}, {failure}")

    def __repr__(self) -> str:
        return f"GitHub({self._repository!r})"


_NEEDED: Final = ("GITHUB_REPOSITORY", "GITHUB_TOKEN")


def _pull_request(found: object) -> PullRequest:
    content = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    number = content.get("number")
    if type(number) is not int:
        raise _not_a_pull_request()
    return PullRequest(
        number=number,
        body=str(content.get("body") or ""),
        url=str(content.get("html_url") or ""),
    )


def _not_a_pull_request() -> GitHubError:
    return GitHubError(
        "GitHub answered something that is not a pull request. Check GITHUB_API_URL, "
        "and whether a proxy stands in between."
    )


def _json_in(response: RestResponse) -> object:
    """Return the JSON in the body; `None` if it is something else."""
    try:
        return cast("object", json.loads(response.content))
    except (ValueError, RecursionError):
        return None


def _reason(response: RestResponse) -> str:
    """Return GitHub's message, and the most common cause."""
    content = _json_in(response)
    message = "no reason given"
    if isinstance(content, dict):
        message = str(cast("dict[str, object]", content).get("message", message))
    return (
        f"{message}. The token must be allowed to write contents, pull requests and "
        "issues: permissions: {contents: write, pull-requests: write, issues: write}; "
        "and the repository's settings must allow workflows to open pull requests."
    )
