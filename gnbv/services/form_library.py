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
from gnbv.models import Form, FormFile, FormStatus, FormVersion, Round, RoundForm, RoundStatus, Unit, User
from gnbv.permissions import LIBRARY_ROLES, Actor, can_keep_forms
from gnbv.rules.packs import PackRefused
from gnbv.services import access, events, form_publishing, packs
from gnbv.services.form_check import SheetProblem, SheetRefused
from gnbv.services.form_words import message
from gnbv.services.form_workbook import Unreadable, open_workbook

MOST_BESIDE = 20
LONGEST_VERSION = 60
LONGEST_KEY = 120


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
            if Path(given).name == given and given not in (".", ".."):
                (Path(folder) / given).write_bytes(data)
        row, changed = form_publishing.keep(session, actor.tenant, content, name, Path(folder), actor)
    key = str(row.compiled["form"])
    if not row.version or len(row.version) > LONGEST_VERSION or len(key) > LONGEST_KEY:
        raise SheetRefused([SheetProblem("settings", 2, "version", message("no_version"))])
    return row, changed


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
    rounds = using(session, row)
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


def using(session: Session, row: FormVersion) -> list[Round]:
    """Rounds whose new surveys are made on this version."""
    return list(
        session.scalars(
            select(Round)
            .where(Round.tenant == row.tenant, Round.form_version_id == row.id)
            .order_by(Round.opens_on.desc())
        )
    )


def rounds_for(session: Session, actor: Actor, row: FormVersion) -> list[Round]:
    """Rounds of the actor's units that may take this version: not closed, on another version of the same form."""
    same = select(FormVersion.id).where(
        FormVersion.tenant == row.tenant, FormVersion.form_id == row.form_id, FormVersion.id != row.id
    )
    return list(
        session.scalars(
            select(Round)
            .join(Unit, (Unit.tenant == Round.tenant) & (Unit.id == Round.unit_id))
            .where(
                Round.tenant == row.tenant,
                Round.unit_id.in_(access.units_in_scope(actor, LIBRARY_ROLES).with_only_columns(Unit.id)),
                Round.status != RoundStatus.CLOSED,
                Round.form_version_id.in_(same),
            )
            .order_by(Round.opens_on.desc())
        )
    )


def use_in_round(session: Session, actor: Actor, row: FormVersion, round_id: UUID) -> Round:
    """New surveys of the round are made on this version; drafts stay on theirs and may be moved.

    Doing it again changes nothing. Raises ``NotFound`` for a round outside the actor's units, ``NotPermitted`` inside
    without the right, ``Invalid`` for a version that is not published, a closed round, another form, or a standard of
    the round that this version cannot feed.
    """
    found = session.scalar(access.rounds_in_scope(actor).where(Round.id == round_id))
    if found is None:
        raise NotFound()
    if not actor.holds(LIBRARY_ROLES, found.unit.path):
        raise NotPermitted()
    if found.form_version_id == row.id:
        return found
    if row.status is not FormStatus.PUBLISHED:
        raise _not_usable("bản này chưa phát hành hoặc đã ngừng dùng", "this version is not published")
    if found.status is RoundStatus.CLOSED:
        raise _not_usable("đợt rà soát đã khép", "the round is closed")
    current = session.get_one(FormVersion, (found.tenant, found.form_version_id))
    if current.form_id != row.form_id:
        raise _not_usable("đợt này dùng mẫu phiếu khác", "this round uses another form")
    try:
        packs.for_form(session, row.tenant, found.standards, row.compiled)
    except PackRefused as refused:
        place, reason = refused.problems[0]
        raise _not_usable(
            f"mẫu thiếu câu mà bộ chuẩn cần ({place})", f"a standard asks for more: {reason}"
        ) from refused
    for version_id in (current.id, row.id):
        known = session.scalar(
            select(RoundForm.id).where(
                RoundForm.tenant == row.tenant,
                RoundForm.round_id == found.id,
                RoundForm.form_version_id == version_id,
            )
        )
        if known is None:
            session.add(
                RoundForm(tenant=row.tenant, round_id=found.id, form_version_id=version_id, used_from=now())
            )
    found.form_version_id = row.id
    events.record(
        session,
        actor,
        "round.form",
        "round",
        found.id,
        unit_id=found.unit_id,
        version=row.version,
        before=current.version,
    )
    events.changed(session, row.tenant, "form", row.id)
    return found


def _not_usable(vi: str, en: str) -> Invalid:
    return Invalid(
        "form_not_usable",
        f"Chưa đưa được bản này vào đợt: {vi}. Đợt rà soát giữ bản đang dùng. Chọn bản khác hoặc đợt khác.",
        f"The round did not take this version: {en}. It keeps its own. Choose another version or round.",
    )
