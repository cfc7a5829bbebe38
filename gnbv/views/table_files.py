"""The official tables as files: Excel, a page to print, PDF. Standard and year stand in the name of each file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from gnbv import i18n
from gnbv.db import db
from gnbv.permissions import Actor
from gnbv.rules.names import slug
from gnbv.security import current_actor
from gnbv.services import official_table_layouts, official_table_lists, official_table_sheets, reads
from gnbv.services.official_table_sheets import Words, groups
from gnbv.services.official_tables import Tables
from gnbv.views import downloads
from gnbv.views.table_choices import back_to, required
from gnbv.views.tables import reads_tables

blueprint = Blueprint("table_files", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/tables.xlsx")
@reads_tables
def workbook() -> Response:
    """T1 to T13; one table, or a detailed list (logged), when ``table`` names it."""
    chosen = required(current_actor())
    found: Tables = chosen["tables"]
    codes, lists = _codes(current_actor(), found)
    content = official_table_sheets.write(
        found, codes, _words(found), lists, official_table_lists.words(i18n.current()), i18n.current()
    )
    return downloads.name_file(Response(content, mimetype=XLSX), f"{file_name(found, codes)}.xlsx")


@blueprint.get("/tables/print")
@reads_tables
def paper() -> str:
    return _paper()[0]


@blueprint.get("/tables/print.pdf")
@reads_tables
def paper_pdf() -> Response:
    page, name = _paper(for_pdf=True)
    return downloads.name_file(downloads.as_pdf(page), f"{name}.pdf", shown=True)


def _paper(**frame: Any) -> tuple[str, str]:
    chosen = required(current_actor())
    found: Tables = chosen["tables"]
    codes, lists = _codes(current_actor(), found)
    page = render_template(
        "tables/paper.html",
        **chosen,
        codes=codes,
        lists=lists,
        layouts={one["code"]: one for one in found.layout["tables"]},
        words=official_table_lists.words(i18n.current()),
        groups=groups,
        back=back_to(chosen["at"]),
        pdf_url=url_for(".paper_pdf", **chosen["at"], table=request.args.getlist("table")),
        **frame,
    )
    return page, file_name(found, codes)


def _codes(actor: Actor, found: Tables) -> tuple[list[str], dict[str, Any]]:
    """What was asked for, else all tables of numbers. Lists are looked up and logged only when they are named."""
    asked = set(request.args.getlist("table"))
    lists = {}
    for code in official_table_layouts.listed(found.layout):
        if code in asked:
            lists[code] = official_table_lists.detailed(db.session(), actor, found, code)
            place = "export" if request.path.endswith(".xlsx") else "print"
            reads.log(db.engines["reads"], actor, [line.id for line in lists[code]], place)
    known = [code for code in found.documents if not asked or code in asked]
    return [*known, *lists] or list(found.documents), lists


def file_name(found: Tables, codes: list[str]) -> str:
    """``bieu-T2-xa-xuan-hoa-2026-vn-2022-2025-so-bo``."""
    parts = ["bieu", codes[0] if len(codes) == 1 else "", slug(found.unit.name), str(found.period.year)]
    parts += [found.period.standard, "so-bo" if found.is_preliminary else ""]
    parts += ["minh-hoa" if found.is_illustrative else ""]
    return "-".join(part for part in parts if part)


def _words(found: Tables) -> Words:
    return Words(
        preliminary=_("Số liệu sơ bộ, chưa phải kết quả công nhận"),
        provisional=_("Bố cục tạm thời, chờ đối chiếu với biểu mẫu chính thức:"),
        total=_("Toàn bộ"),
        place=_("Địa bàn"),
        period=_(
            "Năm %(year)s, số liệu đến %(day)s",
            year=found.period.year,
            day=found.period.end.strftime("%d/%m/%Y"),
        ),
    )
