"""Open, update and close pull requests through GitHub's REST API, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, cast

import httpx

from udacity_client.errors import ConfigurationError, UdacityError

LONGEST_BODY: Final = 65_536
"""How many characters GitHub takes as the body of a pull request."""

_VERSION: Final = "2022-11-28"
_WITHIN: Final = 30.0


class GitHubError(UdacityError):
    """Report that GitHub refused something, or could not be reached."""


class PullRequest(NamedTuple):
    """Hold what is known of an open pull request.

    Attributes:
        number: Its number in the repository.
        body: What it says.
        url: Where people see it.
    """

    number: int
    body: str
    url: str


class GitHub:
    """Keep the pull requests of one repository.

    Args:
        repository: Its name, such as `acme/learning`.
        token: What GitHub lets us in with; it is never shown.
        api: Where GitHub's API is.
    """

    def __init__(self, repository: str, *, token: str, api: str) -> None:
        self._repository = repository
        self._client = httpx.Client(
            base_url=api,
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {token}",
                "X-GitHub-Api-Version": _VERSION,
            },
            timeout=_WITHIN,
        )

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> GitHub:
        """Return the repository that a workflow runs for.

        Raises:
            ConfigurationError: `GITHUB_REPOSITORY` or `GITHUB_TOKEN` is not set.
        """
        found = {name: environment.get(name, "") for name in _NEEDED}
        missing = [name for name, value in found.items() if not value]
        if missing:
            raise ConfigurationError(
                f"{' and '.join(missing)} is not set. A workflow of GitHub's sets "
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
        found = self._ask("GET", "pulls", query=query)
        opened = [_pull_request(one) for one in cast("list[object]", found)]
        return opened[0] if opened else None

    def open(self, *, branch: str, base: str, title: str, body: str) -> PullRequest:
        """Return a new pull request from *branch* into *base*."""
        content = {"head": branch, "base": base, "title": title, "body": body}
        return _pull_request(self._ask("POST", "pulls", content))

    def update(self, number: int, *, title: str, body: str) -> None:
        """Let the pull request say something else."""
        self._ask("PATCH", f"pulls/{number}", {"title": title, "body": body})

    def label(self, number: int, labels: Sequence[str]) -> None:
        """Give the pull request *labels*, and no others."""
        self._ask("PUT", f"issues/{number}/labels", {"labels": list(labels)})

    def close(self, number: int, *, comment: str) -> None:
        """Close the pull request, saying why."""
        self._ask("POST", f"issues/{number}/comments", {"body": comment})
        self._ask("PATCH", f"pulls/{number}", {"state": "closed"})

    def _ask(
        self,
        method: str,
        path: str,
        content: Mapping[str, object] | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> object:
        url = f"/repos/{self._repository}/{path}"
        try:
            answer = self._client.request(method, url, json=content, params=query)
        except httpx.HTTPError as error:
            failure = f"could not be reached: {type(error).__name__}. Run it again."
        else:
            if answer.is_success:
                return cast("object", answer.json())
            failure = f"refused with {answer.status_code}: {_reason(answer)}"
        raise GitHubError(f"GitHub, asked to {method} {url}, {failure}")

    def __repr__(self) -> str:
        return f"GitHub({self._repository!r})"


_NEEDED: Final = ("GITHUB_REPOSITORY", "GITHUB_TOKEN")


def _pull_request(found: object) -> PullRequest:
    content = cast("dict[str, object]", found)
    return PullRequest(
        number=cast("int", content["number"]),
        body=str(content.get("body") or ""),
        url=str(content.get("html_url") or ""),
    )


def _reason(answer: httpx.Response) -> str:
    """Return what GitHub says, and what most often is the matter."""
    try:
        content = cast("object", answer.json())
    except ValueError:
        content = None
    told = "no reason given"
    if isinstance(content, dict):
        told = str(cast("dict[str, object]", content).get("message", told))
    return (
        f"{told}. The token has to be allowed to write contents, pull requests and "
        "issues: permissions: {contents: write, pull-requests: write, issues: write}; "
        "and the repository's settings have to let workflows open pull requests."
    )
