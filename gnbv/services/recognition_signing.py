"""The signature of the commune's chair: the one moment in which register and official ledger change, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.models import (
    Membership,
    Recognition,
    RecognitionState,
    Round,
    RoundStatus,
    Unit,
    VillageReview,
    VillageStage,
)
from gnbv.permissions import RECOGNISING_ROLES, Actor
from gnbv.services import (
    certificates,
    events,
    recognition_lists,
    recognition_opinions,
    recognition_writing,
    recognitions,
    register_updates,
    village_reviews,
    working_days,
)
from gnbv.services.recognition_lists import REVIEW, Line


@dataclass(frozen=True)
class Signing:
    """What stands on the signed decision. ``effective_on``: empty for the day of the decision."""

    number: str
    decided_on: date
    signer_name: str
    signer_post: str
    effective_on: date | None = None


def sign(session: Session, actor: Actor, row: Recognition, wanted: Signing) -> Recognition:
    """Write the decision: lists frozen, official rows of the ledger, surveys recognised, the register brought up to what
    the approved sheets say, villages at "công nhận", certificates prepared. One transaction; a few seconds for 1,000.

    The same number and day by the same person again changes nothing. Raises ``NotPermitted`` for everybody but the leader
    of the commune and for a household of the signer's own family; ``Conflict`` for a decision that is signed or dropped, a
    closed round, lists that were not submitted or changed since, a missing opinion, villages that are not ready, anything
    illustrative; ``Invalid`` for number, signer or days that do not fit, and a day off.
    """
    unit = session.get_one(Unit, (row.tenant, row.unit_id))
    if not actor.holds(RECOGNISING_ROLES, unit.path):
        raise NotPermitted(
            "only_leader",
            "Chỉ lãnh đạo xã ký quyết định công nhận. Chưa có gì thay đổi. Trình danh sách để lãnh đạo ký.",
            "Only the commune's leader signs the decision. Nothing was changed. Submit the lists to the leader.",
        )
    number = " ".join(wanted.number.split())[:100]
    if row.state is RecognitionState.SIGNED and (row.signed_by, row.number, row.decided_on) == (
        actor.user_id,
        number,
        wanted.decided_on,
    ):
        return row
    recognitions.require_draft(row)
    recognition_writing.hold_surveys(session, row)
    events.in_line(session, row.tenant)
    # As it is now, not as it was before this request had to wait for another act.
    round_ = session.get_one(Round, (row.tenant, row.round_id), populate_existing=True)
    _require_running(round_)
    if row.submitted_on is None:
        raise recognition_opinions.not_submitted()
    recognition_opinions.require(session, row)
    _require_whole(session, actor, unit, row, wanted, number)
    found = recognitions.require_ready(session, row)
    if recognition_lists.digest(found) != row.digest:
        raise Conflict(
            "lists_changed",
            "Danh sách đã đổi sau khi trình nên chưa ký được. Tờ trình cũ vẫn giữ. Đầu mối in lại, trình lại, rồi ký.",
            "The lists have changed since they were submitted, so nothing was signed. The submission is kept. The "
            "coordinator prints and submits them again; sign then.",
        )
    _require_no_family(session, actor, found)
    _write(session, actor, round_, row, wanted, number, found)
    return row


def _write(
    session: Session,
    actor: Actor,
    round_: Round,
    row: Recognition,
    wanted: Signing,
    number: str,
    found: Sequence[Line],
) -> None:
    row.state = RecognitionState.SIGNED
    row.number, row.decided_on = number, wanted.decided_on
    row.effective_on = wanted.effective_on or wanted.decided_on
    row.signer_name = " ".join(wanted.signer_name.split())[:200]
    row.signer_post = " ".join(wanted.signer_post.split())[:200]
    row.signed_by, row.signed_at = actor.user_id, now()
    session.flush()  # everything that follows names it, or asks whether it is signed
    surveys = recognition_writing.recognise_surveys(session, actor, row) if row.kind == REVIEW else []
    changed = register_updates.apply(session, actor, row, surveys)
    recognition_writing.write(session, actor, row, found, surveys, changed)
    if row.kind == REVIEW:
        for review in session.scalars(
            select(VillageReview).where(
                VillageReview.tenant == row.tenant,
                VillageReview.round_id == round_.id,
                VillageReview.stage == VillageStage.SUBMISSION,
            )
        ).all():
            if str(review.unit_id) in row.villages:
                village_reviews.reach(session, actor, review, VillageStage.RECOGNITION, on=wanted.decided_on)
    certificates.prepare(session, actor, row)


def _require_running(round_: Round) -> None:
    if round_.status is not RoundStatus.OPEN:
        raise Conflict(
            "round_closed",
            "Đợt rà soát không còn mở nên không ký công nhận được. Chưa có gì thay đổi. Đầu mối mở lại đợt rồi ký.",
            "The round is not open, so nothing can be recognised. Nothing was changed. The coordinator opens it again; sign then.",
        )


def _require_whole(
    session: Session, actor: Actor, unit: Unit, row: Recognition, wanted: Signing, number: str
) -> None:
    assert row.submitted_on is not None  # checked before
    effective = wanted.effective_on or wanted.decided_on
    if not (number and wanted.signer_name.strip() and wanted.signer_post.strip()):
        raise _incomplete(
            "Quyết định cần có số, tên và chức vụ người ký", "The decision needs number, signer and post"
        )
    if not row.submitted_on <= wanted.decided_on <= actor.today:
        raise _incomplete(
            f"Ngày quyết định phải từ ngày trình {row.submitted_on:%d/%m/%Y} đến hôm nay",
            f"The day of the decision must lie between the submission, {row.submitted_on:%d/%m/%Y}, and today",
        )
    if effective < wanted.decided_on:
        raise _incomplete(
            "Ngày có hiệu lực không được trước ngày quyết định",
            "The decision does not take effect before its day",
        )
    working_days.require(session, unit, wanted.decided_on)
    taken = session.scalar(
        select(Recognition.id).where(
            Recognition.tenant == row.tenant,
            Recognition.unit_id == row.unit_id,
            Recognition.number == number,
            # Numbers begin anew each calendar year, and a round of the old year is often decided in January.
            Recognition.decided_on.between(
                date(wanted.decided_on.year, 1, 1), date(wanted.decided_on.year, 12, 31)
            ),
            Recognition.state == RecognitionState.SIGNED,
        )
    )
    if taken is not None:
        raise _incomplete(
            f"Số {number} đã dùng cho quyết định khác trong năm", f"Number {number} is another decision's"
        )


def _require_no_family(session: Session, actor: Actor, found: Sequence[Line]) -> None:
    if actor.person_id is None:
        return
    own = session.scalars(
        select(Membership.household_id).where(
            Membership.tenant == actor.tenant, Membership.person_id == actor.person_id
        )
    ).all()
    mine = [line.home.household for line in found if line.household_id in own]
    if mine:
        raise NotPermitted(
            "own_home",
            f"Hộ {mine[0].number:03d} là nhà của người đang ký hoặc của người nhà nên người này không ký được. "
            "Chưa có gì thay đổi. Nhờ lãnh đạo khác của xã ký.",
            f"Household {mine[0].number:03d} is the signer's own or their family's, so this person does not sign. Nothing "
            "was changed. Ask another leader of the commune.",
        )


def _incomplete(vi: str, en: str) -> Invalid:
    return Invalid(
        "signing_incomplete",
        f"{vi}. Chưa ký, danh sách đã trình vẫn giữ. Sửa rồi bấm lại.",
        f"{en}. Nothing was signed and the submission is kept. Correct it and try again.",
    )
