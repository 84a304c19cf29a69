"""Judge what is assumed about tokens and who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from udacity_client.cli.confirm.answers import Answer
from udacity_client.cli.confirm.assumptions import TOKEN_LIFETIME
from udacity_client.cli.confirm.interview import Observations
from udacity_client.cli.confirm.outcome import (
    CONFIRMED,
    Outcome,
    correct,
    refuted,
    unknown,
)
from udacity_client.schema.json_objects import is_object

_OK, _UNAUTHORIZED, _FORBIDDEN = 200, 401, 403
_CODES: Final = frozenset(
    {
        *("BAD_USER_INPUT", "FORBIDDEN", "UNAUTHENTICATED", "UNAUTHORIZED"),
        *("GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"),
        *("INTERNAL_SERVER_ERROR", "NOT_FOUND", "PERMISSION_DENIED"),
    }
)
"""Codes that other APIs use, so one may be shown."""


def judge_authorization(seen: Observations) -> Iterator[tuple[str, Outcome]]:
    """Yield the outcome for each assumption of this kind."""
    yield "token.scheme", _scheme(seen)
    yield "token.bearer", _bearer(seen)
    yield "token.lifetime", _lifetime(seen)
    for name, step, message in (
        ("token.missing", "no token", "no Authorization header"),
        ("token.unknown", "wrong token", "token not found"),
    ):
        answer = seen.answers.get(step)
        why = seen.why_missing(step)
        yield name, unknown(why) if answer is None else _refusal(answer, message)
    yield "tokens.api-token", _api_token(seen)
    yield "tokens.forbidden-code", _forbidden_code(seen)
    yield "tokens.user-scheme", _user_scheme(seen)
    yield "tokens.credentials", _credentials(seen)
    yield (
        "token.refused-credential",
        unknown("A wrong secret is not tried: it might lock the credential."),
    )


def shown_code(answer: Answer) -> str:
    """Return the code of the first error, if it is one that may be shown."""
    code = next(iter(answer.codes), None)
    if code is None:
        return "no code"
    return f"the code {code}" if code in _CODES else "another code"


def _scheme(seen: Observations) -> Outcome:
    if seen.scheme_is_token is None:
        both = "Bearer" in seen.answers
        reason = "Neither scheme let the token in." if both else None
        return unknown(reason or seen.why_missing("introspection"))
    if seen.scheme_is_token:
        return CONFIRMED
    return refuted(
        "Token is refused with 401, and Bearer is accepted.",
        correct("the scheme of tokens (transport)"),
    )


def _bearer(seen: Observations) -> Outcome:
    answer = seen.answers.get("Bearer")
    if answer is None:
        return unknown(seen.why_missing("Bearer"))
    if answer.status == _UNAUTHORIZED:
        return CONFIRMED
    if seen.scheme_is_token is None or answer.status != _OK:
        return unknown(f"The answer is {answer.status}.")
    return refuted("Bearer is accepted.")


def _lifetime(seen: Observations) -> Outcome:
    answer = seen.answers.get("token")
    granted = None if answer is None else answer.data.get("generateToken")
    lifetime = granted.get("expiresIn") if is_object(granted) else None
    if not isinstance(lifetime, int):
        return unknown(seen.why_missing("token"))
    if lifetime == TOKEN_LIFETIME:
        return CONFIRMED
    return refuted(
        f"It lives {lifetime} s.", f"udacity emulator --token-lifetime {lifetime}"
    )


def _refusal(answer: Answer, message: str) -> Outcome:
    differences = list(_differences(answer, message))
    if not differences:
        return CONFIRMED
    return refuted(
        f"The answer has {' and '.join(differences)}.",
        correct("the errors of tokens (protocol/status_errors.py, the emulator)"),
    )


def _differences(answer: Answer, message: str) -> Iterator[str]:
    if answer.status != _UNAUTHORIZED:
        yield f"the status {answer.status}"
    if not answer.errors:
        yield "no GraphQL errors"
    elif message not in answer.messages:
        yield "another message"


def _api_token(seen: Observations) -> Outcome:
    answer = seen.answers.get("forbidden")
    if answer is None:
        return unknown(seen.why_missing("forbidden"))
    if answer.status == _FORBIDDEN and answer.errors:
        return CONFIRMED
    what = f"is {answer.status} with {'errors' if answer.errors else 'no errors'}"
    return refuted(f"The answer {what}.")


def _forbidden_code(seen: Observations) -> Outcome:
    answer = seen.answers.get("forbidden")
    if answer is None or answer.status != _FORBIDDEN:
        reason = "No answer was a 403."
        return unknown(reason if answer else seen.why_missing("forbidden"))
    if answer.codes == ["FORBIDDEN"]:
        return CONFIRMED
    return refuted(f"It has {shown_code(answer)}.")


def _user_scheme(seen: Observations) -> Outcome:
    accepted: dict[str, bool] = {}
    for scheme, step in (("Token", "user"), ("Bearer", "user with Bearer")):
        answer = seen.answers.get(step)
        if answer is None:
            return unknown(seen.why_missing(step))
        accepted[scheme] = answer.status != _UNAUTHORIZED
    if all(accepted.values()):
        return CONFIRMED
    if not any(accepted.values()):
        return unknown("Neither scheme let the user's token in: it may have expired.")
    only = next(scheme for scheme, taken in accepted.items() if taken)
    return refuted(
        f"It is accepted with {only} alone.",
        f"Pass UserToken(..., scheme={only!r}).",
    )


def _credentials(seen: Observations) -> Outcome:
    for step in ("user", "user with Bearer"):
        answer = seen.answers.get(step)
        if answer and "clientCredentials" in answer.data and not answer.errors:
            return CONFIRMED
    if not {"user", "user with Bearer"} & seen.answers.keys():
        return unknown(seen.why_missing("user"))
    return unknown("The user's token was refused, or there is no such field.")
