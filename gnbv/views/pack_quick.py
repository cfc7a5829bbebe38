"""The quick-screening sheet (Phiếu A) of a standard, typed in from the circular and kept as a new version."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import Conflict, GnbvError, Invalid
from gnbv.models import Pack
from gnbv.security import current_actor, permission
from gnbv.services import pack_library, pack_typing
from gnbv.views.packs import problems_of

blueprint = Blueprint("pack_quick", __name__, url_prefix="/packs/<uuid:pack_id>/quick")


@blueprint.get("")
@permission("keep_packs", permissions.can_keep_packs)
def show(pack_id: UUID) -> Response:
    return _page(pack_library.get(db.session(), current_actor(), pack_id))


@blueprint.post("")
@permission("keep_packs", permissions.can_keep_packs)
def create(pack_id: UUID) -> BaseResponse:
    pack = pack_library.get(db.session(), current_actor(), pack_id)
    given = request.form.to_dict()
    try:
        with transaction() as session:
            table = pack_typing.quick_table(pack.data.get("quick", {}), given)
            made = pack_library.type_in(
                session, current_actor(), pack, given.get("version", ""), "quick", table
            )
    except (Invalid, Conflict) as error:
        return _page(pack_library.get(db.session(), current_actor(), pack_id), given, error)
    flash(
        gettext(
            "Đã ghi Phiếu A thành bản %(version)s. Còn cần hai người xác nhận với văn bản.",
            version=made.version,
        ),
        "ok",
    )
    return htmx.go(url_for("packs.show", pack_id=made.id))


def _page(pack: Pack, given: dict[str, str] | None = None, error: GnbvError | None = None) -> Response:
    quick = pack.data.get("quick", {})
    body = render_template(
        "packs/quick.html",
        pack=pack,
        quick=quick,
        lines=pack_typing.signs(quick, given),
        given=given or {},
        **(problems_of(error) if error else {}),
    )
    return make_response(body, error.status if error else 200)
