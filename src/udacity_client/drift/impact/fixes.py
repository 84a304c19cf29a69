"""The commands that findings name as their fix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from udacity_client.drift.impact.impact import Impact


@dataclass(frozen=True)
class FixCommands:
    """What to type, with `{domain}` for the domain; with the options of this run.

    Attributes:
        accept: Makes the other schema the committed one, and generates code.
        replace: Does the same although calls break: `accept` refuses that.
        replace_of: What does so for domains that need another command, by domain.
        instead: What to do about everything, if the project cannot change its schemas.
    """

    accept: str = "udacity schema accept {domain} --live"
    replace: str = "udacity schema pull {domain} && udacity generate"
    replace_of: Mapping[str, str] = field(default_factory=dict[str, str])
    instead: str | None = None

    def accept_command(self, domain: str) -> str:
        """Return what makes the other schema of *domain* the committed one."""
        # Not `format`: options may hold braces.
        return self.accept.replace("{domain}", domain)

    def replace_command(self, domain: str) -> str:
        """Return what does the same although calls break."""
        return self.replace_of.get(domain, self.replace).replace("{domain}", domain)

    def fix(self, impact: Impact, domain: str) -> str:
        """Return what to do about *impact*, ending in the command if there is one."""
        if self.instead is not None:
            return self.instead
        accept = self.accept_command(domain)
        replace = self.replace_command(domain)
        match impact.fixed_by:
            case "operations":
                return f"Change the operations, then: {accept}"
            case "callers":
                return (
                    f"Run: {replace}; then change every call to send what is required "
                    "now"
                )
            case "readers":
                return f"Run: {replace}; then change the code that uses these values"
            case _:
                return accept


DEFAULT_FIXES: Final = FixCommands()
