"""Compressed files, sound and not."""

import gzip
import zlib

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.clean.read.containers import MIB, decompress

TEXT = b"".join(b"Line %d of an article that is long enough to be squeezed.\n" % number for number in range(5000))
PACK = {"gzip": gzip.compress, "zstd": zstandard.compress}


@pytest.fixture(params=["gzip", "zstd"])
def compression(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_whole(compression: str) -> None:
    assert decompress(PACK[compression](TEXT), compression, 1) == (TEXT, None)


def test_nothing_in_it(compression: str) -> None:
    assert decompress(PACK[compression](b""), compression, 1) == (b"", None)


def test_not_compressed() -> None:
    assert decompress(TEXT, None, 1) == (TEXT, None)
    content, problem = decompress(b"x" * (MIB + 1), None, 1)
    assert len(content) == MIB
    assert problem is not None
    assert problem.code == "too_large"


def test_several_members(compression: str) -> None:
    pack = PACK[compression]
    assert decompress(pack(TEXT) + pack(b"") + pack(b"end"), compression, 1) == (TEXT + b"end", None)


def test_padding_and_skippable_frames() -> None:
    assert decompress(gzip.compress(TEXT) + bytes(100), "gzip", 1) == (TEXT, None)
    skippable = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"note"
    assert decompress(skippable + zstandard.compress(TEXT), "zstd", 1) == (TEXT, None)


def test_written_without_its_size() -> None:
    writer = zstandard.ZstdCompressor().compressobj()
    assert decompress(writer.compress(TEXT) + writer.flush(), "zstd", 1) == (TEXT, None)


@pytest.mark.parametrize("cut", [1, 4, 9, 500])
def test_cut_off(compression: str, cut: int) -> None:
    content, problem = decompress(PACK[compression](TEXT)[:-cut], compression, 1)
    assert problem is not None
    assert problem.code == "broken_compression"
    assert TEXT.startswith(content)
    if compression == "gzip":
        assert len(content) > len(TEXT) // 2


def test_a_sound_member_before_a_broken_one(compression: str) -> None:
    pack = PACK[compression]
    content, problem = decompress(pack(TEXT) + pack(TEXT)[:-20], compression, 1)
    assert problem is not None
    assert problem.code == "broken_compression"
    assert content.startswith(TEXT)


@pytest.mark.parametrize("data", [b"", b"{}", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\0" * 40])
def test_not_what_the_name_says(compression: str, data: bytes) -> None:
    content, problem = decompress(data, compression, 1)
    assert content == b""
    assert problem is not None
    assert problem.code == "broken_compression"


def test_whole_members_after_a_damaged_one(compression: str) -> None:
    pack = PACK[compression]
    broken = bytearray(pack(TEXT))
    broken[len(broken) // 2 :] = bytes(len(broken) - len(broken) // 2)
    content, problem = decompress(pack(b"one\n") + bytes(broken) + pack(b"two\n") + pack(TEXT)[:-9], compression, 1)
    assert problem is not None
    assert problem.code == "broken_compression"
    assert content.startswith(b"one\n")
    assert content.endswith(b"\ntwo\n")


def test_what_looks_like_members_is_tried_in_linear_time(compression: str) -> None:
    start = PACK[compression](TEXT)[:60]
    content, problem = decompress(start * 5000, compression, 1)
    assert content == b""
    assert problem is not None
    assert problem.code == "broken_compression"


def test_a_bomb_after_damage(compression: str) -> None:
    content, problem = decompress(PACK[compression](TEXT)[:-9] + bomb(compression), compression, 3)
    assert len(content) <= 3 * MIB
    assert problem is not None


def test_a_wrong_checksum() -> None:
    data = bytearray(gzip.compress(TEXT))
    data[-8] ^= 1
    content, problem = decompress(bytes(data), "gzip", 1)
    assert problem is not None
    assert problem.code == "broken_compression"
    assert TEXT.startswith(content)


def bomb(compression: str) -> bytes:
    packer = zlib.compressobj(9, wbits=31) if compression == "gzip" else zstandard.ZstdCompressor(9).compressobj()
    return b"".join(packer.compress(bytes(MIB)) for _ in range(64)) + packer.flush()


def test_a_bomb(compression: str) -> None:
    content, problem = decompress(bomb(compression), compression, 3)
    assert len(content) == 3 * MIB
    assert problem is not None
    assert problem.code == "too_large"
    assert "3 MiB" in problem.message


def test_just_as_much_as_allowed(compression: str) -> None:
    assert decompress(PACK[compression](bytes(2 * MIB)), compression, 2) == (bytes(2 * MIB), None)


@settings(max_examples=150)
@given(st.sampled_from(["gzip", "zstd"]), st.data())
def test_any_damage_is_answered(compression: str, data: st.DataObject) -> None:
    packed = bytearray(PACK[compression](TEXT[:3000]))
    for _ in range(data.draw(st.integers(1, 3))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    content, problem = decompress(bytes(packed), compression, 1)
    assert problem is not None or len(content) == 3000
