"""Handing certificates over: who received which paper on which day, one by one or a village's at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from gnbv.clock import civil_day
from gnbv.errors import Conflict, Invalid
from gnbv.models import Certificate, CertificateState
from gnbv.permissions import HANDING_ROLES, Actor
from gnbv.services import certificate_finding, events

LONGEST_NAME = 200
PAGE = "handover_page"


class Handed(NamedTuple):
    """A paper and the name of whoever received and signed for it."""

    certificate_id: UUID
    to: str


def book_of(recognition_id: UUID, village_id: UUID) -> UUID:
    """What the signed pages of a village's hand-over book belong to (``procedure_files``)."""
    return uuid5(recognition_id, str(village_id))


def hand_over(session: Session, actor: Actor, rows: Sequence[Handed], on: date) -> int:
    """Write down that these papers were handed over on the day ``on``: all of them or none; returns how many are new.
    The same again changes nothing.

    Raises ``NotFound`` and ``NotPermitted`` as finding does; ``Invalid`` without a paper or a name, for a day to come or
    before the paper was printed; ``Conflict`` for one that is not printed, no longer holds, or was handed to another.
    """
    if not rows:
        raise Invalid(
            "nobody_chosen",
            "Chưa chọn giấy nào nên chưa ghi. Chưa có gì thay đổi. Đánh dấu giấy đã giao rồi bấm lại.",
            "No certificate was chosen. Nothing was recorded. Tick those that were handed over and try again.",
        )
    found = [
        (certificate_finding.get(session, actor, row.certificate_id, HANDING_ROLES, lock=True), _name(row.to))
        for row in sorted(rows)  # in one order, so that two who hand over at once do not wait for each other
    ]
    for certificate, to in found:
        _require(certificate, to, on, actor.today)
    new = [(one, to) for one, to in found if one.state is CertificateState.MADE]
    for certificate, to in new:
        certificate.state = CertificateState.HANDED
        certificate.handed_on, certificate.handed_to, certificate.handed_by = on, to, actor.user_id
        events.record(
            session, actor, "certificate.handed", "certificate", certificate.id,
            unit_id=certificate.village_id, on=on.isoformat(),
        )  # fmt: skip
    session.flush()
    return len(new)


def take_back(session: Session, actor: Actor, certificate: Certificate, reason: str) -> None:
    """Undo a record that was written by mistake: the paper is still here. A paper that was never handed over stays as it
    is. The caller found ``certificate`` with the right to hand over. Raises ``Invalid`` without a reason, ``Conflict`` for
    one that was replaced or withdrawn."""
    if certificate.state is CertificateState.MADE:
        return
    if certificate.state is not CertificateState.HANDED:
        raise _over(certificate)
    if not reason.strip():
        raise Invalid(
            "no_reason",
            "Chưa ghi vì sao bỏ. Việc giao giấy vẫn như đã ghi. Ghi lý do rồi bấm lại.",
            "The reason is missing. The hand-over stays as recorded. Write the reason and try again.",
        )
    events.record(
        session, actor, "certificate.hand_over_undone", "certificate", certificate.id,
        unit_id=certificate.village_id, was=certificate.handed_on.isoformat() if certificate.handed_on else None,
        reason=reason.strip()[:500],
    )  # fmt: skip
    certificate.state = CertificateState.MADE
    certificate.handed_on, certificate.handed_to, certificate.handed_by = None, "", None
    session.flush()


def _name(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:LONGEST_NAME]


def _require(one: Certificate, to: str, on: date, today: date) -> None:
    if not to:
        raise Invalid(
            "no_receiver",
            f"Giấy số {one.figure} chưa ghi ai nhận. Chưa ghi giấy nào, tên đã gõ vẫn còn. Ghi tên người nhận rồi bấm lại.",
            f"The receiver of certificate {one.figure} is missing. Nothing was recorded. Write the name and try again.",
        )
    if one.state is CertificateState.WAITING:
        raise Conflict(
            "not_printed",
            f"Giấy số {one.figure} chưa in nên chưa giao được. Chưa ghi giấy nào. In xong rồi ghi lại.",
            f"Certificate {one.figure} is not printed yet. Nothing was recorded. Print it first.",
        )
    if one.state is CertificateState.HANDED:
        if (one.handed_to, one.handed_on) == (to, on):
            return
        raise Conflict(
            "handed_already",
            f"Giấy số {one.figure} đã ghi giao cho {one.handed_to}. Việc đó vẫn giữ, lần này chưa ghi. "
            "Nếu lần trước ghi nhầm thì mở giấy đó, bỏ ghi giao rồi ghi lại.",
            f"Certificate {one.figure} was recorded as handed to {one.handed_to}. That stands, nothing was recorded now. "
            "If it was a mistake, open that certificate, undo the record and write it again.",
        )
    if one.state is not CertificateState.MADE or one.ended_kind is not None:
        raise _over(one)
    made = civil_day(one.made_at) if one.made_at else today
    if not min(made, today) <= on <= today:
        raise Invalid(
            "handed_day",
            f"Ngày giao phải từ ngày in {made:%d/%m/%Y} đến hôm nay. Chưa ghi giấy nào. Sửa ngày rồi bấm lại.",
            f"The day must lie between the day of print {made:%d/%m/%Y} and today. Nothing was recorded. Correct the day.",
        )


def _over(one: Certificate) -> Conflict:
    return Conflict(
        "certificate_over",
        f"Giấy số {one.figure} không còn giá trị nên không giao nữa. Chưa có gì thay đổi. Mở giấy đó để xem vì sao.",
        f"Certificate {one.figure} no longer holds and is not handed over. Nothing was changed. Open it to see why.",
    )
