"""The phone's door: its device, its kit, its items. Every answer leaves after the commit."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask_login import current_user

from gnbv import i18n
from gnbv.db import db, transaction
from gnbv.errors import Invalid, TooLarge
from gnbv.models import SessionRow
from gnbv.permissions import Actor
from gnbv.security import csrf, current_actor, permission
from gnbv.services import devices, kit, reads, sync, sync_schema
from gnbv.views import senders
from gnbv.views.origins import require_marker, require_same_origin

blueprint = Blueprint("sync", __name__, url_prefix="/sync")
csrf.exempt(blueprint)


@blueprint.before_request
def guard() -> None:
    """Another site's page can neither set our header nor hide where it comes from."""
    require_marker()
    require_same_origin()


@blueprint.post("/device")
@permission("signed_in")
def device() -> Response:
    body = _json(request.get_data())
    sync_schema.check("device", body)
    known = sync_schema.as_uuid(body["device"]) if body.get("device") else None
    with transaction() as session:
        actor = current_actor()
        row = session.get_one(SessionRow, (actor.tenant, current_user.row.id))
        days = current_app.config["DEPOSIT_DAYS"]
        made = devices.register(session, actor, row, body.get("label") or "", known=known, days=days)
    return _answer(made)


@blueprint.get("/kit")
@permission("signed_in")
def index() -> Response:
    actor = _reader()
    page = kit.page(db.session(), actor, request.args.get("cursor"), _sizes())
    return _hand_out(actor, page)


@blueprint.post("/kit")
@permission("signed_in")
def show() -> Response:
    actor = _reader()
    body = _json(request.get_data())
    sync_schema.check("want", body)
    want = [(row["type"], row["id"]) for row in body["want"]]
    return _hand_out(actor, kit.wanted(db.session(), actor, want, _sizes()))


@blueprint.post("")
@permission("public")  # a session or a deposit token is asked for inside
def create() -> Response:
    limit = current_app.config["SYNC_MAX_BYTES"]
    if (request.content_length or 0) > limit:
        raise _batch_too_large()
    content = request.get_data()
    if len(content) > limit:
        raise _batch_too_large()
    body = _json(content)
    if (
        isinstance(body, dict)
        and isinstance(body.get("items"), list)
        and len(body["items"]) > current_app.config["SYNC_MAX_ITEMS"]
    ):
        raise _batch_too_large()
    sync_schema.check("batch", body)
    with transaction() as session:
        actor, is_late = _sender(body)
        outcomes = sync.receive(
            session,
            actor,
            body["items"],
            item_limit=current_app.config["SYNC_MAX_ITEM_BYTES"],
            is_late=is_late,
        )
    return _answer({"outcomes": outcomes})


def _sender(body: dict[str, Any]) -> tuple[Actor, bool]:
    return senders.sender(sync_schema.as_uuid(body["device"]), body.get("deposit"))


def _reader() -> Actor:
    """Who takes the kit, in the language of the phone that asks: pages and kit speak the same one."""
    return replace(senders.on_own_device(current_actor()), locale=i18n.current())


def _hand_out(actor: Actor, page: kit.Page) -> Response:
    """A download logs the list handed out before it leaves."""
    db.session.rollback()  # nothing was written: the snapshot is given back before the log waits for its lock
    reads.log(db.engines["reads"], actor, page.households, "kit")
    response = Response(page.body, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _sizes() -> int:
    return int(current_app.config["KIT_PAGE_ENTRIES"])


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Invalid(
            "unreadable",
            "Gói gửi lên bị đứt hoặc không đọc được nên chưa nhận gì. Phiếu vẫn giữ trên máy. Bấm gửi lại.",
            "What arrived was cut off or cannot be read, so nothing was taken. Work is kept on the phone. "
            "Send it again.",
        ) from error


def _batch_too_large() -> TooLarge:
    return TooLarge(
        "batch_too_large",
        "Gói gửi lên quá lớn nên chưa nhận gì. Phiếu vẫn giữ trên máy. Máy sẽ chia nhỏ rồi gửi lại.",
        "The batch is too large, so nothing was taken. Work is kept on the phone. It will be split and sent again.",
    )


def _answer(document: dict[str, Any]) -> Response:
    return jsonify({"app": "gnbv", "protocol": current_app.config["PROTOCOL"], **document})
