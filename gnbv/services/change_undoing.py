"""Taking a confirmed change out of the register again, as long as nothing has followed from it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict
from gnbv.models import (
    Assignment,
    ChangeState,
    Household,
    HouseholdChange,
    HouseholdLink,
    HouseholdNumber,
    ListReason,
    Membership,
    Person,
    Purpose,
    RoundHousehold,
    Survey,
    SurveyStatus,
)
from gnbv.services import pending_homes
from gnbv.services.change_deeds import UNDONE, snapshot

DECIDED = (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)


def require_nothing_followed(session: Session, change: HouseholdChange) -> None:
    """Raises ``Conflict`` naming what followed: another change of these homes, a register that is no longer as it was
    left, a new survey in the village it moved to, a decided survey of the household that split off."""
    effects, tenant = change.effects, change.tenant
    homes = [UUID(id_) for id_ in effects.get("before", {})]
    later = session.scalar(
        select(HouseholdChange.id).where(
            HouseholdChange.tenant == tenant,
            HouseholdChange.id != change.id,
            HouseholdChange.state == ChangeState.CONFIRMED,
            HouseholdChange.decided_at >= change.decided_at,
            or_(HouseholdChange.household_id.in_(homes), HouseholdChange.other_id.in_(homes)),
        ).limit(1)
    )  # fmt: skip
    if later is not None:
        raise _followed(
            "sau đó hộ này đã có thay đổi khác được xác nhận", "another change was confirmed after it"
        )
    for id_, after in effects.get("after", {}).items():
        if snapshot(session.get_one(Household, (tenant, UUID(id_)))) != after:
            raise _followed("sổ hộ đã được sửa sau đó", "the register was changed after it")
    opened = [UUID(id_) for id_ in effects.get("opened", [])]
    closed_since = session.scalar(
        select(Membership.id).where(
            Membership.tenant == tenant, Membership.id.in_(opened), Membership.valid_to.is_not(None)
        ).limit(1)
    )  # fmt: skip
    if closed_since is not None:
        raise _followed("người trong hộ đã thay đổi sau đó", "its members changed after it")
    if _newer_survey(session, change):
        raise _followed(
            "hộ đã có phiếu mới hoặc phiếu đã duyệt", "the household has a new or an approved survey"
        )


def take_back(session: Session, change: HouseholdChange) -> list[Household]:
    """Put the register back as it was; returns the homes. What was opened closes as undone, nothing is deleted."""
    effects, tenant = change.effects, change.tenant

    def rows(model: Any, name: str) -> Any:
        wanted = [UUID(id_) for id_ in effects.get(name) or []]
        return session.scalars(select(model).where(model.tenant == tenant, model.id.in_(wanted))).all()

    for row in rows(Membership, "opened"):
        row.valid_to, row.reason = row.valid_from, UNDONE
    session.flush()
    for row in rows(Membership, "closed"):
        row.valid_to = row.reason = None
    for row in rows(HouseholdNumber, "numbers_opened"):
        row.valid_to = row.valid_from
    for row in rows(HouseholdNumber, "numbers_closed"):
        row.valid_to = None
    for row in rows(HouseholdLink, "links"):
        row.kind, row.note = UNDONE, f"{row.kind}: {row.note or ''}".strip()
    for row in rows(Person, "died"):
        row.died_on = None
    homes = []
    for id_, before in effects.get("before", {}).items():
        home = session.get_one(Household, (tenant, UUID(id_)))
        _restore(home, before)
        homes.append(home)
    _restore_line(session, change)
    session.flush()
    _require_one_home_each(session, tenant, [row.person_id for row in rows(Membership, "closed")])
    if effects.get("assignments_opened") or effects.get("assignments_closed"):
        # Whoever has it by now, given with the change or later: it goes back to whom it was taken from.
        for row in session.scalars(_given(change)):
            row.closed_at, row.close_reason = now(), UNDONE
    for row in rows(Assignment, "assignments_closed"):
        row.closed_at = row.close_reason = None
    session.flush()
    return homes


def _given(change: HouseholdChange) -> Select[tuple[Assignment]]:
    return select(Assignment).where(
        Assignment.tenant == change.tenant,
        Assignment.round_id == change.round_id,
        Assignment.household_id == change.household_id,
        Assignment.closed_at.is_(None),
    )


def _require_one_home_each(session: Session, tenant: int, people: list[UUID]) -> None:
    """Raises ``Conflict`` when somebody who would come back lives in another home by now."""
    twice = (
        select(Membership.person_id)
        .where(Membership.tenant == tenant, Membership.person_id.in_(people), Membership.valid_to.is_(None))
        .group_by(Membership.person_id)
        .having(func.count() > 1)
    )
    if session.scalar(twice.limit(1)) is not None:
        raise _followed(
            "có người nay đã vào sổ ở hộ khác", "somebody of it is registered in another household by now"
        )


def _restore(home: Household, before: dict[str, str | None]) -> None:
    home.unit_id = UUID(before["unit_id"] or "")
    home.number, home.code = int(before["number"] or 0), before["code"] or ""
    home.head_id = UUID(before["head_id"]) if before["head_id"] else None
    home.head_name, home.search_text = before["head_name"] or "", before["search_text"] or ""
    home.closed_on = date.fromisoformat(before["closed_on"]) if before["closed_on"] else None
    home.close_reason = before["close_reason"]


def _restore_line(session: Session, change: HouseholdChange) -> None:
    line = change.effects.get("line")
    if not line:
        return
    row = session.get(RoundHousehold, (change.tenant, UUID(line["id"])))
    if row is None:  # somebody took it off the list: that stays
        return
    row.unit_id, row.reason, row.note = UUID(line["unit"]), ListReason.of(line["reason"]), line["note"]


def _newer_survey(session: Session, change: HouseholdChange) -> bool:
    made = pending_homes.home_of(change)
    query = select(Survey.id).where(
        Survey.tenant == change.tenant,
        Survey.round_id == change.round_id,
        Survey.purpose == Purpose.MAIN,
    )
    if (
        change.effects.get("survey_was") == "withdrawn"
    ):  # it moved: a new sheet may have come from its new village
        query = query.where(
            Survey.household_id == change.household_id,
            Survey.id != change.survey_id,
            Survey.status != SurveyStatus.WITHDRAWN,
        )
    elif "item" in change.details:
        query = query.where(Survey.household_id == made, Survey.status.in_(DECIDED))
    else:
        query = query.where(
            Survey.household_id == change.household_id, Survey.status == SurveyStatus.RECOGNISED
        )
    return session.scalar(query.limit(1)) is not None


def _followed(what: str, en: str) -> Conflict:
    return Conflict(
        "change_followed",
        f"Không huỷ được vì {what}. Chưa có gì thay đổi. Xem lịch sử của hộ rồi huỷ việc sau trước.",
        f"This cannot be undone because {en}. Nothing was changed. Look at the household's history and undo the later act first.",
    )
