"""The sheet and the standards that the sample's round uses."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from gnbv.models import FormVersion
from gnbv.services import form_publishing, pack_files, packs

KEY = "phieu-ra-soat"
WORKBOOK = Path(__file__).parent.parent / "packs" / "forms" / f"{KEY}.xlsx"


def standards(session: Session, tenant: int) -> None:
    """Import every standard that comes with the program; what is there stays as it is."""
    for document in pack_files.standards():
        packs.import_document(session, tenant, document)


def review_sheet(session: Session, tenant: int) -> FormVersion:
    """The review sheet, published; publishing it again changes nothing."""
    return form_publishing.publish(session, tenant, WORKBOOK)[0]
