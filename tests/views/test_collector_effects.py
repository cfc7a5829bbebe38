"""How often each collector finds a deprivation: a funnel of colleagues, and how often back-checks agree."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gnbv.models import BackCheck, Round
from tests.back_check_stage import checked, main_survey, second_collector
from tests.factories import TENANT, Cast
from tests.many_surveys import many
from tests.signing_in import signed_in


def codes(page: str) -> list[str]:
    return re.findall(r'<option value="(\w+)"', page)


def test_it_says_who_lies_outside_and_of_whom_nothing_can_be_said(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    many(session, cast, round_, cast.collector, surveys=40, found=36, first=100)
    many(session, cast, round_, cast.other_collector, surveys=40, found=9, first=200)
    many(session, cast, round_, cast.village_head, surveys=4, found=4, first=300)
    client, address = signed_in(app, cast.supervisor), f"/rounds/{round_.id}/collectors"
    page = client.get(address, query_string={"indicator": "latrine"}).text
    assert "49 trên 84 phiếu thiếu hụt" in page
    rows = re.findall(r'<tr role="row"><th role="rowheader".*?</tr>', page, re.DOTALL)
    told = {
        name: row for name in ("Lê Thị Thu", "Đỗ Văn Hai", "Trịnh Văn Trưởng") for row in rows if name in row
    }
    assert "Cao hơn hẳn đồng nghiệp" in told["Lê Thị Thu"] and "36 trên 40" in told["Lê Thị Thu"]
    assert "Thấp hơn hẳn đồng nghiệp" in told["Đỗ Văn Hai"]
    assert "Quá ít để nói" in told["Trịnh Văn Trưởng"]
    assert rows[0] == told["Trịnh Văn Trưởng"], "the limits grow narrow from row to row"
    drawn = page[page.index('<svg class="funnel"') : page.index("</svg>", page.index('class="funnel"'))]
    assert (drawn.count("<path"), drawn.count("<rect"), drawn.count("<circle")) == (2, 2, 1)
    assert 'role="img"' in drawn and "style=" not in page


def test_it_opens_with_the_indicator_that_needs_a_look_and_knows_all_of_them(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    many(session, cast, round_, cast.collector, surveys=40, found=36, first=100)
    many(session, cast, round_, cast.other_collector, surveys=40, found=9, first=200)
    client, address = signed_in(app, cast.leader), f"/rounds/{round_.id}/collectors"
    page = client.get(address).text
    assert re.search(r'<option value="latrine" selected', page) and len(codes(page)) == 12
    other = client.get(address, query_string={"indicator": "no_such"})
    assert (other.status_code, "latrine" in other.text) == (200, True)


def test_it_counts_the_findings_of_surveys_that_arrive(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    main_survey(app, cast, round_, {"utilities.latrine": "none"})
    page = signed_in(app, cast.coordinator).get(
        f"/rounds/{round_.id}/collectors", query_string={"indicator": "latrine"}
    )
    assert "1 trên 1 phiếu thiếu hụt" in page.text and "Quá ít để nói" in page.text


def test_an_empty_round_says_so(app: Flask, cast: Cast, round_: Round) -> None:
    for path, words in (
        ("collectors", "Chưa có gì để so sánh"),
        ("back-checks/rates", "Chưa có phiếu phúc tra"),
    ):
        page = signed_in(app, cast.coordinator).get(f"/rounds/{round_.id}/{path}")
        assert (page.status_code, words in page.text) == (200, True)


@pytest.mark.parametrize(
    ("who", "status"), [("far_supervisor", 404), ("stranger", 404), ("observer", 403), ("collector", 403)]
)
def test_it_keeps_out_who_may_not(app: Flask, cast: Cast, round_: Round, who: str, status: int) -> None:
    client = signed_in(app, getattr(cast, who))
    assert client.get(f"/rounds/{round_.id}/collectors").status_code == status


def test_rates_have_their_counts_and_say_nothing_of_few(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    checker = second_collector(session, cast)
    check = checked(app, session, cast, round_, checker, {"house.walls": "poor_wood"})
    client, address = signed_in(app, cast.supervisor), f"/rounds/{round_.id}/back-checks/rates"
    page = client.get(address).text
    counted = [verdict for _, verdict in check.agreement["lines"].values() if verdict != "one_sided"]
    assert f"{len(counted) - 1} trên {len(counted)} câu, 1 hộ" in page
    assert "1 trên 1 hộ cùng xếp loại" in page or "0 trên 1 hộ cùng xếp loại" in page
    assert "Quá ít để nói" in page, "one household says nothing of a collector"
    assert "back-checks?question=walls" in page and f"back-checks?collector={cast.collector.id}" in page
    listed = f"/rounds/{round_.id}/back-checks"
    told = [
        "Lò Văn Thử" in client.get(listed, query_string=asked).text
        for asked in (
            {"question": "walls"},
            {"question": "roof"},
            {"collector": cast.collector.id},
            {"collector": "x"},
        )
    ]
    assert told == [True, False, True, False], "each figure opens its households"
    session.get_one(BackCheck, (TENANT, check.id)).seed = ""
    session.commit()
    assert "Chưa có phiếu phúc tra nào" in client.get(address).text, "what was asked for is no random sample"
    assert "1 hộ" in client.get(address, query_string={"of": "all"}).text


def test_the_sheet_of_a_stranger_to_the_lists_is_compared_by_type(session: Session, round_: Round) -> None:
    from gnbv.services import back_check_questions, compiled

    (sheet,) = compiled.sheets_by_id(session, TENANT, {round_.form_version_id})
    found = back_check_questions.of_round(round_, sheet._replace(form="phieu-khac"))
    keys = {one.key: one.how for one in found.questions}
    assert (keys["walls"], keys["assets"], keys["floor_area"]) == ("exact", "set", "number")
    assert not found.is_listed and "notice" not in keys and "age" not in keys
    round_.settings = {"back_check": {"questions": {"walls": {"on": False}, "pigs": {"within": 9}}}}
    own = {one.key: one for one in back_check_questions.of_round(round_, sheet).questions}
    assert "walls" not in own and own["pigs"].within == 9
