"""The superior unit's opinion on a submission, where the unit has switched that step on (the district level is gone)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.models import Recognition, Round, Unit
from gnbv.permissions import CONCLUDING_ROLES, Actor
from gnbv.services import events, procedures, recognitions

SWITCH = "superior_opinion"


@dataclass(frozen=True)
class Opinion:
    """What came back: whether the superior agrees, by which document, and what it says."""

    agrees: bool
    number: str
    on: date
    text: str = ""


def is_needed(session: Session, row: Recognition) -> bool:
    """Whether the round asks for an opinion before the signature."""
    road = procedures.of_round(session, session.get_one(Round, (row.tenant, row.round_id)))
    return road is not None and road.is_on(SWITCH)


def record(session: Session, actor: Actor, row: Recognition, told: Opinion) -> Recognition:
    """Write down the opinion. The same again changes nothing; a later one replaces it, with an event.

    Raises ``NotPermitted``, ``Conflict`` before the submission and after the signature, ``Invalid`` without number, for a
    day before the submission or to come, and for a disagreement without words.
    """
    if not actor.holds(CONCLUDING_ROLES, session.get_one(Unit, (row.tenant, row.unit_id)).path):
        raise NotPermitted()
    recognitions.require_draft(row)
    if row.submitted_on is None:
        raise not_submitted()
    number, text = " ".join(told.number.split())[:100], told.text.strip()[:4000]
    if not number or not row.submitted_on <= told.on <= actor.today or not (told.agrees or text):
        raise Invalid(
            "opinion_incomplete",
            "Ý kiến cấp trên cần số văn bản, ngày từ ngày trình đến hôm nay, và nội dung khi chưa thống nhất. "
            "Tờ trình vẫn giữ. Sửa rồi bấm lại.",
            "The superior's opinion needs its number, a day from the submission until today, and words when it does not "
            "agree. The submission is kept. Correct it and try again.",
        )
    said = {
        "agrees": told.agrees,
        "number": number,
        "on": told.on.isoformat(),
        "text": text,
        "by": str(actor.user_id),
    }
    if {**row.opinion, "by": said["by"]} == said:
        return row
    row.opinion = said
    events.record(
        session, actor, "recognition.opinion", "recognition", row.id,
        unit_id=row.unit_id, agrees=told.agrees, number=number,
    )  # fmt: skip
    return row


def require(session: Session, row: Recognition) -> None:
    """Raises ``Conflict`` while an opinion that is asked for is missing, or does not agree."""
    if not is_needed(session, row):
        return
    if not row.opinion:
        raise Conflict(
            "opinion_missing",
            "Xã đang bật bước xin ý kiến cấp trên mà chưa ghi ý kiến nên chưa ký được. Tờ trình vẫn giữ. "
            "Ghi ý kiến của cấp trên vào tờ trình, rồi ký.",
            "The commune asks for the superior's opinion and none was written down, so nothing was signed. The submission "
            "is kept. Write the opinion down, then sign.",
        )
    if not row.opinion.get("agrees"):
        raise Conflict(
            "opinion_against",
            f"Cấp trên chưa thống nhất (văn bản số {row.opinion.get('number')}) nên chưa ký được. Tờ trình vẫn giữ. "
            "Sửa theo ý kiến, trình lại, ghi ý kiến mới.",
            f"The superior does not agree (document {row.opinion.get('number')}), so nothing was signed. The submission is "
            "kept. Follow the opinion, submit again and write the new opinion down.",
        )


def not_submitted() -> Conflict:
    """The words for a draft that nobody submitted yet."""
    return Conflict(
        "not_submitted",
        "Danh sách này chưa trình nên chưa ký được. Danh sách vẫn giữ. Đầu mối ghi số, ngày tờ trình trước.",
        "These lists were not submitted, so they cannot be signed. They are kept. The coordinator writes number and day of "
        "the submission first.",
    )
