"""The official tables on screen: T1 to T13, the households behind a number, the lists T14 and T15."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from gnbv import i18n, permissions
from gnbv.db import db
from gnbv.errors import NotFound
from gnbv.models import HouseholdClass, Unit
from gnbv.permissions import Actor
from gnbv.security import current_actor, permission
from gnbv.services import (
    official_table_layouts,
    official_table_lists,
    official_table_submissions,
    official_tables,
    reads,
)
from gnbv.services.official_table_sheets import groups
from gnbv.services.official_tables import Tables

blueprint = Blueprint("tables", __name__, url_prefix="/tables")
reads_tables = permission("read_tables", permissions.can_read_tables)
FIRST = "T2"


@blueprint.get("")
@reads_tables
def index() -> str:
    session, actor = db.session(), current_actor()
    chosen = choice(actor)
    if chosen is None:
        return render_template("tables/none.html")
    found = chosen["tables"]
    codes = [one["code"] for one in found.layout["tables"]]
    code = request.args.get("table", FIRST)
    if code not in found.documents:
        code = FIRST
    return render_template(
        "tables/index.html",
        **chosen,
        codes=codes,
        layouts={one["code"]: one for one in found.layout["tables"]},
        lists=official_table_layouts.listed(found.layout),
        document=found.documents[code],
        marked={cell for one in found.faults for cell in one.cells},
        groups=groups,
        seen=official_table_submissions.mark(found),
        submissions=official_table_submissions.every(
            session, found.unit, found.period.year, found.period.standard
        ),
        may_submit=actor.holds(permissions.TABLE_ROLES, found.unit.path),
    )


@blueprint.get("/homes")
@reads_tables
def homes() -> str:
    """The households behind a number; each is logged as read."""
    session, actor = db.session(), current_actor()
    chosen = required(actor)
    found: Tables = chosen["tables"]
    code, section, column = (request.args.get(name, "")[:40] for name in ("table", "section", "column"))
    row = request.args.get("row") or None
    document = found.documents.get(code)
    if document is None:
        raise NotFound()
    part = next((one for one in document["sections"] if one["key"] == section), None)
    head = next((one for one in part["columns"] if one["key"] == column), None) if part else None
    named = next((one["name"] for one in part["rows"] if one["unit"] == row), None) if part and row else ""
    if part is None or head is None or named is None:
        raise NotFound()
    lines = official_table_lists.lines(
        session, actor, found, official_tables.behind(found, code, section, column, row)
    )
    reads.log(db.engines["reads"], actor, [line.id for line in lines], "table")
    return render_template(
        "tables/homes.html",
        **chosen,
        document=document,
        part=part,
        head=head,
        row=named,
        lines=lines,
        class_words={one.value: gettext(one.label) for one in HouseholdClass},
    )


@blueprint.get("/lists/<code>")
@reads_tables
def detailed(code: str) -> str:
    """T14 or T15 with the members; each household is logged as read."""
    actor = current_actor()
    chosen = required(actor)
    lines = official_table_lists.detailed(db.session(), actor, chosen["tables"], code)
    reads.log(db.engines["reads"], actor, [line.id for line in lines], "table")
    return render_template(
        "tables/list.html",
        **chosen,
        table=official_table_layouts.table(chosen["tables"].layout, code),
        lines=lines,
        words=official_table_lists.words(i18n.current()),
    )


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
