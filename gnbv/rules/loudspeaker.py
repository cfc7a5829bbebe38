"""What is read over the village's loudspeaker about a posting: how many, where the list hangs, until when, where to complain.

No name and no class of any home: who wants to know reads the list. Facts are plain values, so that a phone reads the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gnbv.rules import posting

TRIAL = "Đây là bản chạy thử để minh họa, không dùng để xét hộ nghèo."


def script(facts: Mapping[str, Any]) -> list[str]:
    """The paragraphs to read, in Vietnamese, numbers and days written so that they are read aloud without effort.

    ``facts``: ``commune``, ``village``, ``round``; ``standards``: [{name, counts: {result: homes}}]; ``places``: names;
    ``until``: ``dd/mm/yyyy`` or empty while the list is not up; ``number`` of the posting; ``is_illustrative``.
    """
    village, commune = facts["village"], facts["commune"]
    again = int(facts.get("number") or 1) > 1
    lines = [TRIAL] if facts.get("is_illustrative") else []
    lines.append(f"Kính thưa bà con {village}. Ủy ban nhân dân {commune} xin thông báo.")
    what = "niêm yết lại" if again else "niêm yết công khai"
    lines.append(f"Kết quả {_lower(facts['round'])} của {village} đã được {what}. {_where(facts)}")
    several = len(facts["standards"]) > 1
    for one in facts["standards"]:
        said = ", ".join(f"{posting.words(code).lower()} {n} hộ" for code, n in one["counts"].items())
        lines.append(
            (f"Theo {_lower(one['name'])}: " if several else "Danh sách gồm: ")
            + (said or "không có hộ nào")
            + "."
        )
    lines.append("Đây là kết quả chờ công nhận, chưa phải quyết định. Mời bà con đến xem danh sách.")
    end = f" đến hết ngày {_day(facts['until'])}" if facts.get("until") else " trong những ngày niêm yết"
    lines.append(
        f"Ai thấy chưa đúng thì nói với trưởng thôn hoặc đến Ủy ban nhân dân {commune}{end}. "
        "Ý kiến nào cũng được ghi số, có người khác đến phúc tra và trả lời bằng văn bản."
    )
    lines.append("Xin nhắc lại để bà con được rõ. Xin cảm ơn bà con.")
    return lines


def _where(facts: Mapping[str, Any]) -> str:
    return f"Danh sách treo tại {' và '.join(facts['places'])}."


def _day(text: str) -> str:
    day, month, year = text.split("/")
    return f"{int(day)} tháng {int(month)} năm {year}"


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
