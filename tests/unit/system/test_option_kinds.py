"""What the options of the client and of the emulator have in common."""

from __future__ import annotations

import pytest

from udacity_client.system.option_kinds import OptionKind, instance_of, with_article


def is_positive(number: int) -> bool:
    return number > 0


COUNT = OptionKind("an int", instance_of(int), "give 1 or more", is_positive)


def show(value: object) -> str:
    return f"<{value}>"


def test_a_problem_says_what_was_given_and_what_to_give() -> None:
    assert COUNT.type_problem("x") == "a str, not an int; give 1 or more."
    assert COUNT.type_problem(1.5) == "1.5, not an int; give 1 or more."
    assert COUNT.value_problem(0, show) == "<0>; give 1 or more."


def test_what_fits_is_no_problem() -> None:
    assert COUNT.type_problem(3) is None
    assert COUNT.value_problem(3, show) is None


def test_none_fits_if_the_kind_takes_it() -> None:
    either = COUNT.or_none("or None")
    assert (either.type_problem(None), either.value_problem(None, show)) == (None, None)
    assert either.type_problem([]) == "a list, not an int; give 1 or more, or None."
    assert COUNT.type_problem(None) == "None, not an int; give 1 or more."


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("int", "an int"), ("str", "a str"), ("UUID", "a UUID"), ("", "a ")],
)
def test_a_noun_gets_its_article(noun: str, expected: str) -> None:
    assert with_article(noun) == expected
