"""What still stands against handing a sheet of paper in: each with the field that it is about and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask_babel import gettext
from sqlalchemy.orm import Session

from gnbv.models import Comment, ReplyKind, User
from gnbv.permissions import SURVEY_ROLES, Actor, actor_for
from gnbv.rules.form import Instance
from gnbv.services import access, paper_answers, rows, survey_checks, survey_replies
from gnbv.services.paper_answers import Document, Reader
from gnbv.services.paper_drafts import Typing

# A sheet may have been asked a little before the round was opened; an older day is a slip of the year.
EARLIEST_DAYS = 60
NOBODY = "other"


@dataclass(frozen=True)
class Problem:
    """``ref`` is the field on the page: a question, or ``paper.on``, ``paper.collector``, ``scans``, a comment's id."""

    ref: str
    label: str
    text: str


def find(session: Session, actor: Actor, typing: Typing, locale: str) -> list[Problem]:
    """All of them, in the order of the page; empty when the sheet can be handed in. ``text`` is in ``locale``."""
    reader = Reader(typing.sheet.compiled, locale)
    found = [*_about(session, actor, typing), *_comments(session, typing)]
    return found + _answers(reader, typing.document, actor)


def collector_of(session: Session, typing: Typing) -> User | None:
    """The account of who asked, when the paper's reviewer has one that surveys or surveyed in this village."""
    given = str(typing.document["paper"].get("collector") or "")
    try:
        user = rows.by_key(session, User, typing.entry.round.tenant, UUID(given))
    except ValueError:
        return None
    if user is None:
        return None
    survey = typing.entry.survey
    if survey is not None and user.id == survey.collector_id:
        return user
    day = paper_answers.written_day(typing.document) or typing.entry.round.opens_on
    asked = actor_for(user, day)
    return user if access.ever_held_over(session, asked, typing.entry.unit.path, SURVEY_ROLES) else None


def open_comments(session: Session, typing: Typing) -> list[Comment]:
    """The supervisor's remarks that this correction has to answer."""
    survey = typing.entry.survey
    return survey_replies.open_comments(session, survey.tenant, survey.id) if survey is not None else []


def _about(session: Session, actor: Actor, typing: Typing) -> list[Problem]:
    found = []
    paper, round_ = typing.document["paper"], typing.entry.round
    day = paper_answers.written_day(typing.document)
    label = gettext("Ngày ghi trên phiếu")
    if day is None:
        found.append(Problem("paper.on", label, gettext("Ghi ngày trên phiếu, như 05/10/2026.")))
    elif day > actor.today:
        found.append(Problem("paper.on", label, gettext("Ngày này chưa tới. Xem lại ngày trên phiếu.")))
    elif day < round_.opens_on - timedelta(days=EARLIEST_DAYS):
        words = gettext("Ngày này trước khi mở đợt quá lâu. Xem lại năm trên phiếu.")
        found.append(Problem("paper.on", label, words))
    label = gettext("Người rà soát ghi trên phiếu")
    if paper.get("collector") == NOBODY:
        if not str(paper.get("name") or "").strip():
            words = gettext("Ghi tên người rà soát đứng tên trên phiếu.")
            found.append(Problem("paper.name", label, words))
    elif collector_of(session, typing) is None:
        words = gettext(
            "Chọn người rà soát đứng tên trên phiếu; không có trong danh sách thì chọn Người khác."
        )
        found.append(Problem("paper.collector", label, words))
    if not typing.document["scans"]:
        words = gettext("Chưa có bản quét. Quét hoặc chụp tờ phiếu rồi đính kèm.")
        found.append(Problem("scans", gettext("Bản quét tờ phiếu"), words))
    return found


def _comments(session: Session, typing: Typing) -> list[Problem]:
    found = []
    for comment in open_comments(session, typing):
        reply = typing.document["replies"].get(str(comment.id)) or {}
        if reply.get("kind") == "fixed" or (
            reply.get("kind") == ReplyKind.KEPT.value and reply.get("reason", "").strip()
        ):
            continue
        words = gettext("Chọn Đã sửa, hoặc Giữ nguyên và ghi lý do.")
        found.append(Problem(str(comment.id), gettext("Ý kiến của người duyệt"), words))
    return found


def _answers(reader: Reader, document: Document, actor: Actor) -> list[Problem]:
    instance = paper_answers.instance(reader, document, paper_answers.day_of(document, actor.today))
    faults = [*instance.problems(), *survey_checks.roster_problems(instance, instance.answers())]
    return [_problem(reader, instance, fault, document) for fault in faults]


def _problem(reader: Reader, instance: Instance, fault: dict[str, str], document: Document) -> Problem:
    ref = fault["ref"]
    key, _at, row = ref.partition("@")
    node = reader.by_key[key]
    label = reader.words(reader.compiled["texts"].get(f"{node['path']}:label")) or key
    if row:
        who = document["fields"].get(f"full_name@{row}") or gettext("người chưa ghi tên")
        label = f"{who}: {label}"
    if fault["kind"] == "head":
        return Problem(ref, label, gettext("Danh sách phải có đúng một chủ hộ."))
    return Problem(ref, label, said(fault["kind"], fault["text"], node["type"]))


def said(fault: str, text: str, kind: str) -> str:
    """The words beside a field: ``text`` of the sheet, but what could not be read at all is told by how to type it."""
    if fault == "type" or not text:
        return str(gettext("Chưa trả lời.")) if fault == "required" else unreadable(kind)
    return text


def unreadable(kind: str) -> str:
    """What to type for a question of this type, when the sheet itself says nothing."""
    if kind in ("select1", "select", "rank"):
        return str(gettext("Chưa rõ là câu nào. Gõ số của câu trả lời, hoặc gõ thêm chữ."))
    if kind == "date":
        return str(gettext("Ghi ngày như 05/10/1980."))
    if kind in ("int", "decimal"):
        return str(gettext("Ghi bằng số."))
    if kind == "acknowledge":
        return str(gettext("Gõ x, hoặc bỏ trống."))
    return str(gettext("Không đúng kiểu của câu hỏi. Gõ lại theo phiếu."))
