"""Every route names its right, and every person of the sample meets exactly what their role allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import create_app
from gnbv.clock import now
from gnbv.db import db
from gnbv.demo.load import load
from gnbv.demo.users import PASSWORD, USERS
from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    Household,
    HouseholdChange,
    HouseholdClass,
    Occurrence,
    Plan,
    Recognition,
    RecognitionState,
    Round,
    Task,
    Unit,
    User,
)
from gnbv.services import certificates
from tests import new_household, phone

NOWHERE = UUID("00000000-0000-7000-8000-000000000000")
PROGRAMS = ("/sync",)
EVERYBODY = set(USERS)
XUAN_HOA = EVERYBODY - {"rasoat-khac", "giamsat-khac"}
SUPERVISORS = {"giamsat", "giamsat2", "giamsat-khac"}
READERS = {*SUPERVISORS, "lanhdao", "daumoi", "mattran"}
# Who looks at the procedure of villages, each of their own.
PROCEDURE = {*READERS, "canbo", "truongthon"}
FIELD = {"rasoat", "rasoat2", "rasoat-khac", "truongthon"}
# Pages without a record: who may open them. All others meet 403.
PAGES = {
    "/account": EVERYBODY,
    "/inbox": EVERYBODY,
    "/account/openrosa": EVERYBODY,
    "/account/devices": EVERYBODY,
    "/account/password": EVERYBODY,
    "/people": {"quantri", "quantri2"},
    "/form-exports": {"lanhdao", "daumoi"},
    "/surveys/unmatched": SUPERVISORS,
    "/handovers": {*SUPERVISORS, "daumoi", "quantri", "quantri2"},
    "/waiting": {*SUPERVISORS, "daumoi"},
    "/conflicts": {*SUPERVISORS, "daumoi"},
    "/late": {*SUPERVISORS, "daumoi"},
    "/app": EVERYBODY,
    "/rounds": {"lanhdao", "daumoi"},
    "/rounds/new": {"lanhdao", "daumoi"},
    "/complaints": {*READERS, "canbo", "truongthon"},
    "/complaints/new": {"canbo", "lanhdao", "daumoi"},
    "/petitions": {"canbo", "lanhdao", "daumoi"},
    "/petitions/new": {"canbo", "lanhdao", "daumoi"},
    "/paper": {"canbo", "daumoi"},
    "/households/new": {"canbo", "lanhdao", "daumoi"},
    "/forms": {"daumoi", "quantri", "quantri2"},
    "/packs": {"lanhdao", "quantri", "quantri2"},
    "/surveys": READERS,
    "/board": READERS,
    "/tables": READERS,
    "/tables/homes?table=T2&section=poor.households&column=9": READERS,
    "/tables/lists/T15": READERS,
    "/tables.xlsx": READERS,
    "/tables/print": READERS,
    "/tables/templates": READERS,
    "/tables/figures": {"lanhdao", "daumoi"},
    "/procedure": PROCEDURE,
    "/recommendations": PROCEDURE,
    "/plans": {*READERS, "canbo"},
    "/tasks": {*FIELD, *READERS, "canbo"},
}
# Records of xã Xuân Hoà: who may read them; a stranger of the other commune meets 404, others 403.
RECORDS = {
    "/surveys/{survey}": READERS,
    "/surveys/{survey}/sheet": READERS,
    "/surveys/{survey}/correction?ref=floor_area": {"giamsat", "giamsat2"},
    "/surveys/{survey}/messages": READERS,
    "/rounds/{round}": READERS,
    "/rounds/{round}/villages": READERS,
    "/rounds/{round}/villages/{village}": READERS,
    "/rounds/{round}/collectors/{collector}": READERS,
    "/rounds/{round}/procedure": PROCEDURE,
    "/rounds/{round}/villages/{village}/procedure": PROCEDURE,
    "/rounds/{round}/villages/{village}/file": PROCEDURE,
    "/rounds/{round}/villages/{village}/postings": {*READERS, "canbo"},
    "/rounds/{round}/villages/{village}/meetings": {*READERS, "canbo"},
    "/rounds/{round}/villages/{village}/conclusions": {"lanhdao", "daumoi"},
    "/rounds/{round}/plan": {"lanhdao", "daumoi"},
    "/rounds/{round}/plan/edit": {"lanhdao", "daumoi"},
    "/rounds/{round}/preparations/board": {"lanhdao", "daumoi"},
    "/rounds/{round}/list": {"lanhdao", "daumoi"},
    "/rounds/{round}/list/print": {"lanhdao", "daumoi"},
    "/rounds/{round}/assignments": {*SUPERVISORS, "lanhdao", "daumoi"},
    "/rounds/{round}/assignments/households": {*SUPERVISORS, "lanhdao", "daumoi"},
    "/rounds/{round}/back-checks": {*SUPERVISORS, "lanhdao", "daumoi"},
    "/rounds/{round}/back-checks/questions": {*SUPERVISORS, "lanhdao", "daumoi"},
    "/rounds/{round}/back-checks/rates": {*SUPERVISORS, "lanhdao", "daumoi"},
    "/rounds/{round}/collectors": {*SUPERVISORS, "lanhdao", "daumoi"},
    "/rounds/{round}/quality": {*SUPERVISORS, "lanhdao", "daumoi"},
    "/rounds/{round}/households/{household}": READERS,
    "/households/{household}": {*READERS, "canbo"},
    "/rounds/{round}/recognitions": {*READERS, "canbo"},
    "/rounds/{round}/standards": {*READERS, "canbo"},
    "/rounds/{round}/average": {*READERS, "canbo"},
    "/recognitions/{signed}": {*READERS, "canbo"},
    "/recognitions/{signed}/print": {*READERS, "canbo"},
    "/recognitions/{signed}/refusals": {*READERS, "canbo"},
    "/recognitions/{signed}/register": READERS,
    "/recognitions/{signed}/certificates": {*READERS, "canbo", "truongthon"},
    "/recognitions/{signed}/certificates/run": {*READERS, "canbo", "truongthon"},
    "/recognitions/{signed}/certificates/villages/{village}": {*READERS, "canbo"},
    "/recognitions/{signed}/certificates/villages/{village}/book": {*READERS, "canbo"},
    "/recognitions/{signed}/certificates/villages/{village}/papers": {*READERS, "canbo"},
    "/recognitions/{signed}/returns": {*READERS, "canbo", "truongthon"},
    "/recognitions/{signed}/returns/print": {*READERS, "canbo", "truongthon"},
    "/certificates/{certificate}": {*READERS, "canbo"},
    "/rounds/{round}/households": READERS,
    "/rounds/{round}/changes": READERS,
    "/changes/{change}": READERS,
    "/rounds/{round}/households.csv": {"lanhdao", "daumoi"},
    "/paper/{round}/{household}": {"canbo", "daumoi"},
    "/plans/{plan}": {*READERS, "canbo"},
    "/tasks/{occurrence}": PAGES["/tasks"],
}
STRANGERS = {"rasoat-khac", "giamsat-khac"}
# Of the same commune; the survey is of a village in which they hold nothing.
OTHER_VILLAGES = {"rasoat2", "truongthon"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole sample in a database of its own; these tests read only."""
    folder = tmp_path_factory.mktemp("routes")
    app = create_app(
        {"TESTING": True, "TODAY": date(2026, 10, 23), "SECRET_KEY": "test", "WTF_CSRF_ENABLED": False},
        instance_path=str(folder),
    )
    with app.app_context():
        db.create_all(bind_key=[None, "reads"])
        load(db.session())
        db.session.commit()
    yield app
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="module")
def ids(sample: Flask) -> dict[str, str]:
    """One record of each kind in Xuân Hoà; the survey came from rasoat's phone."""
    with sample.app_context():
        session: Session = db.session()
        collector = session.scalar(select(User).where(User.username == "rasoat"))
        household = session.scalar(
            select(Household)
            .join(Assignment, Assignment.household_id == Household.id)
            .where(Assignment.user_id == collector.id)
        )
        commune = session.scalar(select(Unit).where(Unit.id == household.unit.parent_id))
        round_ = session.scalar(select(Round).where(Round.unit_id == commune.id))
        plan = session.scalar(select(Plan).where(Plan.unit_id == commune.id))
        occurrence = session.scalar(
            select(Occurrence).join(Task, Task.id == Occurrence.task_id).where(Task.plan_id == plan.id)
        )
        made = phone.Phone(sample, collector, PASSWORD)
        sent = phone.survey(SimpleNamespace(household=household), round_)  # type: ignore[arg-type]
        (outcome,) = made.send(sent)
        assert outcome["outcome"] == "accepted", outcome
        home = SimpleNamespace(household=household, village=household.unit)
        told = new_household.made(home, round_)  # type: ignore[arg-type]
        assert made.send(told)[0]["outcome"] == "accepted"
        change = session.scalar(
            select(HouseholdChange.id).where(HouseholdChange.household_id == UUID(told["subject"]))
        )
        signed = Recognition(
            tenant=round_.tenant, id=new_id(), unit_id=commune.id, round_id=round_.id, standard="x", year=2026,
            state=RecognitionState.SIGNED, villages=[str(household.unit_id)], decided_on=date(2026, 10, 22),
            recorded_at=now(),
        )  # fmt: skip
        session.add(signed)
        session.flush()
        paper = certificates.blank(
            session, signed, household, HouseholdClass.POOR, [], valid_from=date(2026, 10, 22)
        )
        session.add(paper)
        session.commit()
        return {
            "signed": str(signed.id), "certificate": str(paper.id),
            "change": str(change), "survey": sent["subject"], "round": str(round_.id), "household": str(household.id),
            "plan": str(plan.id), "occurrence": str(occurrence.id), "village": str(household.unit_id),
            "collector": str(collector.id),
        }  # fmt: skip


@pytest.fixture(scope="module")
def clients(sample: Flask) -> dict[str, FlaskClient]:
    """Everybody of the sample, signed in."""
    made = {}
    for username in USERS:
        made[username] = sample.test_client()
        answer = made[username].post("/login", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 303, username
    return made


def rules(app: Flask) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def address(rule: Any) -> str:
    found = {name: str(NOWHERE) if "id" in name or name == "sha256" else "x" for name in rule.arguments}
    if "name" in found:
        found["name"] = "b1" if rule.endpoint.startswith("pack_tables.") else "phone.js"
    return str(rule.build(found)[1])


def test_it_finds_a_named_right_on_every_route(sample: Flask) -> None:
    unnamed = [
        str(rule)
        for rule in rules(sample)
        if not getattr(sample.view_functions[rule.endpoint], "permission_name", "")
    ]
    assert len(rules(sample)) > 30
    assert unnamed == []


def test_it_lets_nobody_in_who_is_not_signed_in(sample: Flask) -> None:
    wrong = []
    for rule in rules(sample):
        if sample.view_functions[rule.endpoint].permission_name == "public":  # type: ignore[attr-defined]
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = sample.test_client().open(address(rule), method=method, headers={"X-Gnbv": "1"})
            right = (
                answer.status_code == 401 and answer.get_json()["app"] == "gnbv"
                if str(rule).startswith(PROGRAMS)
                else answer.status_code == 303 and answer.location.startswith("/login?next=")
            )
            if not right:
                wrong.append((method, str(rule), answer.status_code, answer.location))
    assert wrong == []


def test_it_names_few_routes_public_and_no_other(sample: Flask) -> None:
    public = {
        rule.endpoint
        for rule in rules(sample)
        if sample.view_functions[rule.endpoint].permission_name == "public"  # type: ignore[attr-defined]
    }
    assert public <= {
        "sign_in.index", "sign_in.show", "sign_in.create", "app_shell.show", "app_shell.index",
        "app_shell.bundle", "app_shell.rare", "pwa.favicon", "pwa.manifest", "pwa.ping", "pwa.schema", "pwa.service_worker",
        # These ask for a session or a deposit token themselves.
        "sync.create", "attachments.show", "attachments.update",
        "copies.keep", "copies.create", "copies.show", "copies.update",
        # These ask for Basic or a key themselves.
        # For everybody who has an address that nobody can guess, while a list hangs.
        "public_postings.show", "public_postings.new", "public_postings.create",
        # For everybody who holds a certificate, or types what is on it.
        "public_certificates.index", "public_certificates.show",
        "openrosa.index", "openrosa.show", "openrosa.manifest", "openrosa.media", "openrosa.create",
    }  # fmt: skip


def test_it_asks_every_program_who_it_is(sample: Flask) -> None:
    asked = [rule for rule in rules(sample) if rule.endpoint.startswith("openrosa.")]
    assert len(asked) == 10
    for rule in asked:
        for method in rule.methods - {"OPTIONS"}:
            answer = sample.test_client().open(address(rule), method=method)
            assert (answer.status_code, "Basic" in answer.headers["WWW-Authenticate"]) == (401, True), rule


@pytest.mark.parametrize("username", USERS)
def test_it_opens_the_pages_of_a_role_and_no_others(clients: dict[str, FlaskClient], username: str) -> None:
    met = {path: clients[username].get(path).status_code for path in PAGES if path != "/board"}
    assert met == {
        path: 200 if username in people else 403 for path, people in PAGES.items() if path != "/board"
    }
    board = clients[username].get("/board", follow_redirects=True)
    assert board.status_code == (200 if username in PAGES["/board"] else 403)


@pytest.mark.parametrize("username", USERS)
def test_it_opens_records_inside_the_area_only(
    clients: dict[str, FlaskClient], ids: dict[str, str], username: str
) -> None:
    met, expected = {}, {}
    for path, people in RECORDS.items():
        met[path] = clients[username].get(path.format(**ids)).status_code
        expected[path] = 200 if username in people else 403
        of_one_home = (
            path.startswith(("/surveys/", "/changes/", "/certificates/"))
            or "{household}" in path
            or "{village}" in path
        )
        # Works in no village of the collector, who is not to be found there.
        of_nobody_near = "{collector}" in path and username == "rasoat2"
        if username in STRANGERS or of_nobody_near or (username in OTHER_VILLAGES and of_one_home):
            expected[path] = 404
    assert met == expected


@pytest.mark.parametrize("path", RECORDS)
def test_it_hides_a_record_from_the_same_role_of_another_commune(
    clients: dict[str, FlaskClient], ids: dict[str, str], path: str
) -> None:
    for username in STRANGERS:
        there = clients[username].get(path.format(**ids))
        nowhere = clients[username].get(path.format(**dict.fromkeys(ids, str(NOWHERE))))
        # What is not theirs looks exactly like what does not exist.
        assert there.status_code == nowhere.status_code == 404


def test_it_gives_a_kit_of_the_own_villages_only(clients: dict[str, FlaskClient]) -> None:
    kits = {}
    for username in ("rasoat", "rasoat2", "rasoat-khac"):
        client = clients[username]
        device = client.post("/sync/device", json={"label": "x"}, headers=phone.MARKER).get_json()["device"]
        answer = client.get("/sync/kit", headers={**phone.MARKER, "X-Gnbv-Device": device}).get_json()
        kits[username] = {entry["id"] for entry in answer["entries"] if entry["type"] == "household"}
        assert kits[username], username
    assert kits["rasoat"].isdisjoint(kits["rasoat2"])
    assert kits["rasoat"].isdisjoint(kits["rasoat-khac"])


def test_it_finds_no_record_whose_name_holds_nul(
    clients: dict[str, FlaskClient], ids: dict[str, str]
) -> None:
    assert clients["giamsat"].get(f"/surveys/{ids['survey']}/files/%00").status_code == 404
    sent = clients["rasoat"].put(f"/sync/attachments/{NOWHERE}/%00/{'0' * 64}", headers=phone.MARKER)
    assert (sent.status_code, sent.get_json()["error"]["code"]) == (404, "not_found")


def test_it_does_not_let_a_stranger_decide(clients: dict[str, FlaskClient], ids: dict[str, str]) -> None:
    for username, status in (("giamsat-khac", 404), ("lanhdao", 403), ("mattran", 403), ("rasoat", 403)):
        answer = clients[username].post(
            f"/surveys/{ids['survey']}/approval", data={"revision": ids["survey"]}
        )
        assert answer.status_code == status, username
