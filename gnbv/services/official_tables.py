"""The official tables T1 to T13 of a unit, a year and a standard, from the ledger. T14 and T15 are lists of households."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import LedgerRow, Pack, Round, TableSubmission, Unit
from gnbv.permissions import READING_ROLES, Actor
from gnbv.rules import table_checks, table_documents, tables
from gnbv.rules.table_checks import Check
from gnbv.rules.tables import LISTED, Groups, Home
from gnbv.services import (
    access,
    official_table_changes,
    official_table_homes,
    official_table_layouts,
    official_table_places,
    unit_figures,
)
from gnbv.services.official_table_homes import Period
from gnbv.services.official_table_places import Places

Heads = list[dict[str, Any]]


@dataclass
class Tables:
    """Everything of a unit, year and standard. ``undecided``: homes poor or near-poor at the start without a class of
    this year; ``proposed``: homes whose class waits for recognition. Both make the figures preliminary."""

    unit: Unit
    period: Period
    standard_name: str
    layout: Mapping[str, Any]
    places: Places
    homes: list[Home]
    groups: Groups
    heads: dict[str, Heads]
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    undecided: int = 0
    proposed: int = 0
    is_illustrative: bool = False

    @property
    def is_preliminary(self) -> bool:
        return bool(self.undecided or self.proposed)

    @property
    def faults(self) -> list[Check]:
        return [one for one in self.checks if not one.holds]


def build(session: Session, unit: Unit, year: int, standard: str, today: date) -> Tables:
    """All tables at once, in about a dozen statements whatever the size. The unit was found in the reader's scope."""
    pack = _pack(session, unit.tenant, standard)
    period = Period.of(year, standard, today, pack.data if pack else {})
    layout = official_table_layouts.on(period.end)
    places = official_table_places.of(session, unit, today)
    changes = official_table_changes.of_year(session, unit.tenant, year)
    homes = official_table_homes.gather(session, places, period, changes)
    groups = official_table_layouts.groups(unit.settings)
    catalogues = official_table_layouts.catalogues(period.pack, _listed(homes))
    found = Tables(
        unit=unit, period=period, standard_name=_name(pack) or standard, layout=layout, places=places, homes=homes,
        groups=groups, heads={},
    )  # fmt: skip
    known = unit_figures.newest(session, places, period.end)
    numbers = table_documents.Numbers(
        [(str(row.id), row.name, row.villages) for row in places.rows],
        places.whole,
        tables.count(homes, groups),
        unit_figures.by_row(places, known),
    )
    options = ["local"] if groups.local else []
    for table in official_table_layouts.counted(layout):
        heads = table_documents.columns(layout, table, catalogues, options)
        found.heads[table["code"]] = heads
        found.documents[table["code"]] = table_documents.build(layout, table, heads, numbers)
    found.checks = [
        *table_checks.check(found.documents),
        official_table_changes.check(homes, changes, places),
        *table_checks.follows(found.documents, _former(session, unit, period)),
    ]
    reviewed = [home for home in homes if not home.is_gone and home.place in places.whole]
    found.undecided = sum(not home.is_reviewed and home.was in LISTED for home in reviewed)
    found.proposed = sum(not home.is_official for home in reviewed)
    found.is_illustrative = any(home.is_illustrative for home in reviewed)
    return found


def behind(found: Tables, code: str, section: str, column: str, row: str | None) -> list[Home]:
    """The households that make up a number of a table; ``row``: its unit, or the whole."""
    table = official_table_layouts.table(found.layout, code)
    keys = table_documents.keys_of(table, found.heads.get(code, []), section, column)
    lines = [one for one in found.places.rows if row is None or str(one.id) == row]
    inside: set[Hashable] = set(found.places.whole) if row is None else set()
    for line in lines if row is not None else []:
        inside |= line.villages
    return tables.behind(found.homes, found.groups, keys, inside)


def units(session: Session, actor: Actor) -> list[Unit]:
    """Units whose tables the actor may read, the highest first, without those that ended."""
    query = access.units_in_scope(actor, READING_ROLES).where(
        (Unit.valid_to.is_(None)) | (Unit.valid_to > actor.today)
    )
    found = [unit for unit in session.scalars(query) if unit.kind.value != "district"]
    return sorted(found, key=lambda unit: (unit.path.count("/"), official_table_places.order(unit.name)))


def years(session: Session, unit: Unit) -> dict[int, list[str]]:
    """Years with a round or a class, the newest first, with the standards in use then; the one that a round uses for
    reports stands first."""
    inside = Unit.within(unit.tenant, [unit.path]).with_only_columns(Unit.id)
    above = official_table_places.above(unit)
    found: dict[int, list[str]] = {}
    rounds = session.scalars(
        select(Round)
        .where(Round.tenant == unit.tenant, (Round.unit_id.in_(inside)) | (Round.unit_id.in_(above)))
        .order_by(Round.year.desc(), Round.opens_on.desc())
    )
    for round_ in rounds:
        uses = (round_.settings or {}).get("uses") or {}
        wanted = [uses["report"]] if uses.get("report") in round_.standards else []
        _add(found, round_.year, [*wanted, *round_.standards])
    used = select(LedgerRow.year, LedgerRow.standard).where(LedgerRow.tenant == unit.tenant).distinct()
    for year, standard in session.execute(used.order_by(LedgerRow.year.desc(), LedgerRow.standard)):
        _add(found, year, [standard])
    return {year: found[year] for year in sorted(found, reverse=True) if found[year]}


def standard_names(session: Session, tenant: int, locale: str) -> dict[str, str]:
    """Names of all standards by key, in ``locale`` where the pack has it."""
    rows = session.execute(
        select(Pack.key, Pack.name, Pack.data["name"]).where(Pack.tenant == tenant).order_by(Pack.imported_at)
    )
    return {key: (names or {}).get(locale) or name for key, name, names in rows}


def _add(found: dict[int, list[str]], year: int, standards: Iterable[str]) -> None:
    there = found.setdefault(year, [])
    there += [one for one in dict.fromkeys(standards) if one not in there]


def _former(session: Session, unit: Unit, period: Period) -> dict[str, Any]:
    """The tables that were submitted last for the year before, when they were final; under this standard, else under
    the one that held then."""
    rows = session.execute(
        select(TableSubmission.standard, TableSubmission.tables)
        .where(
            TableSubmission.tenant == unit.tenant,
            TableSubmission.unit_id == unit.id,
            TableSubmission.year == period.year - 1,
            TableSubmission.is_preliminary.is_(False),
        )
        .order_by(TableSubmission.number)
    )
    found: dict[str, dict[str, Any]] = dict(rows.tuples().all())
    return found.get(period.standard) or next(iter(found.values()), {})


def _listed(homes: Iterable[Home]) -> list[Home]:
    return [home for home in homes if home.now in LISTED and not home.is_gone]


def _pack(session: Session, tenant: int, standard: str) -> Pack | None:
    return session.scalars(
        select(Pack)
        .where(Pack.tenant == tenant, Pack.key == standard)
        .order_by(Pack.imported_at.desc())
        .limit(1)
    ).first()


def _name(pack: Pack | None) -> str:
    return pack.name if pack is not None else ""
