"""Certificates of a signed recognition: prepared with it, numbered without gaps, ended by the next.

QĐ 24/2021/QĐ-TTg, step 6: a certificate with its members for each poor and near-poor household.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict
from gnbv.ids import new_id
from gnbv.models import (
    Certificate,
    CertificateEnd,
    CertificateState,
    Household,
    HouseholdClass,
    LedgerRow,
    Membership,
    Recognition,
    RecognitionRow,
    RecognitionState,
    Round,
    Unit,
)
from gnbv.permissions import Actor
from gnbv.services import events, standard_uses
from gnbv.services.rows import by_key

KINDS = (HouseholdClass.POOR, HouseholdClass.NEAR_POOR)
IN_FORCE = (CertificateState.WAITING, CertificateState.MADE, CertificateState.HANDED)
# Crockford's: no letter that is taken for a digit. Twelve of them are 60 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LETTERS = 12


def prepare(session: Session, actor: Actor, recognition: Recognition) -> int:
    """Write the certificates of a decision that was just signed; returns how many. Poor and near-poor households get one
    each, with the members that the register has now; older papers of every household of the decision end on its day of
    effect. Nothing under a standard that serves no certificates; a second time changes nothing.

    Raises ``Conflict`` for a decision that is not signed, and when anything illustrative stands behind a household.
    """
    if recognition.state is not RecognitionState.SIGNED or recognition.decided_on is None:
        raise _not_signed()
    round_ = by_key(session, Round, recognition.tenant, recognition.round_id)
    assert round_ is not None  # a foreign key
    if standard_uses.of(round_).certificate != recognition.standard:
        return 0
    rows = _recognised(session, recognition)
    _require_official(session, rows)
    # One whose request to escape was refused stands on two lists, and is poor all the same.
    given = [one for one in rows if one[0].after in KINDS and one[0].after.value in one[0].lists]
    there = set(session.scalars(of_recognition(recognition).with_only_columns(Certificate.household_id)))
    wanted = [one for one in given if one[1].id not in there]
    if wanted:
        events.record(
            session, actor, "certificates.prepared", "recognition", recognition.id,
            unit_id=recognition.unit_id, count=len(wanted),
        )  # fmt: skip
    starts = recognition.effective_on or recognition.decided_on
    members = members_of(session, recognition.tenant, [home.id for _row, home in wanted])
    _end_older(session, recognition, [row for row, _home in rows], starts)
    for row, home in wanted:
        session.add(blank(session, recognition, home, row.after, members[home.id], valid_from=starts))
    session.flush()
    return len(wanted)


def blank(
    session: Session,
    recognition: Recognition,
    home: Household,
    kind: HouseholdClass,
    members: list[Any],
    *,
    valid_from: date,
    id_: UUID | None = None,
) -> Certificate:
    """A certificate with the next number of its commune, year and kind; not added to the session."""
    series = f"certificate/{recognition.unit_id}/{recognition.year}/{kind.value}"
    return Certificate(
        tenant=recognition.tenant,
        id=id_ or new_id(),
        recognition_id=recognition.id,
        household_id=home.id,
        unit_id=recognition.unit_id,
        village_id=home.unit_id,
        year=recognition.year,
        kind=kind,
        number=events.next_number(session, recognition.tenant, series),
        code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS)),
        state=CertificateState.WAITING,
        head_name=home.head_name,
        household_code=home.code,
        members=members,
        decision_number=recognition.number,
        decided_on=recognition.decided_on,
        valid_from=valid_from,
        recorded_at=now(),
    )


def follow(
    session: Session,
    actor: Actor,
    recognition: Recognition,
    home: Household,
    household_class: HouseholdClass,
    number: str,
    on: date,
) -> Certificate | None:
    """A correction of a signed decision by another of that number and day: the paper that says otherwise ends, and one
    that says it waits to be ordered; nothing where papers follow another standard. The caller checked the right and
    recorded the correction. The same again changes nothing."""
    round_ = by_key(session, Round, recognition.tenant, recognition.round_id)
    if round_ is None or standard_uses.of(round_).certificate != recognition.standard:
        return None
    here = of_recognition(recognition).where(
        Certificate.household_id == home.id, Certificate.state.in_(IN_FORCE), Certificate.ended_kind.is_(None)
    )
    there: Certificate | None = session.scalar(here)
    if there is not None and there.kind is household_class:
        return there
    if there is not None:
        _end(there, on, CertificateEnd.CLASS)
    if household_class not in KINDS:
        return None
    events.in_line(session, recognition.tenant)
    members = members_of(session, recognition.tenant, [home.id])[home.id]
    made = blank(session, recognition, home, household_class, members, valid_from=on)
    made.decision_number, made.decided_on = number, on
    session.add(made)
    session.flush()
    return made


def members_of(session: Session, tenant: int, homes: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """Who lives in each household today, as a certificate names them: name, day or year of birth, relation."""
    found: dict[UUID, list[Any]] = {home: [] for home in homes}
    people = (
        select(Membership)
        .where(Membership.tenant == tenant, Membership.household_id.in_(homes), Membership.valid_to.is_(None))
        .order_by(Membership.household_id, Membership.position, Membership.id)
    )
    for one in session.scalars(people):
        person = one.person
        birth = person.birth_date.isoformat() if person.birth_date else str(person.birth_year or "")
        found[one.household_id].append({"name": person.name, "birth": birth, "relation": one.relation})
    return found


def of_recognition(recognition: Recognition) -> Select[tuple[Certificate]]:
    """Every certificate of a decision."""
    return select(Certificate).where(
        Certificate.tenant == recognition.tenant, Certificate.recognition_id == recognition.id
    )


def _recognised(session: Session, recognition: Recognition) -> list[tuple[RecognitionRow, Household]]:
    """In the order in which the numbers are given: village by village, house by house."""
    query = (
        select(RecognitionRow, Household)
        .join(
            Household,
            (Household.tenant == RecognitionRow.tenant) & (Household.id == RecognitionRow.household_id),
        )
        .join(Unit, (Unit.tenant == Household.tenant) & (Unit.id == Household.unit_id))
        .where(RecognitionRow.tenant == recognition.tenant, RecognitionRow.recognition_id == recognition.id)
        .order_by(Unit.name, Unit.id, Household.number, Household.id)
    )
    return [(row, home) for row, home in session.execute(query)]


def _require_official(session: Session, rows: list[tuple[RecognitionRow, Household]]) -> None:
    """Recognition refuses what is illustrative; a certificate is looked at once more, because it leaves the house."""
    ids = [row.ledger_id for row, _home in rows if row.ledger_id is not None]
    found = select(LedgerRow.household_id).where(LedgerRow.id.in_(ids), LedgerRow.is_illustrative)
    homes = set(session.scalars(found))
    if homes:
        named = ", ".join(f"{home.number:03d}" for _row, home in rows if home.id in homes)
        raise Conflict(
            "certificate_illustrative",
            f"Hộ {named} có kết quả minh họa nên không cấp giấy được. Chưa có gì thay đổi. Xác nhận bộ chuẩn, hoặc nhập B1, "
            "mười hai chỉ số và phân loại từ phiếu giấy đã ký, rồi làm lại.",
            f"The result of household {named} is illustrative, so there is no certificate. Nothing was changed. Confirm the "
            "packs, or type B1, the twelve marks and the class from the signed sheet, and try again.",
        )


def _end_older(session: Session, recognition: Recognition, rows: list[RecognitionRow], on: date) -> None:
    """From the day of effect the papers of earlier decisions hold no more, wherever they lie."""
    classes = {row.household_id: row.after for row in rows}
    older = select(Certificate).where(
        Certificate.tenant == recognition.tenant,
        Certificate.recognition_id != recognition.id,
        Certificate.household_id.in_(classes),
        Certificate.state.in_(IN_FORCE),
        Certificate.ended_on.is_(None),
    )
    for one in session.scalars(older):
        is_same = classes[one.household_id] is one.kind
        _end(one, on, CertificateEnd.RENEWED if is_same else CertificateEnd.CLASS)


def _end(one: Certificate, on: date, kind: CertificateEnd) -> None:
    one.ended_on, one.ended_kind = on, kind
    if one.state is CertificateState.WAITING:
        one.state = CertificateState.REPLACED  # it will never be printed


def _not_signed() -> Conflict:
    return Conflict(
        "not_signed",
        "Quyết định chưa ký nên chưa cấp giấy. Chưa có gì thay đổi. Ký quyết định rồi làm lại.",
        "The decision is not signed yet, so there are no certificates. Nothing was changed. Sign it first.",
    )
