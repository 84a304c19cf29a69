"""The outcome of looking into one assumption."""

from __future__ import annotations

from typing import NamedTuple

from udacity_client.drift.confirm.judgement import Verdict


class Outcome(NamedTuple):
    """A verdict, what was found or why it is unknown, and what to do.

    The texts are our own words and numbers: never those of the API.
    """

    verdict: Verdict
    reason: str = ""
    advice: str = ""


CONFIRMED = Outcome("confirmed")


def refuted(reason: str, advice: str = "") -> Outcome:
    """Return that the API contradicts an assumption."""
    return Outcome("refuted", reason, advice)


def unknown(reason: str) -> Outcome:
    """Return that nothing was learned."""
    return Outcome("unknown", reason)


def correct(what: str) -> str:
    """Return the advice for what the documentation says otherwise."""
    return f"Correct {what} in this client: the documentation says otherwise."
