"""Posted lists of a kit, for the village's head: what hangs where and until when, the text for the loudspeaker, and the
complaints that this person took in on a phone, with their number and last day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from gnbv.models import Complaint, Posting, PostingState, Role, VillageReview
from gnbv.rules import posting as rules
from gnbv.services import kit_meetings, posting_days, posting_scripts
from gnbv.services.complaints import OPEN, PHONE
from gnbv.services.kit_scope import Scope

Entry = tuple[str, str, dict[str, Any]]
# What was answered long ago is the office's to look up.
DECIDED_DAYS = 180


def ids(session: Session, scope: Scope) -> list[UUID]:
    """One query; none for somebody who heads no village."""
    return list(session.scalars(_own(scope).with_only_columns(Posting.id))) if _may(scope) else []


def entries(session: Session, scope: Scope, wanted: list[UUID]) -> Iterator[Entry]:
    """The postings of ``wanted`` that are in scope."""
    if not wanted or not _may(scope):
        return
    for posting in session.scalars(_own(scope).where(Posting.id.in_(wanted)).order_by(Posting.id)):
        yield "posting", str(posting.id), _entry(session, scope, posting)


def complaint_ids(session: Session, scope: Scope) -> list[UUID]:
    """One query; none for somebody who works in no village."""
    return list(session.scalars(_taken(scope).with_only_columns(Complaint.id))) if scope.survey_units else []


def complaints(session: Session, scope: Scope, wanted: list[UUID]) -> Iterator[Entry]:
    """The complaints of ``wanted`` that this person took in on a phone. No words of the answer: it goes to the family."""
    if not wanted or not scope.survey_units:
        return
    for row in session.scalars(_taken(scope).where(Complaint.id.in_(wanted)).order_by(Complaint.id)):
        yield "complaint", str(row.id), {
            "id": str(row.id),
            "posting": str(row.posting_id),
            "household": str(row.household_id) if row.household_id else None,
            "about": row.about,
            "complainant": row.complainant,
            "number": f"{row.number}/{row.year}",
            "received_on": row.received_on.isoformat(),
            "due_on": row.due_on.isoformat(),
            "state": row.state.value,
            "answered_on": row.answered_on.isoformat() if row.answered_on else None,
        }  # fmt: skip


def _entry(session: Session, scope: Scope, posting: Posting) -> dict[str, Any]:
    review, locale = posting.review, scope.actor.locale
    first = posting_days.may_come_down(posting)
    return {
        "id": str(posting.id),
        "round": str(review.round_id),
        "village": str(review.unit_id),
        "number": posting.number,
        "state": posting.state.value,
        "up_on": posting.up_on.isoformat() if posting.up_on else None,
        "until": posting.until.isoformat() if posting.until else None,
        "may_down": first.isoformat() if first else None,
        "days": posting_days.least(session, review),
        "quiet": posting.quiet_at is not None,
        "illustrative": posting.is_illustrative,
        "standards": kit_meetings.standard_names(session, review.round, locale),
        "rows": [_row(row, locale) for row in posting.rows],
        "places": _places(posting, locale),
        "broadcasts": [{"at": one["at"], "by": one["by"]} for one in posting.broadcasts],
        "script": posting_scripts.lines(session, posting),
    }


def _row(row: dict[str, Any], locale: str) -> dict[str, Any]:
    """As it hangs there, and which home it is, so that a complaint can name it."""
    results = {key: rules.words(code, locale[:2]) for key, code in rules.results(row).items()}
    return {
        "number": row["number"],
        "name": row["name"],
        "results": results,
        "household": row[rules.INSIDE],
    }


def _places(posting: Posting, locale: str) -> list[dict[str, Any]]:
    """Where it must hang and where else it does, each with when it was put up and taken down."""
    required = posting_days.places(posting.review.round.unit, posting.review.round)
    there = {one["place"]: one for one in posting.places}
    codes = list(dict.fromkeys([*(place.code for place in required), *there]))
    return [
        {
            "code": code,
            "name": posting_days.place_name(posting, code, locale[:2]),
            "up_at": there.get(code, {}).get("up_at"),
            "down_at": there.get(code, {}).get("down_at"),
        }
        for code in codes
    ]


def _may(scope: Scope) -> bool:
    return bool(scope.rounds and scope.actor.has({Role.VILLAGE_HEAD}))


def _own(scope: Scope) -> Select[tuple[Posting]]:
    return (
        select(Posting)
        .join(
            VillageReview,
            (VillageReview.tenant == Posting.tenant) & (VillageReview.id == Posting.review_id),
        )
        .where(
            Posting.tenant == scope.actor.tenant,
            Posting.state != PostingState.REPLACED,
            VillageReview.unit_id.in_(kit_meetings.villages(scope)),
            VillageReview.round_id.in_([round_.id for round_ in scope.rounds]),
        )
    )


def _taken(scope: Scope) -> Select[tuple[Complaint]]:
    since = scope.actor.today - timedelta(days=DECIDED_DAYS)
    return select(Complaint).where(
        Complaint.tenant == scope.actor.tenant,
        Complaint.received_by == scope.actor.user_id,
        Complaint.channel == PHONE,
        Complaint.village_id.in_(scope.survey_units),
        or_(Complaint.state.in_(OPEN), Complaint.received_on >= since),
    )
