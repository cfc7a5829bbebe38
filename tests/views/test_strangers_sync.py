"""Whatever a phone of another commune hands in about a household, a round or a survey of ours is refused or kept
without a word of what is here. Every kind of the protocol: a new one fails until it is written down in ``ITEMS``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Household, InboxRow, Membership, SyncItem
from gnbv.services import sync_schema
from tests import phone
from tests.factories import Cast
from tests.meeting_phone import strange_complaint, strange_meeting
from tests.neighbours import PHOTO, SHA, Neighbours
from tests.phone import MARKER, Phone
from tests.statements import writes

NOWHERE = UUID("00000000-0000-7000-8000-000000000000")
# What a refusal writes: that there was one, and the phone's own row.
OWN = {"event", "counter", "device", "session"}

# These name a household alone: of their own it is their own matter.
OF_NO_ROUND = ("access", "petition")


@dataclass(frozen=True)
class About:
    """What an item names."""

    round: UUID
    household: UUID
    survey: UUID
    revision: UUID
    occurrence: UUID
    village: UUID
    person: UUID
    row: UUID
    meeting: UUID
    posting: UUID


def survey(about: About, **more: Any) -> dict[str, Any]:
    cast: Any = type("Cast", (), {"household": _Named(about.household)})
    named: Any = _Named(about.round)
    return phone.survey(cast, named, **more)


@dataclass(frozen=True)
class _Named:
    id: UUID


def made(kind: str, about: About) -> list[dict[str, Any]]:
    return [phone.item(kind, subject, payload) for subject, payload in ITEMS[kind](about)]


Parts = list[tuple[UUID, dict[str, Any]]]
AT = "2026-10-23T02:00:00.000Z"
ITEMS: dict[str, Callable[[About], Parts]] = {
    "survey": lambda about: [
        (new_id(), survey(about)["payload"]),
        (new_id(), survey(about, purpose="back_check")["payload"]),
        (about.survey, survey(about)["payload"]),
    ],
    "progress": lambda about: [
        (about.household, {"round": str(about.round), "section": 3, "sections": 9, "at": AT})
    ],
    "completion": lambda about: [(about.occurrence, {"note": "", "done_on": "2026-10-22", "undo": False})],
    "visit": lambda about: [
        (about.household, {"round": str(about.round), "at": AT, "outcome": "nobody_home", "note": ""})
    ],
    "access": lambda about: [(about.household, {"at": AT, "purpose": "Xem"})],
    "message": lambda about: [(about.survey, {"text": "Xin chào"})],
    "household": lambda about: [
        (new_id(), _new_home(about, "split", str(about.household))),
        (new_id(), _new_home(about, "unregistered", None)),
    ],
    "petition": lambda about: [
        (new_id(), _petition(household=str(about.household))),
        (new_id(), _petition(household=None, village=str(about.village), place="Xóm thử")),
    ],
    "meeting": lambda about: [(about.meeting, strange_meeting(about))],
    "posting_act": lambda about: [
        (about.posting, {"act": act, "at": AT, "place": "culture_house"}) for act in ("up", "broadcast", "down", "quiet")
    ],
    "complaint": lambda about: [(new_id(), strange_complaint(about))],
    "reading": lambda about: [(about.row, {"rows": [str(about.row)], "at": AT})],
}  # fmt: skip


def _new_home(about: About, why: str, source: str | None) -> dict[str, Any]:
    return {
        "round": str(about.round), "why": why, "from": source, "unit": str(about.village), "place": "Xóm thử",
        "on": "2026-10-20", "evidence": "Trưởng thôn xác nhận", "head": str(about.person),
        "members": [{"person_id": str(about.person), "relation": "head"}],
    }  # fmt: skip


def _petition(**more: Any) -> dict[str, Any]:
    return {
        "kind": "poor", "applicant": "Người xin", "received_on": "2026-10-20", "note": "", "paper_a": None, **more
    }  # fmt: skip


@pytest.fixture
def there(app: Flask, session: Session, cast: Cast) -> Neighbours:
    return Neighbours(app, session, cast)


def _about(session: Session, there: Neighbours, home: Household, round_id: UUID) -> About:
    person = session.scalars(select(Membership.person_id).where(Membership.household_id == home.id)).first()
    row = session.scalars(select(InboxRow.id)).first()
    assert person and row
    return About(
        round_id, home.id, UUID(there.names["survey_id"]), UUID(there.revision),
        UUID(there.names["occurrence_id"]), home.unit_id, person, row,
        UUID(there.names["meeting_id"]), UUID(there.names["posting_id"]),
    )  # fmt: skip


def test_every_kind_of_the_protocol_is_tried_here() -> None:
    assert set(ITEMS) == set(sync_schema.KINDS)


@pytest.mark.parametrize("kind", sync_schema.KINDS)
def test_no_phone_of_another_commune_learns_or_changes_anything(
    app: Flask, session: Session, there: Neighbours, cast: Cast, kind: str
) -> None:
    ours = _about(session, there, cast.household, there.round.id)
    nothing = replace(ours, **dict.fromkeys(ours.__dataclass_fields__, NOWHERE))
    theirs = _about(session, there, cast.far_household, there.far_round.id)
    tried = {
        "ours": ours,
        "our household in their round": replace(ours, round=theirs.round),
    }
    if kind not in OF_NO_ROUND:
        tried["their household in our round"] = replace(theirs, round=ours.round)
    secrets = (cast.household.head_name, cast.collector.name, cast.commune.name, cast.supervisor.name)
    wrong = []
    for person in (cast.stranger, cast.far_supervisor, there.people["cadre"], there.people["village_head"]):
        who = Phone(app, person)
        unheard = [_told(one) for one in who.send(*made(kind, nothing))]
        for words, about in tried.items():
            sent = made(kind, about)
            with writes() as written:
                answers = who.send(*sent)
            assert written <= OWN, (person.username, words, written)
            for answer, nowhere in zip(answers, unheard, strict=True):
                if any(name in json.dumps(answer, ensure_ascii=False) for name in secrets):
                    wrong.append((person.username, words, "tells", answer))
                if (answer["cause"] or {}).get("code") == "unexpected":
                    wrong.append((person.username, words, "a mistake of ours", answer))
                if words == "ours" and _told(answer) != nowhere:
                    wrong.append((person.username, words, "differs", answer, nowhere))
                if answer["outcome"] == "accepted":
                    wrong.append((person.username, words, "accepted", answer))
    assert not wrong, "\n".join(map(str, wrong))
    mine = {UUID(there.names["survey_id"]), cast.household.id}
    assert not [
        row for row in session.scalars(select(SyncItem).where(SyncItem.user_id == cast.stranger.id)) if row.subject in mine
    ]  # fmt: skip


def _told(answer: dict[str, Any]) -> tuple[str, str]:
    return answer["outcome"], json.dumps(answer["cause"], sort_keys=True)


def test_a_photo_for_a_survey_of_another_commune_finds_no_survey(
    app: Flask, there: Neighbours, cast: Cast
) -> None:
    path = f"/sync/attachments/{there.names['survey_id']}/b1_photo/{SHA}"
    head = {**MARKER, "Content-Type": "image/jpeg"}
    for person in (cast.stranger, cast.far_supervisor, there.people["cadre"]):
        client = Phone(app, person).client
        assert client.head(path, headers=head).status_code == 404
        assert client.put(path, data=PHOTO, headers=head).status_code == 404


def test_the_kit_of_another_commune_holds_nothing_of_ours_asked_for_or_not(
    app: Flask, session: Session, there: Neighbours, cast: Cast
) -> None:
    ours = (cast.household, cast.unlisted, cast.others_household)
    secrets = [home.head_name for home in ours] + [str(home.id) for home in ours]
    secrets += [str(there.round.id), there.names["survey_id"], there.names["petition_id"]]
    wanted = [("household", str(home.id)) for home in ours]
    wanted += [("round", str(there.round.id)), ("survey", there.names["survey_id"])]
    for person in (cast.stranger, cast.far_supervisor, there.people["cadre"]):
        who = Phone(app, person)
        for page in (who.kit(), who.want(*wanted)):
            text = json.dumps(page, ensure_ascii=False)
            told = json.dumps(page["entries"], ensure_ascii=False)
            assert not [secret for secret in secrets if secret in told], (person.username, text[:200])
