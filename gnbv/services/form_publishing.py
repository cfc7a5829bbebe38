"""Keeping and publishing a sheet: a draft may be replaced, a published version is immutable and phones may carry it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict
from gnbv.ids import new_id
from gnbv.models import Form, FormFile, FormStatus, FormVersion
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
    row, is_new = keep(session, tenant, workbook.read_bytes(), workbook.stem, workbook.parent, actor)
    if row.status is not FormStatus.DRAFT:
        return row, is_new
    release(session, actor, row)
    return row, True


def keep(
    session: Session, tenant: int, content: bytes, name: str, beside: Path, actor: Actor | None = None
) -> tuple[FormVersion, bool]:
    """The draft of a workbook, and whether anything changed. A draft of the same version is replaced.

    Raises ``SheetRefused``, and ``Conflict`` when the version was published with other content.
    """
    compiled, xform = form_check.compile_with_xform(content, name, beside)
    digest = hashlib.sha256(canonical(compiled)).hexdigest()
    form = _form(session, tenant, compiled)
    row = session.scalar(
        select(FormVersion).where(
            FormVersion.tenant == tenant,
            FormVersion.form_id == form.id,
            FormVersion.version == str(compiled["version"]),
        )
    )
    if row is not None and row.sha256 == digest:
        return row, False
    if row is not None and row.status is not FormStatus.DRAFT:
        raise _taken(form, row)
    made: dict[str, Any] = {
        "sha256": digest,
        "source_sha256": hashlib.sha256(content).hexdigest(),
        "source": content,
        "compiled": compiled,
        "xform": xform,
    }
    if row is None:
        row = FormVersion(
            tenant=tenant,
            id=new_id(),
            form_id=form.id,
            version=str(compiled["version"]),
            status=FormStatus.DRAFT,
            **made,
        )
        session.add(row)
    else:
        for part, value in made.items():
            setattr(row, part, value)
        session.execute(delete(FormFile).where(FormFile.tenant == tenant, FormFile.form_version_id == row.id))
    session.flush()  # rounds, events and files name the version
    form_media.keep(session, row, beside)
    events.record(
        session,
        actor,
        "form.draft",
        "form_version",
        row.id,
        tenant=tenant,
        form=form.key,
        version=row.version,
    )
    return row, True


def release(session: Session, actor: Actor | None, row: FormVersion) -> None:
    """Publish a draft; it was checked when it was kept."""
    form = session.get_one(Form, (row.tenant, row.form_id))
    row.status = FormStatus.PUBLISHED
    row.published_at = now()
    row.published_by = actor.user_id if actor is not None else None
    form.title = str(row.compiled.get("title") or form.key)[:300]
    events.record(
        session, actor, "form.publish", "form_version", row.id,
        tenant=row.tenant, form=form.key, version=row.version,
    )  # fmt: skip
    events.changed(session, row.tenant, "form", row.id)


def _taken(form: Form, row: FormVersion) -> Conflict:
    return Conflict(
        "version_taken",
        f"Bản {row.version} của mẫu {form.key} đã phát hành với nội dung khác. Bản cũ giữ nguyên. "
        "Đổi số bản ở tờ settings rồi phát hành lại.",
        f"Version {row.version} of {form.key} was published with other content, so nothing was published. That version stays as it is. "
        "Change the version on the settings sheet and publish again.",
    )


def _form(session: Session, tenant: int, compiled: dict[str, Any]) -> Form:
    key = str(compiled["form"])
    form = session.scalar(select(Form).where(Form.tenant == tenant, Form.key == key))
    if form is None:
        form = Form(tenant=tenant, id=new_id(), key=key, title=str(compiled.get("title") or key)[:300])
        session.add(form)
        session.flush()  # the version names its form
    return form
