"""A submission of an OpenRosa program becomes the item that the phone would have handed in, and goes its way."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gnbv.clock import civil_day, now
from gnbv.errors import Conflict, GnbvError, Invalid, NotFound
from gnbv.models import Form, Household, Origin, Outcome, Revision, Round, SyncItem
from gnbv.permissions import Actor
from gnbv.rules.form import AnswersProblem, Instance
from gnbv.services import (
    assigned_tables,
    attachments,
    causes,
    compiled,
    openrosa_answers,
    openrosa_files,
    openrosa_times,
    openrosa_xml,
    sync,
)
from gnbv.services.attachments import Piece
from gnbv.services.compiled import Sheet
from gnbv.services.openrosa_answers import Reading
from gnbv.services.openrosa_files import File
from gnbv.services.openrosa_xml import Node
from gnbv.services.sync_items import Answer, Item

TRIES = 3
ENCODING = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")


@dataclass(frozen=True)
class Receipt:
    """What becomes of a submission: ``is_held`` when a person has to look at it first; ``error`` when it was refused,
    or kept beside another one of the same id. What the receipt says holds after the commit."""

    instance_id: str
    is_held: bool = False
    cause: dict[str, Any] | None = None
    error: GnbvError | None = None


def receive(session: Session, actor: Actor, xml: bytes, files: list[File], *, limit: int) -> Receipt:
    """Take a submission, or more files of one that is here already; the caller commits, an ``error`` too.

    Raises ``Invalid`` for XML or files that are not what they say, ``NotFound`` for a sheet that is not here,
    ``TooLarge`` for a file over ``limit`` bytes; the other refusals are in the receipt.
    """
    root = openrosa_xml.parse(xml)
    instance_id = root.meta("instanceID")
    if not instance_id:
        raise _no_instance_id()
    item, reading = _item(session, actor, root, instance_id, xml)
    named = openrosa_files.match(files, reading.files, limit)
    hold = None if item.payload["household"] and item.payload["round"] else causes.UNMATCHED
    answer = sync.take(session, actor, item, hold=hold)
    error = answer.error
    if answer.outcome is Outcome.CONFLICT and (answer.cause or {}).get("code") == causes.SAME_ID["code"]:
        error = Conflict(**causes.SAME_ID)
    if error is None:
        for file in named:
            _store(session, actor, item.subject, file, limit)
    return Receipt(instance_id, _is_held(answer), answer.cause, error)


def read_again(session: Session, actor: Actor, item: Item, household: Household, round_: Round) -> Item:
    """A kept item for a household and a round that a person chose. A submission that came before its version of the
    sheet is read anew. Raises ``Invalid`` for elements that the sheet does not have."""
    payload = {**item.payload, "household": str(household.id), "round": str(round_.id)}
    xml = payload.pop("xml", None)
    sheet = compiled.sheet(session, actor.tenant, payload["form"], payload["version"])
    if xml is not None and sheet is not None:
        # The text was decoded once: what it says of its encoding holds no more.
        root = openrosa_xml.parse(ENCODING.sub("", xml, count=1).encode())
        answers = openrosa_answers.read(sheet.compiled, root, item.subject).answers
        today = payload["meta"]["today"]
        payload["answers"] = _as_the_phone_sends_them(session, sheet, answers, today, household, round_)
    elif xml is not None:
        payload["xml"] = xml
    return replace(item, payload=payload)


def as_id(text: str) -> UUID:
    """``uuid:…`` of an instanceID as a UUID; any other text gives one of its own, always the same."""
    try:
        return UUID(text.strip().removeprefix("uuid:"))
    except ValueError:
        return uuid5(NAMESPACE_URL, text.strip())


def _item(session: Session, actor: Actor, root: Node, instance_id: str, xml: bytes) -> tuple[Item, Reading]:
    form, version = root.attributes.get("id", ""), root.attributes.get("version", "")
    known = select(Form.id).where(Form.tenant == actor.tenant, Form.key == form)
    if session.scalar(known) is None:
        raise _no_form(form)
    replaced = root.meta("deprecatedID")
    id_, base = as_id(instance_id), as_id(replaced) if replaced else None
    subject = _subject(session, actor, id_, base)
    sheet = compiled.sheet(session, actor.tenant, form, version)
    reading = (
        openrosa_answers.read(sheet.compiled, root, subject)
        if sheet is not None
        else openrosa_answers.read_loosely(root, subject)
    )
    ended = openrosa_times.instant(reading.stamps.get("end") or root.meta("timeEnd"))
    made_at = ended or now()
    started = openrosa_times.instant(reading.stamps.get("start") or root.meta("timeStart"))
    household, round_ = _place(session, actor, root)
    round_id = str(round_.id) if round_ is not None else _uuid_of(root, "round_id")
    today = openrosa_times.day(reading.stamps) or (civil_day(ended) if ended else actor.today).isoformat()
    if sheet is not None:
        reading.answers = _as_the_phone_sends_them(session, sheet, reading.answers, today, household, round_)
    payload: dict[str, Any] = {
        "round": round_id,
        "household": _uuid_of(root, "household_id"),
        "assignment": None,
        "purpose": "main",
        "form": form,
        "version": version,
        "answers": reading.answers,
        "meta": {
            "today": today,
            "later": [],
            "notes": {},
            "started_at": openrosa_times.text(started) if started else None,
            "finished_at": openrosa_times.text(made_at),
            "instance_id": instance_id,
        },
        "results": [],
        "replies": [],
        "attachments": [],
    }
    if sheet is None:
        payload["xml"] = xml.decode("utf-8", "replace")
    item = Item(
        id=id_,
        kind="survey",
        subject=subject,
        base=base,
        made_at=made_at,
        utc_offset=openrosa_times.offset(reading.stamps.get("end")),
        # Over what was sent, not over what was read out of it: a repeat must fit although a day has passed.
        sha256=openrosa_xml.fingerprint(root),
        payload=payload,
        origin=Origin.OPENROSA,
    )
    return item, reading


def _subject(session: Session, actor: Actor, id_: UUID, base: UUID | None) -> UUID:
    """The survey: named by its first submission; a correction belongs to that of the submission it replaces."""
    if base is None:
        return id_
    revision = session.get(Revision, (actor.tenant, base))
    if revision is not None:
        return revision.survey_id
    waiting = session.get(SyncItem, (actor.tenant, base))
    return waiting.subject if waiting is not None else base


def _place(session: Session, actor: Actor, root: Node) -> tuple[Household | None, Round | None]:
    household_id, round_id = _uuid_of(root, "household_id"), _uuid_of(root, "round_id")
    household = session.get(Household, (actor.tenant, UUID(household_id))) if household_id else None
    if household is not None and not round_id:
        # A sheet that hides the household alone: the round is that of the assignment.
        homes = {home.id: round_ for home, round_ in assigned_tables.assigned(session, actor)}
        return household, homes.get(household.id)
    return household, session.get(Round, (actor.tenant, UUID(round_id))) if round_id else None


def _as_the_phone_sends_them(
    session: Session,
    sheet: Sheet,
    answers: dict[str, Any],
    today: str,
    household: Household | None,
    round_: Round | None,
) -> dict[str, Any]:
    """Relevant answers only, computed ones computed here. What cannot be run stays as it came: the survey's own
    service says what is wrong with it."""
    if household is not None:
        sheet = assigned_tables.bound(session, sheet, household, round_)
    try:
        return Instance(sheet.compiled, answers, today=date.fromisoformat(today)).answers()
    except (AnswersProblem, KeyError, ValueError, TypeError, RecursionError):
        return answers


def _store(session: Session, actor: Actor, survey_id: UUID, file: openrosa_files.Named, limit: int) -> None:
    for _attempt in range(TRIES):
        try:
            with session.begin_nested():
                piece = Piece(0, len(file.content), file.content)
                attachments.receive(
                    session, actor, survey_id, file.ref, file.sha256, piece, file.content_type, limit=limit
                )
            return
        except IntegrityError:
            continue  # the same file came by another request in this moment: it is there now
    raise RuntimeError(f"file of {survey_id} met a changed row {TRIES} times")


def _is_held(answer: Answer) -> bool:
    if answer.outcome is Outcome.DUPLICATE:
        return answer.cause is not None
    return answer.outcome in (Outcome.HELD, Outcome.CONFLICT)


def _uuid_of(root: Node, name: str) -> str | None:
    """The first UUID in an element of that name, outside of what repeats: the sheet hides it there."""
    for node in root.walk():
        if node.name == name and node.text.strip():
            try:
                return str(UUID(node.text.strip()))
            except ValueError:
                return None
    return None


def _no_instance_id() -> Invalid:
    return Invalid(
        "no_instance_id",
        "Phiếu gửi lên không có mã phiếu (meta/instanceID) nên chưa nhận. Phiếu vẫn giữ trên máy. "
        "Cập nhật ứng dụng rồi gửi lại.",
        "What was sent has no meta/instanceID, so it was not taken. It is kept on the phone. "
        "Update the app and send again.",
    )


def _no_form(form: str) -> NotFound:
    short = form[:80]
    return NotFound(
        "no_form",
        f"Xã không có mẫu phiếu “{short}” nên chưa nhận. Phiếu vẫn giữ trên máy. Kiểm tra địa chỉ máy chủ trong ứng dụng.",
        f"The commune has no sheet “{short}”, so it was not taken. It is kept on the phone. "
        "Check the server address in the app.",
    )
