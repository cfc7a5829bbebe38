"""Which unit, year and standard an address of the tables means."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request, url_for

from gnbv import i18n
from gnbv.db import db
from gnbv.errors import NotFound
from gnbv.models import Unit
from gnbv.permissions import Actor
from gnbv.services import official_tables


def choice(actor: Actor, form: Any = None) -> dict[str, Any] | None:
    """Unit, year and standard of the address (or of ``form``), else the reader's highest unit, the newest year and its
    first standard, with all tables. Raises ``NotFound`` for a unit outside; ``None`` while there is nothing to count."""
    session = db.session()
    given = request.args if form is None else form
    units = official_tables.units(session, actor)
    wanted = given.get("unit", type=UUID)
    unit = next((one for one in units if wanted is None or one.id == wanted), None)
    if unit is None:
        raise NotFound()
    years = official_tables.years(session, unit)
    if not years:
        return None
    year = given.get("year", type=int)
    if year not in years:
        year = next(iter(years))
    standard = given.get("standard", "")
    if standard not in years[year]:
        standard = years[year][0]
    found = official_tables.build(session, unit, year, standard, actor.today)
    return {
        "tables": found,
        "units": units,
        "years": years,
        "names": official_tables.standard_names(session, actor.tenant, i18n.current()),
        "at": {"unit": unit.id, "year": year, "standard": standard},
        "locale": i18n.current(),
    }


def required(actor: Actor, form: Any = None) -> dict[str, Any]:
    """The same; raises ``NotFound`` while there is nothing to count."""
    chosen = choice(actor, form)
    if chosen is None:
        raise NotFound()
    return chosen


def unit_of(actor: Actor, unit_id: UUID | None) -> Unit:
    """A unit whose tables the actor reads. Raises ``NotFound``."""
    for unit in official_tables.units(db.session(), actor):
        if unit_id is None or unit.id == unit_id:
            return unit
    raise NotFound()


def back_to(at: dict[str, Any], **more: Any) -> str:
    return url_for("tables.index", **at, **more)
