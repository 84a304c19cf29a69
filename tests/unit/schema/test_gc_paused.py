"""What is made while garbage collection is paused is not walked at once afterwards."""

from __future__ import annotations

import gc

from udacity_client.schema.gc_paused import gc_paused


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
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with gc_paused():
            made = [list[object]() for _ in range(1_000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() == frozen
        assert gc.is_tracked(made)
    finally:
        gc.unfreeze()


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
