"""The minutes of a village meeting as blocks of text, the same on paper, in a file and on a phone (twin:
``js/offline/minutes.js``). The frame is that of minutes in Nghị định 30/2020/NĐ-CP; the layout for this meeting is
provisional, since its official form was not seen. Vietnamese only: it is a document, not a page.

A block is {"kind", …}: ``mark`` text · ``head`` left, right (lists of lines) · ``title`` text, under · ``section`` text ·
``line`` text · ``table`` columns [{text, width, align}], rows [{"group": text} or {"cells": [text]}] · ``signs`` columns
[{title, hint, names}] · ``foot`` text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gnbv.rules import meeting, minutes_tables
from gnbv.rules.minutes_tables import present_of

Block = dict[str, Any]
Facts = Mapping[str, Any]

MARK = "MINH HỌA – không dùng để xét hộ nghèo"
PROVISIONAL = "Bố cục tạm thời, chờ đối chiếu với mẫu biên bản chính thức."
COPIES = "Biên bản này được lập thành 02 bản, có chữ ký của chủ trì, thư ký và đại diện các hộ dân."
HINT = "(Ký, ghi rõ họ tên)"


def minutes(facts: Facts) -> list[Block]:
    """The whole text. ``facts``: ``commune``, ``village``, ``round``, ``year``, ``number`` (of the meeting), ``attempt``
    (1, 2), ``place``, ``held_on`` (ISO day), ``started`` and ``ended`` ("19:30", local), ``ended_on``, ``percent``,
    ``attendance`` [{capacity, count, names, votes}], ``people``, ``remarks``, ``illustrative``, ``standards`` [{key, name}],
    ``items`` [{number, head_name, group, before, classes, agree, disagree, is_block, verdict, unapproved_reason, remark,
    refused}] in the order of the meeting (``refused``: earlier meetings that did not agree), and ``words`` {capacities,
    groups, classes, verdicts}: key to label."""
    blocks: list[Block] = [{"kind": "mark", "text": MARK}] if facts["illustrative"] else []
    blocks += _head(facts) + _people(facts) + _course(facts) + _results(facts) + _conclusion(facts)
    return [*blocks, _signs(facts), {"kind": "foot", "text": PROVISIONAL}]


def in_words(day: str) -> str:
    """An ISO day as a document says it: day and month below 10 and 3 with a zero (Nghị định 30/2020/NĐ-CP)."""
    year, month, of_month = day.split("-")
    return f"ngày {of_month} tháng {month if int(month) < 3 else int(month)} năm {year}"


def at_hour(time: str) -> str:
    """A time of the day as a document says it."""
    hour, minute = time.split(":")
    return f"{hour} giờ {minute} phút"


def _head(facts: Facts) -> list[Block]:
    which = "" if facts["attempt"] == 1 else f" (lần thứ {_ordinal(facts['attempt'])})"
    return [
        {
            "kind": "head",
            "left": [f"UBND {facts['commune']}".upper(), facts["village"].upper(), f"Số: {facts['number']:02d}/BB"],
            "right": ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        },
        {
            "kind": "title",
            "text": "BIÊN BẢN",
            "under": [
                f"Họp dân {facts['village']} về kết quả rà soát hộ nghèo, hộ cận nghèo năm {facts['year']}{which}",
                facts["round"],
            ],
        },
        _line(f"Thời gian bắt đầu: {at_hour(facts['started'])}, {in_words(facts['held_on'])}."),
        _line(f"Địa điểm: {facts['place']}."),
    ]  # fmt: skip


def _people(facts: Facts) -> list[Block]:
    people = facts["people"]
    everybody = sum(row["count"] for row in facts["attendance"])
    present = present_of(facts)
    counted = "" if present == everybody else f", trong đó {present} người được tính khi biểu quyết"
    return [
        {"kind": "section", "text": "I. THÀNH PHẦN THAM DỰ"},
        _line(f"Chủ trì: {_person(people['chair'])}."),
        _line(f"Thư ký: {_person(people['secretary'])}."),
        minutes_tables.attendance(facts),
        _line(f"Tổng số người dự họp: {everybody} người{counted}."),
    ]


def _course(facts: Facts) -> list[Block]:
    present = present_of(facts)
    needed = meeting.needed(present, facts["percent"])
    both = " theo từng chuẩn" if len(facts["standards"]) > 1 else ""
    blocks: list[Block] = [
        {"kind": "section", "text": "II. NỘI DUNG"},
        _line(
            f"Chủ trì thông qua kết quả rà soát{both} của {len(facts['items'])} hộ, theo thứ tự: hộ mới phát sinh, hộ đề "
            "nghị thoát, hộ thay đổi phân loại, hộ không thay đổi. Với mỗi hộ, thư ký đếm số tay đồng ý và số tay không "
            "đồng ý."
        ),
        _line(
            f"Kết quả của một hộ được thống nhất khi có từ {facts['percent']} % số người dự họp đồng ý, tức từ {needed} "
            f"trên {present} người trở lên."
        ),
    ]
    if any(item["is_block"] for item in facts["items"]):
        blocks.append(_line("Các hộ không thay đổi phân loại có dấu (*) biểu quyết chung một lần."))
    waiting = [item for item in facts["items"] if item["unapproved_reason"]]
    if waiting:
        told = "; ".join(f"{_home(item)}: {_end(item['unapproved_reason'])}" for item in waiting)
        blocks.append(_line(f"Hộ có phiếu chưa duyệt khi họp: {told}."))
    remarks = [line.strip() for line in facts["remarks"].splitlines() if line.strip()]
    if remarks:
        blocks.append(_line("Ý kiến tại cuộc họp:"))
        blocks += [_line(f"- {line}") for line in remarks]
    return blocks


def _results(facts: Facts) -> list[Block]:
    blocks: list[Block] = [{"kind": "section", "text": "III. KẾT QUẢ BIỂU QUYẾT"}]
    for standard in facts["standards"]:
        if len(facts["standards"]) > 1:
            blocks.append({"kind": "line", "text": f"Theo chuẩn: {standard['name']}", "is_strong": True})
        blocks.append(minutes_tables.households(facts, standard["key"]))
    return blocks


def _conclusion(facts: Facts) -> list[Block]:
    items: Sequence[Mapping[str, Any]] = facts["items"]
    agreed = [item for item in items if item["verdict"] == meeting.AGREED]
    refused = [item for item in items if item["verdict"] == meeting.REJECTED]
    last = [item for item in refused if item["refused"] + 1 >= meeting.MOST_MEETINGS]
    again = [item for item in refused if item not in last]
    unheard = [item for item in items if item["verdict"] == meeting.NOT_REACHED]
    blocks: list[Block] = [
        {"kind": "section", "text": "IV. KẾT LUẬN"},
        _line(f"Cuộc họp thống nhất kết quả rà soát của {len(agreed)} trên {len(items)} hộ."),
    ]
    if again:
        blocks.append(
            _line(
                f"Chưa thống nhất, Ban Chỉ đạo rà soát cấp xã rà soát lại và họp lần thứ hai: {_named(again)}."
            )
        )
    if last:
        blocks.append(
            _line(
                f"Hai lần họp chưa thống nhất, Ban Chỉ đạo rà soát cấp xã kết luận bằng văn bản: {_named(last)}."
            )
        )
    if unheard:
        blocks.append(_line(f"Chưa bàn tới, chuyển sang cuộc họp sau: {_named(unheard)}."))
    ended = f"{at_hour(facts['ended'])}, {in_words(facts['ended_on'])}"
    return [*blocks, _line(COPIES), _line(f"Cuộc họp kết thúc vào {ended}./.")]


def _signs(facts: Facts) -> Block:
    people = facts["people"]
    return {
        "kind": "signs",
        "columns": [
            {
                "title": "ĐẠI DIỆN HỘ DÂN",
                "hint": HINT,
                "names": [one["name"] for one in people["representatives"]],
            },
            {"title": "THƯ KÝ", "hint": HINT, "names": [people["secretary"]["name"]]},
            {"title": "CHỦ TRÌ", "hint": HINT, "names": [people["chair"]["name"]]},
        ],
    }


def texts(blocks: Iterable[Block]) -> list[str]:
    """Every text of the blocks in reading order: what a file made of them must contain."""
    found: list[str] = []
    for block in blocks:
        for key in ("left", "right"):
            found += block.get(key, ())
        if "text" in block:
            found.append(block["text"])
        found += block.get("under", ())
        for column in block.get("columns", ()):
            found += (
                [column["text"]] if "text" in column else [column["title"], column["hint"], *column["names"]]
            )
        for row in block.get("rows", ()):
            found += [row["group"]] if "group" in row else row["cells"]
    return [text for text in found if text]


def _line(text: str) -> Block:
    return {"kind": "line", "text": text}


def _person(person: Mapping[str, str]) -> str:
    return f"{person['name']}, {person['post']}" if person["post"] else person["name"]


def _home(item: Mapping[str, Any]) -> str:
    return f"hộ {item['number']:03d} ({item['head_name']})"


def _named(items: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(_home(item) for item in items)


def _end(text: str) -> str:
    return text.strip().rstrip(".;")


def _ordinal(number: int) -> str:
    return {2: "hai", 3: "ba", 4: "tư", 5: "năm"}.get(number, str(number))
