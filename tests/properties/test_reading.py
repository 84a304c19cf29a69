"""Whatever a response holds, the fast decoders agree with pydantic."""

from __future__ import annotations

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from support.decoders import same_in_all_ways
from support.rich_answers import ITEM, LIST_ITEMS, LIST_PLAIN, PERSON, PLAIN, answer

NUMBERS: Final = st.integers() | st.floats() | st.decimals().map(str)
TIMES: Final = st.from_regex(
    r"\A[0-9]{1,4}-[01][0-9]-[0-3][0-9][Tt _][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?"
    r"([.,][0-9]{0,9})?(Z|z|[+-][0-2][0-9]:?[0-6][0-9])?\Z"
)
LEAVES: Final = (
    st.none()
    | st.booleans()
    | NUMBERS
    | st.text('aé"\\\x00\ud800\U0001f600', max_size=3)
    | TIMES
    | st.sampled_from(["BLUE", "RED", "NEW", "P1M", PERSON, [], {}])
)
NAMES: Final = st.sampled_from(["", "name", "node", "__typename"])
VALUES: Final = st.recursive(
    LEAVES,
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.text("ab", max_size=2), below, max_size=3)
    ),
    max_leaves=6,
)

SPELLINGS: Final = st.sampled_from([b"", b",", b"}", b'"', b"\\", b"0", b"\xff"])


@given(
    item=st.dictionaries(st.sampled_from(sorted(ITEM)), VALUES, max_size=1),
    node=st.dictionaries(st.sampled_from(sorted(PLAIN)), VALUES, max_size=1),
)
def test_odd_values_are_taken_or_refused_alike(
    item: dict[str, object], node: dict[str, object]
) -> None:
    items: list[object] = [ITEM, {**ITEM, **item}]
    records = [{**PLAIN, **node}, PLAIN]
    edges = [{"node": record} for record in records]
    same_in_all_ways(LIST_ITEMS, answer(edges, items=items))
    same_in_all_ways(LIST_PLAIN, answer(edges))


@given(at=TIMES, ended_at=TIMES)
def test_times_are_taken_or_refused_alike(at: str, ended_at: str) -> None:
    node = {**PLAIN, "at": at, "endedAt": ended_at}

    same_in_all_ways(LIST_PLAIN, answer([{"node": node}, {"node": PLAIN}]))


@given(
    place=st.integers(0), spelt=st.sampled_from([b"", b",", b"}", b'"', b"\\", b"0"])
)
def test_a_broken_answer_is_refused_alike(place: int, spelt: bytes) -> None:
    whole = answer([{"node": PLAIN}])
    at = place % len(whole)

    same_in_all_ways(LIST_PLAIN, whole[:at] + spelt + whole[at + 1 :])
