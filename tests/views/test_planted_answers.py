"""Each check of answers and of persons, from the phone to the supervisor's page: one sheet that it finds, and one that
is as near as can be and is not found."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Flag, Membership, Person
from gnbv.rules import quality
from gnbv.services import sealing
from tests.factories import Cast
from tests.planting import PEOPLE, Case, Planting, Sheet
from tests.scoring_cases import VECTORS
from tests.views import test_planted_surveys

_, BORN, CITIZEN = PEOPLE["a"]
# The first choice all the way from the insurance to the latrine: twelve.
FIRST = {
    "house.walls": "concrete", "house.columns": "concrete", "house.roof": "concrete", "utilities.water": "piped",
    "utilities.latrine": "septic", "utilities.waste": "dumped",
}  # fmt: skip
DARK = {"utilities.electricity": "none", "utilities.electricity_kwh": None}
OTHER = PEOPLE["b"]
ANOTHER: dict[str, str | None] = {"livelihood.poultry": "3", "livelihood.pigs": "0", "house.floor_area": "44"}


def pupil(born: str) -> tuple[dict[str, str], ...]:
    """Somebody who still goes to upper secondary school."""
    row = VECTORS["base"]["people"]["member"][3]
    return ({**row, "full_name": "Lê Văn Dũng", "birth_date": born, "at_school": "upper_secondary"},)


def young(born: str) -> Sheet:
    """A head who is a child at school and needs no work."""
    kept = ("_id", "stays", "sex", "birth_known", "relation", "ethnicity", "benefits", "insurance", "disability",
            "merit", "internet")  # fmt: skip
    row = VECTORS["base"]["people"]["member"][0]
    head: dict[str, Any] = {name: None for name in row if name not in (*kept, "person_id", "full_name")}
    head |= {
        "birth_date": born,
        "at_school": "lower_secondary",
        "citizen_id_unknown": "OK",
        "nutrition": "no",
    }
    head |= {"education": "primary", "wants_training": "no"}  # asked from fifteen years on
    return Sheet(head=head)


def gone(stays: str) -> tuple[dict[str, str], ...]:
    row = VECTORS["base"]["people"]["member"][2]
    return ({**{name: row[name] for name in ("_id", "sex", "birth_known", "birth_date", "relation", "ethnicity")},
             "full_name": "Lê Thị Cúc", "stays": stays},)  # fmt: skip


def photo(letter: str) -> Sheet:
    return Sheet(
        more={"attachments": [{"ref": "house_photo", "sha256": letter * 64, "size": 9, "type": "image/jpeg"}]}
    )


CASES = [
    Case("straight_line", "12 câu liền nhau đều chọn dòng thứ 1.", Sheet(FIRST), Sheet({**FIRST, "utilities.latrine": "vip"})),
    # All but two answers and the name, in the register and in the sheet; one answer more, and it is another family.
    Case(
        "same_answers", "Giống 97 % câu trả lời của hộ 032.",
        Sheet({"livelihood.poultry": "21"}, head={"birth_date": OTHER[1]}),
        Sheet({"livelihood.poultry": "21", "livelihood.pigs": "3"}, head={"birth_date": OTHER[1]}),
        others=(("b", Sheet()),),
    ),
    Case("photo_again", "Ảnh này đã thấy ở hộ 032.", photo("a"), photo("b"), others=(("b", photo("a")),)),
    Case("young_head", "Chủ hộ mới 14 tuổi.", young("2011-10-24"), young("2011-10-23")),
    Case(
        "pupils", "1 người học phổ thông nhưng chỉ có 0 trẻ dưới 20 tuổi.",
        Sheet(people=pupil("2006-10-23")), Sheet(people=pupil("2006-10-24")), family=("Lê Văn Dũng",),
    ),
    Case(
        "car_no_power", "Có tủ lạnh nhưng nhà không có điện.",
        Sheet({**DARK, "belongings.assets": "motorbike fridge"}), Sheet({**DARK, "belongings.assets": "motorbike"}),
    ),
    Case(
        "members_gone", "Năm ngoái có Lê Thị Cúc, nay không còn trong phiếu và không ghi lý do.",
        Sheet(), Sheet(people=gone("married_out")), family=("Lê Thị Cúc",),
    ),
    Case(
        "citizen_twice", "Số định danh của Lê Văn An đã có ở hộ 032.",
        Sheet(), Sheet(), others=(("b", Sheet(head={"citizen_id": CITIZEN})),),
        near_others=(("b", Sheet(head={"citizen_id": "000000000091"})),),
    ),
    # Without tone marks, another number on the card; one year younger is another person.
    Case(
        "person_twice", "Lê Văn An có thể là người đã ghi ở hộ 032.", Sheet(), Sheet(),
        others=(("b", Sheet(ANOTHER, head={"full_name": "Lê Vân An", "birth_date": BORN})),),
        near_others=(("b", Sheet(ANOTHER, head={"full_name": "Lê Vân An", "birth_date": "1981-05-01"})),),
    ),
]  # fmt: skip


@pytest.fixture
def planting(app: Flask, session: Session, cast: Cast) -> Planting:
    return Planting(app, session, cast)


@pytest.mark.parametrize("case", CASES, ids=[one.code for one in CASES])
def test_a_planted_survey_shows_its_sign_and_no_other(planting: Planting, case: Case) -> None:
    found = planting.plant(case)
    assert planting.seen(found) == [case.words]
    assert found in planting.queue(case.code)


@pytest.mark.parametrize("case", CASES, ids=[one.code for one in CASES])
def test_its_near_miss_shows_none(planting: Planting, case: Case) -> None:
    clean = planting.near_miss(case)
    assert planting.seen(clean) == []
    assert clean not in planting.queue(case.code)


def test_a_score_of_the_phone_that_is_not_the_communes_is_told(planting: Planting) -> None:
    first = planting.send("a", Sheet())
    same = planting.document(first["subject"])
    again = {"subject": first["subject"], "base": first["id"]}
    second = planting.send("a", Sheet(), results=[same], **again)
    assert planting.seen(first["subject"]) == []
    planting.send("a", Sheet(), results=[{**same, "b2": same["b2"] + 10}], **{**again, "base": second["id"]})
    assert planting.seen(first["subject"]) == ["Điểm trên máy khác điểm xã tính lại."]
    assert planting.queue("differs") == {first["subject"]}


def test_a_number_that_stands_in_another_commune_names_no_home_of_it(
    planting: Planting, session: Session, cast: Cast
) -> None:
    far = session.scalars(
        select(Person)
        .join(Membership, (Membership.tenant == Person.tenant) & (Membership.person_id == Person.id))
        .where(Membership.household_id == cast.far_household.id)
    ).first()
    assert far is not None
    far.citizen_number_hash = sealing.look_up_hash(CITIZEN)
    session.commit()
    item = planting.send("a", Sheet())
    assert planting.seen(item["subject"]) == ["Số định danh của Lê Văn An đã có ở hộ thuộc nơi khác."]
    flag = session.scalars(select(Flag).where(Flag.code == "citizen_twice")).one()
    assert flag.evidence["people"] == [""]


def test_every_check_is_planted_once_at_least() -> None:
    tried = {case.code for case in (*CASES, *test_planted_surveys.CASES)} | {"differs"}
    assert tried == set(quality.RULES)
