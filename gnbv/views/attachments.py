"""Files of surveys, resumable: HEAD says how much is here, PUT goes on from there."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, make_response, request

from gnbv.db import db, transaction
from gnbv.errors import Conflict, Invalid
from gnbv.models import AttachmentState
from gnbv.permissions import Actor
from gnbv.security import csrf, current_actor, permission
from gnbv.services import attachments, sealed_files, sync_schema
from gnbv.services.sealed_files import Sealing
from gnbv.views import errors
from gnbv.views.origins import require_marker, require_same_origin
from gnbv.views.pieces import piece
from gnbv.views.senders import sender

blueprint = Blueprint("attachments", __name__, url_prefix="/sync/attachments")
csrf.exempt(blueprint)


@blueprint.before_request
def guard() -> None:
    require_marker()
    require_same_origin()


@blueprint.get("/<uuid:survey_id>/<ref>/<sha256>")
@permission("public")  # a session or a deposit token is asked for inside
def show(survey_id: UUID, ref: str, sha256: str) -> Response:
    """For HEAD: the phone never fetches a file back this way."""
    row = attachments.find(db.session(), _sender(), survey_id, ref, sha256)
    return _offset(make_response("", 200), attachments.offset(row, _sealing()))


@blueprint.put("/<uuid:survey_id>/<ref>/<sha256>")
@permission("public")  # a session or a deposit token is asked for inside
def update(survey_id: UUID, ref: str, sha256: str) -> Response:
    content_type = (request.content_type or "image/jpeg").split(";")[0].strip()
    limit = current_app.config["ATTACHMENT_MAX_BYTES"]
    sealing = _sealing()
    try:
        part = piece()
        with transaction() as session:
            row = attachments.receive(
                session,
                _sender(),
                survey_id,
                ref,
                sha256,
                part,
                content_type,
                limit=limit,
                sealing=sealing,
            )
            response = make_response("", 201 if row.state is AttachmentState.STORED else 204)
            return _offset(response, attachments.offset(row, sealing))
    except (Conflict, Invalid) as error:
        response = errors.answer(error)
        return _offset(response, error.details["offset"]) if "offset" in error.details else response


def _sealing() -> Sealing | None:
    header = request.headers.get("X-Gnbv-Sealed")
    return None if header is None else sealed_files.read(header)


def _offset(response: Response, offset: int) -> Response:
    response.headers["Upload-Offset"] = str(offset)
    return response


def _sender() -> Actor:
    named = request.headers.get("X-Gnbv-Device")
    if named is None:  # a program that signed in; a phone names its device, because several people share it
        return current_actor()
    actor, _is_late = sender(sync_schema.as_uuid(named), request.headers.get("X-Gnbv-Deposit"))
    return actor
