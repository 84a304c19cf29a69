"""What is made while garbage collection is paused is not walked at once afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from udacity_client.schema.gc_paused import gc_paused


@pytest.fixture
def thawed() -> Iterator[None]:
    """What the test suite froze is not, for one test."""
    gc.unfreeze()
    yield
    gc.freeze()


@pytest.mark.usefixtures("thawed")
def test_new_objects_are_in_the_oldest_generation() -> None:
    made = list[list[object]]()
    with gc_paused():
        assert not gc.isenabled()
        made += ([] for _ in range(100_000))
        assert gc.get_count()[0] >= len(made)
    assert gc.isenabled()
    assert gc.get_count()[0] < len(made)
    old = set(map(id, gc.get_objects(generation=2)))
    assert old.issuperset(map(id, made))
    assert not gc.get_freeze_count()


def test_what_an_application_froze_stays_frozen() -> None:
    of_the_application = list[list[object]]([[]])
    gc.freeze()
    with gc_paused():
        pass
    assert gc.isenabled()
    assert all(one is not of_the_application for one in gc.get_objects())


def test_an_application_that_collects_nothing_goes_on_so() -> None:
    gc.disable()
    try:
        with gc_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_block_in_a_block_changes_nothing() -> None:
    with gc_paused():
        with gc_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
