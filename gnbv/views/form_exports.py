"""Downloads of a form and of what was surveyed with it. A file that names households is logged as a read of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from gnbv import permissions
from gnbv.db import db
from gnbv.errors import Invalid
from gnbv.security import current_actor, permission
from gnbv.services import form_exports, reads
from gnbv.services.form_exports import Wish
from gnbv.views import downloads

blueprint = Blueprint("form_exports", __name__, url_prefix="/form-exports")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 256 * 1024
TYPES = {"zip": "application/zip", "xlsx": XLSX, "json": "application/json"}


@blueprint.get("")
@permission("export", permissions.can_export)
def index() -> str:
    session, actor = db.session(), current_actor()
    return render_template(
        "form_exports/index.html",
        offers=form_exports.offers(session, actor),
        rounds=form_exports.rounds(session, actor),
    )


@blueprint.get("/versions/<uuid:version_id>/sheet.xlsx")
@permission("export", permissions.can_export)
def sheet(version_id: UUID) -> Response:
    """The XLSForm, byte for byte as it was published."""
    version = form_exports.get_version(db.session(), current_actor(), version_id)
    return downloads.name_file(Response(version.source, mimetype=XLSX), f"mau-phieu-{version.version}.xlsx")


@blueprint.get("/versions/<uuid:version_id>/xform.xml")
@permission("export", permissions.can_export)
def xform(version_id: UUID) -> Response:
    version = form_exports.get_version(db.session(), current_actor(), version_id)
    return downloads.name_file(
        Response(version.xform, mimetype="text/xml"), f"mau-phieu-{version.version}.xml"
    )


@blueprint.get("/<uuid:form_id>/answers")
@permission("export", permissions.can_export)
def show(form_id: UUID) -> Response:
    """The surveys of a form. Query: ``kind`` zip, xlsx or json; ``values`` labels or codes; ``language``; ``round``."""
    session, actor = db.session(), current_actor()
    form = form_exports.get_form(session, actor, form_id)
    wish = _wish()
    found = form_exports.find(session, actor, form, wish)
    file = form_exports.write(session, actor, form, found, wish)
    key = form.key
    db.session.rollback()  # nothing was written: the snapshot is given back before the log waits for its lock
    reads.log(db.engines["reads"], actor, found.households, "export")
    answer = Response(_pieces(file), mimetype=TYPES[wish.kind])
    return downloads.name_file(answer, f"{key}-{actor.today.isoformat()}.{wish.kind}")


def _wish() -> Wish:
    named = request.args.get("round", "")
    values = request.args.get("values", "labels")
    try:
        round_id = UUID(named) if named else None
    except ValueError:
        round_id, values = None, ""
    if values not in ("labels", "codes"):
        raise Invalid(
            "export_unknown",
            "Chưa rõ muốn tải gì nên chưa tải. Phiếu vẫn giữ nguyên. Chọn nhãn hay mã, và một đợt có trong danh sách.",
            "The choice is not clear, so nothing was downloaded. The surveys are unchanged. Choose labels or codes, and a round from the list.",
        )
    kind = request.args.get("kind", "xlsx")
    return Wish(kind, request.args.get("language", ""), values == "codes", round_id)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
