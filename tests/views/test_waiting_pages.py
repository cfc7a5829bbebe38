"""The lists of what waits go on page by page, with their filters."""

from __future__ import annotations

import html
import re
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Origin, Outcome, Revision, Round, Survey, SyncItem, User
from gnbv.services import causes, conflict_kinds, conflicts, late_items, sealing, unmatched
from tests import phone
from tests.factories import NOW, TENANT, Cast
from tests.survey_factory import received_survey


def kept(session: Session, person: User, cause: dict[str, Any], outcome: Outcome, **more: Any) -> SyncItem:
    """An item that the commune keeps; ``more``: its subject, kind, phone or content."""
    body = more.pop("body", phone.item("visit", uuid4(), {}))
    row = SyncItem(
        tenant=TENANT,
        id=new_id(),
        kind=more.pop("kind", "survey"),
        subject=more.pop("subject", uuid4()),
        sha256="0" * 64,
        user_id=person.id,
        by_deposit=False,
        outcome=outcome,
        cause=cause,
        made_at=NOW,
        utc_offset=420,
        received_at=NOW,
        **more,
    )
    row.body_sealed = sealing.seal_document(f"item/{row.id}", body)
    session.add(row)
    return row


def walk(client: FlaskClient, address: str, found: str) -> list[str]:
    """What matches ``found`` on every page from ``address`` on, by the links to the next."""
    seen: list[str] = []
    for _page in range(20):
        text = client.get(address).text
        seen += re.findall(found, text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        if following is None:
            return seen
        address = html.unescape(following[1])
    raise AssertionError("it never ends")


def test_every_conflict_is_reached_and_the_filters_go_along(
    duyet: FlaskClient, session: Session, cast: Cast
) -> None:
    survey = received_survey(session, cast)
    other = {**causes.RIVAL, "code": "other_base"}
    for _ in range(conflicts.PAGE_ROWS + 3):
        kept(session, cast.collector, other, Outcome.CONFLICT, subject=survey.id)
        kept(session, cast.collector, causes.RIVAL, Outcome.CONFLICT, subject=survey.id)
    session.commit()
    links = r'href="/conflicts/([0-9a-f-]{36})"'
    all_ = walk(duyet, "/conflicts", links)
    assert len(all_) == len(set(all_)) == 2 * (conflicts.PAGE_ROWS + 3)
    for asked in ("kind=two_people", f"kind=two_people&unit={cast.village.id}"):
        some = walk(duyet, f"/conflicts?{asked}", links)
        assert len(some) == len(set(some)) == conflicts.PAGE_ROWS + 3, asked
    for asked in (f"unit={cast.other_village.id}", "kind=no_such", f"unit={uuid4()}"):
        assert walk(duyet, f"/conflicts?{asked}", links) == [], asked


@pytest.mark.parametrize("address", ["/late", "/surveys/unmatched"])
def test_every_kept_item_is_reached_and_a_page_that_does_not_exist_is_the_nearest(
    duyet: FlaskClient, session: Session, cast: Cast, round_: Round, address: str
) -> None:
    cause = causes.LATE if address == "/late" else causes.UNMATCHED
    body = phone.survey(cast, round_)
    for _ in range(late_items.PAGE_ROWS + 2):
        kept(session, cast.collector, cause, Outcome.HELD, body=body)
    session.commit()
    acts = r'action="/(?:late|surveys/unmatched)/([0-9a-f-]{36})/withdrawal"'
    all_ = walk(duyet, address, acts)
    assert len(all_) == len(set(all_)) == late_items.PAGE_ROWS + 2
    assert len(re.findall(acts, duyet.get(f"{address}?page=99").text)) == 2
    assert len(re.findall(acts, duyet.get(f"{address}?page=x").text)) == unmatched.PAGE_ROWS


def test_the_database_says_of_each_conflict_what_is_said_of_it_alone(
    app: Flask, session: Session, cast: Cast
) -> None:
    draw = Random(7)
    codes = (
        "rival_survey",
        "chosen",
        "other_chosen",
        "same_id",
        "already_decided",
        "other_base",
        "kept_here",
    )
    phones = [None, uuid4(), uuid4()]
    rows: dict[UUID, tuple[SyncItem, Revision | None]] = {}
    surveys: list[tuple[Survey, Revision]] = []
    for origin in (Origin.PHONE, Origin.OFFICE):
        survey = received_survey(session, cast, rival=bool(surveys))
        assert survey.revision_id is not None
        revision = session.get_one(Revision, (TENANT, survey.revision_id))
        revision.origin, revision.device_id = origin, draw.choice(phones[1:])
        surveys.append((survey, revision))
    for _ in range(80):
        survey, revision = draw.choice(surveys)
        cause = {"code": draw.choice(codes), "vi": "", "en": ""}
        if draw.random() < 0.4:
            cause["met"] = draw.choice(codes)
        known = draw.random() < 0.8
        kind = draw.choice(("survey", "survey", "completion"))
        row = kept(
            session, cast.collector, cause, Outcome.CONFLICT, kind=kind,
            subject=survey.id if known else uuid4(), device_id=draw.choice(phones),
        )  # fmt: skip
        rows[row.id] = (row, revision if known else None)
    session.flush()
    for kind in conflict_kinds.Kind:
        query = conflict_kinds.chosen(select(SyncItem), kind.value, None)
        found = {row.id for row in session.scalars(query)}
        told = {id_ for id_, (row, revision) in rows.items() if conflict_kinds.kind_of(row, revision) is kind}
        assert found == told, kind
