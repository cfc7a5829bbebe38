"""A typed survey that comes back: corrected from the paper at the office or on the phone of who asked; both are kept."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import InboxRow, Origin, Outcome, Reply, Revision, Round, Survey, SurveyStatus, SyncItem
from tests import phone
from tests.factories import Cast
from tests.paper_stage import address, faults, form, hand_in, handed_in
from tests.phone import Phone
from tests.signing_in import signed_in
from tests.survey_factory import only
from tests.views.test_sync_corrections import send_back


@pytest.fixture
def typist(app: Flask, cast: Cast, round_: Round) -> FlaskClient:
    """The cadre's browser, with a typed survey at the commune."""
    client = signed_in(app, cast.cadre)
    handed_in(client, round_, cast.household, cast.collector)
    return client


def test_what_was_returned_is_corrected_from_the_paper_with_a_reply_to_each_remark(
    session: Session, cast: Cast, round_: Round, typist: FlaskClient
) -> None:
    first = only(session).revision_id
    (remark,) = send_back(session, cast, "walls")
    assert {row.user_id for row in session.scalars(select(InboxRow).where(InboxRow.kind == "returned"))} == {
        cast.collector.id, cast.cadre.id,
    }  # fmt: skip
    assert "Người duyệt trả lại" in typist.get("/paper").text
    page = typist.get(address(round_, cast.household)).text
    assert "Xem lại walls" in page and "bản trước vẫn giữ" in page and "Bản quét 1" in page
    sent = form(round_, cast.household, cast.collector, **{"f:walls": "5"})
    silent = hand_in(typist, round_, cast.household, sent)
    assert silent.status_code == 422 and "Chọn Đã sửa" in str(faults(silent))
    reply = {f"reply:{remark.id}:kind": "kept", f"reply:{remark.id}:reason": "Giấy ghi như vậy"}
    assert hand_in(typist, round_, cast.household, {**sent, **reply}).status_code == 303
    row = only(session)
    assert (row.status, row.revision_count, row.collector_id) == (SurveyStatus.RECEIVED, 2, cast.collector.id)
    newest = session.scalars(select(Revision).where(Revision.number == 2)).one()
    assert (newest.base_id, newest.origin) == (first, Origin.PAPER)
    assert session.scalars(select(Reply.reason)).all() == ["Giấy ghi như vậy"]


def test_who_asked_has_it_on_the_phone_and_may_correct_it_there(
    app: Flask, session: Session, cast: Cast, round_: Round, typist: FlaskClient, duyet: FlaskClient
) -> None:
    row = only(session)
    thu = Phone(app, cast.collector)
    (entry,) = [one["data"] for one in thu.kit()["entries"] if one["type"] == "survey"]
    assert entry["id"] == str(row.id) and entry["revision"]["answers"]["house"]
    # The paper is opened before the phone's correction comes in.
    page = typist.get(address(round_, cast.household)).text
    turn = re.search(r'name="turn" value="([^"]+)"', page)
    assert turn is not None
    kept = {"turn": turn[1], "seen": 0, "fields": {"walls": "1"}}
    assert typist.post(address(round_, cast.household, "draft"), json=kept).status_code == 200
    item = phone.survey(cast, round_, subject=UUID(str(row.id)), base=row.revision_id)
    assert thu.send(item)[0]["outcome"] == "accepted"
    sent = form(round_, cast.household, cast.collector, turn=turn[1])
    assert hand_in(typist, round_, cast.household, sent).status_code == 303
    session.expire_all()
    assert str(only(session).revision_id) == item["id"]
    conflict = session.scalars(
        select(SyncItem).where(SyncItem.user_id == cast.cadre.id, SyncItem.outcome == Outcome.CONFLICT)
    ).one()
    assert conflict.body_sealed is not None and (conflict.cause or {})["code"] == "other_base"
    # The supervisor reads both and takes what stands on the paper: nothing was written over until then.
    page = duyet.get(f"/conflicts/{conflict.id}").text
    assert "phiếu giấy, nhập ở xã" in page
    taken = {"revision": item["id"], "reason": "Trên giấy đúng hơn"}
    assert duyet.post(f"/conflicts/{conflict.id}/take", data=taken).status_code == 303
    session.expire_all()
    newest = session.scalars(select(Revision).where(Revision.id == only(session).revision_id)).one()
    assert newest.number == 3 and newest.author_id == cast.cadre.id


def test_a_supervisor_chooses_between_paper_and_phone_and_nothing_is_left_open(
    app: Flask, session: Session, cast: Cast, round_: Round, typist: FlaskClient, duyet: FlaskClient
) -> None:
    thu = Phone(app, cast.collector)
    assert thu.send(phone.survey(cast, round_))[0]["outcome"] == "conflict"
    typed = session.scalars(select(Survey).where(Survey.is_rival.is_(False))).one()
    met = session.scalars(select(SyncItem).where(SyncItem.outcome == Outcome.CONFLICT)).one()
    page = duyet.get(f"/conflicts/{met.id}").text
    assert "phiếu giấy, nhập ở xã" in page
    rival = session.scalars(select(Survey).where(Survey.is_rival)).one()
    taken = {"revision": str(rival.revision_id), "note": "Phiếu trên máy đủ hơn"}
    assert duyet.post(f"/surveys/{rival.id}/release", data=taken).status_code == 303
    session.expire_all()
    assert session.get_one(Survey, (typed.tenant, typed.id)).status is SurveyStatus.WITHDRAWN
    assert session.get_one(Survey, (rival.tenant, rival.id)).status is SurveyStatus.RECEIVED
    assert not [
        row
        for row in session.scalars(select(SyncItem))
        if row.outcome is Outcome.CONFLICT and row.settled_at is None
    ]
    # The typed sheet was put aside: the paper may be typed anew, beside the one that counts.
    assert "đã có phiếu của Lê Thị Thu" in typist.get(address(round_, cast.household)).text
