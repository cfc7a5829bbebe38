"""A planned round of the cast's commune, made through the pages as a coordinator makes it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Household,
    HouseholdClass,
    LedgerRow,
    Petition,
    Round,
    Standing,
)
from tests.factories import TENANT, Cast
from tests.phone import published_sheet

OPENS = "2026-10-23"


def plan_form(cast: Cast, sheet_id: UUID, **more: str) -> dict[str, str]:
    return {
        "kind": "annual", "unit": str(cast.commune.id), "name": "", "opens_on": OPENS, "sheet": str(sheet_id),
        "standards": "vn-2022-2025", **more,
    }  # fmt: skip


def planned(session: Session, cast: Cast, desk: FlaskClient, **more: str) -> Round:
    """A planned annual round; its sheet is published first."""
    sheet = published_sheet(session)
    session.commit()
    answer = desk.post("/rounds", data=plan_form(cast, sheet.id, **more))
    assert answer.status_code == 303, answer.text
    session.expire_all()
    return session.scalars(select(Round).order_by(Round.id.desc())).first()  # type: ignore[return-value]


def official(
    session: Session,
    home: Household,
    household_class: HouseholdClass,
    year: int = 2025,
    standard: str = "vn-2022-2025",
) -> LedgerRow:
    row = LedgerRow(
        tenant=TENANT,
        id=new_id(),
        household_id=home.id,
        year=year,
        standard=standard,
        household_class=household_class,
        standing=Standing.OFFICIAL,
        basis=Basis.IMPORT,
        recorded_at=datetime(year, 12, 20, tzinfo=UTC),
    )
    session.add(row)
    session.commit()
    return row


def prepare(desk: FlaskClient, round_: Round, cast: Cast, *, but: str = "") -> None:
    """Do every line of the checklist, but one."""
    lines = {
        "board": {
            "number": "45/QĐ-UBND", "on": "2026-08-20", "member": ["Nguyễn Văn Lãnh", "Bùi Thị Đầu"],
            "post": ["Trưởng ban", "Thư ký"], "signs": ["0"],
        },
        "plan": {"number": "12/KH-UBND", "on": "2026-08-25"},
        "training": {"attended": [str(cast.collector.id)], "on": "2026-08-28"},
        "list": {},
    }  # fmt: skip
    for name, sent in lines.items():
        if name != but:
            assert desk.post(f"/rounds/{round_.id}/preparations/{name}", data=sent).status_code == 303, name


def build(desk: FlaskClient, round_: Round, share: int = 0, seed: int = 7) -> None:
    answer = desk.post(f"/rounds/{round_.id}/list", data={"share": str(share), "seed": str(seed)})
    assert answer.status_code == 303, answer.text


def fresh(session: Session, round_: Round) -> Round:
    session.expire_all()
    return session.get_one(Round, (TENANT, round_.id))


def ready(session: Session, cast: Cast, desk: FlaskClient, round_: Round, *, but: str = "") -> None:
    """``household`` poor and listed, every line of the checklist done but one."""
    official(session, cast.household, HouseholdClass.POOR)
    build(desk, round_)
    prepare(desk, round_, cast, but=but)


def paper(cast: Cast, **more: str) -> dict[str, str]:
    """What the counter sends for a petition of ``unlisted``."""
    return {
        "id": str(new_id()), "village": str(cast.village.id), "number": "18", "kind": "poor",
        "applicant": "Hà Văn Ngoài", "place": "Xóm thử", "received_on": "2026-10-20", **more,
    }  # fmt: skip


def taken(session: Session, client: FlaskClient, sent: dict[str, str]) -> Petition:
    answer = client.post("/petitions", data=sent)
    assert answer.status_code == 303, answer.text
    session.expire_all()
    row = session.scalar(select(Petition).where(Petition.applicant == sent["applicant"]))
    assert row is not None
    return row
