"""The facts of a decision's papers, out of the tables: submission, decision, lists, letters to those refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Pack, Recognition, RecognitionState, Round, Unit, User
from gnbv.rules import recognition_papers
from gnbv.rules.recognition_papers import Block
from gnbv.services import board_classes, recognition_pages, standard_uses
from gnbv.services.recognition_pages import Entry


def papers(session: Session, row: Recognition, found: list[Entry]) -> list[Block]:
    """Submission, decision and lists as blocks."""
    return recognition_papers.papers(facts(session, row, found))


def letters(session: Session, row: Recognition, found: list[Entry]) -> list[Block]:
    """One letter a household whose request was not followed, as blocks."""
    return recognition_papers.letters(facts(session, row, found))


def facts(session: Session, row: Recognition, found: list[Entry]) -> dict[str, Any]:
    """What ``rules.recognition_papers`` writes down."""
    unit = session.get_one(Unit, (row.tenant, row.unit_id))
    round_ = session.get_one(Round, (row.tenant, row.round_id))
    basis = session.scalars(
        select(Pack.legal_basis)
        .where(Pack.tenant == row.tenant, Pack.key == row.standard)
        .order_by(Pack.used_from.desc())
    ).first()
    submitter = session.get(User, (row.tenant, row.submitted_by)) if row.submitted_by else None
    return {
        "commune": unit.name,
        "round": round_.name[:1].lower() + round_.name[1:],
        "year": row.year,
        "kind": row.kind,
        "standard": board_classes.standard_names(session, round_).get(row.standard, row.standard),
        "basis": basis or row.standard,
        "submission": {
            "number": row.submission_number,
            "on": row.submitted_on.isoformat() if row.submitted_on else "",
        },
        "submitter": submitter.name if submitter else "",
        "opinion": _opinion(row),
        "decision": {
            "number": row.number,
            "on": row.decided_on.isoformat() if row.decided_on else "",
            "effective_on": row.effective_on.isoformat() if row.effective_on else "",
            "signer": row.signer_name,
            "post": row.signer_post,
        },
        "villages": sorted({entry.village.name for entry in found}),
        "lists": {
            name.value: [_row(entry) for entry in rows]
            for name, rows in recognition_pages.by_list(found).items()
        },
        "illustrative": any(entry.is_illustrative for entry in found),
        "unconfirmed": standard_uses.needs_word(round_),
        "is_signed": row.state is RecognitionState.SIGNED,
    }


def _row(entry: Entry) -> dict[str, Any]:
    petition = entry.petition
    return {
        "head": entry.head_name,
        "village": entry.village.name,
        "number": entry.number,
        "members": entry.members,
        "before": entry.before.label if entry.before else "",
        "after": entry.after.label,
        "reason": entry.reason,
        "asked": recognition_pages.asked_words(entry),
        "petition": f"{petition.number}/{petition.year}" if petition else "",
        "petition_on": petition.received_on.isoformat() if petition else "",
    }


def _opinion(row: Recognition) -> str:
    if not row.opinion:
        return ""
    agrees = "thống nhất" if row.opinion.get("agrees") else "chưa thống nhất"
    words = f": {row.opinion['text']}" if row.opinion.get("text") else ""
    return f"{agrees}, văn bản số {row.opinion.get('number')}{words}"
