"""The phone's door: its device, its kit, its items. Every answer leaves after the commit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask_login import current_user

from gnbv import i18n
from gnbv.clock import now
from gnbv.db import db, transaction
from gnbv.errors import TooLarge
from gnbv.models import SessionRow
from gnbv.permissions import Actor
from gnbv.security import csrf, current_actor, permission
from gnbv.services import devices, kit, phone_clocks, phone_labels, reads, sync, sync_schema
from gnbv.views import bodies, senders
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
    body = _json()
    sync_schema.check("device", body)
    known = sync_schema.as_uuid(body["device"]) if body.get("device") else None
    with transaction() as session:
        actor = current_actor()
        row = session.get_one(SessionRow, (actor.tenant, current_user.row.id))
        days = current_app.config["DEPOSIT_DAYS"]
        label = phone_labels.label_of(body.get("label") or "", request.user_agent.string)
        made = devices.register(session, actor, row, label, known=known, days=days)
    return _answer(made)


@blueprint.get("/kit")
@permission("signed_in")
def index() -> Response:
    actor = _reader()
    by_names = request.args.get("manifest") == "1"
    page = kit.page(db.session(), actor, request.args.get("cursor"), _sizes(), by_names=by_names)
    return _hand_out(actor, page)


@blueprint.post("/kit")
@permission("signed_in")
def show() -> Response:
    actor = _reader()
    body = _json()
    sync_schema.check("want", body)
    want = [(row["type"], row["id"]) for row in body["want"]]
    return _hand_out(actor, kit.wanted(db.session(), actor, want, _sizes()))


@blueprint.post("")
@permission("public")  # a session or a deposit token is asked for inside
def create() -> Response:
    body = _json()
    if (
        isinstance(body, dict)
        and isinstance(body.get("items"), list)
        and len(body["items"]) > current_app.config["SYNC_MAX_ITEMS"]
    ):
        raise _batch_too_large()
    sync_schema.check("batch", body)
    arrived = now()
    with transaction() as session:
        actor, is_late = _sender(body)
        outcomes = sync.receive(
            session,
            actor,
            body["items"],
            item_limit=current_app.config["SYNC_MAX_ITEM_BYTES"],
            is_late=is_late,
            told=phone_clocks.told(body, arrived),
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


def _json() -> Any:
    return bodies.read_json(current_app.config["SYNC_MAX_BYTES"], _batch_too_large())


def _batch_too_large() -> TooLarge:
    return TooLarge(
        "batch_too_large",
        "Gói gửi lên quá lớn nên chưa nhận gì. Phiếu vẫn giữ trên máy. Máy sẽ chia nhỏ rồi gửi lại.",
        "The batch is too large, so nothing was taken. Work is kept on the phone. It will be split and sent again.",
    )


def _answer(document: dict[str, Any]) -> Response:
    return jsonify({"app": "gnbv", "protocol": current_app.config["PROTOCOL"], **document})
