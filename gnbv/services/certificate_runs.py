"""The print run: hundreds of certificates as PDF, by the worker and by pages that drive it, never one twice.

What was ordered and has no file is the queue. A batch is claimed in one short transaction, printed without one, and
kept in another; what a process that broke off had claimed is free again after ``LEASE``.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import GnbvError
from gnbv.ids import new_id
from gnbv.models import (
    Certificate,
    CertificateState,
    Recognition,
    VillageReview,
    VillageStage,
)
from gnbv.permissions import Actor
from gnbv.places import storage
from gnbv.services import certificate_papers, events, village_reviews
from gnbv.services.certificate_papers import Paper
from gnbv.services.documents_pdf import Press

logger = logging.getLogger(__name__)
BATCH = 10
LEASE = timedelta(minutes=3)


@dataclass(frozen=True)
class Progress:
    """``prepared``: nobody has said yet that they may be printed. ``left``: ordered and not printed. ``made``: with a file.
    ``resting``: of those left, how many another process has in hand."""

    prepared: int
    left: int
    made: int
    resting: int

    @property
    def ordered(self) -> int:
        return self.left + self.made


@dataclass(frozen=True)
class Printed:
    id: UUID
    tenant: int
    sha256: str


def progress(session: Session, recognition: Recognition) -> Progress:
    """How far the run of one decision is: one statement."""
    row = session.execute(
        select(
            func.count().filter(_waits(), Certificate.ordered_at.is_(None)),
            func.count().filter(_waits(), Certificate.ordered_at.is_not(None)),
            func.count().filter(Certificate.sha256.is_not(None)),
            func.count().filter(_waits(), Certificate.claimed_until > now()),
        ).where(Certificate.tenant == recognition.tenant, Certificate.recognition_id == recognition.id)
    ).one()
    return Progress(*row)


def claim(
    session: Session, tenant: int, *, recognition_id: UUID | None = None, limit: int = BATCH
) -> list[Paper]:
    """Take the next papers of the queue in hand, of one decision or of all; whoever else asks gets others."""
    at = now()
    query = (
        select(Certificate)
        .where(
            Certificate.tenant == tenant,
            _waits(),
            Certificate.ordered_at.is_not(None),
            or_(Certificate.claimed_until.is_(None), Certificate.claimed_until < at),
        )
        .order_by(Certificate.ordered_at, Certificate.kind, Certificate.number)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if recognition_id is not None:
        query = query.where(Certificate.recognition_id == recognition_id)
    found = list(session.scalars(query))
    for one in found:
        one.claimed_until = at + LEASE
    session.flush()
    return certificate_papers.of(session, found)


def printed(papers: Sequence[Paper]) -> list[Printed]:
    """The files of these papers, safely on disk. No database is touched, so nobody waits meanwhile. A paper that cannot
    be printed is logged and left for later; the others are. Raises ``PdfUnavailable``."""
    if not papers:
        return []
    press = Press(certificate_papers.STYLESHEET)
    try:
        pages = press.pages(certificate_papers.html(papers))
    except Exception:
        logger.exception("%d certificates could not be printed together", len(papers))
        pages = []
    if len(pages) == len(papers):
        return [_stored(paper, content) for paper, content in zip(papers, pages, strict=True)]
    return [file for paper in papers if (file := _alone(press, paper)) is not None]


def _alone(press: Press, paper: Paper) -> Printed | None:
    """One of a batch of which something could not be printed, or did not fit on its page."""
    try:
        return _stored(paper, press.pdf(certificate_papers.html([paper])))
    except Exception:
        logger.exception("certificate %s could not be printed", paper.id)
        return None


def keep(session: Session, actor: Actor | None, files: Sequence[Printed]) -> int:
    """Write which papers have their file; returns how many were not there yet. What was ended or printed by somebody else
    meanwhile stays as it is. Villages whose papers are all there reach their last stage."""
    if not files:
        return 0
    tenant, made = files[0].tenant, now()
    kept = [
        file.id
        for file in files
        if session.execute(
            update(Certificate)
            .where(Certificate.tenant == file.tenant, Certificate.id == file.id, _waits())
            .values(sha256=file.sha256, state=CertificateState.MADE, made_at=made, claimed_until=None)
            .execution_options(synchronize_session=False)
        ).rowcount  # type: ignore[attr-defined]
    ]
    session.expire_all()
    decisions = select(Certificate.recognition_id, func.count()).where(
        Certificate.tenant == tenant, Certificate.id.in_(kept)
    )
    for recognition_id, count in session.execute(decisions.group_by(Certificate.recognition_id)).all():
        recognition = session.get_one(Recognition, (tenant, recognition_id))
        events.record(
            session, actor, "certificates.made", "recognition", recognition_id, tenant=tenant,
            unit_id=recognition.unit_id, count=count,
        )  # fmt: skip
        settle(session, actor, recognition)
    return len(kept)


def release(session: Session, papers: Sequence[Paper]) -> None:
    """Put back what was claimed and will not be printed now."""
    session.execute(
        update(Certificate)
        .where(Certificate.id.in_([paper.id for paper in papers]), _waits())
        .values(claimed_until=None)
        .execution_options(synchronize_session=False)
    )


def settle(session: Session, actor: Actor | None, recognition: Recognition) -> int:
    """Take the villages of a decision that have no paper left to print to their last stage; returns how many went. Where
    the procedure says no (a round that is closed), the papers are there all the same."""
    waiting = set(
        session.scalars(
            select(Certificate.village_id)
            .where(Certificate.tenant == recognition.tenant, Certificate.recognition_id == recognition.id)
            .where(_waits())
        )
    )
    reviews = session.scalars(
        select(VillageReview).where(
            VillageReview.tenant == recognition.tenant,
            VillageReview.round_id == recognition.round_id,
            VillageReview.unit_id.in_([UUID(one) for one in recognition.villages]),
            VillageReview.stage == VillageStage.RECOGNITION,
        )
    )
    went = 0
    for review in reviews.all():
        if review.unit_id in waiting:
            continue
        try:
            went += village_reviews.reach(session, actor, review, VillageStage.CERTIFICATES) is not None
        except GnbvError as error:
            logger.warning("village %s stays at its stage: %s", review.unit_id, error.code)
    return went


def _waits() -> ColumnElement[bool]:
    return (Certificate.sha256.is_(None)) & (Certificate.state == CertificateState.WAITING)


def _stored(paper: Paper, content: bytes) -> Printed:
    sha256, part, store = hashlib.sha256(content).hexdigest(), new_id(), storage()
    store.append(part, 0, content)
    if not store.complete(part, paper.tenant, sha256):
        raise RuntimeError(f"certificate {sha256} was not written as it was printed")
    return Printed(paper.id, paper.tenant, sha256)
