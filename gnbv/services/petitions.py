"""Petitions (giấy đề nghị): taken in with a number and a day of answer, screened, put on a list or answered in writing.

QĐ 24/2021/QĐ-TTg, step 1. The quick screening (Phiếu A) is on paper; its result is keyed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import (
    Household,
    Petition,
    PetitionKind,
    PetitionState,
    Round,
    Screening,
    Unit,
    UnitKind,
)
from gnbv.permissions import COUNTER_ROLES, ROUND_ROLES, Actor, can_take_petition_in
from gnbv.rules import stages
from gnbv.services import access, calendars, events, inbox, petition_bars, round_lists

COUNTER, PHONE = "counter", "phone"
OLDEST_DAYS = 366


@dataclass(frozen=True)
class Asked:
    """What stands on the paper. ``applicant`` is needed only when the register does not know the household."""

    kind: PetitionKind
    received_on: date
    household: Household | None = None
    applicant: str = ""
    place: str = ""
    note: str = ""


def get(
    session: Session, actor: Actor, petition_id: UUID, *, to_decide: bool = False, lock: bool = False
) -> Petition:
    """One petition to read, or ``to_decide`` about; ``lock`` for an act, so that two people at it come one after the
    other. ``NotFound`` outside the actor's units, ``NotPermitted`` inside without the right."""
    query = access.petitions_in_scope(actor).where(Petition.id == petition_id)
    found = session.scalar(query.with_for_update(of=Petition) if lock else query)
    if found is None:
        raise NotFound()
    if not actor.holds(ROUND_ROLES if to_decide else COUNTER_ROLES, found.unit.path):
        raise NotPermitted()
    return found


def take_in(
    session: Session, actor: Actor, petition_id: UUID, village: Unit, asked: Asked, *, channel: str = COUNTER
) -> Petition:
    """Take in a petition of a home in ``village``: at the commune's counter, or on the phone of who surveys there. The
    same ``petition_id`` again is the same petition.

    Raises ``NotPermitted`` without the right over the village, ``NotFound`` for a household elsewhere, ``Invalid`` for a
    day to come or long past and for a paper that names nobody, ``Conflict`` when the id stands for another petition.
    """
    unit = village.parent if village.parent and village.kind is UnitKind.VILLAGE else village
    if not can_take_petition_in(actor, unit.path, village.path):
        raise NotPermitted()
    home = asked.household
    if home is not None and home.unit_id != village.id:
        raise NotFound()
    applicant = (" ".join(asked.applicant.split()) or (home.head_name if home else ""))[:200]
    there = session.get(Petition, (actor.tenant, petition_id))
    if there is not None:
        named = (unit.id, applicant, asked.kind, asked.received_on)
        if (there.unit_id, there.applicant, there.kind, there.received_on) != named:
            raise _known()
        return there
    if not applicant:
        raise _invalid("Chưa ghi tên người đề nghị", "The applicant's name is missing")
    if not 0 <= (actor.today - asked.received_on).days <= OLDEST_DAYS:
        raise _invalid("Ngày nhận phải từ một năm nay đến hôm nay", "The day must lie in the last year")
    year = asked.received_on.year
    row = Petition(
        tenant=actor.tenant,
        id=petition_id,
        unit_id=unit.id,
        village_id=village.id,
        household_id=home.id if home else None,
        year=year,
        number=events.next_number(session, actor.tenant, f"petition/{unit.id}/{year}"),
        kind=asked.kind,
        state=PetitionState.RECEIVED,
        applicant=applicant,
        place=" ".join(asked.place.split())[:200],
        note=asked.note.strip()[:2000],
        channel=channel,
        received_on=asked.received_on,
        answer_by=stages.answer_by(answer_rule(unit, asked), asked.received_on),
        screening=Screening.NONE,
        received_by=actor.user_id,
        recorded_at=now(),
    )
    session.add(row)
    session.flush()
    _record(session, actor, row, "petition.received", kind=row.kind.value, channel=channel)
    return row


def answer_rule(unit: Unit, asked: Asked) -> dict[str, object]:
    """How the unit's calendar says that such a petition is answered. Raises ``Invalid`` when no calendar holds."""
    calendar = calendars.of_unit(unit, asked.received_on)
    if calendar is None:
        raise _invalid("Ngày này chưa có lịch rà soát nào hiệu lực", "No calendar holds on that day")
    rule: dict[str, object] = calendar["petitions"][asked.kind.value]
    return rule


def screen(session: Session, actor: Actor, row: Petition, screening: Screening, note: str = "") -> Petition:
    """Key in what the paper Phiếu A said. Raises ``Conflict`` once the petition is listed or answered, ``NotPermitted``
    for the home of the actor's own family."""
    if (row.screening, row.screening_note) == (screening, note.strip()):
        return row
    if row.state is not PetitionState.RECEIVED:
        raise _decided()
    petition_bars.require_no_family(session, actor, row.household)
    row.screening, row.screening_note = screening, note.strip()[:2000]
    _record(session, actor, row, "petition.screened", screening=screening.value)
    return row


def name_household(session: Session, actor: Actor, row: Petition, home: Household) -> Petition:
    """Say which household a paper that named none is of. The same one again changes nothing. Raises ``NotFound`` for a
    household of another commune, ``Conflict`` when it has another, or is listed or answered."""
    if row.household_id == home.id:
        return row
    if row.household_id is not None or row.state is not PetitionState.RECEIVED:
        raise _decided()
    if not access.get_unit_of(session, home).path.startswith(row.unit.path):
        raise NotFound()
    row.household_id, row.village_id = home.id, home.unit_id
    session.flush()
    session.refresh(row, ["household"])
    _record(session, actor, row, "petition.named", household=str(home.id))
    return row


def put_on_list(
    session: Session, actor: Actor, row: Petition, round_: Round, household: Household | None = None
) -> Petition:
    """Put the petitioner on the list of a planned or open round; ``household`` for a paper that named none. Listed
    already in this round: nothing changes.

    Raises ``Invalid`` without a household, or for a request to be poor or near-poor that Phiếu A did not pass;
    ``Conflict`` once it is answered or on another list; ``NotFound`` for a household outside the round;
    ``NotPermitted`` for the home of the actor's own family.
    """
    if row.state is PetitionState.LISTED and row.round_id == round_.id:
        return row
    if row.state is not PetitionState.RECEIVED:
        raise _decided()
    home = row.household or household
    if home is None:
        raise _invalid("Chưa rõ là hộ nào trong sổ", "The household is not known yet")
    petition_bars.require_no_family(session, actor, home)
    if row.kind is PetitionKind.POOR and row.screening is not Screening.PASSED:
        raise _invalid(
            "Hộ chưa qua nhận dạng nhanh bằng Phiếu A nên chưa đưa vào danh sách",
            "The household has not passed the quick screening (Phiếu A)",
        )
    row.household_id, row.round_id, row.state = home.id, round_.id, PetitionState.LISTED
    session.flush()
    round_lists.add(session, actor, round_, home, "", petition=row)
    _record(session, actor, row, "petition.listed", round=str(round_.id))
    _tell(session, actor, row)
    return row


def answer(session: Session, actor: Actor, row: Petition, words: str) -> Petition:
    """Answer in writing why the household is not put on a list. The same answer again changes nothing. Raises
    ``Invalid`` without reasons, ``Conflict`` for one that is listed or answered otherwise, ``NotPermitted`` for the home
    of the actor's own family."""
    text = words.strip()
    if row.state is PetitionState.ANSWERED and row.answer == text:
        return row
    if row.state is not PetitionState.RECEIVED:
        raise _decided()
    petition_bars.require_no_family(session, actor, row.household)
    if not text:
        raise _invalid("Trả lời bằng văn bản phải nêu lý do", "A written answer needs its reasons")
    row.answer, row.answered_on, row.state = text[:4000], actor.today, PetitionState.ANSWERED
    _record(session, actor, row, "petition.answered")
    _tell(session, actor, row)
    return row


def _record(session: Session, actor: Actor, row: Petition, action: str, **details: Any) -> None:
    number = f"{row.number}/{row.year}"
    events.record(session, actor, action, "petition", row.id, unit_id=row.unit_id, number=number, **details)
    # Its taker's phone shows the number and what became of it; every phone of the village that the home has asked.
    if row.channel == PHONE:
        events.changed(session, row.tenant, "petition", row.id, user_id=row.received_by)
    if row.household is not None:
        home = row.household
        events.changed(session, row.tenant, "household", home.id, unit_id=home.unit_id)


def _tell(session: Session, actor: Actor, row: Petition) -> None:
    if row.received_by is not None and row.received_by != actor.user_id:
        number = f"{row.number}/{row.year}"
        inbox.tell(session, row.tenant, row.received_by, "petition", "petition", row.id, petition=number)


def _known() -> Conflict:
    return Conflict(
        "petition_known",
        "Giấy này đã ghi với nội dung khác. Giấy đã ghi vẫn giữ. Mở lại trang tiếp nhận rồi ghi giấy mới.",
        "This petition was recorded with other content. That one is kept. Open the page again for a new one.",
    )


def _decided() -> Conflict:
    return Conflict(
        "petition_decided",
        "Giấy này đã đưa vào danh sách hoặc đã trả lời. Nội dung đã ghi vẫn giữ. Tải lại trang để xem.",
        "This petition is on a list or was answered. What was recorded is kept. Reload the page to see it.",
    )


def _invalid(vi: str, en: str) -> Invalid:
    return Invalid(
        "petition_incomplete",
        f"{vi}. Chưa ghi gì thêm, giấy đã nhận vẫn giữ. Sửa rồi bấm lại.",
        f"{en}. Nothing was recorded. Correct it and try again.",
    )
