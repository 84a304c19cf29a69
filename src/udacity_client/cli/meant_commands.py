"""Suggestions for unknown commands and options, by what they mean in Udacity's API.

Typer suggests what is spelled alike: `program-progress` for `programs`, and nothing for
`learners`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Final

from typer.core import TyperGroup

from udacity_client.cli.empty_values import require_values

_PROGRAMS: Final = ("program", "programs", "course", "courses", "nanodegrees")
_LEARNERS: Final = ("learner", "users", "students", "enrollments", "progress")
_PLANS: Final = ("plan", "learning-plan", "learning-plans", "subscriptions")
_ASSESSMENTS: Final = ("assessment", "assessments")


class _GroupThatSuggests(TyperGroup):
    """Commands that know what is meant by words that are not among them."""

    meant: ClassVar[Mapping[str, tuple[str, ...]]]

    def resolve_command(
        self,
        ctx: Any,  # typer's own class has no public name
        args: list[str],
    ) -> tuple[str | None, Any, list[str]]:
        """Return the command that *args* name; fail with what may be meant instead."""
        meant = self.meant.get(args[0].lower(), ()) if args else ()
        if meant and args[0] not in self.commands:
            said = ", ".join(map(repr, meant))
            ctx.fail(f"No such command {args[0]!r}. Did you mean {said}?")
        require_values(ctx, args)
        return super().resolve_command(ctx, args)


class UdacityGroup(_GroupThatSuggests):
    """All commands."""

    meant: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {
            **dict.fromkeys(_PROGRAMS, ("catalog",)),
            **dict.fromkeys((*_LEARNERS, "roster"), ("learners",)),
            **dict.fromkeys(_PLANS, ("plans",)),
            **dict.fromkeys(_ASSESSMENTS, ("catalog", "export assessment-progress")),
            "attempts": ("export assessment-progress",),
            "login": ("auth login",),
            "pull": ("schema pull",),
            "check": ("schema check",),
        }
    )


class ExportGroup(_GroupThatSuggests):
    """The commands of `export`."""

    meant: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {
            **dict.fromkeys(_PROGRAMS, ("catalog --table programs",)),
            **dict.fromkeys((*_LEARNERS, "learners"), ("program-progress",)),
            **dict.fromkeys(
                (*_PLANS, "plans"),
                ("catalog --table learning-plans", "learning-plan-progress"),
            ),
            **dict.fromkeys(
                _ASSESSMENTS, ("catalog --table assessments", "assessment-progress")
            ),
            "attempts": ("assessment-progress",),
            "roster": ("program-progress",),
        }
    )


_SAME: Final = (
    {"--program", "--course", "--nanodegree"},
    {"--learning-plan-id", "--plan", "--only-plan", "--learning-plan", "--plan-id"},
    {"--assessment-id", "--assessment"},
    {"--assessment-result", "--result"},
    {"--program-type", "--type"},
    {"--on-track-status", "--on-track"},
    {"--user-id", "--query", "--user", "--learner"},
    {"--query", "--email", "--name", "--search", "--filter"},
    {"--from", "--to", "--database", "--db", "--file", "--input"},
    {"--output", "--to", "-o", "--file", "--out"},
    {"--format", "--json", "--csv"},
    {"--order-by", "--order", "--sort", "--sort-by"},
    {"--columns", "--fields", "--select"},
    {"--limit", "--first", "--max", "--max-items"},
    {"--separator", "--delimiter", "--sep"},
    {"--company", "--company-id"},
    {"--url", "--base-url", "--host"},
    {"--quiet", "--silent"},
)
"""Options of one meaning: those that a command has, and what others call them."""


def meant_options(word: str, known: Iterable[str]) -> list[str]:
    """Return those of the *known* options that may be meant by an unknown *word*."""
    same = {one for names in _SAME if word in names for one in names}
    return sorted(one for one in same.intersection(known) if one.startswith("--"))
