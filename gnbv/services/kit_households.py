"""Households of a kit: number, head and place of the whole village; members and last facts of assigned ones only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Household, LedgerRow, Membership, Person, RoundHousehold, Standing
from gnbv.services import sealing
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
    """The households of ``wanted`` that are in scope. Four queries, whatever the number."""
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
    reasons = _reasons(session, scope, wanted)
    assigned = scope.assigned
    opened = [row.id for row in rows if row.id in assigned]
    members = _members(session, scope, opened)
    classes = _classes(session, scope, opened)
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
            "reason": reasons.get(row.id),
            "assignment": str(assigned[row.id].id) if is_own else None,
            "last": _last(row, classes.get(row.id), words) if is_own else None,
            "members": members.get(row.id, []) if is_own else None,
        }  # fmt: skip


def _reasons(session: Session, scope: Scope, wanted: list[UUID]) -> dict[UUID, str]:
    rows = session.execute(
        select(RoundHousehold.household_id, RoundHousehold.reason).where(
            RoundHousehold.tenant == scope.actor.tenant,
            RoundHousehold.round_id.in_([row.id for row in scope.rounds]),
            RoundHousehold.household_id.in_(wanted),
        )
    )
    return {row.household_id: row.reason.value for row in rows}


def _members(session: Session, scope: Scope, opened: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    rows = session.scalars(
        select(Membership)
        .where(
            Membership.tenant == scope.actor.tenant,
            Membership.household_id.in_(opened),
            Membership.valid_to.is_(None),
        )
        .order_by(Membership.household_id, Membership.position, Membership.id)
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        person = row.person
        birth = person.birth_date.isoformat() if person.birth_date else str(person.birth_year or "")
        found.setdefault(row.household_id, []).append(
            {
                **person.facts,
                "person": str(person.id),
                "name": person.name,
                "sex": person.sex or "",
                "birth": birth,
                "relation": row.relation,
                "ethnicity": person.ethnicity or "",
                "citizen_id": _citizen_number(person),
            }
        )
    return found


def _citizen_number(person: Person) -> str:
    """Carried for assigned households only, so that nobody has to spell twelve digits again."""
    if person.citizen_number_sealed is None:
        return ""
    return sealing.unseal(f"person/{person.id}/citizen_number", person.citizen_number_sealed).decode()


def _classes(session: Session, scope: Scope, opened: list[UUID]) -> dict[UUID, LedgerRow]:
    """The newest official class of each household."""
    rows = session.scalars(
        select(LedgerRow)
        .where(
            LedgerRow.tenant == scope.actor.tenant,
            LedgerRow.household_id.in_(opened),
            LedgerRow.standing == Standing.OFFICIAL,
        )
        .order_by(LedgerRow.year, LedgerRow.recorded_at)
    )
    return {row.household_id: row for row in rows}


def _last(row: Household, ledger: LedgerRow | None, words: _Words) -> dict[str, Any] | None:
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
