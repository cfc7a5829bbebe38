"""Ordering the print of certificates. No text that was read says until when a certificate holds, so a person says it
before anything is printed."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid
from gnbv.models import Certificate, CertificateState, Recognition
from gnbv.permissions import CERTIFICATE_ROLES, Actor
from gnbv.services import certificate_finding, events
from gnbv.services.certificates import of_recognition

LONGEST = timedelta(days=5 * 366)


def order(
    session: Session, actor: Actor, recognition: Recognition, valid_to: date | None, address: str
) -> int:
    """Say that what is prepared may be printed, and until when it holds; returns how many were ordered now. ``address``:
    where the QR code leads, before the code. Raises ``Invalid`` for a day before the certificates begin, or more than
    five years after; ``NotPermitted`` for others than who prints certificates."""
    certificate_finding.require_over(session, actor, recognition, CERTIFICATE_ROLES)
    waiting = list(
        session.scalars(
            of_recognition(recognition)
            .where(Certificate.state == CertificateState.WAITING, Certificate.ordered_at.is_(None))
            .with_for_update()
        )
    )
    if not waiting:
        return 0
    starts = max(one.valid_from for one in waiting)
    if valid_to is not None and not starts < valid_to <= starts + LONGEST:
        raise Invalid(
            "certificate_days",
            f"Ngày hết giá trị phải sau ngày {starts:%d/%m/%Y} và trong vòng 5 năm. Chưa in giấy nào, danh sách vẫn giữ. "
            "Sửa ngày rồi bấm lại.",
            f"The last day must come after {starts:%d/%m/%Y} and within 5 years. Nothing was printed, the list is kept. "
            "Correct the day and try again.",
        )
    events.record(
        session, actor, "certificates.ordered", "recognition", recognition.id, unit_id=recognition.unit_id,
        count=len(waiting), valid_to=valid_to.isoformat() if valid_to else None,
    )  # fmt: skip
    at = now()
    for one in waiting:
        one.valid_to, one.address = valid_to, address + one.code
        one.ordered_at, one.ordered_by = at, actor.user_id
    session.flush()
    return len(waiting)


def usual_end(recognition: Recognition) -> date | None:
    """The day that is proposed as the last: the end of the year in which the decision takes effect. Inferred."""
    starts = recognition.effective_on or recognition.decided_on
    return date(starts.year, 12, 31) if starts is not None else None
