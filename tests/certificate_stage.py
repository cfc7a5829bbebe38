"""A signed decision with its certificates, written straight into the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Certificate,
    CertificateState,
    Household,
    HouseholdClass,
    LedgerRow,
    Recognition,
    RecognitionRow,
    RecognitionState,
    VillageStage,
)
from gnbv.services import certificate_orders, certificate_runs, certificates
from gnbv.services.certificate_papers import Member, Paper
from tests.factories import NOW, TENANT, Cast
from tests.procedure_stage import MIXED, STANDARD, N, P, Village, approved_village

ADDRESS = "https://xuanhoa.example.vn/c/"


@dataclass
class Decided:
    """``village`` stands at the decision; ``homes`` as ``approved_village`` made them."""

    recognition: Recognition
    village: Village

    @property
    def homes(self) -> list[Household]:
        return self.village.homes


def decided(
    session: Session,
    cast: Cast,
    *,
    homes: Sequence[tuple[HouseholdClass | None, HouseholdClass]] = MIXED,
    illustrative: bool = False,
    year: int = 2026,
    effective_on: date | None = None,
    first: int = 101,
) -> Decided:
    """A decision of yesterday over one village: newly poor, poor, poor to near-poor, escaped. Not prepared yet."""
    village = approved_village(
        session, cast, homes=homes, illustrative=illustrative, stage=VillageStage.RECOGNITION, first=first
    )
    row = Recognition(
        tenant=TENANT, id=new_id(), unit_id=cast.commune.id, round_id=village.round.id, standard=STANDARD,
        kind="review", year=year, state=RecognitionState.SIGNED, villages=[str(village.unit.id)],
        number="215/QĐ-UBND", decided_on=date(2026, 10, 22), effective_on=effective_on,
        signer_name="Nguyễn Văn Lãnh", signer_post="Chủ tịch", signed_by=cast.leader.id, signed_at=NOW, recorded_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    for number, (home, (before, after)) in enumerate(zip(village.homes, homes, strict=True), 1):
        add_row(session, row, home, before, after, number)
    session.flush()
    return Decided(row, village)


def add_row(
    session: Session,
    recognition: Recognition,
    home: Household,
    before: HouseholdClass | None,
    after: HouseholdClass,
    number: int = 1,
) -> RecognitionRow:
    lists = [after.value] if after in (P, N) else []
    lists += [f"escaped_{before.value}"] if before in (P, N) and before is not after else []
    ledger = session.scalars(
        select(LedgerRow)
        .where(LedgerRow.household_id == home.id, LedgerRow.year == 2026)
        .order_by(LedgerRow.recorded_at.desc())
    ).first()
    row = RecognitionRow(
        tenant=TENANT, id=new_id(), recognition_id=recognition.id, household_id=home.id, unit_id=home.unit_id,
        number=number, head_name=home.head_name, before=before, after=after, lists=lists, member_count=3,
        reason="", ledger_id=ledger.id if ledger else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def prepared(session: Session, cast: Cast, **how: object) -> Decided:
    """With certificates that wait to be ordered; committed."""
    made = decided(session, cast, **how)  # type: ignore[arg-type]
    certificates.prepare(session, cast.actor(cast.leader), made.recognition)
    session.commit()
    return made


def ordered(session: Session, cast: Cast, **how: object) -> Decided:
    """With certificates that may be printed; committed."""
    made = prepared(session, cast, **how)
    certificate_orders.order(
        session, cast.actor(cast.coordinator), made.recognition, date(2026, 12, 31), ADDRESS
    )
    session.commit()
    return made


def printed(session: Session, cast: Cast, **how: object) -> Decided:
    """With all certificates printed; committed."""
    made = ordered(session, cast, **how)
    while papers := certificate_runs.claim(session, TENANT):
        certificate_runs.keep(session, cast.actor(cast.coordinator), certificate_runs.printed(papers))
    session.commit()
    return made


def marked(session: Session, cast: Cast, **how: object) -> Decided:
    """As after a run, without the time of one: the files of these papers are not there."""
    made = ordered(session, cast, **how)
    for row in rows(session):
        row.state, row.sha256, row.made_at = CertificateState.MADE, "0" * 64, NOW
    session.commit()
    return made


def rows(session: Session) -> list[Certificate]:
    session.expire_all()
    return list(session.scalars(select(Certificate).order_by(Certificate.kind.desc(), Certificate.number)))


def of_home(session: Session, home: Household) -> Certificate:
    session.expire_all()
    query = select(Certificate).where(Certificate.household_id == home.id)
    return session.scalars(query.order_by(Certificate.recorded_at.desc())).one()


def a_paper(count: int, name: str) -> Paper:
    """A paper of ``count`` members, out of no database."""
    members = tuple(
        Member(n, f"{name} {n}", f"{1950 + n}", "Cháu nội, cháu ngoại") for n in range(1, count + 1)
    )
    return Paper(
        id=new_id(), tenant=TENANT, commune="XÃ GẦN", town="Gần", figure="12/2026/GCN-HN", kind="HỘ NGHÈO", replaces="",
        head_name=name, household_code="TEST-001", place="Thôn 1, xã Gần", decision="215/QĐ-UBND",
        decided_on="22/10/2026", standard="Chuẩn nghèo đa chiều 2022–2025", valid_from="22/10/2026",
        valid_to="31/12/2026", members=members, page="xuanhoa.example.vn/c", code="7KQ2-M9XT-4HBD",
        address=f"{ADDRESS}7KQ2M9XT4HBD", year=2026, signer_post="CHỦ TỊCH", signer_name="Nguyễn Văn Lãnh",
    )  # fmt: skip
