"""The steering board's word, in writing: on a household that two meetings did not agree to, and on one that was concluded
without a sheet and so has no class yet (QĐ 24/2021/QĐ-TTg leaves nobody out)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import (
    Basis,
    Household,
    HouseholdClass,
    RoundStatus,
    User,
    VillageReview,
)
from gnbv.permissions import CONCLUDING_ROLES, Actor
from gnbv.rules import meeting as rules
from gnbv.services import (
    assignment_bars,
    determinations,
    meeting_lists,
    meeting_words,
    meetings,
    pack_status,
)
from gnbv.services.village_results import HomeResult

# The average living standard has its own request and sheet.
CLASSES = (HouseholdClass.POOR, HouseholdClass.NEAR_POOR, HouseholdClass.NOT_POOR)


@dataclass(frozen=True)
class Word:
    """The board's document: ``classes`` by standard, all standards of the round."""

    classes: Mapping[str, HouseholdClass]
    reason: str
    document_number: str
    document_on: date | None


def waiting(session: Session, review: VillageReview) -> tuple[list[HomeResult], list[HomeResult]]:
    """Homes that wait for the board's word: those refused twice, and those concluded without a sheet."""
    agenda = meeting_lists.agenda(session, review)
    unsheeted = [one for one in agenda.missing if one.line.conclusion is not None]
    return [one.home for one in agenda.for_board], unsheeted


def conclude(
    session: Session, actor: Actor, review: VillageReview, household_id: UUID, word: Word
) -> HomeResult:
    """Write the board's class for a household that waits for it, as a proposed row of the ledger. When it was the last
    one open the village has its minutes. The same document again changes nothing.

    Raises ``NotPermitted`` (the actor's own family, too), ``NotFound`` for a household of another list, ``Conflict`` when
    the round is closed or the household needs no such word, ``Invalid`` without class, reason, number or day.
    """
    if not actor.holds(CONCLUDING_ROLES, review.unit.path):
        raise NotPermitted()
    agenda = meeting_lists.agenda(session, review)
    refused = {one.home.household.id: one.home for one in agenda.for_board}
    unsheeted = {one.household.id: one for one in agenda.missing if one.line.conclusion is not None}
    home = refused.get(household_id) or unsheeted.get(household_id)
    if home is None:
        home = next((one for one in _others(agenda) if one.household.id == household_id), None)
        if home is None:
            raise NotFound()
        if _is_said(home, word):
            return home
        raise _needs_none(home.household)
    _require_stranger(session, actor, home.household)
    if review.round.status is not RoundStatus.OPEN:
        raise meeting_words.round_closed()
    _require_whole(review.round.standards, word)
    details = {meeting_lists.AFTER_MEETINGS: rules.MOST_MEETINGS} if household_id in refused else {}
    for standard, household_class in word.classes.items():
        there = home.proposals.get(standard)
        determinations.determine(
            session, actor, review.round, home.household, standard, household_class,
            basis=Basis.BOARD, reason=word.reason, result_id=there.result_id if there else None,
            is_illustrative=there.is_illustrative
            if there
            else not pack_status.is_official(session, review.tenant, standard, "rule", "indicators"),
            document_number=word.document_number, document_on=word.document_on,
            details={**details, "review": str(review.id)},
        )  # fmt: skip
    if household_id in refused:
        last = next(iter(reversed(meetings.of_review(session, review))), None)
        meetings.move_on(session, actor, review, last, rules.Outcome())
    return home


def _others(agenda: meeting_lists.Agenda) -> list[HomeResult]:
    return [*agenda.settled, *agenda.missing, *(one.home for one in agenda.put)]


def _is_said(home: HomeResult, word: Word) -> bool:
    """Whether the board said this already: a repeated act."""
    return bool(word.classes) and all(
        (there := home.proposals.get(standard)) is not None
        and (there.basis, there.household_class) == (Basis.BOARD.value, household_class)
        for standard, household_class in word.classes.items()
    )


def _require_stranger(session: Session, actor: Actor, household: Household) -> None:
    if assignment_bars.is_family(session, session.get_one(User, (actor.tenant, actor.user_id)), household):
        raise NotPermitted(
            "own_home",
            "Không ai tự kết luận cho nhà mình hay người nhà. Chưa có gì thay đổi. Nhờ người khác của Ban Chỉ đạo.",
            "Nobody concludes their own or their family's home. Nothing was changed. Ask another of the board.",
        )


def _require_whole(standards: list[str], word: Word) -> None:
    if set(word.classes) != set(standards) or not set(word.classes.values()) <= set(CLASSES):
        raise _incomplete("Chưa chọn phân loại theo từng chuẩn", "A class is missing under a standard")
    if not word.document_number.strip() or word.document_on is None:
        raise _incomplete(
            "Chưa ghi số hay ngày của văn bản", "The number or the day of the document is missing"
        )


def _incomplete(vi: str, en: str) -> Invalid:
    return Invalid(
        "conclusion_incomplete",
        f"{vi}. Chưa có gì thay đổi. Điền đủ rồi bấm lại.",
        f"{en}. Nothing was changed. Fill it in, then try again.",
    )


def _needs_none(household: Household) -> Conflict:
    number = f"{household.number:03d}"
    return Conflict(
        "no_conclusion_needed",
        f"Hộ {number} không chờ Ban Chỉ đạo kết luận. Phân loại đang có vẫn giữ. Tải lại trang của thôn để xem hộ đang ở đâu.",
        f"Household {number} does not wait for the board. Its class is kept. Reload the village's page to see where it stands.",
    )
