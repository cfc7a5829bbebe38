"""The surveys made on a form, as files: for leaders and coordinators, inside their units, logged as reads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import VIETNAM, now
from gnbv.errors import Invalid, NotFound
from gnbv.models import (
    Attachment,
    AttachmentState,
    Form,
    FormStatus,
    FormVersion,
    Household,
    Revision,
    Round,
    Survey,
    Unit,
    User,
)
from gnbv.permissions import EXPORT_ROLES, Actor
from gnbv.services import access, form_export_files, sealing
from gnbv.services.form_export_tables import Cell, Row, Shape

BATCH = 200
KINDS = ("zip", "xlsx", "json")


@dataclass(frozen=True)
class Wish:
    """What is asked for. ``language`` is one of the form's, "" its default; ``codes`` instead of labels."""

    kind: str
    language: str = ""
    codes: bool = False
    round_id: UUID | None = None


@dataclass(frozen=True)
class Found:
    """The surveys of an export, before a byte of it is written, and the households that this reads."""

    surveys: list[UUID]
    households: list[UUID]


@dataclass(frozen=True)
class Offer:
    """A form with its published versions (newest first), languages and rounds that can be asked for."""

    form: Form
    versions: list[FormVersion]
    languages: list[str]


def offers(session: Session, actor: Actor) -> list[Offer]:
    """Forms that were published, by title."""
    rows = session.scalars(
        select(FormVersion)
        .where(FormVersion.tenant == actor.tenant, FormVersion.status != FormStatus.DRAFT)
        .order_by(FormVersion.published_at.desc(), FormVersion.id.desc())
    ).all()
    by_form: dict[UUID, list[FormVersion]] = {}
    for row in rows:
        by_form.setdefault(row.form_id, []).append(row)
    forms = session.scalars(
        select(Form).where(Form.tenant == actor.tenant, Form.id.in_(by_form)).order_by(Form.title, Form.key)
    )
    return [Offer(form, by_form[form.id], _languages(by_form[form.id])) for form in forms]


def rounds(session: Session, actor: Actor) -> list[Round]:
    """Rounds that the actor may export, newest first."""
    return list(
        session.scalars(access.rounds_in_scope(actor, EXPORT_ROLES).order_by(Round.opens_on.desc(), Round.id))
    )


def get_form(session: Session, actor: Actor, form_id: UUID) -> Form:
    """Raises ``NotFound`` outside the tenant."""
    form = session.get(Form, (actor.tenant, form_id))
    if form is None:
        raise NotFound()
    return form


def get_version(session: Session, actor: Actor, version_id: UUID) -> FormVersion:
    """A published version. Raises ``NotFound``."""
    version = session.get(FormVersion, (actor.tenant, version_id))
    if version is None or version.status is FormStatus.DRAFT:
        raise NotFound()
    return version


def find(session: Session, actor: Actor, form: Form, wish: Wish) -> Found:
    """Surveys whose current revision was made on the form, inside the actor's units. The caller logs the reads.

    Raises ``NotFound`` for a round outside the actor's units.
    """
    if wish.round_id is not None:
        in_scope = access.rounds_in_scope(actor, EXPORT_ROLES).where(Round.id == wish.round_id)
        if session.scalar(in_scope) is None:
            raise NotFound()
    units = access.units_in_scope(actor, EXPORT_ROLES).with_only_columns(Unit.id)
    query = (
        select(Survey.id, Survey.household_id)
        .join(Revision, (Revision.tenant == Survey.tenant) & (Revision.id == Survey.revision_id))
        .join(
            FormVersion,
            (FormVersion.tenant == Revision.tenant) & (FormVersion.id == Revision.form_version_id),
        )
        .where(
            Survey.tenant == actor.tenant, FormVersion.form_id == form.id, Survey.unit_id.in_(units)
        )
        .order_by(Survey.first_received_at, Survey.id)
    )  # fmt: skip
    if wish.round_id is not None:
        query = query.where(Survey.round_id == wish.round_id)
    rows = session.execute(query).all()
    return Found([row.id for row in rows], list(dict.fromkeys(row.household_id for row in rows)))


def write(session: Session, actor: Actor, form: Form, found: Found, wish: Wish) -> IO[bytes]:
    """The file, on disk and at its start; the caller closes it. Raises ``Invalid`` for a kind, a language or a size
    that there is not."""
    versions = _versions(session, actor, form)
    languages = _languages(list(versions.values()))
    if wish.kind not in KINDS or (wish.language and wish.language not in languages):
        raise _not_offered()
    out = tempfile.TemporaryFile()  # noqa: SIM115  (streamed after this returns)
    try:
        surveys = _surveys(session, actor, found.surveys)
        if wish.kind == "json":
            head = {"app": "gnbv", "form": form.key, "title": form.title, "made_at": now().isoformat()}
            form_export_files.as_json(head, _plain(session, actor, surveys), out)
        else:
            trees = {version: row.compiled for version, row in versions.items()}
            shape = Shape(form.key, trees, wish.language, codes=wish.codes)
            write_as = form_export_files.as_zip if wish.kind == "zip" else form_export_files.as_workbook
            write_as(shape.tables.values(), _rows(shape, surveys), out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _versions(session: Session, actor: Actor, form: Form) -> dict[str, FormVersion]:
    rows = session.scalars(
        select(FormVersion)
        .where(
            FormVersion.tenant == actor.tenant,
            FormVersion.form_id == form.id,
            FormVersion.status != FormStatus.DRAFT,
        )
        .order_by(FormVersion.published_at.desc(), FormVersion.id.desc())
    )
    return {row.version: row for row in rows}


def _languages(versions: list[FormVersion]) -> list[str]:
    named = [name for row in versions for name in row.compiled.get("languages") or [] if name != "default"]
    return list(dict.fromkeys(named))


def _rows(shape: Shape, surveys: Iterator[tuple[Row, dict[str, Any]]]) -> Iterator[Any]:
    for about, document in surveys:
        yield from shape.rows(about["version"].text, about["survey"].text, about, document["answers"])


def _plain(
    session: Session, actor: Actor, surveys: Iterator[tuple[Row, dict[str, Any]]]
) -> Iterator[dict[str, Any]]:
    """Each survey with its answers as they are and the files that are here."""
    for about, document in surveys:
        stored = session.execute(
            select(Attachment.question, Attachment.sha256, Attachment.content_type, Attachment.size)
            .where(
                Attachment.tenant == actor.tenant,
                Attachment.survey_id == UUID(about["survey"].text),
                Attachment.state == AttachmentState.STORED,
            )
            .order_by(Attachment.question, Attachment.sha256)
        )
        files = [{"ref": row[0], "sha256": row[1], "type": row[2], "size": row[3]} for row in stored]
        told = {key: cell.text for key, cell in about.items()}
        yield {**told, "answers": document["answers"], "files": files}


def _surveys(session: Session, actor: Actor, ids: list[UUID]) -> Iterator[tuple[Row, dict[str, Any]]]:
    """What is said about each survey and its opened document, in the order of ``ids``; columns only, so that what
    was read is not kept."""
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        rows = session.execute(
            select(
                Survey.id, Survey.status, Revision.id.label("revision"), Revision.origin, Revision.made_on,
                Revision.received_at, Revision.answers_sealed, Household.number, Household.code, Household.head_name,
                Unit.name.label("village"), Round.name.label("round"), User.name.label("collector"),
                FormVersion.version,
            )
            .join(Revision, (Revision.tenant == Survey.tenant) & (Revision.id == Survey.revision_id))
            .join(Household, (Household.tenant == Survey.tenant) & (Household.id == Survey.household_id))
            .join(Unit, (Unit.tenant == Survey.tenant) & (Unit.id == Survey.unit_id))
            .join(Round, (Round.tenant == Survey.tenant) & (Round.id == Survey.round_id))
            .join(User, (User.tenant == Survey.tenant) & (User.id == Survey.collector_id))
            .join(
                FormVersion,
                (FormVersion.tenant == Revision.tenant) & (FormVersion.id == Revision.form_version_id),
            )
            .where(Survey.tenant == actor.tenant, Survey.id.in_(batch))
        )  # fmt: skip
        found = {row.id: row for row in rows}
        for one in batch:
            row = found[one]
            document = sealing.unseal_document(f"revision/{row.revision}", row.answers_sealed)
            yield _about(row), document


def _about(row: Any) -> Row:
    return {
        "survey": Cell(str(row.id)),
        "number": Cell(f"{row.number:03d}"),
        "code": Cell(row.code),
        "head": Cell(row.head_name),
        "village": Cell(row.village),
        "round": Cell(row.round),
        "collector": Cell(row.collector),
        "status": Cell(row.status.label),
        "origin": Cell(row.origin.label),
        "version": Cell(row.version),
        "made_on": Cell(row.made_on.isoformat()),
        "received_at": Cell(row.received_at.astimezone(VIETNAM).isoformat(timespec="minutes")),
    }


def _not_offered() -> Invalid:
    return Invalid(
        "export_unknown",
        "Không có kiểu tệp hoặc ngôn ngữ này cho mẫu phiếu. Chưa tải gì. Chọn lại trong danh sách.",
        "The sheet has no such kind of file or language. Nothing was downloaded. Choose again from the list.",
    )
