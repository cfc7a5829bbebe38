"""Households of a kit: number, head and place of the whole village; members and last facts of assigned ones only.

Of a household to be interviewed anew the names travel and nothing else: neither what the register last knew nor anything of
this round, so that the second interview owes nothing to the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Household,
    HouseholdClass,
    LedgerRow,
    RoundHousehold,
    Standing,
    Visit,
)
from gnbv.services import kit_members, kit_petitions, pending_homes
from gnbv.services.kit_scope import Scope

Entry = tuple[str, str, dict[str, Any]]


def ids(session: Session, scope: Scope) -> list[UUID]:
    """Open households of the villages in which the person surveys."""
    return list(
        session.scalars(
            select(Household.id).where(
                Household.tenant == scope.actor.tenant,
                Household.unit_id.in_(scope.survey_units),
                Household.closed_on.is_(None),
            )
        )
    )


def entries(session: Session, scope: Scope, wanted: list[UUID]) -> Iterator[Entry]:
    """The households of ``wanted`` that are in scope. Six queries, whatever the number."""
    if not wanted:
        return
    rows = session.scalars(
        select(Household).where(
            Household.tenant == scope.actor.tenant,
            Household.id.in_(wanted),
            Household.unit_id.in_(scope.survey_units),
            Household.closed_on.is_(None),
        )
    ).all()
    listed = _reasons(session, scope, wanted)
    asked = kit_petitions.waiting(session, scope, wanted)
    assigned = scope.assigned
    checked = {row.household_id for row in scope.assignments if row.purpose.is_second}
    opened = [row.id for row in rows if row.id in assigned and row.id not in checked]
    members = {
        **kit_members.whole(session, scope, opened),
        **kit_members.pending(
            session, scope, [row.id for row in rows if row.id in assigned and row.is_pending]
        ),
        **kit_members.names(session, scope, [row.id for row in rows if row.id in checked]),
    }
    classes = _classes(session, scope, opened)
    visits = _visits(session, scope, opened)
    told = pending_homes.told(session, scope.actor.tenant, [row.id for row in rows if row.is_pending])
    words = _Words(scope)
    for row in rows:
        is_own = row.id in assigned
        yield "household", str(row.id), {
            "id": str(row.id),
            "number": row.number,
            "code": row.code,
            "head": row.head_name,
            "village": str(row.unit_id),
            "place": row.place,
            "reason": (listed.get(row.id) or None) if row.id not in checked else None,
            "assignment": str(assigned[row.id].id) if is_own else None,
            "last": _last(row, classes.get(row.id), words) if is_own and row.id not in checked else None,
            "members": members.get(row.id, []) if is_own else None,
            **told.get(row.id, {}),
            **({"visits": visits[row.id]} if row.id in visits else {}),
            # A reason that the sheet has no word for is a place on the list all the same.
            **({"listed": True} if listed.get(row.id) == "" and row.id not in checked else {}),
            **({"asked": asked[row.id]} if row.id in asked and row.id not in checked else {}),
        }  # fmt: skip


def _reasons(session: Session, scope: Scope, wanted: list[UUID]) -> dict[UUID, str]:
    """Why each is on the list of an open round, empty where the sheet has no word for it."""
    rows = session.execute(
        select(RoundHousehold.household_id, RoundHousehold.reason).where(
            RoundHousehold.tenant == scope.actor.tenant,
            RoundHousehold.round_id.in_([row.id for row in scope.rounds]),
            RoundHousehold.household_id.in_(wanted),
        )
    )
    return {row.household_id: row.reason.on_sheet or "" for row in rows}


def _visits(session: Session, scope: Scope, opened: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Visits of the round that met nobody, by anybody, oldest first: a household that changes hands keeps its
    appointment. No notes: those stay with the office and with who wrote them."""
    rounds = {(scope.assigned[id_].round_id, id_) for id_ in opened}
    rows = session.execute(
        select(Visit.household_id, Visit.round_id, Visit.id, Visit.at, Visit.outcome, Visit.next_on)
        .where(
            Visit.tenant == scope.actor.tenant,
            Visit.household_id.in_(opened),
            Visit.round_id.in_({round_id for round_id, _ in rounds}),
        )
        .order_by(Visit.at, Visit.id)
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        if (row.round_id, row.household_id) in rounds:
            found.setdefault(row.household_id, []).append(
                {
                    "id": str(row.id),
                    "at": row.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    "outcome": row.outcome,
                    "next": row.next_on.isoformat() if row.next_on else None,
                }
            )
    return found


class _Class(NamedTuple):
    household_id: UUID
    year: int
    household_class: HouseholdClass


def _classes(session: Session, scope: Scope, opened: list[UUID]) -> dict[UUID, _Class]:
    """The newest official class of each household."""
    rows = session.execute(
        select(LedgerRow.household_id, LedgerRow.year, LedgerRow.household_class)
        .where(
            LedgerRow.tenant == scope.actor.tenant,
            LedgerRow.household_id.in_(opened),
            LedgerRow.standing == Standing.OFFICIAL,
        )
        .order_by(LedgerRow.year, LedgerRow.recorded_at)
    )
    return {row.household_id: _Class(*row) for row in rows}


def _last(row: Household, ledger: _Class | None, words: _Words) -> dict[str, Any] | None:
    if ledger is None and not row.facts:
        return None
    return {
        "year": ledger.year if ledger else None,
        "class": ledger.household_class.value if ledger else None,
        "facts": {
            key: {"value": str(value), "text": words.of(key, str(value))}
            for key, value in row.facts.items()
            if isinstance(value, str | int)
        },
    }


class _Words:
    """The labels of choices in the person's language, for showing last year's facts."""

    def __init__(self, scope: Scope) -> None:
        self._labels: dict[str, dict[str, str]] = {}
        for sheet in scope.sheets:
            tree = sheet.compiled
            language = _language(tree, scope.actor.locale)
            for node in tree["nodes"]:
                choices = tree["lists"].get(node.get("choices") or "")
                if choices and node["key"] not in self._labels:
                    self._labels[node["key"]] = {
                        choice["value"]: _text(choice.get("label"), language) for choice in choices
                    }

    def of(self, key: str, value: str) -> str:
        labels = self._labels.get(key, {})
        return ", ".join(labels.get(part) or part for part in value.split()) if labels else value


def _language(tree: dict[str, Any], locale: str) -> str:
    names: list[str] = tree.get("languages") or []
    return next((name for name in names if name.endswith(f"({locale})")), tree.get("default_language") or "")


def _text(label: Any, language: str) -> str:
    if isinstance(label, dict):
        label = label.get(language) or next(iter(label.values()), "")
    if isinstance(label, list):
        return "".join(part for part in label if isinstance(part, str))
    return str(label or "")
