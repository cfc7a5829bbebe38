"""The tables of a standard that are typed in once from the circular, each on a page of boxes, kept as a new version:
the B1 table and the quick-screening sheet (Phiếu A)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import LazyString, lazy_gettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import Conflict, GnbvError, Invalid
from gnbv.models import Pack
from gnbv.security import current_actor, permission
from gnbv.services import pack_library, pack_typing
from gnbv.views.packs import problems_of

blueprint = Blueprint("pack_tables", __name__, url_prefix="/packs/<uuid:pack_id>/<any(b1, quick):name>")


class Table(NamedTuple):
    """How one table is read from its boxes, shown in them, and spoken of."""

    read: Callable[[Mapping[str, Any], Mapping[str, str]], dict[str, Any]]
    boxes: Callable[[Mapping[str, Any], Mapping[str, str] | None], Any]
    written: LazyString


TABLES = {
    "b1": Table(
        pack_typing.table,
        pack_typing.families,
        lazy_gettext("Đã ghi bảng B1 thành bản %(version)s. Còn cần hai người xác nhận với văn bản."),
    ),
    "quick": Table(
        pack_typing.quick_table,
        pack_typing.signs,
        lazy_gettext("Đã ghi Phiếu A thành bản %(version)s. Còn cần hai người xác nhận với văn bản."),
    ),
}


@blueprint.get("")
@permission("keep_packs", permissions.can_keep_packs)
def show(pack_id: UUID, name: str) -> Response:
    return _page(pack_library.get(db.session(), current_actor(), pack_id), name)


@blueprint.post("")
@permission("keep_packs", permissions.can_keep_packs)
def create(pack_id: UUID, name: str) -> BaseResponse:
    pack = pack_library.get(db.session(), current_actor(), pack_id)
    given = request.form.to_dict()
    try:
        with transaction() as session:
            table = TABLES[name].read(_kept(pack, name), given)
            made = pack_library.type_in(session, current_actor(), pack, given.get("version", ""), name, table)
    except (Invalid, Conflict) as error:
        return _page(pack_library.get(db.session(), current_actor(), pack_id), name, given, error)
    flash(str(TABLES[name].written) % {"version": made.version}, "ok")
    return htmx.go(url_for("packs.show", pack_id=made.id))


def _page(
    pack: Pack, name: str, given: dict[str, str] | None = None, error: GnbvError | None = None
) -> Response:
    body = render_template(
        f"packs/{name}.html",
        pack=pack,
        name=name,
        table=_kept(pack, name),
        boxes=TABLES[name].boxes(_kept(pack, name), given),
        given=given or {},
        **(problems_of(error) if error else {}),
    )
    return make_response(body, error.status if error else 200)


def _kept(pack: Pack, name: str) -> dict[str, Any]:
    kept: dict[str, Any] = pack.data.get(name, {})
    return kept
