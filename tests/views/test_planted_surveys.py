"""Each check of a visit, a place or a result, from the phone to the supervisor's page: one sheet that it finds, and one
that is as near as can be and is not found."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gnbv.models import HouseholdClass
from tests.factories import Cast
from tests.planting import Case, Planting, Sheet, at

HOUSE = 19.9
METRE = 1 / 111_195  # of latitude, in degrees


def until(finished: str, started: str = "02:00:00") -> Sheet:
    return Sheet(meta={"started_at": f"2026-10-23T{started}Z", "finished_at": f"2026-10-23T{finished}Z"})


def pace(fast: int, slow: int) -> Sheet:
    times = [0, *[500] * fast, *[9000] * slow]
    return Sheet(meta={"pace": [[f"q{number}", each] for number, each in enumerate(times)]})


def total(points: str) -> Sheet:
    return Sheet({"paper.b1_total": points})


CASES = [
    # One person in the home: eight minutes and one.
    Case("fast_survey", "Cả phiếu chỉ mất 8 phút (thường ít nhất 9 phút).", until("02:08:59"), until("02:09:00")),
    Case("fast_questions", "10 câu trả lời trong 5 giây.", pace(10, 15), pace(10, 16)),
    Case("at_night", "Làm lúc 21 giờ đêm.", until("14:41:00", "14:00:00"), until("14:40:00", "13:59:00")),
    Case("at_night", "Làm lúc 4 giờ đêm.", until("22:41:00", "21:59:00"), until("22:41:00", "22:00:00")),
    Case(
        "clock", "Đồng hồ máy lệch 30 phút, bị chỉnh 0 lần.", Sheet(ahead=30 * 60 + 20), Sheet(ahead=29 * 60),
    ),
    Case(
        "clock", "Đồng hồ máy lệch 0 phút, bị chỉnh 1 lần.",
        Sheet(meta={"clock_jumps": 1}), Sheet(meta={"clock_jumps": 0}),
    ),
    Case(
        "clock", "Đồng hồ máy lệch 0 phút, bị chỉnh 1 lần.", until("02:00:00", "02:30:00"), until("02:39:00", "02:30:00"),
    ),
    Case(
        "changed_after_score", "Sửa 1 câu sau khi thấy điểm.",
        Sheet(meta={"changed_after_score": ["walls"]}), Sheet(meta={"changed_after_score": []}),
    ),
    # Both points are known to five metres: ten of doubt.
    Case(
        "far", "Làm cách nhà 311 m.", Sheet(meta=at(HOUSE + 311 * METRE)), Sheet(meta=at(HOUSE + 309 * METRE)),
        earlier=Sheet(meta=at(HOUSE)),
    ),
    Case(
        "no_position", "Gia đình đồng ý ghi vị trí nhưng phiếu không có vị trí.",
        Sheet({"intro.consent_location": "yes"}), Sheet({"intro.consent_location": "yes"}, meta=at(HOUSE)),
    ),
    Case(
        "one_spot", "Cùng một chỗ với 2 hộ khác: 033, 032.",
        Sheet(meta=at(HOUSE)), Sheet(meta=at(HOUSE + 16 * METRE)),
        others=(("b", Sheet(meta=at(HOUSE))), ("c", Sheet(meta=at(HOUSE + 14 * METRE)))),
    ),
    Case("close_to_line", "B1 là 135, sát mốc 140.", total("135"), total("130")),
    Case("close_to_line", "B1 là 145, sát mốc 140.", total("145"), total("150")),
    Case(
        "two_steps", "Đổi hai bậc so với năm ngoái.", total("200"), total("200"),
        last=HouseholdClass.POOR, near_last=HouseholdClass.NEAR_POOR,
    ),
]  # fmt: skip


@pytest.fixture
def planting(app: Flask, session: Session, cast: Cast) -> Planting:
    return Planting(app, session, cast)


def test_nothing_is_found_on_a_calm_sheet(planting: Planting) -> None:
    assert planting.seen(planting.send("a", Sheet())["subject"]) == []


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{one.code}" for number, one in enumerate(CASES)])
def test_a_planted_survey_shows_its_sign_and_no_other(planting: Planting, case: Case) -> None:
    found = planting.plant(case)
    assert planting.seen(found) == [case.words]
    assert found in planting.queue(case.code)


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{one.code}" for number, one in enumerate(CASES)])
def test_its_near_miss_shows_none(planting: Planting, case: Case) -> None:
    clean = planting.near_miss(case)
    assert planting.seen(clean) == []
    assert planting.queue(case.code) == set()
