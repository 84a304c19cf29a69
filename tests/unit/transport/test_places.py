from __future__ import annotations

import gc
from weakref import ref

from udacity_client.transport.places import Places


def test_there_are_as_many_places_as_were_asked_for() -> None:
    places = Places(2)
    held = [places.acquire(within=0), places.acquire(within=0)]

    assert None not in held
    assert places.acquire(within=0) is None
    assert held[0] is not None
    held[0].release()
    assert places.acquire(within=0) is not None


def test_a_place_that_is_dropped_is_free_again() -> None:
    places = Places(1)
    for _ in range(3):
        assert places.acquire(within=0) is not None
        gc.collect()


def test_places_do_not_outlive_their_owner() -> None:
    places = Places(3)
    held = places.acquire(within=0)
    gone = ref(places)
    del places
    gc.collect()

    assert gone() is None
    assert held is not None
    held.release()
