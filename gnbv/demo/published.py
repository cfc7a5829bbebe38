"""The sheet and the standards that the sample's round uses."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Form, FormVersion
from gnbv.services import form_publishing, pack_files, packs

KEY = "phieu-ra-soat"
WORKBOOK = Path(__file__).parent.parent / "packs" / "forms" / f"{KEY}.xlsx"


def standards(session: Session, tenant: int) -> None:
    """Import every standard that comes with the program; what is there stays as it is."""
    for document in pack_files.standards():
        packs.import_document(session, tenant, document)


def review_sheet(session: Session, tenant: int) -> FormVersion:
    """The newest published version of the review sheet. The workbook is published when there is none: a later
    workbook is published by the act of its own (``form publish``), not by loading the sample again."""
    found = session.scalars(
        select(FormVersion)
        .join(Form, (Form.tenant == FormVersion.tenant) & (Form.id == FormVersion.form_id))
        .where(Form.tenant == tenant, Form.key == KEY)
        .order_by(FormVersion.published_at.desc())
    ).first()
    return found if found is not None else form_publishing.publish(session, tenant, WORKBOOK)[0]
