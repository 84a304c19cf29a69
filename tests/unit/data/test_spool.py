"""What an interrupted export leaves on the disk, and who may go on with it."""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from udacity_client.data.moving import Walk
from udacity_client.data.spool import HOUR, Spool
from udacity_client.errors import ConfigurationError
from udacity_client.system.private_files import BusyError

SCHEMA = pa.schema(
    [("number", pa.int64()), ("kind", pa.dictionary(pa.int32(), pa.string()))]
)
NOW = 1_800_000_000.0


def spool(folder: Path, *, schema: pa.Schema = SCHEMA, order: str = "EMAIL") -> Spool:
    return Spool(folder / "spool", {"order": order}, schema, NOW)


def page(*numbers: int) -> pa.RecordBatch:
    kinds: Any = pa.array([f"kind {number}" for number in numbers]).dictionary_encode()
    return pa.RecordBatch.from_arrays([pa.array(numbers), kinds], schema=SCHEMA)


def numbers_in(kept: Spool) -> list[Any]:
    return [
        batch.column("number").to_pylist()
        for walk in kept.walks
        for batch in kept.batches(walk)
    ]


def interrupted(folder: Path) -> None:
    """Leave two pages, and a third one that no state names."""
    left = spool(folder)
    walk = Walk(least=5, most=6)
    left.walks.append(walk)
    for number, cursor in ((1, "a"), (2, "b")):
        walk.cursor = cursor
        left.add_page(walk, page(number, number + 10))
        left.save()
    left.add_page(walk, page(3))
    left.close()


def test_whole_pages_are_there_after_an_interruption(tmp_path: Path) -> None:
    interrupted(tmp_path)
    kept = spool(tmp_path)
    assert kept.resume(NOW + HOUR) is None
    assert numbers_in(kept) == [[1, 11], [2, 12]]
    (walk,) = kept.walks
    assert (walk.cursor, walk.least, walk.most, walk.is_done) == ("b", 5, 6, False)


def test_an_interrupted_export_goes_on_in_the_same_file(tmp_path: Path) -> None:
    interrupted(tmp_path)
    kept = spool(tmp_path)
    assert kept.resume(NOW) is None
    kept.add_page(kept.walks[0], page(3))
    kept.walks.append(Walk(number=1, page_size=50))
    kept.add_page(kept.walks[1], page(4))
    kept.save()
    assert numbers_in(kept) == [[1, 11], [2, 12], [3], [4]]  # while it is written
    kept.close()
    again = spool(tmp_path)
    assert again.resume(NOW) is None
    assert numbers_in(again) == [[1, 11], [2, 12], [3], [4]]
    assert [walk.page_size for walk in again.walks] == [None, 50]


def test_a_cut_file_gives_its_whole_pages(tmp_path: Path) -> None:
    interrupted(tmp_path)
    pages = tmp_path / "spool" / "0-0.arrows"
    pages.write_bytes(pages.read_bytes()[:-100])
    kept = spool(tmp_path)
    assert kept.resume(NOW) is None
    assert numbers_in(kept) == [[1, 11], [2, 12]]


def test_all_of_it_is_for_this_user_alone(tmp_path: Path) -> None:
    interrupted(tmp_path)
    folder = tmp_path / "spool"
    modes = {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_another_question_is_refused_and_named(tmp_path: Path) -> None:
    interrupted(tmp_path)
    with pytest.raises(ConfigurationError, match='something else: order "EMAIL"'):
        spool(tmp_path, order="LAST_ACTIVE").resume(NOW)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    interrupted(tmp_path)
    other = SCHEMA.append(pa.field("new", pa.string()))
    with pytest.raises(ConfigurationError, match="something else: columns"):
        spool(tmp_path, schema=other).resume(NOW)


@pytest.mark.parametrize("now", [NOW + HOUR + 1, NOW - 1])
def test_an_old_one_is_left_alone(tmp_path: Path, now: float) -> None:
    interrupted(tmp_path)
    kept = spool(tmp_path)
    assert kept.resume(now) == "the interrupted export is more than an hour old"
    assert kept.walks == []


@pytest.mark.parametrize("state", [None, "", "{}", "[]", '{"walks": 1}'])
def test_a_state_that_cannot_be_read_is_none(tmp_path: Path, state: str | None) -> None:
    interrupted(tmp_path)
    file = tmp_path / "spool" / "state.json"
    if state is None:
        file.unlink()
    else:
        file.write_text(state)
    reason = spool(tmp_path).resume(NOW)
    assert reason == "there is no interrupted export to go on with"


def test_a_newer_version_is_refused(tmp_path: Path) -> None:
    interrupted(tmp_path)
    file = tmp_path / "spool" / "state.json"
    state = json.loads(file.read_text())
    state["request"]["version"] = 99
    file.write_text(json.dumps(state))
    with pytest.raises(ConfigurationError, match="something else: version"):
        spool(tmp_path).resume(NOW)


def test_two_exports_do_not_share_one(tmp_path: Path) -> None:
    first = spool(tmp_path)
    with pytest.raises(BusyError, match="Another export or sync is under way"):
        spool(tmp_path)
    first.close()
    spool(tmp_path).remove()
    assert not (tmp_path / "spool").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 1},
        {"number": 10**400},
        {"part": -1},
        {"size": 10**30},
        {"size": -1},
        {"size": 8},
        {"checksum": 0},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_state_that_does_not_fit_its_pages_is_refused(
    tmp_path: Path, changed: dict[str, int]
) -> None:
    interrupted(tmp_path)
    file = tmp_path / "spool" / "state.json"
    state = json.loads(file.read_text())
    state["walks"][0] |= changed
    file.write_text(json.dumps(state))
    reason = spool(tmp_path).resume(NOW)
    assert reason in {
        "the pages of the interrupted export are damaged",
        "there is no interrupted export to go on with",
    }


def test_a_flipped_bit_of_a_page_is_found(tmp_path: Path) -> None:
    interrupted(tmp_path)
    pages = tmp_path / "spool" / "0-0.arrows"
    content = pages.read_bytes()
    place = content.index((11).to_bytes(8, "little"))  # a number of the first page
    for byte in (0, place, place + 1):
        flipped = bytearray(content)
        flipped[byte] ^= 1
        pages.write_bytes(flipped)
        kept = spool(tmp_path)
        assert kept.resume(NOW) == "the pages of the interrupted export are damaged"
        kept.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="There are no FIFOs here.")
@pytest.mark.parametrize("name", ["0-0.arrows", "0-1.arrows", "state.json"])
def test_a_fifo_among_the_pages_does_not_block(tmp_path: Path, name: str) -> None:
    interrupted(tmp_path)
    file = tmp_path / "spool" / name
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    kept = spool(tmp_path)
    assert kept.resume(NOW) == "something else than files is among its pages"
    kept.clear()
    assert [one.name for one in (tmp_path / "spool").iterdir()] == ["lock"]


@pytest.mark.parametrize("name", ["0-0.arrows", "result.part", "state.json"])
def test_nothing_is_written_through_a_symlink(tmp_path: Path, name: str) -> None:
    interrupted(tmp_path)
    other, link = tmp_path / "other", tmp_path / "spool" / name
    if link.exists():
        link.rename(other)
    else:
        other.write_text("of another program")
    before = other.read_bytes()
    link.symlink_to(other)
    kept = spool(tmp_path)
    assert kept.resume(NOW) == "something else than files is among its pages"
    kept.clear()
    assert other.read_bytes() == before
    assert [one.name for one in (tmp_path / "spool").iterdir()] == ["lock"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="There are no FIFOs here.")
def test_a_fifo_for_the_lock_is_refused(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir(mode=0o700)
    os.mkfifo(tmp_path / "spool" / "lock", mode=0o600)
    with pytest.raises((ConfigurationError, OSError)):
        spool(tmp_path)


def test_pages_that_are_missing_or_damaged_are_not_gone_on_with(tmp_path: Path) -> None:
    interrupted(tmp_path)
    pages = tmp_path / "spool" / "0-0.arrows"
    content = pages.read_bytes()
    for damaged in (content[:400], content[:100], b"", b"\xff" * 100):
        pages.write_bytes(damaged)
        kept = spool(tmp_path)
        assert kept.resume(NOW) == "the pages of the interrupted export are damaged"
        assert kept.walks == []
        kept.close()
