from __future__ import annotations

from turns import compare, take_turns, wall_time


def test_kinds_take_turns_and_the_first_round_does_not_count() -> None:
    seen: list[str] = []
    runs = {name: lambda name=name: seen.append(name) for name in ("a", "b")}
    prepare = {"b": lambda: seen.append("ready")}
    times = take_turns(runs, rounds=3, prepare=prepare, cost=wall_time)
    assert [len(times[name]) for name in ("a", "b")] == [3, 3]
    turns = [name for name in seen if name != "ready"]
    assert [set(turns[n : n + 2]) for n in range(0, 8, 2)] == [{"a", "b"}] * 4
    before_b = [seen[n - 1] for n, name in enumerate(seen) if name == "b"]
    assert before_b == ["ready"] * 4


def test_a_ratio_is_one_of_two_runs_of_the_same_round() -> None:
    ratio, (low, high) = compare([2.0, 30.0, 8.0], [1.0, 10.0, 2.0])
    assert ratio == 3.0
    assert (low, high) == (2.5, 3.5)


def test_one_round_has_no_spread() -> None:
    assert compare([2.0], [1.0]) == (2.0, (2.0, 2.0))
