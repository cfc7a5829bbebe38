"""What a person may change of each check: one sentence on what it looks at, and its thresholds with unit and bounds.

The thresholds have no legal source (``rules/quality.py``); the bounds only keep a slip of the finger out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gnbv.rules import quality

WEIGHTS = (1, 2, 3)


@dataclass(frozen=True)
class Bound:
    """A threshold: ``name`` in the check's settings, what it is called and its unit in both languages, ``least`` and
    ``most`` as they are typed. ``is_share``: typed in percent, kept as a part of one."""

    name: str
    vi: str
    en: str
    least: float
    most: float
    unit_vi: str = ""
    unit_en: str = ""
    is_whole: bool = True
    is_share: bool = False


def _share(vi: str, en: str, least: float) -> Bound:
    return Bound("share", vi, en, least, 100, "%", "%", is_share=True)


def _answers(vi: str, en: str, least: float, most: float) -> Bound:
    return Bound("answers", vi, en, least, most, "câu", "answers")


BOUNDS: dict[str, tuple[Bound, ...]] = {
    "fast_survey": (
        Bound("minutes", "Ít nhất cho cả phiếu", "At least for the sheet", 0, 120, "phút", "minutes"),
        Bound("minutes_per_member", "Thêm cho mỗi người", "More for each person", 0, 30, "phút", "minutes"),
    ),
    "fast_questions": (
        Bound("seconds", "Nhanh là dưới", "Quick is below", 0.1, 60, "giây", "seconds", is_whole=False),
        _answers("Có ít nhất", "At least", 1, 200),
        _share("và ít nhất trong các câu", "and at least, of all answers", 1),
    ),
    "at_night": (
        Bound("first", "Đêm từ", "Night begins at", 12, 24, "giờ", "o'clock"),
        Bound("last", "đến", "and ends at", 0, 11, "giờ", "o'clock"),
    ),
    "clock": (Bound("minutes", "Lệch từ", "Off by", 1, 1440, "phút", "minutes"),),
    "changed_after_score": (_answers("Sửa từ", "Changed at least", 1, 100),),
    "far": (Bound("metres", "Cách nhà trên", "Farther than", 20, 20000, "m", "m"),),
    "one_spot": (
        Bound("metres", "Cùng chỗ là trong", "The same spot is within", 1, 1000, "m", "m"),
        Bound("homes", "Từ", "From", 1, 50, "hộ khác", "other homes"),
    ),
    "straight_line": (_answers("Liền nhau từ", "In a row, from", 3, 100),),
    "same_answers": (_share("Giống nhau từ", "Alike from", 50),),
    "young_head": (Bound("age", "Chủ hộ dưới", "Head younger than", 1, 30, "tuổi", "years"),),
    "pupils": (Bound("limit", "Trẻ là dưới", "A child is younger than", 10, 30, "tuổi", "years"),),
    "close_to_line": (Bound("points", "Cách mốc không quá", "Within", 0, 50, "điểm", "points"),),
}
ABOUT: dict[str, tuple[str, str]] = {
    "fast_survey": (
        "Thời gian từ lúc mở đến lúc hoàn thành phiếu.",
        "The time from opening the sheet to finishing it.",
    ),
    "fast_questions": (
        "Nhiều câu được trả lời nhanh hơn thời gian đọc câu hỏi.",
        "Many answers came quicker than the question can be read out.",
    ),
    "at_night": (
        "Giờ làm phiếu, đã tính lại nếu đồng hồ máy sai.",
        "The hour of the visit, put right for a wrong clock.",
    ),
    "clock": (
        "Đồng hồ máy lệch so với máy chủ, hoặc bị chỉnh trong lúc làm phiếu.",
        "The phone's clock was off, or was set during the visit.",
    ),
    "changed_after_score": (
        "Câu trả lời bị sửa sau khi điểm hiện ra lần đầu.",
        "Answers that were changed after the score was first seen.",
    ),
    "far": (
        "Vị trí lúc làm phiếu so với vị trí nhà đã biết.",
        "Where the sheet was done, against where the house is known to be.",
    ),
    "no_position": (
        "Gia đình đồng ý ghi vị trí mà phiếu không có.",
        "Position was agreed to and is missing.",
    ),
    "one_spot": (
        "Nhiều phiếu của một người làm ở cùng một chỗ.",
        "Several sheets of one person from the same spot.",
    ),
    "straight_line": (
        "Nhiều câu liền nhau cùng chọn một dòng.",
        "Many answers in a row chose the same line.",
    ),
    "same_answers": ("Hai hộ có câu trả lời gần như y hệt.", "Two homes have nearly the same answers."),
    "photo_again": ("Cùng một tệp ảnh ở hai hộ.", "The same photo file in two homes."),
    "young_head": ("Tuổi của chủ hộ.", "The age of the head of the household."),
    "pupils": (
        "Có người học phổ thông mà quá tuổi đi học.",
        "Somebody attends school who is past school age.",
    ),
    "car_no_power": (
        "Có đồ dùng điện hay ô tô mà nhà không có điện.",
        "Electric things or a car without electricity.",
    ),
    "members_gone": (
        "Người có trong sổ mà phiếu không nhắc tới.",
        "People of the register whom the sheet does not mention.",
    ),
    "citizen_twice": ("Một số định danh ở hai hộ.", "One citizen number in two homes."),
    "person_twice": ("Tên và ngày sinh gần giống nhau ở hai hộ.", "A name and birth alike in two homes."),
    "close_to_line": ("Điểm B1 gần mốc xét hộ nghèo.", "B1 lies near the poverty line."),
    "two_steps": (
        "Từ hộ nghèo thành không nghèo, hoặc ngược lại.",
        "From poor to not poor, or the other way.",
    ),
    "differs": ("Kết quả trên máy và ở xã không khớp.", "The phone's result and the commune's do not agree."),
}


def bounds_of(code: str) -> tuple[Bound, ...]:
    """The thresholds of a check that a person may change; empty when it has none."""
    return BOUNDS.get(code, ())


def about(code: str, locale: str) -> str:
    """What a check looks at, in one sentence; nothing for a check without words."""
    return ABOUT.get(code, ("", ""))[locale == "en"]


def merged(code: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that hold for a check: its own defaults with a round's changes."""
    rule = quality.RULES[code]
    return {"on": True, "weight": rule.weight, **rule.settings, **own}


def typed(bound: Bound, value: float) -> float:
    """A kept value as a person types it."""
    return round(value * 100, 6) if bound.is_share else value


def kept(bound: Bound, text: str) -> float | int | None:
    """What was typed, with a comma or a point, as it is kept; ``None`` for anything unreadable or out of bounds."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    if not bound.least <= value <= bound.most or (bound.is_whole and value != int(value)):
        return None
    if bound.is_share:
        return value / 100
    return int(value) if bound.is_whole else value
