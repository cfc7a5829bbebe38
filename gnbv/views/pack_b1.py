"""The B1 table of a standard, typed in once from the circular: a page of boxes, kept as a new version."""

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

blueprint = Blueprint("pack_b1", __name__, url_prefix="/packs/<uuid:pack_id>/b1")


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
            table = pack_typing.table(pack.data["b1"], given)
            made = pack_library.type_in(session, current_actor(), pack, given.get("version", ""), "b1", table)
    except (Invalid, Conflict) as error:
        return _page(pack_library.get(db.session(), current_actor(), pack_id), given, error)
    flash(
        gettext(
            "Đã ghi bảng B1 thành bản %(version)s. Còn cần hai người xác nhận với văn bản.",
            version=made.version,
        ),
        "ok",
    )
    return htmx.go(url_for("packs.show", pack_id=made.id))


def _page(pack: Pack, given: dict[str, str] | None = None, error: GnbvError | None = None) -> Response:
    body = render_template(
        "packs/b1.html",
        pack=pack,
        b1=pack.data["b1"],
        families=pack_typing.families(pack.data["b1"], given),
        given=given or {},
        **(problems_of(error) if error else {}),
    )
    return make_response(body, error.status if error else 200)
