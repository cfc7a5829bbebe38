"""What a sheet says became of its household, waiting for a person's word. A later revision replaces what an earlier one
proposed; what was confirmed stays until it is undone."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid
from gnbv.ids import new_id
from gnbv.models import (
    CLOSING,
    ChangeKind,
    ChangeState,
    Household,
    HouseholdChange,
    Membership,
    Revision,
    Survey,
)
from gnbv.rules.form import Instance
from gnbv.services import events, household_classes, rows

LEFT = ("moved_out", "married_out")
OPEN = (ChangeState.PROPOSED, ChangeState.CONFIRMED)


def propose(session: Session, survey: Survey, revision: Revision, instance: Instance) -> None:
    """Write what this revision of a main survey says of its household. The names are those of the official sheet
    (``docs/sheet.md``); a sheet without them proposes nothing."""
    known = _of_survey(session, survey) if revision.number > 1 else []
    told = _told(session, survey, instance)
    kind = told.pop("kind", None)
    for row in known:
        if (
            row.state is ChangeState.PROPOSED and "item" in row.details
        ):  # a phone's household stands by itself
            is_said = kind is ChangeKind.SPLIT
            row.survey_id, row.revision_id = (survey.id, revision.id) if is_said else (None, None)
        elif row.state is ChangeState.PROPOSED:
            if kind is row.kind and all(getattr(row, name) == value for name, value in told.items()):
                row.revision_id = revision.id
                return
            row.state = ChangeState.SUPERSEDED
    if kind is None or any(row.state is ChangeState.CONFIRMED and row.kind is kind for row in known):
        return
    if kind is ChangeKind.SPLIT and _join_phones(session, survey, revision):
        return
    row = HouseholdChange(
        tenant=survey.tenant,
        id=new_id(),
        household_id=survey.household_id,
        round_id=survey.round_id,
        unit_id=survey.unit_id,
        survey_id=survey.id,
        revision_id=revision.id,
        kind=kind,
        state=ChangeState.PROPOSED,
        class_then=_class(session, survey),
        proposed_by=survey.collector_id,
        proposed_at=now(),
        **told,
    )
    session.add(row)
    events.record(
        session, None, "change.proposed", "household", survey.household_id,
        tenant=survey.tenant, unit_id=survey.unit_id, change=str(row.id), kind=kind.value, survey=str(survey.id),
    )  # fmt: skip


def let_go(session: Session, survey: Survey) -> None:
    """The survey was withdrawn by another act: what it alone proposed waits no more."""
    for row in _of_survey(session, survey):
        if row.state is ChangeState.PROPOSED:
            if "item" in row.details:
                row.survey_id = row.revision_id = None
            else:
                row.state = ChangeState.SUPERSEDED


def require_settled(session: Session, survey: Survey) -> None:
    """Raises ``Invalid`` while this survey says that its household is not there any more and nobody has confirmed it, and for a household that is not confirmed:
    the word on the change approves the sheet, too."""
    home = rows.by_key(session, Household, survey.tenant, survey.household_id)
    if home is not None and home.is_pending:
        raise Invalid(
            "household_pending",
            "Hộ này mới được báo, chưa xác nhận, nên chưa duyệt phiếu. Phiếu vẫn chờ duyệt. "
            "Mở “Thay đổi của hộ”, xác nhận hộ mới trước.",
            "This household was made on a phone and is not confirmed, so its survey was not approved. It still waits. "
            "Open “Household changes” and confirm the household first.",
        )
    if any(row.state is ChangeState.PROPOSED and row.kind in CLOSING for row in _of_survey(session, survey)):
        raise Invalid(
            "change_waits",
            "Phiếu báo hộ không còn ở đây, chờ xác nhận. Phiếu vẫn giữ nguyên. Mở “Thay đổi của hộ” để xác nhận; "
            "xác nhận xong thì phiếu tự được duyệt.",
            "The sheet says that the household is not there any more, and this waits to be confirmed. It is kept. "
            "Open “Household changes” to confirm it; the sheet is then approved, too.",
        )


def require_none_confirmed(session: Session, survey: Survey) -> None:
    """Raises ``Conflict`` for a survey that was closed by the word on its change: that is undone first."""
    if any(row.state is ChangeState.CONFIRMED and row.kind in CLOSING for row in _of_survey(session, survey)):
        raise Conflict(
            "change_confirmed",
            "Phiếu này được duyệt cùng với xác nhận thay đổi của hộ. Chưa có gì thay đổi. "
            "Mở “Thay đổi của hộ”, huỷ xác nhận; phiếu sẽ tự mở lại.",
            "This survey was approved with the confirmed change of the household. Nothing was changed. "
            "Open “Household changes” and undo it; the survey is then opened again.",
        )


def _of_survey(session: Session, survey: Survey) -> list[HouseholdChange]:
    return list(
        session.scalars(
            select(HouseholdChange)
            .where(HouseholdChange.tenant == survey.tenant, HouseholdChange.survey_id == survey.id)
            .order_by(HouseholdChange.proposed_at, HouseholdChange.id)
        )
    )


def _join_phones(session: Session, survey: Survey, revision: Revision) -> bool:
    """Whether phones have told the households that split off: the sheet says it of these, and nothing more."""
    rows = session.scalars(
        select(HouseholdChange).where(
            HouseholdChange.tenant == survey.tenant,
            HouseholdChange.household_id == survey.household_id,
            HouseholdChange.round_id == survey.round_id,
            HouseholdChange.kind == ChangeKind.SPLIT,
            HouseholdChange.other_id.is_not(None),
            HouseholdChange.state.in_(OPEN),
        )
    ).all()
    for row in rows:
        if row.survey_id is None:
            row.survey_id, row.revision_id = survey.id, revision.id
    return bool(rows)


def _told(session: Session, survey: Survey, instance: Instance) -> dict[str, Any]:
    said = _value(instance, "household_change")
    if said in ("", "still_here"):
        said = "head_changed" if _value(instance, "head_still") == "changed" else ""
    if said not in [kind.value for kind in ChangeKind]:
        return {}
    kind, members = ChangeKind.of(said), _members(instance)
    details: dict[str, Any] = {}
    if kind is ChangeKind.HEAD_CHANGED:
        details = {"why": _value(instance, "head_change_reason"), **_head(members)}
        people = [details["head"]] if details["head"] else []
    elif kind is ChangeKind.SPLIT:
        people = [
            str(one["person_id"]) for one in members if one.get("stays") in LEFT and one.get("person_id")
        ]
    else:
        people = _registered(session, survey)
        words = _value(instance, "change_village") or _value(instance, "change_household")
        details = {"to": words.strip()} if words.strip() else {}
    return {
        "kind": kind,
        "on": _day(_value(instance, "change_date")),
        "evidence": _value(instance, "change_evidence").strip(),
        "people": people,
        "details": details,
    }


def _head(members: list[dict[str, Any]]) -> dict[str, Any]:
    staying = {
        str(one["person_id"]): str(one["relation"])
        for one in members
        if one.get("person_id") and one.get("relation")
    }
    head = next((one for one in members if one.get("relation") == "head"), {})
    return {
        "head": str(head["person_id"]) if head.get("person_id") else None,
        "head_name": str(head.get("full_name") or ""),
        "relations": staying,
    }


def _members(instance: Instance) -> list[dict[str, Any]]:
    people = instance.answers().get("people")
    rows = people.get("member") if isinstance(people, dict) else None
    return rows if isinstance(rows, list) else []


def _registered(session: Session, survey: Survey) -> list[str]:
    rows = session.scalars(
        select(Membership.person_id)
        .where(
            Membership.tenant == survey.tenant,
            Membership.household_id == survey.household_id,
            Membership.valid_to.is_(None),
        )
        .order_by(Membership.position, Membership.id)
    )
    return [str(id_) for id_ in rows]


def _class(session: Session, survey: Survey) -> Any:
    known = household_classes.today(session, survey.tenant, [survey.household_id]).get(survey.household_id)
    return known[0] if known else None


def _value(instance: Instance, key: str) -> str:
    try:
        return instance.value(key)
    except KeyError:
        return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
