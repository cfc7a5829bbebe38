"""Two communes beside each other: ours with one record of each kind that an address can name, and everybody of the
other one, who must not learn that any of it exists.

A new kind of record in an address needs a line in ``names``; ``tests/views/test_strangers.py`` fails until it has one.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.ids import new_id
from gnbv.models import (
    BackCheck,
    Comment,
    CommentTemplate,
    DepositToken,
    Event,
    Flag,
    HouseholdChange,
    InboxRow,
    OpenRosaKey,
    Petition,
    Role,
    SavedView,
    User,
)
from gnbv.services import handovers
from tests import factories, handover, neighbour_rows, phone
from tests.conflict_stage import TwoPhones
from tests.factories import TENANT, Cast
from tests.neighbour_postings import PostingRows
from tests.neighbour_procedure import ProcedureRows
from tests.new_household import household
from tests.phone import MARKER, Phone, season
from tests.plan_factory import plan, turn
from tests.round_stage import paper, taken
from tests.signing_in import signed_in

PHOTO = b"\xff\xd8\xff" + b"x" * 40
SHA = hashlib.sha256(PHOTO).hexdigest()
FILE = {"ref": "b1_photo", "sha256": SHA, "size": len(PHOTO), "type": "image/jpeg"}
FAR_ROLES = (
    Role.COLLECTOR, Role.VILLAGE_HEAD, Role.CADRE, Role.SUPERVISOR, Role.LEADER, Role.COORDINATOR, Role.OBSERVER,
    Role.ADMINISTRATOR,
)  # fmt: skip


class Neighbours:
    """``near``: our people's clients by role; ``far``: the neighbours'. ``names``: an id of ours for each name that an
    address may hold, ``fitting`` those of single endpoints; ``sent`` is a body that each act understands."""

    def __init__(self, app: Flask, session: Session, cast: Cast) -> None:
        self.cast = cast
        self.round = season(session, cast)
        self.far_round = neighbour_rows.round_beside(session, cast, self.round)
        people = {Role(role): getattr(cast, role.value) for role in FAR_ROLES}
        self.near = {role: signed_in(app, person) for role, person in people.items()}
        self.people = {role.value: self._neighbour(session, role) for role in FAR_ROLES}
        session.commit()
        self.far = {Role(name): signed_in(app, person) for name, person in self.people.items()}
        self.names: dict[str, str] = {
            "round_id": str(self.round.id), "household_id": str(cast.household.id), "user_id": str(cast.collector.id),
            "ref": "b1_photo", "sha256": SHA, "unit_id": str(cast.village.id),
        }  # fmt: skip
        self.fitting: dict[str, dict[str, str]] = {"preparations": {"name": "board"}}
        self._surveys(app, session)
        self._desk(session)
        self._waiting(app, session)
        self._later(app, session)
        road = ProcedureRows(session, cast, self.round, SHA)
        self.names |= road.names
        self.fitting |= road.fitting
        lists = PostingRows(session, cast, self.round)
        self.names |= lists.names
        self.fitting |= lists.fitting
        self.sent: dict[str, Any] = {
            "revision": self.revision, "chosen": self.chosen, "reason": "Vì sao", "note": "Vì sao", "text": "Một câu", "ref": "floor_area",
            "value": "40", "village": str(cast.village.id), "number": "18", "id": str(new_id()),
            "round": str(self.round.id), "household": str(cast.household.id), "user": str(cast.collector.id),
            "standard": "vn-2022-2025", "kind": "poor", "on": "2026-10-20", "done_on": "2026-10-20", "decided_on": "2026-10-20",
        }  # fmt: skip

    def _neighbour(self, session: Session, role: Role) -> User:
        known = {Role.COLLECTOR: self.cast.stranger, Role.SUPERVISOR: self.cast.far_supervisor}
        return known.get(role) or factories.user(session, f"{role.value}-xa", role, self.cast.far_commune)

    def _surveys(self, app: Flask, session: Session) -> None:
        photo = {"paper.b1_photo": f"{SHA}.jpg"}
        two = TwoPhones(
            app, self.cast, self.round, came={"house.floor_area": "44", **photo}, here=photo,
            here_files=[FILE], attachments=[FILE],
        )  # fmt: skip
        head = {**MARKER, "Content-Type": "image/jpeg"}
        kept = two.one.client.put(f"/sync/attachments/{two.survey}/b1_photo/{SHA}", data=PHOTO, headers=head)
        assert kept.status_code == 201, kept.text
        self.revision = two.here["id"]
        self.names |= {"survey_id": two.survey, "device_id": two.one.device}
        self.fitting |= {
            "conflicts": {"item_id": two.came["id"]},
            "conflict_files": {"item_id": two.came["id"]},
        }
        factories.assign(session, self.round, self.cast.unlisted, self.cast.collector)
        neighbour_rows.give(session, self.round, self.cast.unlisted, self.cast.village_head)
        session.commit()
        pair = [phone.survey(self.cast, self.round, household=str(self.cast.unlisted.id)) for _ in range(2)]
        met = two.one.send(pair[0]) + Phone(app, self.cast.village_head).send(pair[1])
        assert [one["outcome"] for one in met] == ["accepted", "conflict"], met
        self.fitting["conflicts.choose"] = {"item_id": pair[1]["id"]}
        self.chosen = pair[1]["subject"]
        flag = Flag(
            tenant=TENANT, id=new_id(), survey_id=UUID(two.survey), revision_id=UUID(self.revision), code="at_night",
            weight=1, evidence={"hour": 23}, raised_at=factories.NOW,
        )  # fmt: skip
        session.add(flag)
        session.commit()
        self.names["flag_id"] = str(flag.id)
        assert two.one.send(household(self.cast, self.round))[0]["outcome"] == "accepted"
        self.names["change_id"] = str(session.scalars(select(HouseholdChange.id)).one())

    def _desk(self, session: Session) -> None:
        """What people of the office wrote."""
        desk, survey = self.near[Role.SUPERVISOR], f"/surveys/{self.names['survey_id']}"
        _done(desk.post(f"{survey}/comments", data={"ref": "floor_area", "text": "Hỏi lại diện tích"}))
        _done(desk.post(f"{survey}/comment-templates", data={"note": "Xem lại câu này"}))
        _done(desk.post(f"{survey}/back-check", data={"note": "Vì sao"}))
        _done(desk.post("/surveys/views", data={"name": "Của tôi", "status": "received"}))
        _done(self.near[Role.COLLECTOR].post("/account/openrosa", data={"kind": "address", "label": "Kobo"}))
        _done(desk.post(f"{survey}/messages", data={"text": "Chị xem lại nhé", "id": str(new_id())}))
        taken(session, self.near[Role.CADRE], paper(self.cast))
        made = plan(session, self.cast)
        session.commit()
        self.names |= {"plan_id": str(made.id), "occurrence_id": str(turn(session, made).id)}
        for name, model in (
            ("comment_id", Comment), ("check_id", BackCheck), ("template_id", CommentTemplate), ("view_id", SavedView), ("key_id", OpenRosaKey),
            ("petition_id", Petition), ("row_id", InboxRow),
        ):  # fmt: skip
            self.names[name] = str(session.scalars(select(model.id)).first())  # type: ignore[attr-defined]

    def _waiting(self, app: Flask, session: Session) -> None:
        """What waits for a person: a late visit, a survey of an unknown sheet, a file that came in."""
        unknown = phone.survey(self.cast, self.round, version="9", household=str(self.cast.unlisted.id))
        who = Phone(app, self.cast.collector)
        assert who.send(unknown)[0]["cause"]["code"] == "unknown_form"
        self.fitting["unmatched"] = {"item_id": unknown["id"]}
        file = handover.made(who, handover.sealed(self.cast.commune.id, phone.visit(self.cast, self.round)))
        _done(handover.hand_in(self.near[Role.SUPERVISOR], file))
        told = session.scalars(select(Event).where(Event.action == handovers.TAKEN)).one()
        self.names["handover_id"] = str(told.subject_id)
        token = session.scalars(select(DepositToken).where(DepositToken.device_id == UUID(who.device))).one()
        token.revoked_at = datetime(2026, 10, 23, tzinfo=UTC)
        session.commit()
        late = phone.visit(self.cast, self.round, note="Muộn")
        assert who.drop_off(app, late).get_json()["outcomes"][0]["outcome"] == "held"
        self.fitting["late"] = {"item_id": late["id"]}

    def _later(self, app: Flask, session: Session) -> None:
        self.names["check_id"] = str(neighbour_rows.back_check(app, session, self.cast, self.round).id)
        self.names["change_id"] = str(neighbour_rows.change(session, self.cast, self.round).id)
        scan = neighbour_rows.paper(self.near[Role.CADRE], self.cast, self.round)
        typed = {"household_id": str(self.cast.others_household.id), "sha256": scan}
        self.fitting |= dict.fromkeys(("paper", "paper_entries", "paper_scans"), typed)

    def ask(self, client: FlaskClient, rule: Any, method: str, **other: str) -> TestResponse:
        """One request to a route, naming what is ours but for ``other``."""
        known = {**self.names, **self._fitting(rule.endpoint), **other}
        named = {name: known[name] for name in rule.arguments if name in known}
        given = {"data": self.sent} if method == "POST" else {"query_string": {"ref": self.sent["ref"]}}
        answer = client.open(address(rule, named), method=method, **given)
        answer.get_data()
        answer.close()  # photos are read from their files
        return answer

    def unknown(self, rule: Any) -> set[str]:
        """What an address names and nobody said here what it is."""
        return {name for name in rule.arguments if name not in {**self.names, **self._fitting(rule.endpoint)}}

    def _fitting(self, endpoint: str) -> dict[str, str]:
        return self.fitting.get(endpoint) or self.fitting.get(endpoint.partition(".")[0], {})


def address(rule: Any, named: dict[str, str]) -> str:
    """A route's address."""
    return str(rule.build(named, append_unknown=False)[1])


def _done(answer: TestResponse) -> None:
    assert answer.status_code in (200, 303), answer.text
