"""The file of "giao phiếu": lines of JSON from a phone without a network, read one line at a time.

The first line says whose it is, the last one proves that all of it is here and that the phone's own token made it;
between them is one item or one file a line. Nothing is believed before the last line was seen. Twin:
``static/js/offline/handover.js``; the format stands in ``docs/sync-protocol.md``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from gnbv.errors import Invalid, TooLarge
from gnbv.services import sync_schema

VERSION = 1
START = b'{"app":"gnbv","handover":'
END = b'{"end":'
MOST_LINES = 5000
BATCH_LINES = 20
BATCH_BYTES = 4 * 1024 * 1024

Part = dict[str, Any]


@dataclass(frozen=True)
class Head:
    """What the first and the last line say. ``proof``: hex SHA-256 over the SHA-256 (hex) of every line but the last,
    computed here; ``mac`` is the phone's."""

    device: str
    made_at: str
    items: int
    files: int
    proof: str
    mac: str

    def is_made_with(self, token_hash: str) -> bool:
        """Whether the phone that holds the deposit token of this hash made the file."""
        expected = hmac.new(token_hash.encode(), self.proof.encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected, self.mac)


def check(stream: BinaryIO, *, line_limit: int) -> Head:
    """Read the whole file once and keep none of it. Raises ``Invalid``: not such a file, cut off, changed on the way;
    ``TooLarge``: a line over ``line_limit`` bytes or too many lines."""
    stream.seek(0)
    first = stream.readline(line_limit + 1)
    if not first:
        raise _strange()
    if not first.endswith(b"\n"):
        raise _cut() if first.startswith(START) or START.startswith(first) else _strange()
    head = _head(first)
    digest = hashlib.sha256(_line_hash(first))
    for number, line in enumerate(_lines(stream, line_limit)):
        if line.startswith(END):
            if stream.read(64).strip():
                raise _changed()
            return _closed(head, digest.hexdigest(), line)
        if not line.endswith(b"\n"):
            raise _cut()
        if number >= MOST_LINES:
            raise _too_large()
        digest.update(_line_hash(line))
    raise _cut()


def batches(stream: BinaryIO, *, line_limit: int) -> Iterator[list[Part]]:
    """The items and files of a file that was checked, in its order, in lists small enough for one transaction. A line
    that is not understood is an empty part."""
    stream.seek(0)
    stream.readline(line_limit + 1)
    batch: list[Part] = []
    size = 0
    for line in _lines(stream, line_limit):
        if line.startswith(END):
            break
        batch.append(_part(line))
        size += len(line)
        if len(batch) >= BATCH_LINES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _lines(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    while line := stream.readline(limit + 1):
        if len(line) > limit:
            raise _too_large()
        yield line


def _line_hash(line: bytes) -> bytes:
    return hashlib.sha256(line.rstrip(b"\n")).hexdigest().encode()


def _head(line: bytes) -> Part:
    head = _json(line)
    if head.get("app") != "gnbv" or not isinstance(head.get("handover"), int):
        raise _strange()
    if head["handover"] != VERSION:
        raise _newer()
    counted = all(isinstance(head.get(name), int) for name in ("items", "files"))
    if not counted or not all(isinstance(head.get(name), str) for name in ("device", "made_at")):
        raise _changed()
    sync_schema.as_uuid(head["device"])
    return head


def _closed(head: Part, proof: str, line: bytes) -> Head:
    end = _json(line).get("end")
    if not isinstance(end, dict):
        raise _changed() if line.endswith(b"\n") else _cut()
    said, mac = end.get("sha256"), end.get("mac")
    if said != proof or not isinstance(mac, str) or not mac.isascii():
        raise _changed()
    return Head(head["device"], head["made_at"], head["items"], head["files"], proof, mac)


def _part(line: bytes) -> Part:
    part = _json(line)
    return part if isinstance(part.get("item"), dict) or isinstance(part.get("file"), dict) else {}


def _json(line: bytes) -> Part:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _strange() -> Invalid:
    return Invalid(
        "handover_strange",
        "Tệp này không phải tệp giao phiếu nên chưa nhận gì. Dữ liệu ở xã và trên điện thoại vẫn nguyên. "
        "Chọn tệp có tên bắt đầu bằng “giao-phieu”.",
        "This is not a hand-over file, so nothing was taken. What the commune and the phone have is unchanged. "
        "Choose the file whose name begins with “giao-phieu”.",
    )


def _newer() -> Invalid:
    return Invalid(
        "handover_newer",
        "Tệp do bản ứng dụng mới hơn làm ra nên máy chủ chưa đọc được. Phiếu vẫn giữ trên điện thoại. "
        "Nâng cấp máy chủ của xã rồi nộp lại tệp này.",
        "A newer version of the app made this file and the server cannot read it. Work is kept on the phone. "
        "Update the commune's server, then hand the file in again.",
    )


def _cut() -> Invalid:
    return Invalid(
        "handover_cut",
        "Tệp bị đứt, thiếu phần cuối, nên chưa nhận gì. Phiếu vẫn giữ trên điện thoại. "
        "Chép lại tệp từ điện thoại rồi nộp lại.",
        "The file is cut off and its end is missing, so nothing was taken. Work is kept on the phone. "
        "Copy the file from the phone again, then hand it in.",
    )


def _changed() -> Invalid:
    return Invalid(
        "handover_changed",
        "Nội dung tệp đã bị đổi sau khi điện thoại làm ra, nên chưa nhận gì. Phiếu vẫn giữ trên điện thoại. "
        "Chép lại tệp từ điện thoại rồi nộp lại.",
        "The file was changed after the phone made it, so nothing was taken. Work is kept on the phone. "
        "Copy the file from the phone again, then hand it in.",
    )


def _too_large() -> TooLarge:
    return TooLarge(
        "handover_too_large",
        "Tệp có phần lớn quá mức cho phép nên chưa nhận gì. Phiếu vẫn giữ trên điện thoại. "
        "Trên điện thoại, gửi bớt khi có mạng rồi làm tệp mới.",
        "A part of the file is over the limit, so nothing was taken. Work is kept on the phone. "
        "Send some of it over a network, then make a new file.",
    )
