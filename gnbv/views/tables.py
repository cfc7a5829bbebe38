"""The official tables on screen: T1 to T13, the households behind a number, the lists T14 and T15."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext

from gnbv import i18n, permissions
from gnbv.db import db
from gnbv.errors import NotFound
from gnbv.models import HouseholdClass
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
from gnbv.views.table_choices import choice, required

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
