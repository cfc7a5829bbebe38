"""In which way two copies met: said of one, and asked of many in the database."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_

from gnbv.models import Household, Origin, Revision, Survey, SyncItem
from gnbv.models.labelled import Labelled
from gnbv.services import causes

TWO_PEOPLE = (causes.RIVAL["code"], "chosen", "other_chosen")
DECIDED = "already_decided"


class Kind(Labelled):
    TWO_PHONES = "two_phones", "Hai máy của một người sửa cùng một phiếu"
    TWO_PEOPLE = "two_people", "Một hộ có hai phiếu"
    OLDER = "older", "Bản sửa làm trên bản cũ"
    DECIDED = "decided", "Phiếu đã được quyết định trước khi bản này tới"
    SAME_ID = "same_id", "Một mã mà hai nội dung"
    TASK = "task", "Một lần đánh dấu việc ghi hai cách"
    MEETING = "meeting", "Một cuộc họp dân ghi hai lần"


def kind_of(item: SyncItem, current: Revision | None) -> Kind:
    """In which way two copies met; ``current`` is the commune's revision of the same survey, when there is one."""
    code = (item.cause or {}).get("met") or (item.cause or {}).get("code")
    if item.kind != "survey":
        return Kind.MEETING if item.kind == "meeting" else Kind.TASK
    if code in TWO_PEOPLE:
        return Kind.TWO_PEOPLE
    if code == causes.SAME_ID["code"]:
        return Kind.SAME_ID
    if code == DECIDED:
        return Kind.DECIDED
    from_phone = current is not None and current.origin is not Origin.OFFICE
    return Kind.TWO_PHONES if from_phone and current.device_id != item.device_id else Kind.OLDER  # type: ignore[union-attr]


def chosen(query: Select[Any], kind: str, unit_id: UUID | None) -> Select[Any]:
    """``query`` (of items) with those of one kind, of one village; an unknown kind has none."""
    if kind or unit_id:
        query = query.outerjoin(
            Survey,
            and_(Survey.tenant == SyncItem.tenant, Survey.id == SyncItem.subject, SyncItem.kind == "survey"),
        )
    if unit_id:
        at_home = and_(Household.tenant == Survey.tenant, Household.id == Survey.household_id)
        query = query.join(Household, at_home).where(Household.unit_id == unit_id)
    if kind:
        current = and_(Revision.tenant == Survey.tenant, Revision.id == Survey.revision_id)
        query = query.outerjoin(Revision, current).where(_is(kind))
    return query


def _is(kind: str) -> ColumnElement[bool]:
    """The condition of :func:`kind_of`, in the database."""
    cause = SyncItem.cause
    code = func.coalesce(cause["met"].as_string(), cause["code"].as_string(), "")
    is_survey = SyncItem.kind == "survey"
    of_people, same, decided = code.in_(TWO_PEOPLE), code == causes.SAME_ID["code"], code == DECIDED
    other_phone = and_(
        Revision.id.is_not(None),
        Revision.origin != Origin.OFFICE,
        Revision.device_id.is_distinct_from(SyncItem.device_id),
    )
    rest = and_(is_survey, not_(or_(of_people, same, decided)))
    conditions: dict[str, ColumnElement[bool]] = {
        Kind.TASK.value: SyncItem.kind == "completion",
        Kind.MEETING.value: SyncItem.kind == "meeting",
        Kind.TWO_PEOPLE.value: and_(is_survey, of_people),
        Kind.SAME_ID.value: and_(is_survey, same),
        Kind.DECIDED.value: and_(is_survey, decided),
        Kind.TWO_PHONES.value: and_(rest, other_phone),
        Kind.OLDER.value: and_(rest, not_(func.coalesce(other_phone, false()))),
    }
    return conditions.get(kind, false())
