"""A sheet tried out before it is published."""

from __future__ import annotations

import json
import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gnbv.rules.form import Instance
from gnbv.services import form_facts, pack_files
from tests import scoring_cases
from tests.factories import DAY
from tests.views.test_forms import kept, upload, version_of


def data_of(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="sheet">(.*?)</script>', page, re.S)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


def test_only_the_preview_may_frame_and_be_framed(desk: FlaskClient, session: Session) -> None:
    row = kept(desk, session)
    around = desk.get(f"/forms/{row.id}/preview").headers["Content-Security-Policy"]
    inside = desk.get(f"/forms/{row.id}/preview/phone").headers["Content-Security-Policy"]
    assert "frame-src 'self'" in around and "frame-ancestors 'none'" in around
    assert "frame-ancestors 'self'" in inside and "frame-src" not in inside
    for policy in (around, inside):
        assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "frame-src" not in desk.get(f"/forms/{row.id}").headers["Content-Security-Policy"]


def test_it_shows_sample_answers_or_none(desk: FlaskClient, session: Session) -> None:
    row = kept(desk, session)
    page = desk.get(f"/forms/{row.id}/preview/phone").text
    assert data_of(page)["answers"] == {"house": {"own": "yes", "rooms": "1"}}
    assert 'data-section="house"' in page and "Mấy phòng?" in page
    empty = desk.get(f"/forms/{row.id}/preview/phone?answers=none").text
    assert data_of(empty)["answers"] == {}
    assert (
        f"/forms/{row.id}/preview/phone?answers=none"
        in desk.get(f"/forms/{row.id}/preview?answers=none").text
    )


def test_the_review_sheet_is_previewed_whole(desk: FlaskClient, session: Session) -> None:
    content = (pack_files.PACKS / "forms" / "phieu-ra-soat.xlsx").read_bytes()
    assert upload(desk, content, "phieu-ra-soat.xlsx").status_code == 303
    row = version_of(session, scoring_cases.sheet()["version"])
    page = desk.get(f"/forms/{row.id}/preview/phone").text
    assert page.count("<template data-section=") == len(form_facts.facts(row.compiled, "vi").sections)


def test_sample_answers_fit_the_form_they_are_for() -> None:
    answers = form_facts.sample_answers(scoring_cases.sheet(), DAY)
    instance = Instance(scoring_cases.sheet(), answers, today=DAY)
    assert [one for one in instance.problems() if one["kind"] != "required"] == []
    assert len(answers["people"]["member"]) == 2 and answers["house"]["walls"]
