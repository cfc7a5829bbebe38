"""Income sheets of requests for the average living standard: written, concluded, put right until the decision is signed.

The class is a determination of its own; B1 and B2 are never looked at (docs/domain-rules.md 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.ids import new_id
from gnbv.models import (
    IncomeSheet,
    Petition,
    PetitionKind,
    PetitionState,
    Round,
    RoundStatus,
)
from gnbv.permissions import COUNTER_ROLES, Actor
from gnbv.rules import income
from gnbv.services import events, income_verdicts, pack_files, petition_bars, recognition_cover

MOST = 10**12
MOST_MEMBERS = 60


@dataclass(frozen=True)
class Income:
    """What the household told. ``amounts``: dong over twelve months from ``from_month``, by source."""

    from_month: date
    member_count: int
    amounts: Mapping[str, int]
    is_farm: bool
    farm_work: str
    asked_on: date
    asked_by: str
    note: str = ""


def sources() -> tuple[dict[str, Any], ...]:
    """The sources that are asked, with which of them count."""
    return pack_files.catalogue("income_sources")


def of_petition(session: Session, row: Petition, standard: str, *, lock: bool = False) -> IncomeSheet | None:
    query = select(IncomeSheet).where(
        IncomeSheet.tenant == row.tenant, IncomeSheet.petition_id == row.id, IncomeSheet.standard == standard
    )
    return session.scalar(query.with_for_update() if lock else query)


def write(
    session: Session, actor: Actor, row: Petition, round_: Round, standard: str, told: Income
) -> IncomeSheet:
    """Write or put right the sheet of a request under one standard. The same again changes nothing; putting right takes a
    conclusion back, which is then made anew.

    Raises ``NotPermitted`` (also for the home of the actor's own family), ``Conflict`` for another kind of request, one
    that is not on a list, a round that is not open, a sheet that a decision covers; ``Invalid`` for what does not fit.
    """
    _require(session, actor, row, round_, standard)
    made = _read(actor, told)
    events.in_line(session, row.tenant)
    there = of_petition(session, row, standard, lock=True)
    assert row.household_id is not None  # on a list, so it is known
    if there is None:
        there = IncomeSheet(
            tenant=row.tenant, id=new_id(), unit_id=row.unit_id, round_id=round_.id,
            household_id=row.household_id, petition_id=row.id, standard=standard, version=0,
        )  # fmt: skip
        session.add(there)
    elif all(getattr(there, name) == value for name, value in made.items()):
        return there
    else:
        require_open(session, there)
        income_verdicts.take_back(session, actor, there)
    for name, value in made.items():
        setattr(there, name, value)
    there.version += 1
    there.recorded_by, there.recorded_at = actor.user_id, now()
    session.flush()
    events.record(
        session, actor, "income.written", "household", there.household_id,
        unit_id=row.village_id or row.unit_id, petition=f"{row.number}/{row.year}", version=there.version,
    )  # fmt: skip
    return there


def require_open(session: Session, sheet: IncomeSheet) -> None:
    """Raises ``Conflict`` once a signed decision covers the sheet."""
    round_ = session.get_one(Round, (sheet.tenant, sheet.round_id))
    done = recognition_cover.households(session, round_, sheet.standard).get(sheet.household_id)
    if done is not None:
        raise Conflict(
            "income_recognised",
            f"Hộ này đã có quyết định số {done} nên không sửa phiếu thu nhập. Phiếu và quyết định vẫn giữ. "
            "Cần đổi thì lãnh đạo xã đính chính ở quyết định.",
            f"Decision {done} covers this household, so its income sheet is not changed. Both are kept. If it must be "
            "changed, the leader corrects the decision.",
        )


def _require(session: Session, actor: Actor, row: Petition, round_: Round, standard: str) -> None:
    if not actor.holds(COUNTER_ROLES, row.unit.path):
        raise NotPermitted()
    petition_bars.require_no_family(session, actor, row.household)
    if (
        row.kind is not PetitionKind.AVERAGE
        or row.state is not PetitionState.LISTED
        or row.round_id != round_.id
    ):
        raise Conflict(
            "income_not_listed",
            "Phiếu thu nhập chỉ lập cho giấy đề nghị xác định mức sống trung bình đã đưa vào danh sách. "
            "Giấy vẫn giữ. Đưa giấy vào danh sách trước.",
            "An income sheet belongs to a request for the average living standard that is on a list. The request is kept. "
            "Put it on a list first.",
        )
    if round_.status is not RoundStatus.OPEN:
        raise Conflict(
            "round_closed",
            "Đợt rà soát không còn mở nên không ghi phiếu thu nhập. Phiếu đã ghi vẫn giữ. Đầu mối mở lại đợt rồi ghi.",
            "The round is not open, so no income sheet is written. What was written is kept. The coordinator opens it again.",
        )
    if standard not in round_.standards:
        raise _invalid("Đợt này không dùng bộ chuẩn đó", "The round does not use this standard")


def _read(actor: Actor, told: Income) -> dict[str, Any]:
    known = {one["value"]: one for one in sources()}
    asked_by, work = " ".join(told.asked_by.split())[:200], " ".join(told.farm_work.split())[:300]
    if not 0 < told.member_count <= MOST_MEMBERS:
        raise _invalid("Số người trong hộ phải từ 1 đến 60", "A household has 1 to 60 people")
    if not told.amounts.keys() <= known.keys() or any(not 0 <= one <= MOST for one in told.amounts.values()):
        raise _invalid("Có khoản thu ghi chưa đúng", "A source of income is not readable")
    if (
        told.from_month.day != 1
        or told.from_month > actor.today
        or (actor.today - told.from_month).days > 800
    ):
        raise _invalid(
            "Mười hai tháng phải bắt đầu từ đầu một tháng, trong hai năm nay",
            "The twelve months begin with a month of the last two years",
        )
    if not asked_by or not told.from_month <= told.asked_on <= actor.today:
        raise _invalid("Chưa ghi người hỏi, hoặc ngày hỏi chưa đúng", "Who asked, or the day, is missing")
    if told.is_farm and not work:
        raise _invalid(
            "Chưa ghi hộ làm nông, lâm, ngư nghiệp hay làm muối gì",
            "It is not said what the household farms, fishes or makes",
        )
    lines = [{"code": code, "amount": told.amounts.get(code, 0)} for code in known]
    return {
        "from_month": told.from_month,
        "member_count": told.member_count,
        "sources": lines,
        "total": income.total_of(lines, [code for code, one in known.items() if one["counted"]]),
        "is_farm": told.is_farm,
        "farm_work": work,
        "asked_on": told.asked_on,
        "asked_by": asked_by,
        "note": told.note.strip()[:2000],
    }


def _invalid(vi: str, en: str) -> Invalid:
    return Invalid(
        "income_incomplete",
        f"{vi}. Chưa ghi, phiếu trước vẫn giữ. Sửa rồi bấm lại.",
        f"{en}. Nothing was written and the former sheet is kept. Correct it and try again.",
    )
