"""What a posted row says: the class, or that a home escaped; who stands on a list; which results differ; what a loudspeaker
says of it."""

from __future__ import annotations

from typing import Any

import pytest

from gnbv.rules import loudspeaker, posting

A, B = "vn-2022-2025", "vn-2027-2030"


def row(home: str, before: str | None, after: str | None) -> dict[str, Any]:
    return {
        "number": 1, "name": "Chủ Hộ", "village": "Thôn 1", "before": {A: before}, "classes": {A: after}, "household": home,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (None, "poor", "poor"),
        ("poor", "poor", "poor"),
        ("poor", "near_poor", "near_poor"),
        ("poor", "not_poor", "escaped_poor"),
        ("near_poor", "not_poor", "escaped_near_poor"),
        ("near_poor", "average", "escaped_near_poor"),
        (None, "not_poor", "not_poor"),
        ("poor", None, None),
    ],
)
def test_it_says_the_class_or_that_a_home_escaped(
    before: str | None, after: str | None, code: str | None
) -> None:
    assert posting.result(before, after) == code


def test_it_posts_who_is_poor_or_escapes_and_nobody_else() -> None:
    assert posting.is_posted({A: None}, {A: "poor"})
    assert posting.is_posted({A: "near_poor"}, {A: "not_poor"})
    assert not posting.is_posted({A: None}, {A: "not_poor"})
    assert not posting.is_posted({A: "poor"}, {A: None}), "nothing is proposed for it"
    assert posting.is_posted({A: None, B: None}, {A: "not_poor", B: "near_poor"}), (
        "under one standard is enough"
    )


def test_a_public_row_holds_five_things() -> None:
    shown = posting.public({**row("x", None, "poor"), "birth": "1960", "citizen_number": "0123"})
    assert set(shown) == {"number", "name", "village", "before", "classes"}


def test_it_finds_the_homes_whose_result_is_another_one() -> None:
    there = {"a": row("a", "poor", "poor"), "b": row("b", None, "poor"), "c": row("c", None, "poor")}
    now = {"a": row("a", "poor", "not_poor"), "b": row("b", None, "poor"), "d": row("d", None, "near_poor")}
    assert posting.differs(there, now, [A]) == ["a", "c", "d"]
    assert posting.differs(there, there, [A]) == []


def facts(**more: Any) -> dict[str, Any]:
    return {
        "commune": "Xã Gần", "village": "Thôn 1", "round": "Rà soát định kỳ năm 2026", "number": 1,
        "standards": [{"name": "Chuẩn 2022–2025", "counts": {"poor": 3, "escaped_poor": 1}}],
        "places": ["nhà văn hoá thôn", "trụ sở UBND xã"], "until": "05/11/2026", "is_illustrative": False,
        **more,
    }  # fmt: skip


def test_the_loudspeaker_says_how_many_where_and_until_when() -> None:
    said = " ".join(loudspeaker.script(facts()))
    for words in (
        "hộ nghèo 3 hộ",
        "thoát nghèo 1 hộ",
        "nhà văn hoá thôn và trụ sở UBND xã",
        "5 tháng 11 năm 2026",
        "chờ công nhận",
    ):
        assert words in said, words
    assert "minh họa" not in said and "niêm yết lại" not in said


def test_the_loudspeaker_says_a_trial_first_and_that_a_list_is_posted_again() -> None:
    lines = loudspeaker.script(facts(is_illustrative=True, number=2, until=""))
    assert "minh họa" in lines[0]
    assert "niêm yết lại" in " ".join(lines) and "đến hết ngày" not in " ".join(lines)


def test_the_loudspeaker_names_each_standard_where_there_are_two() -> None:
    two = [{"name": "Chuẩn cũ", "counts": {"poor": 1}}, {"name": "Chuẩn mới", "counts": {}}]
    said = " ".join(loudspeaker.script(facts(standards=two)))
    assert "Theo chuẩn cũ: hộ nghèo 1 hộ." in said and "Theo chuẩn mới: không có hộ nào." in said
