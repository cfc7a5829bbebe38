"""What is missing before a village comes to a stage, and where it is mended. Reads tables only.

QĐ 24/2021/QĐ-TTg, Điều 4 and 5: each stage's condition is named in the docstring of its function.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    CertificateState,
    ListReason,
    Meeting,
    MeetingState,
    Round,
    SurveyStatus,
    VillageReview,
    VillageStage,
)
from gnbv.rules.procedure import Procedure
from gnbv.services import procedures, village_results, village_settled
from gnbv.services import village_paper_gaps as papers
from gnbv.services.village_paper_gaps import Gap, here
from gnbv.services.village_results import HomeResult

_DECIDED = (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)
SHOWN = 5


def gaps(session: Session, review: VillageReview, to: VillageStage) -> list[Gap]:
    """What is missing before ``to``, in the order in which it is mended. Empty when the village may go on."""
    road = procedures.of_round(session, _round(session, review))
    assert road is not None  # a review is only made where there is one
    match to:
        case VillageStage.MEETING:
            return _sheets(session, review, may_wait=True)
        case VillageStage.MINUTES:
            return _meeting(session, review)
        case VillageStage.POSTING:
            return _agreed(session, review, road) + papers.posting(session, review, down=False)
        case VillageStage.COMPLAINTS:
            return papers.posting(session, review, down=True)
        case VillageStage.SUBMISSION:
            if road.has(VillageStage.POSTING.value):
                found = _agreed(session, review, road) + papers.complaints(session, review)
                return (
                    found
                    if any(gap.code == "not_posted_again" for gap in found)
                    else found + _posted(session, review)
                )
            return _agreed(session, review, road)
        case VillageStage.RECOGNITION:
            return papers.decision(session, review)
        case VillageStage.CERTIFICATES:
            return papers.certificates(session, review, (CertificateState.WAITING,))
        case _:
            return []


def is_done(session: Session, review: VillageReview) -> bool:
    """Whether the village has nothing left to do: every paper of its decision is handed over."""
    unhanded = (CertificateState.WAITING, CertificateState.MADE)
    return review.stage is VillageStage.CERTIFICATES and not papers.certificates(session, review, unhanded)


def _round(session: Session, review: VillageReview) -> Round:
    return session.get_one(Round, (review.tenant, review.round_id))


def _homes(session: Session, review: VillageReview) -> list[HomeResult]:
    """The open homes of the list that a sheet classes; the average living standard has a request of its own."""
    found = village_results.of_village(session, _round(session, review), review.unit_id)
    return [one for one in found if not one.is_closed and one.line.reason is not ListReason.AVERAGE]


def _named(homes: list[HomeResult]) -> str:
    numbers = ", ".join(f"{one.household.number:03d}" for one in homes[:SHOWN])
    return f"{numbers}, …" if len(homes) > SHOWN else numbers


def _sheets(session: Session, review: VillageReview, *, may_wait: bool) -> list[Gap]:
    """Every listed home has an approved sheet or a conclusion; one not yet approved may wait with a reason."""
    open_ = [
        one
        for one in _homes(session, review)
        if not one.proposals
        and one.line.conclusion is None
        and (one.survey is None or one.survey.status not in _DECIDED)
    ]
    bare = [one for one in open_ if one.survey is None]
    waiting = [one for one in open_ if one.survey is not None]
    where = {"round_id": review.round_id, "village": str(review.unit_id)}
    found = []
    if bare:
        found.append(
            Gap(
                "no_sheet",
                f"{len(bare)} hộ chưa có phiếu và chưa có kết luận (hộ {_named(bare)})",
                f"{len(bare)} households have neither a sheet nor a conclusion ({_named(bare)})",
                "boards.households", {**where, "state": "left"},
            )
        )  # fmt: skip
    if waiting:
        found.append(
            Gap(
                "not_approved",
                f"{len(waiting)} phiếu chưa duyệt (hộ {_named(waiting)})",
                f"{len(waiting)} sheets are not approved yet ({_named(waiting)})",
                "boards.households", {**where, "state": "received"}, is_waivable=may_wait,
            )
        )  # fmt: skip
    return found


def unagreed(session: Session, review: VillageReview) -> list[HomeResult]:
    """Homes with a proposed class that no closed meeting agreed to as it is now, and no later act set: a re-check of a
    complaint, or the steering board's conclusion after a second meeting failed."""
    round_ = _round(session, review)
    homes = [one for one in _homes(session, review) if one.proposals]
    return village_settled.unagreed(session, round_, homes, round_.standards)


def _meeting(session: Session, review: VillageReview) -> list[Gap]:
    """A meeting was held, its minutes are signed, and at least half of those present agreed for every home."""
    closed = session.scalar(
        select(Meeting.id)
        .where(
            Meeting.tenant == review.tenant,
            Meeting.review_id == review.id,
            Meeting.state == MeetingState.CLOSED,
        )
        .limit(1)
    )
    if closed is None:
        return [
            Gap(
                "no_minutes", "chưa có biên bản họp dân đã ký", "there are no signed minutes of a meeting",
                "meetings.index", here(review),
            )
        ]  # fmt: skip
    left = unagreed(session, review)
    if not left:
        return []
    return [
        Gap(
            "not_agreed",
            f"{len(left)} hộ chưa được từ 50 % người dự họp thống nhất với kết quả đang đề nghị (hộ {_named(left)})",
            f"for {len(left)} households half of those present have not agreed to the proposed result ({_named(left)})",
            "meetings.index", here(review),
        )
    ]  # fmt: skip


def _agreed(session: Session, review: VillageReview, road: Procedure) -> list[Gap]:
    """Nothing is posted or submitted that is not decided: every sheet approved, every home agreed to."""
    return _sheets(session, review, may_wait=False) + (
        _meeting(session, review) if road.has(VillageStage.MEETING.value) else []
    )


def _posted(session: Session, review: VillageReview) -> list[Gap]:
    """What is submitted is what hung on the wall."""
    round_ = _round(session, review)
    homes = [one for one in _homes(session, review) if one.proposals]
    left = village_settled.unposted(session, round_, homes, round_.standards)
    if not left:
        return []
    return [
        Gap(
            "not_posted_again",
            f"{len(left)} hộ có kết quả khác bản đã niêm yết (hộ {_named(left)})",
            f"the result of {len(left)} households is not the one that was posted ({_named(left)})",
            "postings.index", here(review),
        )
    ]  # fmt: skip
