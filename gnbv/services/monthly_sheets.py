"""Which sheet and which standard a regular review uses: the standard follows the date, the sheet the last round."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import FormStatus, FormVersion, Pack, Round, RoundKind, Unit
from gnbv.services import rounds


def standards(session: Session, unit: Unit, on: date) -> tuple[str, ...]:
    """The standards in use that hold on the day. Raises ``Invalid`` when none does."""
    rows = session.scalars(
        select(Pack)
        .where(
            Pack.tenant == unit.tenant,
            Pack.used_from.is_not(None),
            Pack.valid_from <= on,
            Pack.valid_to.is_(None) | (Pack.valid_to >= on),
        )
        .order_by(Pack.valid_from.desc())
    )
    newest = next(iter(rows), None)
    if newest is None:
        raise rounds.invalid(
            "no_standard",
            f"Chưa có bộ chuẩn đang dùng có hiệu lực ngày {on:%d/%m/%Y}",
            f"No standard in use holds on {on:%d/%m/%Y}",
            "Nhập và cho dùng bộ chuẩn ở mục Bộ chuẩn",
        )
    return (newest.key,)


def sheet(session: Session, unit: Unit) -> UUID:
    """The sheet of the unit's newest review while it is published, else the newest published one that classes anybody.
    Raises ``Invalid`` when there is none."""
    last = (
        select(FormVersion)
        .join(Round, (Round.tenant == FormVersion.tenant) & (Round.form_version_id == FormVersion.id))
        .where(
            Round.tenant == unit.tenant,
            Round.unit_id == unit.id,
            Round.kind.not_in([RoundKind.TRAINING, RoundKind.OTHER]),
            FormVersion.status == FormStatus.PUBLISHED,
        )
        .order_by(Round.opens_on.desc())
        .limit(1)
    )
    newest = (
        select(FormVersion)
        .where(FormVersion.tenant == unit.tenant, FormVersion.status == FormStatus.PUBLISHED)
        .order_by(FormVersion.published_at.desc())
        .limit(1)
    )
    found = session.scalar(last) or session.scalar(newest)
    if found is None:
        raise rounds.invalid(
            "no_sheet",
            "Chưa có mẫu phiếu nào phát hành",
            "No sheet is published",
            "Phát hành mẫu phiếu trước",
        )
    return found.id
