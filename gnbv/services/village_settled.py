"""Whether what is proposed for a home is what its village agreed to and read on the wall. A sheet that is opened again and
approved otherwise after the meeting, or a home that joins late, was neither (QĐ 24/2021/QĐ-TTg, steps 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Basis,
    Meeting,
    MeetingItem,
    MeetingState,
    Posting,
    PostingState,
    Round,
    Verdict,
    VillageReview,
)
from gnbv.rules import posting as rules
from gnbv.services import posting_rows
from gnbv.services.village_results import HomeResult

# Set by an act that stands in the place of a meeting's word, or follows it.
_BY_ACT = {one.value for one in (Basis.BOARD, Basis.RECHECK, Basis.RECOGNITION, Basis.CORRECTION)}


def unagreed(
    session: Session, round_: Round, homes: Iterable[HomeResult], standards: Iterable[str]
) -> list[HomeResult]:
    """The homes with a class under one of ``standards`` that no closed meeting of their village agreed to and no re-check,
    conclusion of the board or decision set. One statement, whatever their number."""
    put: dict[tuple[UUID, UUID], list[Mapping[str, Any]]] = {}
    for unit, home, classes in session.execute(
        select(VillageReview.unit_id, MeetingItem.household_id, MeetingItem.classes)
        .join(Meeting, (Meeting.tenant == MeetingItem.tenant) & (Meeting.id == MeetingItem.meeting_id))
        .join(
            VillageReview, (VillageReview.tenant == Meeting.tenant) & (VillageReview.id == Meeting.review_id)
        )
        .where(
            VillageReview.tenant == round_.tenant,
            VillageReview.round_id == round_.id,
            Meeting.state == MeetingState.CLOSED,
            MeetingItem.verdict == Verdict.AGREED,
        )
    ):
        put.setdefault((unit, home), []).append(classes)
    wanted = list(standards)
    return [one for one in homes if not _is_agreed(one, wanted, put)]


def unposted(
    session: Session, round_: Round, homes: Iterable[HomeResult], standards: Iterable[str]
) -> list[HomeResult]:
    """The homes whose result under one of ``standards`` is not the one that the newest list on the wall of their village
    said. One statement, whatever their number."""
    hung: dict[UUID, Mapping[str, Mapping[str, Any]]] = {}
    for unit, rows in session.execute(
        select(VillageReview.unit_id, Posting.rows)
        .join(
            VillageReview, (VillageReview.tenant == Posting.tenant) & (VillageReview.id == Posting.review_id)
        )
        .where(
            VillageReview.tenant == round_.tenant,
            VillageReview.round_id == round_.id,
            Posting.state.in_([PostingState.UP, PostingState.DOWN]),
        )
        .order_by(Posting.number)
    ):
        hung[unit] = posting_rows.by_home(rows)
    wanted = list(standards)
    return [one for one in homes if not _is_posted(one, round_, wanted, hung.get(one.line.unit_id, {}))]


def _is_agreed(
    one: HomeResult, standards: list[str], put: Mapping[tuple[UUID, UUID], list[Mapping[str, Any]]]
) -> bool:
    agreed = put.get((one.line.unit_id, one.household.id), [])
    return all(
        proposal.basis in _BY_ACT
        or any(classes.get(standard) == proposal.household_class.value for classes in agreed)
        for standard, proposal in one.proposals.items()
        if standard in standards
    )


def _is_posted(
    one: HomeResult, round_: Round, standards: list[str], hung: Mapping[str, Mapping[str, Any]]
) -> bool:
    classes = posting_rows.of_home(one, round_)
    before = {key: was.value if (was := one.was(key)) else None for key in round_.standards}
    row = hung.get(str(one.household.id))
    if row is None:  # who was not and is not poor stands on no list
        return not rules.is_posted(before, classes)
    said = rules.results(row)
    return all(said.get(key) == rules.result(before.get(key), classes.get(key)) for key in standards)
