"""A posted list and an answered complaint about it, for ``tests/neighbours.py``: with a photo each."""

from __future__ import annotations

from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Complaint, ComplaintState, PostingState, Round
from gnbv.services import posting_pages, procedure_files, village_reviews
from gnbv.services.complaint_pages import PAPER
from tests.factories import DAY, NOW, TENANT, Cast
from tests.posting_stage import JPEG
from tests.procedure_papers import posted
from tests.procedure_stage import P, propose


class PostingRows:
    """``names``: an id for each name of an address; ``fitting``: those of single endpoints."""

    def __init__(self, session: Session, cast: Cast, round_: Round) -> None:
        propose(session, round_, cast.household, P, round_.standards[0])
        review = village_reviews.of(session, cast.actor(cast.coordinator), round_, cast.village.id)
        posting = posted(session, review, PostingState.UP)
        complaint = Complaint(
            tenant=TENANT, id=new_id(), unit_id=cast.commune.id, village_id=cast.village.id, posting_id=posting.id,
            household_id=cast.household.id, year=2026, number=1, channel="counter", state=ComplaintState.ANSWERED,
            complainant="Hà Văn Khiếu", text="Chưa đúng", received_on=DAY, due_on=DAY, answered_on=DAY,
            answer="Đúng như niêm yết.", answer_number="1/TL", details={}, recorded_at=NOW,
        )  # fmt: skip
        session.add(complaint)
        session.flush()
        cadre = cast.actor(cast.cadre)
        photo = procedure_files.store(session, cadre, posting.id, posting_pages.UP_PHOTO, JPEG)
        paper = procedure_files.store(session, cadre, complaint.id, PAPER, JPEG + b"to")
        session.commit()
        self.names = {"posting_id": str(posting.id), "complaint_id": str(complaint.id)}
        self.fitting = {
            "posting_papers": {"sha256": photo.sha256},
            "complaints": {"sha256": paper.sha256},
        }
