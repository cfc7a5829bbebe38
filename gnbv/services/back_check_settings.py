"""A round's own choice of what back-checks compare: questions left out, and how near two numbers must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.models import Round, RoundStatus
from gnbv.permissions import ROUND_ROLES, Actor
from gnbv.rules.agreement import NUMBER, Question
from gnbv.rules.quality_bounds import Bound, kept, typed
from gnbv.services import access, back_check_questions, events, survey_words
from gnbv.services.back_check_questions import SETTINGS

WITHIN = Bound("within", "Lệch không quá", "Within", 0, 10000, is_whole=False)
SHARE = Bound("share", "hoặc không quá", "or within", 0, 100, "%", "%", is_whole=False, is_share=True)
BOUNDS = (WITHIN, SHARE)


@dataclass(frozen=True)
class Shown:
    """A question as the page shows it: its label, whether it is compared, and for numbers both tolerances as typed."""

    question: Question
    label: str
    is_on: bool
    within: float
    share: float

    @property
    def is_number(self) -> bool:
        return self.question.how == NUMBER


def shown(session: Session, round_: Round, locale: str) -> list[Shown]:
    """Every question that could be compared, in order."""
    sheet = back_check_questions.sheet_of(session, round_)
    writer = survey_words.writer(sheet.compiled, {}, round_.opens_on, locale)
    compared = {one.key: one for one in back_check_questions.of_round(round_, sheet).questions}
    found = []
    for usual in back_check_questions.every(sheet):
        one = compared.get(usual.key, usual)
        label = writer.title(usual.key)
        found.append(
            Shown(usual, label, usual.key in compared, typed(WITHIN, one.within), typed(SHARE, one.share))
        )
    return found


def change(
    session: Session, actor: Actor, round_: Round, on: frozenset[str], values: Mapping[str, str]
) -> list[list[Any]]:
    """Write which questions are compared (``on``: keys) and the tolerances as typed (``values``: "key:within",
    "key:share"); returns what changed as [key, name, from, to]. What was compared is compared anew when somebody next
    looks; what was settled stays.

    Raises ``NotPermitted``, ``Conflict`` for a closed round, ``Invalid`` for a tolerance that is none or when nothing is
    left to compare.
    """
    if not actor.holds(ROUND_ROLES, access.get_unit_of(session, round_).path):
        raise NotPermitted()
    session.refresh(round_, ["settings", "status"], with_for_update=True)
    usual = back_check_questions.every(back_check_questions.sheet_of(session, round_))
    if not any(one.key in on for one in usual):
        raise Invalid(
            "nothing_to_compare",
            "Chưa chọn câu nào để so. Danh sách câu vẫn như cũ. Đánh dấu ít nhất một câu rồi ghi lại.",
            "No question is left to compare. The list is as it was. Tick at least one, then save again.",
        )
    before = round_.settings.get(SETTINGS, {}).get("questions", {})
    after: dict[str, dict[str, Any]] = {}
    for one in usual:
        given: dict[str, Any] = {} if one.key in on else {"on": False}
        if one.how == NUMBER:
            for bound in BOUNDS:
                value = _value(one, bound, values)
                if value != getattr(one, bound.name):
                    given[bound.name] = value
        if given:
            after[one.key] = given
    changes = [
        [key, name, before.get(key, {}).get(name), after.get(key, {}).get(name)]
        for key in sorted(before.keys() | after.keys())
        for name in ("on", "within", "share")
        if before.get(key, {}).get(name) != after.get(key, {}).get(name)
    ]
    if not changes:
        return []
    if round_.status is RoundStatus.CLOSED:
        raise Conflict(
            "round_closed",
            "Đợt đã khép nên không đổi câu so được. Danh sách câu vẫn như cũ. Cần đổi thì mở lại đợt.",
            "The round is closed, so its questions were not changed. They are as they were. Open the round again.",
        )
    own = {**round_.settings.get(SETTINGS, {}), "questions": after}
    round_.settings = {**round_.settings, SETTINGS: own}
    events.record(
        session, actor, "round.back_check_questions", "round", round_.id,
        unit_id=round_.unit_id, changes=changes,
    )  # fmt: skip
    session.flush()
    return changes


def _value(question: Question, bound: Bound, values: Mapping[str, str]) -> float:
    text = values.get(f"{question.key}:{bound.name}", "").strip() or "0"
    value = kept(bound, text)
    if value is None:
        raise Invalid(
            "tolerance_unreadable",
            f"Mức lệch phải là số từ {bound.least:g} đến {bound.most:g}. Danh sách câu vẫn như cũ. Sửa số đó rồi ghi lại.",
            f"A tolerance must be a number from {bound.least:g} to {bound.most:g}. The list is as it was. Correct it.",
            field=f"{question.key}:{bound.name}",
        )
    return float(value)
