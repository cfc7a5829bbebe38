"""The phone's second copy: its key, the list of what lies on it, and the records, as ciphertext."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, make_response, request

from gnbv.db import db, transaction
from gnbv.errors import Conflict, Invalid, NotPermitted, TooLarge
from gnbv.models import PhoneCopy
from gnbv.permissions import Actor
from gnbv.security import csrf, permission
from gnbv.services import copies, sync_schema
from gnbv.services.copies import Limits
from gnbv.views import bodies, errors
from gnbv.views.origins import require_marker, require_same_origin
from gnbv.views.pieces import piece
from gnbv.views.senders import sender

blueprint = Blueprint("copies", __name__, url_prefix="/sync/copies")
csrf.exempt(blueprint)


@blueprint.before_request
def guard() -> None:
    require_marker()
    require_same_origin()


@blueprint.put("/vault")
@permission("public")  # a session or a deposit token is asked for inside
def keep() -> Response:
    body = _body("vault")
    with transaction() as session:
        copies.keep_vault(session, _sender(body["device"], body.get("deposit")), body["recovery"])
    return _answer({"vault": True})


@blueprint.post("")
@permission("public")  # a session or a deposit token is asked for inside
def create() -> Response:
    body = _body("copies")
    with transaction() as session:
        actor = _sender(body["device"], body.get("deposit"))
        answer = copies.receive_list(session, actor, body["records"], _limits())
    return _answer(answer)


@blueprint.get("/<kind>/<path:record_id>")
@permission("public")  # a session or a deposit token is asked for inside
def show(kind: str, record_id: str) -> Response:
    """For HEAD: how much is here. The content is given to a fresh sign-in only (``views/recovery.py``)."""
    return _offset(make_response("", 200), copies.find(db.session(), _named_sender(), kind, record_id))


@blueprint.put("/<kind>/<path:record_id>")
@permission("public")  # a session or a deposit token is asked for inside
def update(kind: str, record_id: str) -> Response:
    try:
        part = piece()
        with transaction() as session:
            row = copies.put(session, _named_sender(), kind, record_id, part, _limits())
    except (Conflict, Invalid) as error:
        response = errors.answer(error)
        if "offset" in error.details:
            response.headers["Upload-Offset"] = str(error.details["offset"])
        return response
    return _offset(make_response("", 201 if row.sha256 == row.wished_sha256 else 204), row)


def _offset(response: Response, row: PhoneCopy) -> Response:
    whole = row.sha256 == row.wished_sha256
    response.headers["Upload-Offset"] = str(row.wished_size if whole else row.received)
    return response


def _named_sender() -> Actor:
    device = request.headers.get("X-Gnbv-Device")
    return _sender(device, request.headers.get("X-Gnbv-Deposit"))


def _sender(device: Any, deposit: str | None) -> Actor:
    """Whose copy this is. A phone that was ended as lost keeps its copy as it was."""
    actor, is_late = sender(sync_schema.as_uuid(device), deposit)
    if is_late:
        raise NotPermitted(
            "device_ended",
            "Máy này đã bị ngừng nên bản dự phòng giữ nguyên như cũ. Việc trên máy vẫn nguyên. "
            "Đăng nhập lại, hoặc hỏi quản trị xã.",
            "This phone was ended, so its copy stays as it was. Work on the phone is safe. "
            "Sign in again, or ask the commune's administrator.",
        )
    return actor


def _limits() -> Limits:
    config = current_app.config
    return Limits(config["COPY_MAX_BYTES"], config["COPY_MAX_RECORD_BYTES"], config["COPY_MAX_FILE_BYTES"])


def _body(name: str) -> Any:
    too_large = TooLarge(
        "copies_too_large",
        "Danh sách dự phòng quá dài nên chưa nhận. Việc trên máy vẫn nguyên. Gửi bớt phiếu khi có mạng.",
        "The list of copies is too long and was not taken. Work on the phone is safe. Send some of it first.",
    )
    body = bodies.read_json(current_app.config["SYNC_MAX_BYTES"], too_large)
    sync_schema.check(name, body)
    return body


def _answer(document: dict[str, Any]) -> Response:
    return jsonify({"app": "gnbv", "protocol": current_app.config["PROTOCOL"], **document})
