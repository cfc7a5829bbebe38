"""Photos of the procedure: kept with their subject, the same bytes once, no program that says it is a picture."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotFound, TooLarge
from gnbv.ids import new_id
from gnbv.services import procedure_files
from tests.factories import TENANT, Cast
from tests.meeting_stage import PAGE


def test_a_page_is_kept_with_its_subject_and_the_same_page_once(session: Session, cast: Cast) -> None:
    actor, subject = cast.actor(cast.village_head), new_id()
    first = procedure_files.store(session, actor, subject, "signed_page", PAGE)
    assert procedure_files.store(session, actor, subject, "signed_page", BytesIO(PAGE)) is first
    second = procedure_files.store(session, actor, subject, "signed_page", PAGE + b"2")
    assert [row.question for row in procedure_files.of(session, TENANT, [subject])[subject]] == [
        "signed_page",
        "signed_page2",
    ]
    row, file = procedure_files.open_file(session, TENANT, subject, second.sha256)
    with file:
        assert (row.content_type, file.read()) == ("image/jpeg", PAGE + b"2")
    with pytest.raises(NotFound):
        procedure_files.open_file(session, TENANT, new_id(), second.sha256)


def test_what_is_no_picture_is_too_large_or_too_much_is_refused(
    session: Session, cast: Cast, context: object
) -> None:
    actor, subject = cast.actor(cast.village_head), new_id()
    for content in (b"", b"<html>", b"MZ\x90"):
        with pytest.raises(Invalid):
            procedure_files.store(session, actor, subject, "signed_page", content)
    from flask import current_app

    current_app.config["ATTACHMENT_MAX_BYTES"] = len(PAGE)
    with pytest.raises(TooLarge):
        procedure_files.store(session, actor, subject, "signed_page", PAGE + b"2")
    current_app.config["ATTACHMENT_MAX_BYTES"] = len(PAGE) + 9
    for number in range(procedure_files.MOST_FILES):
        procedure_files.store(session, actor, subject, "signed_page", PAGE + bytes([number]))
    with pytest.raises(Invalid):
        procedure_files.store(session, actor, subject, "signed_page", PAGE + b"more")
