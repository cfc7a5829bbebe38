"""A person's inbox: rows come with the acts, are read by their owner alone, and lead to what they are about."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Comment, InboxRow, Round, Survey, User
from gnbv.services import comments, decisions, inbox, inbox_words
from tests import phone
from tests.conflict_stage import TwoPhones
from tests.copies import Copying
from tests.factories import TENANT, Cast
from tests.phone import Phone, season
from tests.signing_in import signed_in
from tests.survey_factory import received_survey


def told(session: Session, person: User) -> list[str]:
    found = session.scalars(select(InboxRow).where(InboxRow.user_id == person.id).order_by(InboxRow.id))
    return [inbox_words.sentence(row, "vi") for row in found]


@pytest.fixture
def returned(session: Session, cast: Cast) -> InboxRow:
    survey = received_survey(session, cast)
    comments.write(session, cast.actor(cast.supervisor), survey, "walls", None, "Tường bằng tranh?")
    decisions.send_back(session, cast.actor(cast.supervisor), survey, survey.revision_id)
    session.commit()
    return session.scalars(select(InboxRow)).one()


def test_a_return_is_told_to_the_collector_without_the_remark(
    app: Flask, session: Session, cast: Cast, returned: InboxRow
) -> None:
    client = signed_in(app, cast.collector)
    page = client.get("/inbox").text
    assert "Phiếu hộ 017, Thôn 1 được trả lại" in page
    assert "1 tin chưa đọc" in page
    assert "Tường" not in page
    assert cast.household.head_name not in str(returned.details)
    sent = client.post(f"/inbox/{returned.id}/reading")
    assert (sent.status_code, sent.location) == (303, f"/app/households/{cast.household.id}")
    session.expire_all()
    first = session.get_one(InboxRow, (TENANT, returned.id)).read_at
    client.post(f"/inbox/{returned.id}/reading")
    session.expire_all()
    assert first is not None
    assert session.get_one(InboxRow, (TENANT, returned.id)).read_at == first
    assert "Đã đọc hết" in client.get("/inbox").text


def test_nobody_reads_or_marks_the_row_of_another_person(
    app: Flask, session: Session, cast: Cast, returned: InboxRow
) -> None:
    for person in (cast.supervisor, cast.administrator, cast.stranger):
        client = signed_in(app, person)
        assert "Chưa có tin nào" in client.get("/inbox").text
        assert client.post(f"/inbox/{returned.id}/reading").status_code == 404
        assert client.post("/inbox/reading").status_code == 303
    assert signed_in(app, cast.collector).post(f"/inbox/{uuid4()}/reading").status_code == 404
    session.expire_all()
    assert session.get_one(InboxRow, (TENANT, returned.id)).read_at is None


def test_the_count_stands_at_the_entry_until_all_is_read(
    app: Flask, session: Session, cast: Cast, returned: InboxRow
) -> None:
    client = signed_in(app, cast.collector)
    counted = re.compile(r"Thông báo <span class=\"count bad\">1</span>")
    assert counted.search(client.get("/account").text)
    assert client.post("/inbox/reading").status_code == 303
    assert not counted.search(client.get("/account").text)
    assert client.post("/inbox/reading").status_code == 303


def test_an_approval_and_a_reply_reach_the_other_side(app: Flask, session: Session, cast: Cast) -> None:
    round_: Round = season(session, cast)
    thu = Phone(app, cast.collector)
    sent = phone.survey(cast, round_)
    thu.send(sent)
    survey = session.scalars(select(Survey)).one()
    actor = cast.actor(cast.supervisor)
    comments.write(session, actor, survey, "walls", None, "Xem lại")
    decisions.send_back(session, actor, survey, survey.revision_id)
    session.commit()
    remark = session.scalars(select(Comment)).one()
    replies = [{"comment": str(remark.id), "kind": "kept", "reason": "Đúng như vậy"}]
    again = phone.survey(cast, round_, subject=survey.id, base=sent["id"], replies=replies)
    assert thu.send(again)[0]["outcome"] == "accepted"
    assert thu.send(again)[0]["outcome"] == "duplicate"
    assert told(session, cast.supervisor) == [
        "Lê Thị Thu đã trả lời ý kiến ở phiếu hộ 017, Thôn 1. Bản sửa chờ duyệt."
    ]
    session.expire_all()
    decisions.approve(session, actor, survey, survey.revision_id)
    session.commit()
    assert told(session, cast.collector)[-1] == "Phiếu hộ 017, Thôn 1 đã được duyệt, chờ công nhận."


def test_a_held_survey_is_told_once_and_so_is_its_withdrawal(
    app: Flask, session: Session, cast: Cast
) -> None:
    thu = Phone(app, cast.collector)
    round_ = season(session, cast)
    sent = phone.survey(cast, round_, household=str(cast.unlisted.id))
    thu.send(sent)
    thu.send(sent)
    survey = session.scalars(select(Survey)).one()
    form = {"revision": str(survey.revision_id), "note": "Hộ không có trong đợt"}
    assert (
        signed_in(app, cast.supervisor).post(f"/surveys/{survey.id}/withdrawal", data=form).status_code == 303
    )
    assert told(session, cast.collector) == [
        "Xã đã giữ phiếu hộ 018, Thôn 1, chờ người phụ trách xem. Không phải làm gì.",
        "Phiếu hộ 018, Thôn 1 đã được rút, xã vẫn lưu. Chưa rõ thì hỏi người duyệt.",
    ]


def test_a_settled_conflict_is_told_to_whoever_sent_it(app: Flask, session: Session, cast: Cast) -> None:
    two = TwoPhones(app, cast, season(session, cast))
    client = signed_in(app, cast.supervisor)
    assert two.post(client, "keep").status_code == 303
    assert two.post(client, "keep").status_code == 409
    assert told(session, cast.collector) == [
        "Đã có quyết định về hai bản khác nhau từng gửi. Mở mục Chờ gửi trên máy để xem."
    ]
    assert told(session, cast.supervisor) == []


def test_work_taken_to_another_phone_is_told_by_the_name_of_the_phone(
    app: Flask, session: Session, cast: Cast
) -> None:
    season(session, cast)
    lost = Copying(app, cast.collector)
    lost.keep_vault()
    draft = lost.record("draft", b"sealed draft")
    lost.copy((draft, b"sealed draft"))
    assert Copying(app, cast.collector).recover(lost.device).status_code == 200
    assert told(session, cast.collector) == [
        "Việc ở máy “Máy thử” đã được lấy về máy khác bằng tài khoản này. Nếu không phải tự làm thì báo xã ngay."
    ]


def test_pages_follow_each_other_and_a_wrong_number_is_the_nearest(
    app: Flask, session: Session, cast: Cast
) -> None:
    actor = cast.actor(cast.collector)
    for _ in range(inbox.PAGE_ROWS + 1):
        inbox.tell(session, TENANT, cast.collector.id, "message", "survey", uuid4())
    session.commit()
    assert [len(inbox.rows(session, actor, number).rows) for number in (0, 1, 2, 9)] == [50, 50, 1, 1]
    assert signed_in(app, cast.collector).get("/inbox?page=x").status_code == 200


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_every_kind_makes_a_sentence_even_of_nothing(locale: str) -> None:
    kinds = [*inbox_words.SENTENCES, "decided", "never heard of"]
    for kind in kinds:
        words = inbox_words.sentence(InboxRow(kind=kind, details={}), locale)
        assert words.endswith(".")
        assert "{" not in words
    for decision in inbox_words.DECIDED:
        details = {"decision": decision, "number": 7, "village": "Thôn 1"}
        assert "007" in inbox_words.sentence(InboxRow(kind="decided", details=details), locale)
