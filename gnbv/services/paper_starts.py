"""What a sheet of paper begins from: the register's people, as on the phone, or the survey that was typed before."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Membership, Revision, Unit
from gnbv.services import paper_answers, round_list_lines, sealing, surveys
from gnbv.services.compiled import Sheet
from gnbv.services.kit_library import SETTINGS
from gnbv.services.paper_answers import Document, Reader
from gnbv.services.paper_places import Entry

PAPER_MODE = ("mode", "paper")


def document(session: Session, entry: Entry, sheet: Sheet) -> Document:
    """The first document of typing: the survey's own answers when one was typed before, else what the register knows.
    The caller has logged the read."""
    reader = Reader(sheet.compiled)
    if entry.survey is not None and entry.survey.revision_id is not None:
        return _correction(session, entry, reader)
    started = reader.typed_from(_register(session, entry, reader), [])
    key, choice = PAPER_MODE
    values = [value for value, _words in reader.choices(reader.by_key.get(key, {}))]
    if choice in values:
        started["fields"][key] = str(values.index(choice) + 1)
    return started


def _correction(session: Session, entry: Entry, reader: Reader) -> Document:
    assert entry.survey is not None and entry.survey.revision_id is not None
    revision = session.get_one(Revision, (entry.survey.tenant, entry.survey.revision_id))
    kept = surveys.document_of(session, revision)
    files = kept.get("attachments") or []
    stem = paper_answers.SCAN_REF.format("")
    scans = [
        {key: file[key] for key in ("sha256", "size", "type")}
        for file in files
        if file["ref"].startswith(stem)
    ]
    started = reader.typed_from(kept["answers"], scans)
    on = date.fromisoformat(str(kept["meta"]["today"]))
    name = (kept["meta"].get("paper") or {}).get("collector_name", "")
    started["paper"] = {
        "on": on.strftime("%d/%m/%Y"),
        "collector": str(entry.survey.collector_id),
        "name": name,
    }
    started["files"] = files
    return started


def _register(session: Session, entry: Entry, reader: Reader) -> dict[str, Any]:
    """The twin of the phone's first answers (``section-start.js``): who lives there, and what the sheet hides."""
    household, round_ = entry.household, entry.round
    line = round_list_lines.get(session, round_, household.id)
    members = [_member(row, round_.id) for row in _members(session, entry)]
    settings = {**SETTINGS, **{key: str(value) for key, value in _settings(entry.unit).items()}}
    found = {
        "household_id": str(household.id),
        "household_code": household.code,
        "household_head": household.head_name,
        "round_id": str(round_.id),
        "area_type": entry.unit.area_or_default.value,
        "list_reason": (line.reason.on_sheet if line else None) or "",
        "last_members": str(len(members)) if members else "",
        "round_standards": " ".join(round_.standards),
        "sao_m2": settings["sao_m2"],
    }
    hidden = {node["name"] for node in reader.children.get(-1, ()) if node["kind"] == "hidden"}
    start: dict[str, Any] = {name: value for name, value in found.items() if value and name in hidden}
    if members and "member" in reader.by_key and reader.by_key["member"]["path"].endswith("/people/member"):
        known = {node["name"] for node in reader.children.get(reader.by_key["member"]["i"], ())} | {"_id"}
        rows = [{name: value for name, value in one.items() if value and name in known} for one in members]
        start["people"] = {"member": rows}
    return start


def _members(session: Session, entry: Entry) -> list[Membership]:
    return list(
        session.scalars(
            select(Membership)
            .where(
                Membership.tenant == entry.household.tenant,
                Membership.household_id == entry.household.id,
                Membership.valid_to.is_(None),
            )
            .order_by(Membership.position, Membership.id)
        )
    )


def _member(row: Membership, round_id: UUID) -> dict[str, str]:
    person = row.person
    known = "date" if person.birth_date else "year" if person.birth_year else "unknown"
    sealed = person.citizen_number_sealed
    return {
        # The same whenever it is asked: the page is shown before its draft is made.
        "_id": str(uuid5(round_id, str(person.id))),
        "person_id": str(person.id),
        "full_name": person.name,
        "sex": person.sex or "",
        "birth_known": known,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "birth_year": str(person.birth_year) if known == "year" else "",
        "relation": row.relation,
        "ethnicity": person.ethnicity or "",
        "citizen_id": sealing.unseal(f"person/{person.id}/citizen_number", sealed).decode() if sealed else "",
    }


def _settings(unit: Unit | None) -> dict[str, Any]:
    """Those of the commune: the nearest unit that has any."""
    while unit is not None and not unit.settings:
        unit = unit.parent
    return dict(unit.settings) if unit is not None else {}
