"""Recognition through the pages: gathered, submitted, signed, printed, corrected; and everybody who may not."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import (
    Basis,
    Event,
    HouseholdClass,
    LedgerRow,
    Recognition,
    RecognitionRow,
    RecognitionState,
)
from gnbv.services import household_classes
from tests.factories import Cast
from tests.procedure_stage import STANDARD, Village
from tests.recognition_stage import ready_village, signed, submitted
from tests.signing_in import signed_in


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    made = ready_village(session, cast)
    session.commit()
    return made


@pytest.fixture
def chair(app: Flask, cast: Cast) -> FlaskClient:
    return signed_in(app, cast.leader)


SIGNATURE = {
    "number": "88/QĐ-UBND", "decided_on": "2026-10-23", "effective_on": "", "signer_name": "Nguyễn Văn Lãnh",
    "signer_post": "Chủ tịch",
}  # fmt: skip


def drafted(session: Session, desk: FlaskClient, village: Village) -> Recognition:
    sent = {"standard": STANDARD}
    answer = desk.post(f"/rounds/{village.round.id}/recognitions", data=sent)
    assert answer.status_code == 303, answer.text
    session.expire_all()
    return session.scalars(select(Recognition).order_by(Recognition.id.desc())).first()  # type: ignore[return-value]


def test_a_village_goes_from_ready_to_recognised_through_the_pages(
    session: Session, cast: Cast, desk: FlaskClient, chair: FlaskClient, village: Village
) -> None:
    page = desk.get(f"/rounds/{village.round.id}/recognitions").text
    assert "1/1 thôn sẵn sàng" in page and "Lập tờ trình cho 1 thôn" in page
    row = drafted(session, desk, village)
    assert drafted(session, desk, village).id == row.id
    for _ in range(2):
        told = desk.post(f"/recognitions/{row.id}/submission", data={"number": "15/TTr", "on": "2026-10-23"})
        assert told.status_code == 303
    assert "Ký công nhận 4 hộ" not in desk.get(f"/recognitions/{row.id}").text
    assert "Ký công nhận 4 hộ" in chair.get(f"/recognitions/{row.id}").text
    for _ in range(2):
        assert chair.post(f"/recognitions/{row.id}/signature", data=SIGNATURE).status_code == 303
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(RecognitionRow)) == 4
    assert "Quyết định số 88/QĐ-UBND" in chair.get(f"/recognitions/{row.id}").text
    assert (
        "Đã công nhận, quyết định số 88/QĐ-UBND" in desk.get(f"/rounds/{village.round.id}/recognitions").text
    )
    again = chair.post(f"/recognitions/{row.id}/signature", data={**SIGNATURE, "number": "99/QĐ"})
    assert again.status_code == 409 and "đã ký" in again.text


def test_the_board_of_the_villages_says_what_waits_for_the_signature(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient, chair: FlaskClient, village: Village
) -> None:
    row = drafted(session, desk, village)
    board = f"/rounds/{village.round.id}/procedure"
    assert "chờ lãnh đạo xã ký" not in chair.get(board).text
    desk.post(f"/recognitions/{row.id}/submission", data={"number": "15/TTr", "on": "2026-10-23"})
    page = chair.get(board).text
    assert "Tờ trình số 15/TTr chờ lãnh đạo xã ký" in page and f'href="/recognitions/{row.id}"' in page
    assert "chờ lãnh đạo xã ký" not in signed_in(app, cast.village_head).get(board).text
    chair.post(f"/recognitions/{row.id}/signature", data=SIGNATURE)
    assert "chờ lãnh đạo xã ký" not in chair.get(board).text


def test_signing_early_is_refused_with_what_is_next(
    session: Session, desk: FlaskClient, chair: FlaskClient, village: Village
) -> None:
    row = drafted(session, desk, village)
    answer = chair.post(f"/recognitions/{row.id}/signature", data=SIGNATURE)
    assert answer.status_code == 409 and "số, ngày tờ trình" in answer.text


def test_what_blocks_a_village_is_named_and_nothing_can_be_gathered(
    session: Session, cast: Cast, desk: FlaskClient, chair: FlaskClient, village: Village
) -> None:
    for one in session.scalars(select(LedgerRow).where(LedgerRow.basis == Basis.APPROVAL)):
        one.is_illustrative = True
    session.commit()
    page = desk.get(f"/rounds/{village.round.id}/recognitions").text
    assert "MINH HỌA" in page and "Lập tờ trình" not in page
    # Each is shown the way that is open to them: the homes whose sheets are opened again, the standards to confirm.
    assert "/packs" not in page and f"/rounds/{village.round.id}/households?village=" in page
    assert 'href="/packs"' in chair.get(f"/rounds/{village.round.id}/recognitions").text
    answer = desk.post(f"/rounds/{village.round.id}/recognitions", data={"standard": STANDARD})
    assert answer.status_code == 409 and "phiếu giấy đã ký" in answer.text
    assert not session.scalars(select(Recognition)).all()


def test_strangers_find_nothing_and_others_may_not_act(
    app: Flask, session: Session, cast: Cast, village: Village
) -> None:
    row = submitted(session, cast, village.round)
    session.commit()
    paths = [f"/rounds/{village.round.id}/recognitions", f"/recognitions/{row.id}", f"/recognitions/{row.id}/print",
             f"/recognitions/{row.id}/register", f"/rounds/{village.round.id}/standards"]  # fmt: skip
    acts = [f"/rounds/{village.round.id}/recognitions", f"/recognitions/{row.id}/submission",
            f"/recognitions/{row.id}/opinion", f"/recognitions/{row.id}/signature", f"/recognitions/{row.id}/drop",
            f"/rounds/{village.round.id}/standards", f"/rounds/{village.round.id}/standards/confirmation"]  # fmt: skip
    far, head = signed_in(app, cast.far_supervisor), signed_in(app, cast.village_head)
    watcher = signed_in(app, cast.observer)
    sent = {**SIGNATURE, "on": "2026-10-23", "reason": "x", "agrees": "yes", "standard": STANDARD}
    assert {far.get(path).status_code for path in paths} == {404}
    assert {far.post(path, data=sent).status_code for path in acts} == {404}
    assert {head.get(path).status_code for path in paths} == {403}
    assert {watcher.get(path).status_code for path in paths} == {200}
    assert {watcher.post(path, data=sent).status_code for path in acts} == {403}
    session.expire_all()
    assert session.get_one(Recognition, (1, row.id)).state is RecognitionState.DRAFT


def test_bad_input_keeps_the_lists(
    session: Session, desk: FlaskClient, chair: FlaskClient, village: Village
) -> None:
    row = drafted(session, desk, village)
    for sent in (
        {"number": "", "on": "2026-10-23"},
        {"number": "1", "on": "2027-01-01"},
        {"number": "1", "on": "x"},
    ):
        assert desk.post(f"/recognitions/{row.id}/submission", data=sent).status_code == 422
    assert (
        desk.post(f"/recognitions/{row.id}/submission", data={"number": "1", "on": "2026-10-23"}).status_code
        == 303
    )
    for more in ({"number": ""}, {"decided_on": "2026-10-24"}, {"signer_name": ""}):
        answer = chair.post(f"/recognitions/{row.id}/signature", data={**SIGNATURE, **more})
        assert answer.status_code == 422 and "vẫn giữ" in answer.text


def test_a_draft_is_given_up_with_a_reason_and_gathered_again(
    session: Session, desk: FlaskClient, village: Village
) -> None:
    row = drafted(session, desk, village)
    assert desk.post(f"/recognitions/{row.id}/drop", data={"reason": " "}).status_code == 422
    for _ in range(2):
        assert desk.post(f"/recognitions/{row.id}/drop", data={"reason": "In sai"}).status_code == 303
    assert drafted(session, desk, village).id != row.id


def test_a_correction_is_a_decision_of_its_own_over_what_was_signed(
    app: Flask, session: Session, cast: Cast, chair: FlaskClient, village: Village
) -> None:
    row = signed(session, cast, village.round)
    session.commit()
    line = session.scalars(select(RecognitionRow).order_by(RecognitionRow.number)).first()
    assert line is not None
    path = f"/recognitions/{row.id}/rows/{line.id}/correction"
    sent = {"class": "near_poor", "number": "99/QĐ-UBND", "on": "2026-10-23", "reason": "Cộng nhầm B1"}
    assert signed_in(app, cast.coordinator).post(path, data=sent).status_code == 403
    assert signed_in(app, cast.far_supervisor).post(path, data=sent).status_code == 404
    for more in (
        {"number": ""},
        {"reason": ""},
        {"on": "2026-10-24"},
        {"class": "average"},
        {"class": "poor"},
    ):
        assert chair.post(path, data={**sent, **more}).status_code == 422, more
    assert "Đính chính" in chair.get(path).text
    for _ in range(2):
        assert chair.post(path, data=sent).status_code == 303
    session.expire_all()
    rows = session.scalars(select(LedgerRow).where(LedgerRow.basis == Basis.CORRECTION)).all()
    assert [(one.household_class, one.source) for one in rows] == [
        (HouseholdClass.NEAR_POOR, "Quyết định đính chính số 99/QĐ-UBND")
    ]
    assert (
        household_classes.today(session, 1, [line.household_id])[line.household_id][0]
        is HouseholdClass.NEAR_POOR
    )
    assert session.get_one(RecognitionRow, (1, line.id)).after is HouseholdClass.POOR
    assert session.scalars(select(Event.action)).all().count("household.corrected") == 1


def test_what_was_signed_has_no_changes_of_the_register_to_come(
    session: Session, cast: Cast, desk: FlaskClient, village: Village
) -> None:
    row = signed(session, cast, village.round)
    session.commit()
    page = desk.get(f"/recognitions/{row.id}/register").text
    assert "sổ hộ đã đổi xong" in page and "Khi lãnh đạo ký" not in page
