"""A file that comes in while its phone sends, or twice in one moment; and a file larger than the memory it may take."""

from __future__ import annotations

import base64
import json
import os
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import Attachment, AttachmentState, Revision, Round, Survey, SyncItem
from gnbv.services import handover_file
from tests import handover, phone
from tests.factories import Cast
from tests.handover import closed, hand_in, made, sealed
from tests.phone import MARKER, Phone
from tests.signing_in import signed_in

TIMES = 4
MIB = 1024 * 1024


def test_it_counts_once_what_comes_both_ways_in_one_moment(
    app: Flask, thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    subject = str(new_id())
    photo = handover.photo(cast.commune.id, subject)
    survey = phone.survey(cast, round_, subject=subject, attachments=[handover.promise(photo)])
    items = [sealed(cast.commune.id, one) for one in (survey, phone.visit(cast, round_))]
    file = made(thu, *items, files=(photo,))
    desks = [signed_in(app, cast.supervisor) for _ in range(TIMES)]
    db.session.rollback()  # the test's own snapshot must not hold anybody up

    def bring(number: int) -> int:
        if number % 2:
            return hand_in(desks[number // 2], file).status_code
        body = {"device": thu.device, "deposit": thu.deposit, "items": items}
        return app.test_client().post("/sync", json=body, headers=MARKER).status_code

    with ThreadPoolExecutor(2 * TIMES) as pool:
        answers = list(pool.map(bring, range(2 * TIMES)))
    assert sorted(answers) == [200] * TIMES + [303] * TIMES
    session.expire_all()
    rows = [
        session.scalar(select(func.count()).select_from(table))
        for table in (Survey, Revision, SyncItem, Attachment)
    ]
    assert rows == [1, 1, 2, 1]
    assert session.scalars(select(Attachment)).one().state is AttachmentState.STORED


def test_it_reads_a_large_file_without_holding_it(thu: Phone, tmp_path: Path) -> None:
    head = {"app": "gnbv", "handover": 1, "device": thu.device, "made_at": "x", "items": 0, "files": 48}
    text = base64.b64encode(os.urandom(MIB * 3 // 4)).decode()
    lines = [json.dumps(head, separators=(",", ":")).encode()]
    lines += [b'{"file":{"bytes":"%s"}}' % text.encode()] * 48
    path = tmp_path / "large.gnbv"
    path.write_bytes(closed(lines, thu.deposit))
    lines.clear()
    tracemalloc.start()
    try:
        with path.open("rb") as stream:
            assert handover_file.check(stream, line_limit=2 * MIB).files == 48
            seen = sum(len(batch) for batch in handover_file.batches(stream, line_limit=2 * MIB))
        assert seen == 48
        assert tracemalloc.get_traced_memory()[1] < path.stat().st_size // 3
    finally:
        tracemalloc.stop()
