"""A reader of a phone's disk: every byte below a profile folder, in every shape in which a text may lie there."""

from __future__ import annotations

import base64
import bz2
import contextlib
import gzip
import json
import lzma
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

MOST_UNPACKED = 64 * 1024 * 1024
ZLIB_HEADS = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
DEPTH = 3


def shapes(text: str) -> set[bytes]:
    """How a text may be written: UTF-8, UTF-16, escaped for JSON or an address, base64 at each of its three offsets."""
    plain = text.encode()
    wide = {text.encode("utf-16-le"), text.encode("utf-16-be")}
    escaped = json.dumps(text)[1:-1].encode()
    percent = "".join(f"%{byte:02X}" if byte > 127 or byte == 32 else chr(byte) for byte in plain).encode()
    found = {plain, *wide, escaped, escaped.replace(b"\\u", b"\\\\u"), percent, percent.lower()}
    for one in (plain, *wide):
        found |= coded(one)
        found.add(one.hex().encode())
    return found


def coded(plain: bytes) -> set[bytes]:
    """The inner part of base64 of something that contains these bytes, whatever stands before."""
    found = set()
    for before in range(3):
        text = base64.b64encode(b"\0" * before + plain + b"\0\0")
        # What also depends on the neighbours is left out.
        inner = text[(4 if before else 0) : len(text) - 4 - (len(text) % 4)]
        inner = inner[: (len(plain) - (3 - before) % 3) // 3 * 4]
        if len(inner) >= 8:
            found |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def snappy(block: bytes) -> bytes:
    """One block of snappy's raw format, as LevelDB keeps its tables; raises ValueError for anything else."""
    size = shift = at = 0
    while True:
        byte = block[at]
        size |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            break
        if shift > 28:
            raise ValueError("no size")
    if not 0 < size <= MOST_UNPACKED:
        raise ValueError("no size")
    out = bytearray()
    while at < len(block) and len(out) < size:
        tag, kind = block[at], block[at] & 3
        at += 1
        if kind == 0:
            length = tag >> 2
            if length >= 60:
                wide = length - 59
                length = int.from_bytes(block[at : at + wide], "little")
                at += wide
            out += block[at : at + length + 1]
            at += length + 1
            continue
        if kind == 1:
            length, offset, wide = (tag >> 2 & 7) + 4, (tag >> 5) << 8 | block[at], 1
        else:
            wide = 2 if kind == 2 else 4
            length, offset = (tag >> 2) + 1, int.from_bytes(block[at : at + wide], "little")
        at += wide
        if not 0 < offset <= len(out):
            raise ValueError("points before the beginning")
        for _ in range(length):
            out.append(out[-offset])
    if len(out) != size:
        raise ValueError("another size")
    return bytes(out)


def varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at


def table_blocks(data: bytes) -> Iterator[bytes]:
    """The unpacked blocks of a LevelDB table (.ldb): its index, then each block that the index names."""
    footer = data[-48:]
    _, at = varint(footer, 0)
    _, at = varint(footer, at)
    offset, at = varint(footer, at)
    size, at = varint(footer, at)

    def block(offset: int, size: int) -> bytes:
        raw = data[offset : offset + size]
        return snappy(raw) if data[offset + size] == 1 else raw

    index = block(offset, size)
    yield index
    end = len(index) - 4 - 4 * int.from_bytes(index[-4:], "little")
    at = 0
    while at < end:
        _shared, at = varint(index, at)
        fresh, at = varint(index, at)
        length, at = varint(index, at)
        value = index[at + fresh : at + fresh + length]
        at += fresh + length
        where, then = varint(value, 0)
        long, _ = varint(value, then)
        yield block(where, long)


def unpacked(data: bytes, name: str) -> Iterator[bytes]:
    """What lies packed in these bytes: gzip and zlib anywhere, LevelDB tables, brotli and others as a whole."""
    if name.endswith((".ldb", ".sst")):
        with contextlib.suppress(ValueError, IndexError):
            yield from table_blocks(data)
    view = memoryview(data)
    for hit in ZLIB_HEADS.finditer(data):
        packer = zlib.decompressobj(47)
        try:
            part = packer.decompress(view[hit.start() : hit.start() + MOST_UNPACKED], MOST_UNPACKED)
        except zlib.error:
            continue
        if len(part) > 20:
            yield part
    for unpack in (bz2.decompress, lzma.decompress, gzip.decompress, *brotli_at_heads(data)):
        try:
            yield unpack(data)
        except Exception:
            continue


def brotli_at_heads(data: bytes) -> Iterable[Callable[[bytes], bytes]]:
    """A body in the HTTP cache follows its key: brotli is tried where the key of a simple-cache entry ends."""
    try:
        import brotli
    except ImportError:
        return []
    if data[:8] != bytes.fromhex("305c72a71b6dfbfc"):
        return [brotli.decompress]
    start = 24 + int.from_bytes(data[12:16], "little")

    def body(entry: bytes) -> bytes:
        packer = brotli.Decompressor()
        return packer.process(entry[start:])  # type: ignore[no-any-return]

    return [body]


def search(folder: Path, wanted: dict[str, set[bytes]]) -> list[str]:
    """Where something wanted lies: `name in path`, a packed find with a mark."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        place = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        for name in hits(place.encode() + b"\0" + data, wanted):
            found.append(f"{name} in {place}")
        layer = [data]
        for _ in range(DEPTH):
            layer = [part for whole in layer for part in unpacked(whole, path.name if whole is data else "")]
            for part in layer:
                found += [f"{name} in {place} (packed)" for name in hits(part, wanted)]
    return sorted(set(found))


def hits(data: bytes, wanted: dict[str, set[bytes]]) -> list[str]:
    return [name for name, all_shapes in wanted.items() if any(shape in data for shape in all_shapes)]
