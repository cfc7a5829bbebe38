"""A sheet with every question type and every appearance that the phone draws in its own way."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

from tests.sheets import q, workbook

VILLAGES = 16_000
VERSION = "1"


def survey() -> list[dict[str, Any]]:
    return [
        {"type": "start", "name": "start"},
        {"type": "end", "name": "end"},
        {"type": "today", "name": "today"},
        {"type": "username", "name": "username"},
        {"type": "deviceid", "name": "deviceid"},
        {"type": "audit", "name": "audit"},
        *_group("numbers", "Số và chữ", _numbers()),
        *_group("lists", "Chọn", _lists()),
        *_group("long", "Danh sách dài", _long()),
        *_group("days", "Ngày giờ", _days()),
        *_group("places", "Nơi chốn", _places()),
        *_group("files", "Tệp", _files()),
        *_group("rooms", "Nhà và phòng", _rooms()),
    ]


def _group(name: str, label: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        q("begin group", name, label=label, appearance="field-list"), *rows, {"type": "end group", "name": name}
    ]  # fmt: skip


def _numbers() -> list[dict[str, Any]]:
    stars = {"parameters": "start=1 end=5 step=1"}
    return [
        q("note", "hello", label="Chào bác, xem hình này", image="house.png"),
        q("text", "name", label="Tên gọi", hint="Như trên giấy", guidance_hint="Viết chữ in"),
        q("text", "story", label="Kể thêm", appearance="multiline"),
        q("text", "site", label="Trang mạng", appearance="url"),
        q("text", "code", label="Mã số", appearance="numbers"),
        q("integer", "income", label="Thu nhập", appearance="thousands-sep"),
        q("decimal", "weight", label="Cân nặng"),
        q("range", "warmth", label="Độ ấm", parameters="start=0 end=10 step=2"),
        q(
            "range",
            "height",
            label="Độ cao",
            appearance="vertical no-ticks",
            parameters="start=0 end=1 step=0.5",
        ),
        q("range", "floor", label="Tầng", appearance="picker", parameters="start=1 end=9 step=1"),
        q("range", "liking", label="Ưng ý", appearance="rating", **stars),
        q("text", "fixed", label="Chỉ xem", read_only="yes", default="không đổi"),
        q("text", "copied", label="Theo tên", calculation="${name}", trigger="${name}"),
        q("acknowledge", "agreed", label="Đã đọc"),
        {"type": "calculate", "name": "twice", "calculation": "${weight} * 2"},
        {"type": "hidden", "name": "silent", "default": "im"},
    ]


def _lists() -> list[dict[str, Any]]:
    looks = ("quick", "likert", "columns", "columns-3", "columns-pack", "no-buttons", "list-nolabel")
    return [
        *(q("select_one mood", f"one_{look.replace('-', '_')}", label=f"Vui không ({look})", appearance=look) for look in looks),
        q("select_one mood", "mixed", label="Trộn", parameters="randomize=true, seed=7"),
        q("select_one mood", "small", label="Mở ra chọn", appearance="minimal"),
        q("select_multiple mood", "several", label="Chọn mấy cái", appearance="minimal"),
        q("select_multiple mood", "ticked", label="Đánh dấu", appearance="columns"),
        q("select_one roof", "roof", label="Mái nhà"),
        q("select_one why or_other", "free", label="Hay gì khác"),
        q("rank mood", "order", label="Xếp thứ tự"),
        q("begin group", "table", label="Bảng", appearance="table-list"),
        q("select_one mood", "row_a", label="Buổi sáng"),
        q("select_one mood", "row_b", label="Buổi chiều"),
        {"type": "end group", "name": "table"},
    ]  # fmt: skip


def _long() -> list[dict[str, Any]]:
    return [
        q("select_one_from_file villages.csv", "village", label="Thôn nào", appearance="autocomplete"),
        q("select_multiple_from_file villages.csv", "villages", label="Những thôn nào"),
        q("select_one mood", "parent", label="Chọn trước"),
        q("select_one_external child", "child", label="Chọn sau", choice_filter="parent=${parent}"),
    ]


def _days() -> list[dict[str, Any]]:
    return [
        q("date", "day", label="Ngày nào", appearance="no-calendar"),
        q("date", "month", label="Tháng nào", appearance="month-year"),
        q("date", "year", label="Năm nào", appearance="year"),
        q("time", "hour", label="Lúc mấy giờ"),
        q("dateTime", "moment", label="Ngày giờ nào"),
        q("date", "since", label="Từ hôm nay", default="today()"),
    ]


def _places() -> list[dict[str, Any]]:
    return [
        q("geopoint", "house", label="Vị trí nhà"),
        q("geopoint", "well", label="Vị trí giếng", appearance="placement-map"),
        q("geotrace", "path", label="Đường vào nhà"),
        q("geoshape", "field", label="Thửa ruộng"),
    ]


def _files() -> list[dict[str, Any]]:
    return [
        q("image", "photo", label="Ảnh nhà", parameters="max-pixels=320"),
        q("image", "marked", label="Ảnh có vẽ", appearance="annotate"),
        q("image", "sketch", label="Sơ đồ", appearance="draw"),
        q("image", "sign", label="Chữ ký", appearance="signature"),
        q("audio", "voice", label="Ghi âm"),
        q("video", "film", label="Quay phim"),
        q("file", "paper", label="Giấy tờ"),
        q("barcode", "tag", label="Mã vạch"),
    ]


def _rooms() -> list[dict[str, Any]]:
    return [
        q("begin repeat", "room", label="Phòng"),
        q("text", "room_name", label="Tên phòng"),
        q("begin repeat", "bed", label="Giường"),
        q("text", "bed_name", label="Giường của ai"),
        {"type": "end repeat", "name": "bed"},
        {"type": "end repeat", "name": "room"},
        q("integer", "chairs", label="Mấy cái ghế"),
        q("begin repeat", "chair", label="Ghế", repeat_count="${chairs}"),
        q("text", "colour", label="Màu ghế"),
        {"type": "end repeat", "name": "chair"},
    ]


def choices() -> list[dict[str, Any]]:
    moods = (("good", "Vui"), ("fair", "Bình thường"), ("bad", "Buồn"))
    return [
        *({"list_name": "mood", "name": name, "label": label} for name, label in moods),
        {"list_name": "why", "name": "far", "label": "Xa"},
        {"list_name": "roof", "name": "tile", "label": "Ngói", "image": "house.png"},
        {"list_name": "roof", "name": "leaf", "label": "Lá"},
    ]


def external() -> list[dict[str, Any]]:
    return [
        {"list_name": "child", "name": f"{mood}_{count}", "label": f"Con {count} của {mood}", "parent": mood}
        for mood in ("good", "fair", "bad")
        for count in (1, 2)
    ]


def villages() -> str:
    names = ("Nà Phường", "Bản Đông", "Thẳm Luông", "Phiêng Lằn", "Ít Ong")
    rows = (f"v{at},{names[at % 5]} {at},x{at % 100}" for at in range(VILLAGES))
    return "\n".join(["name,label,commune", *rows]) + "\n"


def picture() -> bytes:
    """A PNG of eight brown points a side, written by hand."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x8b\x45\x13" * 8) * 8
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def write(folder: Path) -> Path:
    """The workbook, with the files that it names beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "villages.csv").write_text(villages(), "utf-8")
    (folder / "house.png").write_bytes(picture())
    path = folder / "all-types.xlsx"
    settings = {"form_id": "all-types", "form_title": "Đủ kiểu câu hỏi", "version": VERSION}
    path.write_bytes(workbook(survey(), choices(), settings, external_choices=external()))
    return path
