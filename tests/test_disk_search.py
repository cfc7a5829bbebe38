"""The reader of a phone's disk finds a text in every shape in which a browser may have written it."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from pathlib import Path

import brotli
import pytest

from tests.browser import disk

NAME = "Quàng Thị Ngọc-Lan Áo Tím"


def found(folder: Path, content: bytes, name: str = "file") -> list[str]:
    (folder / name).write_bytes(content)
    return disk.search(folder, {"name": disk.shapes(NAME)})


@pytest.mark.parametrize(
    "content",
    [
        NAME.encode(),
        NAME.encode("utf-16-le"),
        NAME.encode("utf-16-be"),
        json.dumps({"n": NAME}).encode(),
        json.dumps(json.dumps({"n": NAME})).encode(),
        *(base64.b64encode(b"abcdefg"[:before] + NAME.encode() + b"xyz") for before in range(7)),
        *(base64.urlsafe_b64encode(b"abc"[:before] + NAME.encode("utf-16-le")) for before in range(3)),
        NAME.encode().hex().encode(),
        b"GET /x?q=Qu%C3%A0ng%20Th%E1%BB%8B%20Ng%E1%BB%8Dc-Lan%20%C3%81o%20T%C3%ADm",
        b"head" + zlib.compress(b"x" * 100 + NAME.encode()) + b"tail",
        b"head" + gzip.compress(b"x" * 100 + NAME.encode(), mtime=0) + b"tail",
        gzip.compress(zlib.compress(b"x" * 100 + NAME.encode()), mtime=0),
        brotli.compress(b"x" * 100 + NAME.encode()),
    ],
    # By number: what a packer writes is no name, and must be the same in every process that counts the tests.
    ids=map(str, range(21)),
)
def test_it_finds_a_text_in_each_shape(tmp_path: Path, content: bytes) -> None:
    assert found(tmp_path, content)


def test_it_finds_a_text_in_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    assert found(tmp_path / NAME, b"nothing", "file") == []
    assert disk.search(tmp_path, {"name": disk.shapes(NAME)}) == [f"name in {NAME}/file"]


def test_it_finds_a_text_in_a_packed_table_of_leveldb(tmp_path: Path) -> None:
    def size(value: int) -> bytes:
        return bytes([value & 127 | 128, value >> 7]) if value > 127 else bytes([value])

    def literal(text: bytes) -> bytes:
        return size(len(text)) + bytes([61 << 2]) + (len(text) - 1).to_bytes(2, "little") + text

    # A copy of what came before hides the second half of the name from whoever does not unpack.
    head, tail = NAME.encode()[:12], NAME.encode()[12:]
    text = tail + b"--" + head
    block = size(len(text) + len(tail)) + literal(text)[len(size(len(text))) :]
    block += bytes([(len(tail) - 1) << 2 | 2]) + len(text).to_bytes(2, "little")
    assert NAME.encode() not in block
    assert disk.snappy(block) == text + tail
    entry = b"\0\x01\x02k" + size(0) + size(len(block))
    entry = b"\0\x01" + bytes([len(size(0) + size(len(block)))]) + b"k" + size(0) + size(len(block))
    index = entry + b"\0\0\0\0" + b"\x01\0\0\0"
    at = len(block) + 5
    data = block + b"\x01crc4" + index + b"\0crc4"
    footer = size(0) + size(0) + size(at) + size(len(index))
    assert found(tmp_path, data + footer.ljust(48, b"\0"), "000005.ldb") == ["name in 000005.ldb (packed)"]


def test_it_does_not_find_what_is_not_there(tmp_path: Path) -> None:
    assert found(tmp_path, b"Qu\xc3\xa0ng Th" + bytes(range(256)) * 50) == []
