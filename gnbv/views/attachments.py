"""Files of surveys, resumable: HEAD says how much is here, PUT goes on from there."""

from __future__ import annotations

import re
from uuid import UUID

from flask import Blueprint, Response, current_app, make_response, request

from gnbv.db import db, transaction
from gnbv.errors import Conflict, Invalid
from gnbv.models import Attachment, AttachmentState
from gnbv.permissions import Actor
from gnbv.security import csrf, current_actor, permission
from gnbv.services import attachments, sync_schema
from gnbv.services.attachments import Piece
from gnbv.views import errors
from gnbv.views.origins import require_marker, require_same_origin
from gnbv.views.senders import sender

blueprint = Blueprint("attachments", __name__, url_prefix="/sync/attachments")
csrf.exempt(blueprint)
RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})", re.ASCII)


@blueprint.before_request
def guard() -> None:
    require_marker()
    require_same_origin()


@blueprint.get("/<uuid:survey_id>/<ref>/<sha256>")
@permission("public")  # a session or a deposit token is asked for inside
def show(survey_id: UUID, ref: str, sha256: str) -> Response:
    """For HEAD: the phone never fetches a file back this way."""
    row = attachments.find(db.session(), _sender(), survey_id, ref, sha256)
    return _offset(make_response("", 200), row.size if row.state is AttachmentState.STORED else row.received)


@blueprint.put("/<uuid:survey_id>/<ref>/<sha256>")
@permission("public")  # a session or a deposit token is asked for inside
def update(survey_id: UUID, ref: str, sha256: str) -> Response:
    piece = _piece(request.get_data())
    content_type = (request.content_type or "image/jpeg").split(";")[0].strip()
    limit = current_app.config["ATTACHMENT_MAX_BYTES"]
    try:
        with transaction() as session:
            row = attachments.receive(
                session, _sender(), survey_id, ref, sha256, piece, content_type, limit=limit
            )
    except (Conflict, Invalid) as error:
        response = errors.answer(error)
        return _offset(response, error.details["offset"]) if "offset" in error.details else response
    return _stored(row)


def _stored(row: Attachment) -> Response:
    is_stored = row.state is AttachmentState.STORED
    return _offset(make_response("", 201 if is_stored else 204), row.size if is_stored else row.received)


def _offset(response: Response, offset: int) -> Response:
    response.headers["Upload-Offset"] = str(offset)
    return response


def _sender() -> Actor:
    named = request.headers.get("X-Gnbv-Device")
    if named is None:  # a program that signed in; a phone names its device, because several people share it
        return current_actor()
    actor, _is_late = sender(sync_schema.as_uuid(named), request.headers.get("X-Gnbv-Deposit"))
    return actor


def _piece(content: bytes) -> Piece:
    header = request.headers.get("Content-Range")
    if header is None:
        return Piece(0, len(content), content)
    match = RANGE.fullmatch(header)
    if match is None:
        raise _bad_range()
    start, end, total = (int(part) for part in match.groups())
    if end - start + 1 != len(content) or end >= total:
        raise _bad_range()
    return Piece(start, total, content)


def _bad_range() -> Invalid:
    return Invalid(
        "range",
        "Phần ảnh gửi lên ghi sai vị trí nên chưa nhận. Ảnh vẫn giữ trên máy. Máy sẽ gửi lại.",
        "This piece names a wrong place in the file and was not taken. The photo is kept on the phone. "
        "Send it again.",
    )
