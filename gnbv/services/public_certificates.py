"""Whether a certificate is true: for anybody who holds the paper, without an account and with no word more than it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Certificate, CertificateEnd, CertificateState
from gnbv.services import certificate_papers
from gnbv.services.certificate_papers import Paper
from gnbv.services.certificates import ALPHABET, CODE_LETTERS

# As people misread them; no such letter is in a code.
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
VALID, TO_COME, REPLACED, WITHDRAWN, OVER = "valid", "to_come", "replaced", "withdrawn", "over"


@dataclass(frozen=True)
class Confirmation:
    """``state``: ``valid``, ``to_come`` (holds from ``day``), ``replaced``, ``withdrawn`` or ``over`` (no more since
    ``day``). ``paper`` only where the paper holds or will: of an ended one nothing but number, kind and place is told."""

    state: str
    day: date | None
    figure: str
    kind: str
    commune: str
    paper: Paper | None


def confirm(session: Session, tenant: int, typed: str, today: date) -> Confirmation | None:
    """What the commune says of the certificate with this code, however it was typed; nothing for a code that no printed
    certificate carries. Whether it was handed over is not told: the paper does not say it either."""
    code = plain(typed)
    if len(code) != CODE_LETTERS or set(code) - set(ALPHABET):
        return None
    row = session.scalar(select(Certificate).where(Certificate.tenant == tenant, Certificate.code == code))
    if row is None or row.sha256 is None:
        return None
    (paper,) = certificate_papers.of(session, [row])
    state, day = _state(row, today)
    holds = state in (VALID, TO_COME)
    return Confirmation(state, day, paper.figure, row.kind.value, paper.commune, paper if holds else None)


def plain(typed: str) -> str:
    """The code without spaces and dashes, misread letters put right."""
    return "".join(typed.upper().split()).replace("-", "").translate(MISREAD)[: CODE_LETTERS + 1]


def _state(row: Certificate, today: date) -> tuple[str, date | None]:
    if row.ended_on is not None and today >= row.ended_on:
        if row.state is CertificateState.REPLACED or row.ended_kind is CertificateEnd.RENEWED:
            return REPLACED, row.ended_on
        return (WITHDRAWN if row.state is CertificateState.WITHDRAWN else OVER), row.ended_on
    if row.valid_to is not None and today > row.valid_to:
        return OVER, row.valid_to
    return (TO_COME, row.valid_from) if today < row.valid_from else (VALID, row.valid_to)
