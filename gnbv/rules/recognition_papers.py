"""Submission, decision and lists of a recognition, and the letter to a household that is refused, as blocks of text
(``rules.minutes`` names the kinds; ``break`` begins a new page). The frame is that of Nghị định 30/2020/NĐ-CP; the layouts
are provisional, since the official forms were not seen. Vietnamese only: they are documents, not pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gnbv.rules.minutes import HINT, MARK, in_words

Block = dict[str, Any]
Facts = Mapping[str, Any]

PROVISIONAL = "Bố cục tạm thời, chờ đối chiếu với mẫu chính thức."
UNCONFIRMED = "Chuẩn dùng cho danh sách này chưa có người xác nhận."
UNSIGNED = "DỰ THẢO – kết quả chờ công nhận, chưa gửi"
STATE = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
ROAD = "Căn cứ Quyết định số 24/2021/QĐ-TTg về quy trình rà soát hộ nghèo, hộ cận nghèo;"
BREAK: Block = {"kind": "break"}
KINDS = ("xã ", "phường ", "đặc khu ")
NO_DAY = "ngày …… tháng …… năm"
# Where the paper leaves a line to be written by hand.
BY_HAND = "……"
TITLES = {
    "poor": "DANH SÁCH HỘ NGHÈO",
    "near_poor": "DANH SÁCH HỘ CẬN NGHÈO",
    "escaped_poor": "DANH SÁCH HỘ THOÁT NGHÈO",
    "escaped_near_poor": "DANH SÁCH HỘ THOÁT CẬN NGHÈO",
    "average": "DANH SÁCH HỘ LÀM NÔNG NGHIỆP, LÂM NGHIỆP, NGƯ NGHIỆP, DIÊM NGHIỆP CÓ MỨC SỐNG TRUNG BÌNH",
    "refused": "DANH SÁCH HỘ ĐỀ NGHỊ NHƯNG KHÔNG ĐƯỢC CÔNG NHẬN",
}
WHAT = {
    "review": "hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo",
    "average": "hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp, diêm nghiệp có mức sống trung bình",
}


def papers(facts: Facts) -> list[Block]:
    """Submission, decision and each list, one after the other. ``facts``: ``commune``, ``round``, ``year``, ``kind``,
    ``standard`` and ``basis`` (its name and legal basis), ``submission`` {number, on}, ``decision`` {number, on,
    effective_on, signer, post} (days in ISO form, empty before the act), ``villages``, ``lists`` {list: [{head, village,
    number, members, before, after, reason}]} in print order, ``illustrative``, ``unconfirmed``."""
    found = _submission(facts) + [BREAK] + _decision(facts)
    for place, (name, rows) in enumerate(_lists(facts), 1):
        found += [BREAK, *_list(facts, place, name, rows)]
    return found


def letters(facts: Facts) -> list[Block]:
    """One letter a refused household, each on a page of its own. ``facts`` as for :func:`papers`; a refused row also has
    ``asked``, ``petition`` (its number) and ``petition_on``."""
    found: list[Block] = []
    for row in facts["lists"].get("refused", []):
        found += [*([BREAK] if found else []), *_letter(facts, row)]
    return found


def _lists(facts: Facts) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    return [(name, facts["lists"][name]) for name in TITLES if facts["lists"].get(name)]


def _submission(facts: Facts) -> list[Block]:
    told = facts["submission"]
    blocks = [
        *_marks(facts),
        _head(
            facts, told["on"], f"UBND {facts['commune']}", "BAN CHỈ ĐẠO RÀ SOÁT", told["number"] or "……/TTr"
        ),
        _title("TỜ TRÌNH", f"Về việc công nhận {WHAT[facts['kind']]} năm {facts['year']}", facts),
        _line(f"Kính gửi: Chủ tịch Uỷ ban nhân dân {facts['commune']}."),
        _line(f"Căn cứ {facts['basis']};"),
    ]
    if facts["kind"] == "review":
        blocks += [
            _line(ROAD),
            _line(
                "Căn cứ biên bản họp dân, kết quả niêm yết công khai và giải quyết khiếu nại của các thôn,"
            ),
        ]
    else:
        blocks.append(_line("Căn cứ giấy đề nghị và phiếu thu nhập của các hộ,"))
    blocks += [
        _line(
            f"Ban Chỉ đạo trình Chủ tịch Uỷ ban nhân dân {facts['commune']} xem xét, quyết định công nhận kết quả "
            f"{facts['round']} của {len(facts['villages'])} thôn: {', '.join(facts['villages'])}."
        ),
        _counts(facts),
    ]
    if facts.get("opinion"):
        blocks.append(_line(f"Ý kiến cấp trên: {facts['opinion']}."))
    return [*blocks, _signs("TM. BAN CHỈ ĐẠO", facts.get("submitter", "")), _foot(facts)]


def _decision(facts: Facts) -> list[Block]:
    told = facts["decision"]
    starts = in_words(told["effective_on"]) if told["effective_on"] else "ngày ký"
    return [
        *_marks(facts),
        *([] if told["number"] else [{"kind": "mark", "text": UNSIGNED}]),
        _head(facts, told["on"], "UỶ BAN NHÂN DÂN", facts["commune"], told["number"] or "……/QĐ-UBND"),
        _title("QUYẾT ĐỊNH", f"Công nhận {WHAT[facts['kind']]} năm {facts['year']}", facts),
        _line(f"CHỦ TỊCH UỶ BAN NHÂN DÂN {facts['commune'].upper()}", is_strong=True),
        _line(f"Căn cứ {facts['basis']};"),
        *([_line(ROAD)] if facts["kind"] == "review" else []),
        _line(
            f"Theo đề nghị của Ban Chỉ đạo rà soát tại Tờ trình số {facts['submission']['number'] or '……'}"
            f"{', ' + in_words(facts['submission']['on']) if facts['submission']['on'] else ''}."
        ),
        {"kind": "section", "text": "QUYẾT ĐỊNH:"},
        _line(f"Điều 1. Công nhận kết quả {facts['round']} theo các danh sách kèm theo:"),
        _counts(facts),
        _line(f"Điều 2. Quyết định này có hiệu lực từ {starts}."),
        _line(
            "Điều 3. Ban Chỉ đạo rà soát, trưởng các thôn và các hộ có tên trong danh sách chịu trách nhiệm thi hành Quyết "
            "định này./."
        ),
        _signs((told["post"] or "CHỦ TỊCH").upper(), told["signer"]),
        _foot(facts),
    ]


def _list(facts: Facts, place: int, name: str, rows: Sequence[Mapping[str, Any]]) -> list[Block]:
    told = facts["decision"]
    number = told["number"] or "……/QĐ-UBND"
    on = in_words(told["on"]) if told["on"] else f"{NO_DAY} {facts['year']}"
    people = sum(row["members"] for row in rows)
    return [
        *_marks(facts),
        {
            "kind": "title",
            "text": f"DANH SÁCH SỐ {place}",
            "under": [TITLES[name], f"Theo {facts['standard']}", f"(Kèm theo Quyết định số {number}, {on} của Chủ tịch UBND {facts['commune']})"],
        },
        _refused_table(rows) if name == "refused" else _table(rows, "escaped" in name),
        _line(f"Danh sách có {len(rows)} hộ, {people} người."),
        _foot(facts),
    ]  # fmt: skip


def _table(rows: Sequence[Mapping[str, Any]], is_escaped: bool) -> Block:
    last = "Nay là" if is_escaped else "Năm trước"
    key = "after" if is_escaped else "before"
    return {
        "kind": "table",
        "columns": [
            _column("STT", 7), _column("Chủ hộ", 30, "left"), _column("Thôn", 16, "left"), _column("Hộ số", 8),
            _column("Số người", 9), _column(last, 30, "left"),
        ],
        "rows": [
            {"cells": [str(n), row["head"], row["village"], f"{row['number']:03d}", str(row["members"]), row[key] or "–"]}
            for n, row in enumerate(rows, 1)
        ],
    }  # fmt: skip


def _refused_table(rows: Sequence[Mapping[str, Any]]) -> Block:
    return {
        "kind": "table",
        "columns": [
            _column("STT", 7), _column("Chủ hộ", 20, "left"), _column("Thôn", 14, "left"), _column("Hộ số", 9),
            _column("Số người", 10), _column("Lý do", 40, "left"),
        ],
        "rows": [
            {"cells": [str(n), row["head"], row["village"], f"{row['number']:03d}", str(row["members"]), row["reason"] or BY_HAND]}
            for n, row in enumerate(rows, 1)
        ],
    }  # fmt: skip


def _counts(facts: Facts) -> Block:
    return {
        "kind": "table",
        "columns": [_column("Danh sách", 40, "left"), _column("Số hộ", 20), _column("Số người", 20), _column("Số thôn", 20)],
        "rows": [
            {
                "cells": [
                    f"{place}. {_plain(TITLES[name])}", str(len(rows)), str(sum(row["members"] for row in rows)),
                    str(len({row["village"] for row in rows})),
                ]
            }
            for place, (name, rows) in enumerate(_lists(facts), 1)
        ],
    }  # fmt: skip


def _letter(facts: Facts, row: Mapping[str, Any]) -> list[Block]:
    told, petition = facts["decision"], row.get("petition")
    asked = (
        f"{row['asked']}, giấy số {petition}, nhận {in_words(row['petition_on'])}"
        if petition
        else row["asked"]
    )
    return [
        *_marks(facts),
        *([] if told["number"] else [{"kind": "mark", "text": UNSIGNED}]),
        _head(facts, told["on"], "UỶ BAN NHÂN DÂN", facts["commune"], "……/TB-UBND"),
        _title("THÔNG BÁO", "Về việc chưa công nhận theo đề nghị của hộ gia đình", facts),
        _line(f"Kính gửi: Hộ ông (bà) {row['head']}, hộ số {row['number']:03d}, {row['village']}."),
        _line(f"Nội dung gia đình đề nghị: {asked}."),
        _line(f"Kết quả {facts['round']}: {row['after']} (Quyết định số {told['number'] or '……'})."),
        {"kind": "section", "text": "Lý do"},
        *_reasons(row["reason"]),
        _line(
            f"Gia đình chưa đồng ý hoặc cần hỏi thêm thì gặp trưởng thôn hoặc đến Uỷ ban nhân dân {facts['commune']}, mang theo "
            "thông báo này. Khi hoàn cảnh thay đổi, gia đình có thể gửi giấy đề nghị mới."
        ),
        _signs((told["post"] or "CHỦ TỊCH").upper(), told["signer"]),
        _foot(facts),
    ]  # fmt: skip


def _reasons(text: str) -> list[Block]:
    """One line a reason; a line to be filled in by hand where none is known: no refusal goes out without one."""
    parts = [part.strip().rstrip(".") for part in text.split(". ") if part.strip()]
    return [_line(f"- {part}.") for part in parts] or [_line(f"- {BY_HAND * 12}")]


def _marks(facts: Facts) -> list[Block]:
    return [{"kind": "mark", "text": MARK}] if facts["illustrative"] else []


def _head(facts: Facts, on: str, above: str, name: str, number: str) -> Block:
    place = next(
        (facts["commune"][len(kind) :] for kind in KINDS if facts["commune"].startswith(kind)),
        facts["commune"],
    )
    day = f"{place}, {in_words(on) if on else NO_DAY + ' ' + str(facts['year'])}"
    return {"kind": "head", "left": [above.upper(), name.upper(), f"Số: {number}"], "right": [*STATE, day]}


def _title(text: str, under: str, facts: Facts) -> Block:
    return {"kind": "title", "text": text, "under": [under, f"Theo {facts['standard']}"]}


def _line(text: str, is_strong: bool = False) -> Block:
    return {"kind": "line", "text": text, "is_strong": is_strong}


def _signs(title: str, name: str) -> Block:
    return {
        "kind": "signs",
        "columns": [
            {"title": "Nơi nhận:", "hint": "- Như trên; - Lưu: VT", "names": []},
            {"title": title, "hint": HINT, "names": [name]},
        ],
    }


def _foot(facts: Facts) -> Block:
    return {"kind": "foot", "text": f"{UNCONFIRMED} {PROVISIONAL}" if facts["unconfirmed"] else PROVISIONAL}


def _column(text: str, width: int, align: str = "center") -> Block:
    return {"text": text, "width": width, "align": align}


def _plain(title: str) -> str:
    words = title.removeprefix("DANH SÁCH ")
    return words[0] + words[1:].lower()
