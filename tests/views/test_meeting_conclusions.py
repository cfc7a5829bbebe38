"""The steering board's page, whose hands count, and what is logged when a meeting's pages are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import HouseholdRead, User, VillageStage
from gnbv.services import meeting_settings
from tests import meeting_stage, procedure_stage
from tests.factories import PASSWORD, Cast
from tests.procedure_stage import Village


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    made = procedure_stage.approved_village(session, cast)
    session.commit()
    return made


@pytest.fixture
def as_(client: FlaskClient) -> Iterator[Any]:
    def sign_in(person: User) -> FlaskClient:
        client.post("/logout")
        assert (
            client.post("/login", data={"username": person.username, "password": PASSWORD}).status_code == 303
        )
        return client

    yield sign_in


def test_the_board_concludes_on_its_page_and_says_whose_hands_count(
    session: Session, cast: Cast, village: Village, as_: Any
) -> None:
    head = cast.actor(cast.village_head)
    for _ in range(2):
        meeting_stage.closed(session, head, village.review, [village.homes[1].id])
    session.commit()
    here = f"/rounds/{village.round.id}/villages/{village.unit.id}"
    client = as_(cast.leader)
    assert "hai lần họp chưa thống nhất" in client.get(f"{here}/meetings").text
    assert "Chủ Hộ 102" in client.get(f"{here}/conclusions").text
    word = {
        "class_vn-2022-2025": "near_poor", "document_number": "12/TB-BCĐ", "document_on": "2026-10-23",
        "reason": "Rà soát lại hai lần.",
    }  # fmt: skip
    address = f"{here}/conclusions/{village.homes[1].id}"
    for wrong in (
        {"class_vn-2022-2025": "rich"},
        {"document_number": ""},
        {"reason": ""},
        {"document_on": "x"},
    ):
        assert client.post(address, data=word | wrong).status_code == 422
    for _ in range(2):
        assert client.post(address, data=word).status_code == 303
    session.expire_all()
    assert village.review.stage is VillageStage.MINUTES
    session.rollback()
    assert client.post(f"{here}/meetings/voting", data={"voting": ["chair"]}).status_code == 422
    named = {"voting": ["chair", "reviewed", "other"]}
    for _ in range(2):
        assert client.post(f"{here}/meetings/voting", data=named).status_code == 303
    session.expire_all()
    rules = meeting_settings.of(session, village.round)
    assert (len(rules.voting), rules.is_inferred) == (3, False)


def test_each_page_that_names_households_is_logged(
    session: Session, cast: Cast, village: Village, as_: Any
) -> None:
    meeting = meeting_stage.closed(session, cast.actor(cast.village_head), village.review)
    session.commit()
    client = as_(cast.observer)
    reads = select(func.count()).select_from(HouseholdRead)
    for path in ("", "/list", "/minutes", "/minutes.docx"):
        before = session.scalar(reads) or 0
        session.rollback()
        assert client.get(f"/meetings/{meeting.id}{path}").status_code == 200
        assert session.scalar(reads) == before + len(village.homes)
        session.rollback()
