"""Standards: versions with status, upload, confirmation by two people, putting a version in use."""

from __future__ import annotations

import hashlib
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.errors import Conflict, GnbvError, Invalid
from gnbv.models import PackStatus
from gnbv.security import current_actor, permission
from gnbv.services import pack_library, pack_words, pack_workbook, packs
from gnbv.views import downloads

blueprint = Blueprint("packs", __name__, url_prefix="/packs")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@permission("keep_packs", permissions.can_keep_packs)
def index() -> str:
    return render_template("packs/index.html", rows=pack_library.entries(db.session(), current_actor()))


@blueprint.post("")
@permission("keep_packs", permissions.can_keep_packs)
def create() -> BaseResponse:
    """An uploaded pack, YAML or workbook."""
    given = request.files.get("pack")
    name = (given.filename if given else "") or ""
    try:
        with transaction() as session:
            pack = pack_library.take_in(session, current_actor(), given.read() if given else b"", name)
    except (Invalid, Conflict) as error:
        rows = pack_library.entries(db.session(), current_actor())
        body = render_template("packs/index.html", rows=rows, refused=name, **problems_of(error))
        return make_response(body, error.status)
    flash(
        gettext(
            "Đã nhận bộ chuẩn, bản %(version)s, chưa dùng để xét. Xem ai đổi loại rồi mới dùng.",
            version=pack.version,
        ),
        "ok",
    )
    return htmx.go(url_for("packs.show", pack_id=pack.id))


@blueprint.get("/<uuid:pack_id>")
@permission("keep_packs", permissions.can_keep_packs)
def show(pack_id: UUID) -> Response:
    return _page(pack_id)


@blueprint.get("/<uuid:pack_id>/pack.xlsx")
@permission("keep_packs", permissions.can_keep_packs)
def workbook(pack_id: UUID) -> Response:
    pack = pack_library.get(db.session(), current_actor(), pack_id)
    response = Response(pack_workbook.write(pack.data), mimetype=XLSX)
    return downloads.name_file(response, f"{pack.key}-{pack.version}.xlsx")


@blueprint.post("/<uuid:pack_id>/confirmations")
@permission("confirm_packs", permissions.can_confirm_pack)
def confirm(pack_id: UUID) -> BaseResponse:
    """One person's word for a component. The document's file is hashed here and not kept."""
    file = request.files.get("document")
    content = file.read() if file and file.filename else b""
    fingerprint = hashlib.sha256(content).hexdigest() if content else request.form.get("hash", "")
    try:
        with transaction() as session:
            row = packs.confirm(
                session,
                current_actor(),
                pack_id,
                request.form.get("component", ""),
                source_number=request.form.get("number", ""),
                source_page=request.form.get("page", ""),
                source_sha256=fingerprint,
            )
            is_official = row.status is PackStatus.OFFICIAL
    except Invalid as error:
        return _page(pack_id, error)
    if is_official:
        flash(gettext("Đã đủ hai người xác nhận: phần này là chính thức."), "ok")
    else:
        flash(gettext("Đã ghi xác nhận. Cần thêm một người khác xác nhận cùng văn bản."), "ok")
    return htmx.go(url_for("packs.show", pack_id=pack_id))


@blueprint.post("/<uuid:pack_id>/use")
@permission("keep_packs", permissions.can_keep_packs)
def use(pack_id: UUID) -> BaseResponse:
    with transaction() as session:
        pack = pack_library.get(session, current_actor(), pack_id)
        pack_library.use(session, current_actor(), pack)
        version = pack.version
    flash(gettext("Từ nay phiếu tính theo bản %(version)s. Kết quả đã có giữ nguyên.", version=version), "ok")
    return htmx.go(url_for("packs.show", pack_id=pack_id))


def problems_of(error: GnbvError) -> dict[str, object]:
    """A refusal as the pages show it: words, and the places with their reasons."""
    locale = "en" if i18n.current() == "en" else "vi"
    listed = [(place, pack_words.reason(why, locale)) for place, why in error.details.get("problems", ())]
    return {"words": error.en if locale == "en" else error.vi, "problems": listed}


def _page(pack_id: UUID, error: Invalid | None = None) -> Response:
    actor = current_actor()
    entry = pack_library.entry(db.session(), actor, pack_id)
    body = render_template(
        "packs/show.html",
        entry=entry,
        pack=entry.pack,
        may_confirm=permissions.can_confirm_pack(actor),
        **(problems_of(error) if error else {}),
    )
    return make_response(body, error.status if error else 200)
