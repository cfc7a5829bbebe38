"""Which surveys of the queue a person wants to see: what an address, a form or a saved view says, and its conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select

from gnbv.clock import now
from gnbv.models import (
    Attachment,
    AttachmentState,
    Flag,
    Household,
    HouseholdClass,
    LedgerRow,
    Result,
    Standing,
    Survey,
    SurveyStatus,
)
from gnbv.rules import quality
from gnbv.rules.names import fold

STATUSES = {status.value: status for status in SurveyStatus}
CLASSES = {one.value: one for one in HouseholdClass}
NO_CLASS = "none"
ANY, NONE = "any", "none"
TEXT_MAX_CHARACTERS = 80


@dataclass(frozen=True)
class Filters:
    """Every field is text as it stands in an address; empty means no condition. ``of`` lets only sense through."""

    unit: str = ""
    collector: str = ""
    status: str = SurveyStatus.RECEIVED.value
    flag: str = ""
    household_class: str = ""
    changed: str = ""
    photos: str = ""
    waiting: str = ""
    text: str = ""
    order: str = "risk"

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Filters:
        """Unknown or senseless values fall back to no condition."""
        text = {field.name: str(given.get(field.name) or "").strip() for field in fields(cls)}
        days = text["waiting"]
        return cls(
            unit=_uuid(text["unit"]),
            collector=_uuid(text["collector"]),
            status=text["status"] if text["status"] in STATUSES else SurveyStatus.RECEIVED.value,
            flag=text["flag"] if text["flag"] in (ANY, NONE, *quality.RULES) else "",
            household_class=text["household_class"]
            if text["household_class"] in (NO_CLASS, *CLASSES)
            else "",
            changed="yes" if text["changed"] == "yes" else "",
            photos="missing" if text["photos"] == "missing" else "",
            waiting=days if days.isascii() and days.isdigit() and 0 < int(days[:4]) < 1000 else "",
            text=text["text"].replace("\0", "")[:TEXT_MAX_CHARACTERS],
            order="age" if text["order"] == "age" else "risk",
        )

    def as_query(self) -> dict[str, str]:
        """What is not the default, for an address or a saved view."""
        return {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        }

    @property
    def narrows(self) -> bool:
        """Whether something beside state and order is asked for."""
        return bool(self.as_query().keys() - {"status", "order"})

    def apply(self, query: Select[Any]) -> Select[Any]:
        """``query`` (of surveys) with these conditions."""
        query = query.where(Survey.status == STATUSES[self.status])
        if self.unit:
            query = query.where(Survey.unit_id == UUID(self.unit))
        if self.collector:
            query = query.where(Survey.collector_id == UUID(self.collector))
        if self.waiting:
            query = query.where(Survey.last_received_at <= now() - timedelta(days=int(self.waiting)))
        if self.flag:
            flagged = _flagged(self.flag)
            query = query.where(~flagged if self.flag == NONE else flagged)
        if self.household_class:
            query = query.where(_of_class(self.household_class))
        if self.changed:
            query = query.where(_changed())
        if self.photos:
            query = query.where(_photos_missing())
        if self.text:
            query = query.join(
                Household, (Household.tenant == Survey.tenant) & (Household.id == Survey.household_id)
            ).where(_named(self.text))
        return query


def _flagged(code: str) -> ColumnElement[bool]:
    found = exists().where(Flag.tenant == Survey.tenant, Flag.revision_id == Survey.revision_id)
    return found if code in (ANY, NONE) else found.where(Flag.code == code)


def _of_class(name: str) -> ColumnElement[bool]:
    classed = exists().where(
        Result.tenant == Survey.tenant,
        Result.revision_id == Survey.revision_id,
        Result.household_class.is_not(None),
    )
    return ~classed if name == NO_CLASS else classed.where(Result.household_class == CLASSES[name])


def _changed() -> ColumnElement[bool]:
    """The computed class is not the newest official one of the household; one without a class before is left out."""
    last = (
        select(LedgerRow.household_class)
        .where(
            LedgerRow.tenant == Survey.tenant,
            LedgerRow.household_id == Survey.household_id,
            LedgerRow.standing == Standing.OFFICIAL,
        )
        .order_by(LedgerRow.year.desc(), LedgerRow.recorded_at.desc())
        .limit(1)
        .correlate(Survey)
        .scalar_subquery()
    )
    return exists().where(
        Result.tenant == Survey.tenant,
        Result.revision_id == Survey.revision_id,
        Result.household_class != last,
    )


def _photos_missing() -> ColumnElement[bool]:
    return exists().where(
        Attachment.tenant == Survey.tenant,
        Attachment.survey_id == Survey.id,
        Attachment.state != AttachmentState.STORED,
    )


def _named(text: str) -> ColumnElement[bool]:
    """The house's number, or the start of words of somebody's name there, tone marks aside."""
    if text.isascii() and text.isdigit() and len(text) < 7:
        return Household.number == int(text)
    words = fold(text)
    return or_(
        Household.search_text.startswith(words, autoescape=True),
        Household.search_text.contains(f" {words}", autoescape=True),
    )


def _uuid(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""
