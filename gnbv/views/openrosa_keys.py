"""A person's own keys for OpenRosa programs: made, shown once as picture and text, revoked."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.models import OpenRosaKeyKind
from gnbv.security import current_actor, permission
from gnbv.services import openrosa_access, openrosa_settings

blueprint = Blueprint("openrosa_keys", __name__, url_prefix="/account/openrosa")


@blueprint.get("")
@permission("signed_in")
def index() -> Response:
    return _page()


@blueprint.post("")
@permission("signed_in")
def create() -> Response:
    kind = {one.value: one for one in OpenRosaKeyKind}.get(request.form.get("kind", ""))
    if kind is None:
        raise Invalid(
            "key_kind",
            "Chưa chọn loại khóa. Chưa có gì thay đổi. Chọn địa chỉ có khóa hoặc mật khẩu ứng dụng.",
            "No kind of key was chosen. Nothing was changed. Choose an address with a key or an app password.",
        )
    actor = current_actor()
    with transaction() as session:
        made, secret = openrosa_access.make(session, actor, kind, request.form.get("label", ""))
        made_kind = made.kind
    return _page(made_kind, secret)


@blueprint.post("/<uuid:key_id>/revocation")
@permission("signed_in")
def destroy(key_id: UUID) -> BaseResponse:
    with transaction() as session:
        openrosa_access.revoke(session, current_actor(), key_id)
    return htmx.go(url_for(".index"))


def _page(kind: OpenRosaKeyKind | None = None, secret: str = "") -> Response:
    """The list; with the secret just made, which no later page can show."""
    actor = current_actor()
    server = url_for("openrosa.index", _external=True).removesuffix("/formList")
    address = picture = ""
    if kind is OpenRosaKeyKind.ADDRESS:
        address = url_for("openrosa.index", token=secret, _external=True).removesuffix("/formList")
        picture = openrosa_settings.picture(address, f"gnbv – {actor.name}")
    page = render_template(
        "openrosa_keys/index.html",
        keys=openrosa_access.keys(db.session(), actor), server=server, made=kind, secret=secret,
        address=address, picture=picture,
    )  # fmt: skip
    return make_response(page)
