from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from udacity_client.errors import ApiConnectionError, ResponseShapeError
from udacity_client.transport.body import Body

TEXT = b'{"data": {"all_courses": []}}' * 40
BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)
PACKED = {
    "": TEXT,
    "identity": TEXT,
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(b"") + gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:]),
    "deflate": zlib.compress(TEXT),
    "Deflate": BARE.compress(TEXT) + BARE.flush(),
}


def unpack(encoding: str, raw: bytes, *, step: int, limit: int = 1 << 20) -> bytes:
    body = Body(encoding, max_bytes=limit)
    for start in range(0, len(raw), step):
        body.feed(raw[start : start + step])
    return body.finish()


@given(encoding=st.sampled_from(list(PACKED)), step=st.integers(1, 2000))
def test_a_body_is_the_same_however_it_is_packed_and_cut(
    encoding: str, step: int
) -> None:
    assert unpack(encoding, PACKED[encoding], step=step) == TEXT


@pytest.mark.parametrize("window", [31, 15, -15])
@pytest.mark.parametrize("more", [0, 1, 21, 405])
def test_a_body_a_little_longer_than_a_piece_comes_as_a_whole(
    window: int, more: int
) -> None:
    # What is left to unpack may then fit into what zlib has read already.
    text = b"a" * (262_144 + more)
    packer = zlib.compressobj(wbits=window)
    raw = packer.compress(text) + packer.flush()
    encoding = "gzip" if window > zlib.MAX_WBITS else "deflate"
    assert unpack(encoding, raw, step=len(raw)) == text


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "Deflate"])
@given(end=st.integers(1, 60))
def test_a_body_that_breaks_off_is_an_error_that_says_so(
    encoding: str, end: int
) -> None:
    raw = PACKED[encoding]
    with pytest.raises(ApiConnectionError, match="broke off before its end") as caught:
        unpack(encoding, raw[: -min(end, len(raw) - 3)], step=7)
    assert caught.value.is_transient


def test_bytes_that_are_not_packed_are_an_error_that_says_so() -> None:
    with pytest.raises(ApiConnectionError, match="cannot be unpacked"):
        unpack("gzip", TEXT, step=5)


@pytest.mark.parametrize("step", [1, 7, 9999])
@pytest.mark.parametrize("rest", [b"\0", b"\0" * 512, b"more"])
def test_bytes_after_the_gzip_data_are_an_error_that_says_so(
    rest: bytes, step: int
) -> None:
    with pytest.raises(ApiConnectionError, match="has bytes after its gzip data"):
        unpack("gzip", PACKED["gzip"] + rest, step=step)


def test_an_empty_body_is_complete() -> None:
    assert unpack("gzip", b"", step=1) == b""


@pytest.mark.parametrize("encoding", PACKED)
def test_a_body_may_be_as_long_as_the_limit_and_no_longer(encoding: str) -> None:
    raw = PACKED[encoding]
    assert unpack(encoding, raw, step=50, limit=len(TEXT)) == TEXT
    with pytest.raises(ResponseShapeError, match="longer than 1,159 bytes"):
        unpack(encoding, raw, step=50, limit=len(TEXT) - 1)


def test_nothing_is_unpacked_beyond_the_limit() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64))
    body = Body("gzip", max_bytes=3 << 20)

    with pytest.raises(ResponseShapeError, match="max_answer_bytes"):
        body.feed(bomb)
    # What is left of the bomb was not looked at.
    assert body.unpacked <= 4 << 20


def test_an_encoding_that_was_not_asked_for_is_named() -> None:
    with pytest.raises(ResponseShapeError, match="packed as 'br'"):
        Body("br", max_bytes=9)


@pytest.mark.parametrize("secret", ["udat_0123456789abcdef", "hunter2key"])
def test_what_is_no_name_of_an_encoding_is_not_quoted(secret: str) -> None:
    with pytest.raises(ResponseShapeError, match="packed in a way that was") as caught:
        Body(secret, max_bytes=10)
    assert secret not in caught.value.message
