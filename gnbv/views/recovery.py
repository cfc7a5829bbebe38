"""Taking work over from another phone of the same person: what is there, its key, its records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, make_response
from flask_login import current_user

from gnbv.db import db, transaction
from gnbv.errors import TooLarge
from gnbv.models import SessionRow
from gnbv.permissions import Actor
from gnbv.security import csrf, current_actor, permission
from gnbv.services import recovery, sync_schema
from gnbv.views import bodies
from gnbv.views.origins import require_marker, require_same_origin
from gnbv.views.senders import on_own_device

blueprint = Blueprint("recovery", __name__, url_prefix="/sync")
csrf.exempt(blueprint)


@blueprint.before_request
def guard() -> None:
    require_marker()
    require_same_origin()


@blueprint.get("/copies")
@permission("signed_in")
def index() -> Response:
    actor = _actor()
    return _answer({"copies": recovery.offers(db.session(), actor)})


@blueprint.get("/recovery/<uuid:device_id>")
@permission("signed_in")
def show(device_id: UUID) -> Response:
    rows = recovery.living(db.session(), _actor(), device_id)
    records = [
        {"kind": row.kind.value, "id": row.name, "sha256": row.sha256, "size": row.size} for row in rows
    ]
    return _answer({"records": records})


@blueprint.get("/recovery/<uuid:device_id>/<kind>/<path:record_id>")
@permission("signed_in")
def record(device_id: UUID, kind: str, record_id: str) -> Response:
    """The ciphertext as the other phone handed it in."""
    row, content = recovery.read(db.session(), _actor(), device_id, kind, record_id)
    response = make_response(content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Gnbv-Sha256"] = str(row.sha256)
    return response


@blueprint.post("/recovery")
@permission("signed_in")
def create() -> Response:
    body = _body("recovery")
    device_id = sync_schema.as_uuid(body["device"])
    with transaction() as session:
        actor = _actor()
        row = session.get_one(SessionRow, (actor.tenant, current_user.row.id))
        answer = recovery.release(session, actor, row, device_id, body["to"])
    return _answer(answer)


@blueprint.post("/copies/taken")
@permission("signed_in")
def update() -> Response:
    body = _body("taken")
    with transaction() as session:
        recovery.taken(session, _actor(), sync_schema.as_uuid(body["device"]))
    return _answer({})


def _actor() -> Actor:
    return on_own_device(current_actor())


def _body(name: str) -> Any:
    too_large = TooLarge(
        "too_large",
        "Gói gửi lên lớn quá mức cho phép nên chưa nhận. Dữ liệu vẫn ở nơi gửi. Thử lại.",
        "What was sent is over the limit and was not taken. It is still with the sender. Try again.",
    )
    body = bodies.read_json(10_000, too_large)
    sync_schema.check(name, body)
    return body


def _answer(document: dict[str, Any]) -> Response:
    return jsonify({"app": "gnbv", "protocol": current_app.config["PROTOCOL"], **document})
