"""Publishing a sheet: from then on its version is immutable and phones may carry it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict
from gnbv.ids import new_id
from gnbv.models import Form, FormStatus, FormVersion
from gnbv.permissions import Actor
from gnbv.services import events, form_check, form_media
from gnbv.services.canonical import canonical


def publish(
    session: Session, tenant: int, workbook: Path, actor: Actor | None = None
) -> tuple[FormVersion, bool]:
    """The published version of ``workbook``, and whether it is new. Files the sheet names lie beside it.

    The same content again changes nothing. Raises ``form_check.SheetRefused`` for a sheet that cannot be run and
    ``Conflict`` when this version was published with other content: a version never changes.
    """
    content = workbook.read_bytes()
    compiled, xform = form_check.compile_with_xform(content, workbook.stem, workbook.parent)
    digest = hashlib.sha256(canonical(compiled)).hexdigest()
    form = _form(session, tenant, compiled)
    existing = session.scalar(
        select(FormVersion).where(
            FormVersion.tenant == tenant,
            FormVersion.form_id == form.id,
            FormVersion.version == str(compiled["version"]),
        )
    )
    if existing is not None:
        if existing.sha256 == digest:
            return existing, False
        raise Conflict(
            "version_taken",
            f"Bản {existing.version} của mẫu {form.key} đã phát hành với nội dung khác. Bản cũ giữ nguyên. "
            "Đổi số bản ở tờ settings rồi phát hành lại.",
            f"Version {existing.version} of {form.key} was published with other content and stays as it is. "
            "Change the version on the settings sheet and publish again.",
        )
    row = FormVersion(
        tenant=tenant,
        id=new_id(),
        form_id=form.id,
        version=str(compiled["version"]),
        status=FormStatus.PUBLISHED,
        sha256=digest,
        source_sha256=hashlib.sha256(content).hexdigest(),
        source=content,
        compiled=compiled,
        xform=xform,
        published_at=now(),
        published_by=actor.user_id if actor is not None else None,
    )
    session.add(row)
    session.flush()  # rounds, events and files name the version
    form_media.keep(session, row, workbook.parent)
    events.record(session, actor, "form.publish", "form_version", row.id, tenant=tenant, form=form.key, version=row.version)
    events.changed(session, tenant, "form", row.id)
    return row, True


def _form(session: Session, tenant: int, compiled: dict[str, Any]) -> Form:
    key = str(compiled["form"])
    form = session.scalar(select(Form).where(Form.tenant == tenant, Form.key == key))
    if form is None:
        form = Form(tenant=tenant, id=new_id(), key=key, title=str(compiled.get("title") or key))
        session.add(form)
        session.flush()  # the version names its form
    return form
