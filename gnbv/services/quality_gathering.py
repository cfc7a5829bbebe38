"""What the checks of quality look at, read out of a revision that has just been taken: ``rules/quality_facts.Facts``.

The names are those of the official sheet (``docs/sheet.md``); of a sheet without them only time, place, choices and
photos are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gnbv.models import LedgerRow, Membership, Result, Revision, Standing, Survey, Trace
from gnbv.rules.form import Instance
from gnbv.rules.form_tree import Element, Repeat
from gnbv.rules.quality_facts import Facts, Known, Pick, Position
from gnbv.services import compiled, sync_schema
from gnbv.services.compiled import Sheet
from gnbv.services.survey_checks import Place
from gnbv.services.sync_items import Item

ROSTER = "member"
_MEMBERS = select(Membership).where(
    Membership.tenant == bindparam("tenant"),
    Membership.household_id == bindparam("household"),
    Membership.valid_to.is_(None),
)
_LAST_CLASS = (
    select(LedgerRow.household_class)
    .where(
        LedgerRow.tenant == bindparam("tenant"),
        LedgerRow.household_id == bindparam("household"),
        LedgerRow.standing == Standing.OFFICIAL,
    )
    .order_by(LedgerRow.year.desc(), LedgerRow.recorded_at.desc())
    .limit(1)
)
_HOME = (
    select(Trace.lat, Trace.lon, Trace.accuracy)
    .where(
        Trace.tenant == bindparam("tenant"),
        Trace.household_id == bindparam("household"),
        Trace.survey_id != bindparam("survey"),
        Trace.lat.is_not(None),
    )
    .order_by(Trace.id.desc())
    .limit(1)
)


def gather(
    session: Session,
    survey: Survey,
    revision: Revision,
    instance: Instance,
    item: Item,
    place: Place,
    sheet: Sheet,
    results: list[Result],
) -> Facts:
    """The facts of ``revision``; four queries, whatever the household. The answers were checked."""
    meta = item.payload["meta"]
    named = {"tenant": survey.tenant, "household": survey.household_id}
    home = session.execute(_HOME, {**named, "survey": survey.id}).first()
    first = results[0] if results else None
    last = session.scalar(_LAST_CLASS, named)
    values, members, picks = _answers(instance)
    return Facts(
        day=revision.made_on,
        values=values,
        members=members,
        closing=revision.outcome is not None,
        started=_instant(meta.get("started_at")),
        finished=_instant(meta.get("finished_at")),
        utc_offset=revision.utc_offset,
        skew_seconds=item.skew_seconds,
        clock_jumps=int(meta.get("clock_jumps") or 0),
        pace=tuple((ref, milliseconds / 1000) for ref, milliseconds in meta.get("pace") or ()),
        picks=picks,
        changed_after_score=tuple(meta.get("changed_after_score") or ()),
        position=position_of(meta),
        position_refused=values.get("consent_location") == "no",
        home=Position(home.lat, home.lon, home.accuracy) if home else None,
        photos=tuple((file["ref"], file["sha256"]) for file in item.payload.get("attachments") or ()),
        b1={row.standard: row.b1 for row in results},
        b1_max=_lines(session, survey.tenant, place, sheet),
        household_class=first.household_class.value if first and first.household_class else None,
        last_class=last.value if last else None,
        last_members=_known(session, named),
        differs=any(row.differs_from_phone for row in results),
    )


def position_of(meta: dict[str, Any]) -> Position | None:
    """Where the phone said it was when the sheet was finished, as XForms write a point; ``None`` without consent."""
    given = meta.get("position")
    parts = given["point"].split() if isinstance(given, dict) and given.get("point") else []
    if len(parts) < 2:
        return None
    lat, lon = float(parts[0]), float(parts[1])
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    return Position(lat, lon, float(parts[3]) if len(parts) > 3 else None)


def _answers(instance: Instance) -> tuple[dict[str, str], list[dict[str, str]], list[Pick]]:
    """Relevant answers outside repeats by key, the rows of the roster, and each single choice by its place."""
    values: dict[str, str] = {}
    members: list[dict[str, str]] = []
    picks: list[Pick] = []
    places = {
        name: {choice["value"]: number for number, choice in enumerate(choices)}
        for name, choices in instance.compiled["lists"].items()
    }
    for element, row in _leaves(instance, instance.tree.root, None):
        value = element.v
        if not value:
            continue
        node = instance.nodes[element.n]
        if row is None:
            values[node["key"]] = value
        else:
            row[node["key"]] = value
        if node["type"] == "select1" and value in places.get(node.get("choices", ""), {}):
            known = places[node["choices"]]
            picks.append(Pick(instance.ref(element), known[value], len(known)))
    for index, repeat in _repeats(instance):
        if instance.nodes[index]["key"] == ROSTER:
            members = [_row(instance, one) for one in repeat.all if one.on]
    return values, members, picks


def _leaves(
    instance: Instance, parent: Element, row: dict[str, str] | None
) -> Iterator[tuple[Element, dict[str, str] | None]]:
    for kid in parent.kids.values():
        if isinstance(kid, Repeat):
            for one in kid.all:
                if one.on:
                    yield from _leaves(instance, one, {} if row is None else row)
        elif kid.on and kid.kids:
            yield from _leaves(instance, kid, row)
        elif kid.on and kid.n >= 0:
            yield kid, row


def _repeats(instance: Instance) -> Iterator[tuple[int, Repeat]]:
    waiting = [instance.tree.root]
    while waiting:
        for index, kid in waiting.pop().kids.items():
            if isinstance(kid, Repeat):
                yield index, kid
            elif kid.kids:
                waiting.append(kid)


def _row(instance: Instance, member: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element, _ in _leaves(instance, member, found):
        if element.v:
            found[instance.nodes[element.n]["key"]] = element.v
    return found


def _lines(session: Session, tenant: int, place: Place, sheet: Sheet) -> dict[str, int]:
    if place.round is None:
        return {}
    packs = compiled.packs(session, tenant, place.round.standards, sheet)
    return {pack.key: int(pack.data["areas"][place.area.value]["b1_max"]) for pack in packs}


def _known(session: Session, named: dict[str, Any]) -> list[Known]:
    """Who the register says lives there: the members that the sheet opened with."""
    with session.no_autoflush:
        rows: list[Membership] = list(session.scalars(_MEMBERS, named))
    return [Known(str(row.person_id), row.person.name) for row in rows]


def _instant(text: str | None) -> datetime | None:
    return sync_schema.instant(text) if text else None
