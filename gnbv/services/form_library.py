"""The library of sheets: what is there, a sheet taken in with its problems in words, published, used, retired."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import Form, FormFile, FormStatus, FormVersion, RoundStatus, User
from gnbv.permissions import Actor, can_keep_forms
from gnbv.services import events, form_publishing, form_rounds
from gnbv.services.form_check import SheetProblem, SheetRefused
from gnbv.services.form_words import message
from gnbv.services.form_workbook import Unreadable, open_workbook

MOST_BESIDE = 20
LONGEST_VERSION = 60
LONGEST_KEY = 120
LONGEST_NAME = 80


@dataclass(frozen=True)
class ProblemRow:
    """A problem with what stands in its row of the sheet, so that nobody has to look for it."""

    problem: SheetProblem
    name: str
    cell: str


@dataclass
class Listed:
    """A form with its versions, newest first."""

    form: Form
    versions: list[FormVersion] = field(default_factory=list)


def forms(session: Session, actor: Actor) -> list[Listed]:
    """All forms of the tenant with their versions. Two queries."""
    rows = session.scalars(select(Form).where(Form.tenant == actor.tenant).order_by(Form.title, Form.key))
    found = {row.id: Listed(row) for row in rows}
    for version in session.scalars(
        select(FormVersion)
        .where(FormVersion.tenant == actor.tenant)
        .order_by(FormVersion.published_at.desc(), FormVersion.version.desc())
    ):
        found[version.form_id].versions.append(version)
    for one in found.values():
        one.versions.sort(key=lambda row: row.status is not FormStatus.DRAFT)
    return list(found.values())


def get_version(session: Session, actor: Actor, version_id: UUID) -> FormVersion:
    """Raises ``NotFound`` outside the tenant."""
    row = session.get(FormVersion, (actor.tenant, version_id))
    if row is None:
        raise NotFound()
    return row


def form_of(session: Session, row: FormVersion) -> Form:
    return session.get_one(Form, (row.tenant, row.form_id))


def siblings(session: Session, row: FormVersion) -> list[FormVersion]:
    """The other versions of the same form, newest first."""
    return list(
        session.scalars(
            select(FormVersion)
            .where(
                FormVersion.tenant == row.tenant, FormVersion.form_id == row.form_id, FormVersion.id != row.id
            )
            .order_by(FormVersion.published_at.desc(), FormVersion.version.desc())
        )
    )


def publisher(session: Session, row: FormVersion) -> str:
    user = session.get(User, (row.tenant, row.published_by)) if row.published_by else None
    return user.name if user else ""


def take_in(
    session: Session, actor: Actor, content: bytes, name: str, beside: Mapping[str, bytes] | None = None
) -> tuple[FormVersion, bool]:
    """Keep an uploaded workbook as a draft version; ``beside``: files that it names. Also whether it changed anything.

    Raises ``NotPermitted``, ``SheetRefused`` with every problem, ``Conflict`` for a published version.
    """
    if not can_keep_forms(actor):
        raise NotPermitted()
    with tempfile.TemporaryDirectory() as folder:
        for given, data in list((beside or {}).items())[:MOST_BESIDE]:
            if Path(given).name == given and given not in (".", "..") and _is_plain(given):
                (Path(folder) / given).write_bytes(data)
        row, changed = form_publishing.keep(
            session, actor.tenant, content, name[:LONGEST_NAME] or "mau", Path(folder), actor
        )
    key = str(row.compiled["form"])
    if not row.version or len(row.version) > LONGEST_VERSION or len(key) > LONGEST_KEY:
        raise SheetRefused([SheetProblem("settings", 2, "version", message("no_version"))])
    return row, changed


def _is_plain(name: str) -> bool:
    return name.isprintable() and len(name.encode()) <= 200


def explained(content: bytes, problems: list[SheetProblem]) -> list[ProblemRow]:
    """The problems with the name and the cell of their rows, as far as the workbook can be read."""
    try:
        book = open_workbook(content)
    except Unreadable:
        return [ProblemRow(problem, "", "") for problem in problems]
    found = []
    for problem in problems:
        cells = next(
            (cells for row, cells in book.rows.get(problem.sheet or "", []) if row == problem.row), {}
        )
        name = cells.get(book.column("name", sheet=problem.sheet or "survey") or "name", "")
        found.append(ProblemRow(problem, name, cells.get(problem.column or "", "")))
    return found


def publish(session: Session, actor: Actor, row: FormVersion) -> None:
    """Publish a draft. Doing it again changes nothing. Raises ``NotPermitted``, ``Invalid`` for a retired version."""
    if not can_keep_forms(actor):
        raise NotPermitted()
    if row.status is FormStatus.RETIRED:
        raise Invalid(
            "form_retired",
            f"Bản {row.version} đã ngừng dùng. Nội dung vẫn giữ nguyên. Tải lên bản có số mới để phát hành.",
            f"Version {row.version} is retired. Its content is kept. Upload a version with a new number to publish.",
        )
    if row.status is FormStatus.DRAFT:
        form_publishing.release(session, actor, row)


def retire(session: Session, actor: Actor, row: FormVersion) -> None:
    """No new round takes it; surveys on it stay readable. A draft is thrown away.

    Raises ``NotPermitted``, and ``Conflict`` while an open round gives it to phones.
    """
    if not can_keep_forms(actor):
        raise NotPermitted()
    rounds = form_rounds.using(session, row)
    if any(one.status is not RoundStatus.CLOSED for one in rounds):
        names = ", ".join(one.name for one in rounds if one.status is not RoundStatus.CLOSED)
        raise Conflict(
            "form_in_use",
            f"Bản {row.version} đang dùng ở: {names}. Chưa có gì thay đổi. Đưa bản khác vào đợt đó trước.",
            f"Version {row.version} is in use by: {names}. Nothing was changed. Give that round another version first.",
        )
    if row.status is FormStatus.DRAFT:
        for file in session.scalars(
            select(FormFile).where(FormFile.tenant == row.tenant, FormFile.form_version_id == row.id)
        ):
            session.delete(file)
        session.flush()  # the files name the version
        session.delete(row)
        events.record(session, actor, "form.discard", "form_version", row.id, version=row.version)
    elif row.status is FormStatus.PUBLISHED:
        row.status, row.retired_at = FormStatus.RETIRED, now()
        events.record(session, actor, "form.retire", "form_version", row.id, version=row.version)
