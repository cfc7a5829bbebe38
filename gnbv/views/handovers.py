"""Files of "giao phiếu" at the office: one is handed in, its result is read, earlier ones are listed."""

from __future__ import annotations

from contextlib import closing
from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, i18n, permissions
from gnbv.db import begin_reading, begin_writing, db, transaction
from gnbv.errors import GnbvError, Invalid
from gnbv.security import current_actor, permission
from gnbv.services import handover_file, handover_history, handovers

blueprint = Blueprint("handovers", __name__, url_prefix="/handovers")
ROOM_FOR_NAMES = 16 * 1024


@blueprint.url_value_preprocessor
def allow_large_files(_endpoint: str | None, _values: Any) -> None:
    """Before anything reads the body. It goes to a temporary file, not to memory."""
    request.max_content_length = current_app.config["HANDOVER_MAX_BYTES"]


@blueprint.get("")
@permission("take_handovers", permissions.can_take_handovers)
def index() -> str:
    return _list()


@blueprint.post("")
@permission("take_handovers", permissions.can_take_handovers)
def create() -> BaseResponse:
    """Take one file in. It is read twice: first it is proven, then taken, a few lines a transaction, so that phones
    do not wait behind sixty photos. Cut short in between, the same file is handed in again."""
    try:
        handover_id = _take_in()
    except GnbvError as error:
        db.session.rollback()
        return _refused(error)
    flash(_("Đã nhận xong tệp. Kết quả từng phiếu ở dưới."), "ok")
    return htmx.go(url_for(".show", handover_id=handover_id))


@blueprint.get("/<uuid:handover_id>")
@permission("take_handovers", permissions.can_take_handovers)
def show(handover_id: UUID) -> str:
    found, lines = handover_history.get(db.session(), current_actor(), handover_id)
    return render_template("handovers/show.html", found=found, lines=lines)


def _take_in() -> UUID:
    given = request.files.get("file")
    if given is None or not given.filename:
        raise _no_file()
    with closing(given):
        return _read(cast(BinaryIO, given.stream), given.filename)


def _read(stream: BinaryIO, name: str) -> UUID:
    config = current_app.config
    actor = current_actor()
    db.session.rollback()
    begin_reading()  # nobody waits while the file is proven
    limit = config["ATTACHMENT_MAX_BYTES"] * 4 // 3 + ROOM_FOR_NAMES
    head = handover_file.check(stream, line_limit=limit)
    sender = handovers.sender_of(db.session(), actor, head)
    db.session.rollback()
    begin_writing()
    rows: list[handovers.Row] = []
    sizes = {"item_limit": config["SYNC_MAX_ITEM_BYTES"], "file_limit": config["ATTACHMENT_MAX_BYTES"]}
    for batch in handover_file.batches(stream, line_limit=limit):
        with transaction() as session:
            rows += handovers.take_in(session, sender, batch, **sizes)
    with transaction() as session:
        return handovers.record(session, actor, sender, head, name, rows)


def _refused(error: GnbvError) -> Response:
    words = error.en if i18n.current() == "en" else error.vi
    return make_response(_list(words), error.status)


def _list(refused: str = "") -> str:
    imports = handover_history.latest(db.session(), current_actor())
    limit = current_app.config["HANDOVER_MAX_BYTES"] // 1024 // 1024
    return render_template("handovers/index.html", imports=imports, refused=refused, limit=limit)


def _no_file() -> Invalid:
    return Invalid(
        "handover_none",
        "Chưa chọn tệp nên chưa nhận gì. Dữ liệu ở xã vẫn nguyên. Chọn tệp giao phiếu rồi bấm lại.",
        "No file was chosen, so nothing was taken. What the commune has is unchanged. Choose the hand-over file.",
    )
