"""The application behind a real port, a published sheet in an open round, and files to send."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from gnbv.db import begin_reading, begin_writing, db
from gnbv.models import Form, FormVersion, Round
from gnbv.permissions import Actor
from gnbv.services import form_check, form_publishing, pack_files
from gnbv.services import packs as pack_store
from tests import factories, sheets
from tests.factories import TENANT, Cast
from tests.sheets import end, q

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(reversed(range(256))) * 30
SHEET = pack_files.PACKS / "forms" / "phieu-ra-soat.xlsx"
VISIT = [
    {"type": "select_one_from_file assigned_households.csv", "name": "home", "label": "Hộ"},
    {"type": "calculate", "name": "household_id", "calculation": "${home}"},
    {
        "type": "calculate",
        "name": "round_id",
        "calculation": "instance('assigned_households')/root/item[name = ${home}]/round_id",
    },
    q("today", "today", label=""),
    {"type": "begin_group", "name": "house", "label": "Nhà"},
    q("select_one yn", "walls", label="Tường chắc không?", required="yes"),
    q("text", "remark", label="Ghi chú", default="không"),
    q("image", "photo", label="Ảnh nhà"),
    end(),
    {"type": "begin_repeat", "name": "member", "label": "Người"},
    q("text", "full_name", label="Tên"),
    q("integer", "age", label="Tuổi", constraint=". < 130"),
    q("image", "face", label="Ảnh"),
    end("repeat"),
    {"type": "calculate", "name": "people", "calculation": "count(${member})"},
]
SAMPLE = "name,label,household_id,round_id\nx,Mẫu,x,x\n"


def publish(
    session: Session,
    folder: Path,
    survey: Any = VISIT,
    files: dict[str, bytes] | None = None,
    **settings: Any,
) -> FormVersion:
    """A workbook made, published with the files beside it, not committed."""
    folder.mkdir(exist_ok=True)
    for name, content in {"assigned_households.csv": SAMPLE.encode(), **(files or {})}.items():
        (folder / name).write_bytes(content)
    book = sheets.saved(folder, survey, settings={"form_id": "tham-ho", "form_title": "Thăm hộ", **settings})
    return form_publishing.publish(session, TENANT, book)[0]


@cache
def _official() -> tuple[dict[str, Any], str]:
    return form_check.compile_with_xform(SHEET.read_bytes(), SHEET.stem, SHEET.parent)


def official_season(session: Session, cast: Cast) -> Round:
    """An open round on the review sheet as it is published, with both standards; committed."""
    version, _ = form_publishing.publish(session, TENANT, SHEET)
    for document in pack_files.standards():
        pack_store.import_document(session, TENANT, document)
    made = factories.open_round(session, cast, version.id, ["vn-2022-2025"])
    session.commit()
    return made


def visit_season(session: Session, cast: Cast, folder: Path) -> Round:
    """An open round on the small sheet; committed."""
    made = factories.open_round(session, cast, publish(session, folder).id, [])
    session.commit()
    return made


def visit(cast: Cast, round_: Round, **house: Any) -> dict[str, Any]:
    """Answers of the small sheet, as a program computed them."""
    return {
        "home": str(cast.household.id),
        "household_id": str(cast.household.id),
        "round_id": str(round_.id),
        "today": "2026-10-23",
        "house": {"walls": "yes", **house},
        "member": [{"full_name": "Lò Văn Thử", "age": "66"}, {"full_name": "Lò Thị Mẫu", "age": "65"}],
    }


def form_key(session: Session, version: FormVersion) -> str:
    return session.get_one(Form, (version.tenant, version.form_id)).key


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The application on a port of its own, a thread a request. The test itself only reads meanwhile, so that its own
    transactions hold nobody up."""
    db.session.rollback()
    begin_reading()
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a bug is an answer 500 with its traceback in the log
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
        db.session.rollback()
        begin_writing()


def actor_of(cast: Cast) -> Actor:
    return cast.actor(cast.collector)
