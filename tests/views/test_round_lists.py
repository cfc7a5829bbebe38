"""The list of a round: who is on it and why, the sample that anybody can draw again, and who was left out."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import HouseholdClass, ListReason, Round, RoundHousehold
from gnbv.services import documents_pdf
from tests.factories import Cast, household
from tests.round_stage import build, official, paper, planned, prepare, taken


@pytest.fixture
def round_(session: Session, cast: Cast, desk: FlaskClient) -> Round:
    """A planned round; ``household`` is poor, ``others_household`` near-poor, ten more homes are neither."""
    made = planned(session, cast, desk)
    official(session, cast.household, HouseholdClass.NEAR_POOR, 2024)
    official(session, cast.household, HouseholdClass.POOR)
    official(session, cast.others_household, HouseholdClass.NEAR_POOR)
    official(session, cast.far_household, HouseholdClass.POOR)
    for number in range(30, 40):
        household(session, cast.village, number, f"Hà Văn Hộ{number}")
    session.commit()
    return made


def on_list(session: Session) -> dict[int, ListReason]:
    session.expire_all()
    return {row.household.number: row.reason for row in session.scalars(select(RoundHousehold))}


def test_it_lists_todays_poor_and_near_poor_of_the_unit(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    for _ in range(2):
        build(desk, round_)
        assert on_list(session) == {17: ListReason.POOR, 21: ListReason.NEAR_POOR}


def test_the_newest_official_class_counts(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    official(session, cast.household, HouseholdClass.NOT_POOR, 2026)
    official(session, cast.others_household, HouseholdClass.NOT_POOR, 2026)
    # Under another standard of the same year it is still near-poor: nobody is left out.
    official(session, cast.others_household, HouseholdClass.NEAR_POOR, 2026, "vn-2027-2030")
    build(desk, round_)
    assert on_list(session) == {21: ListReason.NEAR_POOR}


def test_the_same_seed_draws_the_same_homes(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    build(desk, round_, share=30, seed=7)
    first = on_list(session)
    drawn = {number for number, reason in first.items() if reason is ListReason.SAMPLE}
    assert len(drawn) == 4  # 30 % of eleven, rounded up
    build(desk, round_, share=30, seed=8)
    assert on_list(session) != first
    build(desk, round_, share=30, seed=7)
    assert on_list(session) == first
    page = desk.get(f"/rounds/{round_.id}/list").text
    assert "4 trên 11 hộ, số gốc 7" in page and "Mẫu kiểm tra" in page


def test_who_was_left_out_is_seen_and_found(cast: Cast, desk: FlaskClient, round_: Round) -> None:
    build(desk, round_)
    page = desk.get(f"/rounds/{round_.id}/list?show=out").text
    assert "Hà Văn Hộ30" in page and "Lò Văn Thử" not in page and "Vũ Văn Xa" not in page
    found = desk.get(f"/rounds/{round_.id}/list?show=out&q=31").text
    assert "Hà Văn Hộ31" in found and "Hà Văn Hộ30" not in found
    assert (
        "Hà Văn Hộ30"
        not in desk.get(f"/rounds/{round_.id}/list?show=out&village={cast.other_village.id}").text
    )
    assert "Không có hộ nào như vậy" in desk.get(f"/rounds/{round_.id}/list?q=khong+ai").text


def test_petitions_that_wait_are_seen_where_the_list_is_made(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    taken(session, desk, paper(cast))
    build(desk, round_)
    page = desk.get(f"/rounds/{round_.id}/list?show=out&q=18").text
    assert "1 giấy đề nghị chưa xử lý" in page and "giấy số 1/2026: Đã nhận giấy" in page
    assert "Hộ đưa ra khỏi danh sách" not in desk.get(f"/rounds/{round_.id}/list/print").text


def test_one_is_added_by_hand_with_a_reason_and_stays(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    build(desk, round_)
    address = f"/rounds/{round_.id}/list/households"
    sent = {"village": str(cast.village.id), "number": "18", "reason": "Vừa cháy nhà"}
    for _ in range(2):
        assert desk.post(address, data=sent).status_code == 303
    build(desk, round_)
    assert on_list(session)[18] is ListReason.HAND
    assert "Vừa cháy nhà" in desk.get(f"/rounds/{round_.id}/list").text
    for wrong in (
        {"reason": ""},
        {"number": "999"},
        {"number": "x"},
        {"village": "x"},
        {"village": str(cast.far_village.id), "number": "3"},
    ):
        assert desk.post(address, data={**sent, **wrong}).status_code == 422, wrong


def test_one_is_taken_off_with_a_reason_and_stays_off(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    build(desk, round_)
    address = f"/rounds/{round_.id}/list/households/{cast.household.id}/removal"
    assert desk.post(address).status_code == 422
    for _ in range(2):
        assert desk.post(address, data={"reason": "Đã chuyển tỉnh khác"}).status_code == 303
    build(desk, round_, share=50)
    assert 17 not in on_list(session)
    assert "Đã chuyển tỉnh khác" in desk.get(f"/rounds/{round_.id}/list?show=out").text
    printed = desk.get(f"/rounds/{round_.id}/list/print").text
    assert "Hộ đưa ra khỏi danh sách" in printed and "Đã chuyển tỉnh khác" in printed
    back = {"village": str(cast.village.id), "number": "17", "reason": "Đã về"}
    assert desk.post(f"/rounds/{round_.id}/list/households", data=back).status_code == 303
    assert on_list(session)[17] is ListReason.HAND
    far = f"/rounds/{round_.id}/list/households/{cast.far_household.id}/removal"
    assert desk.post(far, data={"reason": "x"}).status_code == 404


def test_an_open_round_takes_single_homes_and_gives_none_away(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    build(desk, round_)
    prepare(desk, round_, cast)
    assert desk.post(f"/rounds/{round_.id}/opening").status_code == 303
    assert desk.post(f"/rounds/{round_.id}/list", data={"share": "0", "seed": "1"}).status_code == 409
    off = f"/rounds/{round_.id}/list/households/{cast.household.id}/removal"
    assert desk.post(off, data={"reason": "x"}).status_code == 409
    sent = {"village": str(cast.village.id), "number": "18", "reason": "Vừa cháy nhà"}
    assert desk.post(f"/rounds/{round_.id}/list/households", data=sent).status_code == 303
    desk.post(f"/rounds/{round_.id}/closure")
    assert desk.post(f"/rounds/{round_.id}/list/households", data={**sent, "number": "30"}).status_code == 409
    assert set(on_list(session)) == {17, 18, 21}


@pytest.mark.parametrize(
    "wrong", [{"share": "51"}, {"share": "x"}, {"seed": "-1"}, {"seed": ""}, {"seed": "9" * 12}]
)
def test_it_refuses_a_sample_that_cannot_be(desk: FlaskClient, round_: Round, wrong: dict[str, str]) -> None:
    assert (
        desk.post(f"/rounds/{round_.id}/list", data={"share": "5", "seed": "1", **wrong}).status_code == 422
    )


def test_it_prints_heads_classes_and_reasons_with_the_board_that_signs(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    build(desk, round_)
    prepare(desk, round_, cast)
    page = desk.get(f"/rounds/{round_.id}/list/print").text
    for words in (
        "Phụ lục I",
        "Lò Văn Thử",
        "Hộ nghèo (2025)",
        "45/QĐ-UBND",
        "Nguyễn Văn Lãnh",
        "Trưởng ban",
        "Tổng số: 2 hộ",
    ):
        assert words in page, words
    assert "Lò Thị Mẫu" not in page and "Bùi Thị Đầu" not in page and "MINH HỌA" not in page


def test_a_print_with_an_illustrative_class_carries_the_mark(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    official(session, cast.unlisted, HouseholdClass.POOR).is_illustrative = True
    session.commit()
    build(desk, round_)
    assert "MINH HỌA – không dùng để xét hộ nghèo" in desk.get(f"/rounds/{round_.id}/list/print").text
    try:
        assert desk.get(f"/rounds/{round_.id}/list/print.pdf").mimetype == "application/pdf"
    except documents_pdf.PdfUnavailable:
        pytest.skip("no Pango here")


def test_what_people_added_for_other_reasons_is_not_asked_as_a_reason_on_the_sheet() -> None:
    assert {reason: reason.on_sheet for reason in ListReason} == {
        ListReason.POOR: "poor", ListReason.NEAR_POOR: "near_poor", ListReason.PETITION: "petition",
        ListReason.SAMPLE: "sample", ListReason.AVERAGE: None, ListReason.HAND: None,
    }  # fmt: skip
