"""A certificate issued again: lost, damaged, the household's members changed, or written wrongly. The old one ends."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid
from gnbv.models import Certificate, CertificateEnd, CertificateState
from gnbv.permissions import Actor
from gnbv.services import certificates, change_rights, events

REASONS = (
    CertificateEnd.LOST, CertificateEnd.DAMAGED, CertificateEnd.MEMBERS, CertificateEnd.MISTAKE,
)  # fmt: skip
FROM_REGISTER = (CertificateEnd.MEMBERS, CertificateEnd.MISTAKE)


def reissue(
    session: Session, actor: Actor, old: Certificate, id_: UUID, why: CertificateEnd, note: str
) -> Certificate:
    """A certificate with a new number in the place of ``old``, ordered for print at once; it names the one it replaces.
    Lost or damaged: the same members; otherwise those of the register today. ``id_`` comes from the page: the same press
    twice is one re-issue. The caller found ``old`` with the right to print.

    Raises ``Invalid`` for a reason that is none of these or has no words, ``Conflict`` for one that is not printed or no
    longer holds, ``NotPermitted`` for one's own home or the family's.
    """
    there = session.scalar(
        select(Certificate).where(Certificate.tenant == old.tenant, Certificate.replaces_id == old.id)
    )
    if there is not None and there.id == id_:
        return there
    change_rights.require_no_family(session, actor, old.household)
    words = note.strip()[:1000]
    if why not in REASONS or not words:
        raise Invalid(
            "reissue_reason",
            "Chưa ghi rõ vì sao cấp lại. Giấy cũ vẫn giữ nguyên. Chọn lý do, ghi thêm một câu rồi bấm lại.",
            "The reason for issuing it again is missing. The old one stays as it is. Choose a reason and add a sentence.",
        )
    if old.state not in (CertificateState.MADE, CertificateState.HANDED) or old.ended_kind is not None:
        raise Conflict(
            "not_reissued",
            f"Giấy số {old.figure} chưa in hoặc không còn giá trị nên không cấp lại từ giấy này. Chưa có gì thay đổi. "
            "Mở giấy đang có giá trị của hộ.",
            f"Certificate {old.figure} is not printed or no longer holds, so it is not issued again. Nothing was changed. "
            "Open the one of the household that holds.",
        )
    home = old.household
    members = (
        certificates.members_of(session, old.tenant, [home.id])[home.id]
        if why in FROM_REGISTER
        else list(old.members)
    )
    events.record(
        session, actor, "certificate.reissued", "certificate", old.id, unit_id=old.village_id,
        why=why.value, by=str(id_),
    )  # fmt: skip
    starts = max(old.valid_from, actor.today)
    new = certificates.blank(session, old.recognition, home, old.kind, members, valid_from=starts, id_=id_)
    if why not in FROM_REGISTER:
        new.head_name, new.household_code, new.village_id = old.head_name, old.household_code, old.village_id
    new.decision_number, new.decided_on = old.decision_number, old.decided_on
    new.valid_to, new.replaces_id = old.valid_to, old.id
    new.address = old.address.removesuffix(old.code) + new.code
    new.ordered_at, new.ordered_by = now(), actor.user_id
    old.state, old.ended_on, old.ended_kind, old.ended_reason = (
        CertificateState.REPLACED, actor.today, why, words,
    )  # fmt: skip
    session.add(new)
    session.flush()
    return new
