"""The sheet of ``docs/openrosa.md``: it picks a household, hides its ids and opens with its members."""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import FormVersion, Membership, Revision, Round
from gnbv.services import surveys
from tests import factories, openrosa_stage
from tests.factories import PASSWORD, Cast
from tests.openrosa_client import fill
from tests.sheets import end, q

BASIC = {"Authorization": "Basic " + base64.b64encode(f"thu:{PASSWORD}".encode()).decode()}
HOME = "instance('assigned_households')/root/item[name = ${home}]"
MEMBER = "instance('assigned_members')/root/item[household_id = ${home} and position = ${place}]"


def calculate(name: str, calculation: str) -> dict[str, Any]:
    return {"type": "calculate", "name": name, "calculation": calculation}


SURVEY = [
    {
        "type": "select_one_from_file assigned_households.csv",
        "name": "home",
        "label": "Hộ",
        "required": "yes",
    },
    calculate("household_id", "${home}"),
    calculate("round_id", f"{HOME}/round_id"),
    calculate("members", f"{HOME}/member_count"),
    {"type": "begin_repeat", "name": "member", "label": "Người", "repeat_count": "${members}"},
    calculate("place", "position(..)"),
    calculate("person_id", f"{MEMBER}/person_id"),
    calculate("registered", f"{MEMBER}/label"),
    q("text", "full_name", label="Tên"),
    end("repeat"),
    {"type": "select_one_from_file assigned_members.csv", "name": "answered", "label": "Ai trả lời?"},
]


@pytest.fixture
def round_(session: Session, cast: Cast, tmp_path: Path) -> Round:
    files = {"assigned_members.csv": b"name,label,household_id,person_id,position\nx,x,x,x,1\n"}
    version = openrosa_stage.publish(session, tmp_path / "sheet", SURVEY, files)
    made = factories.open_round(session, cast, version.id, [])
    session.commit()
    return made


def test_it_opens_with_the_members_of_the_household_that_was_picked(
    client: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    people = session.scalars(
        select(Membership.person_id)
        .where(Membership.household_id == cast.household.id)
        .order_by(Membership.position)
    ).all()
    xform = session.get_one(FormVersion, (round_.tenant, round_.form_version_id)).xform
    home = str(cast.household.id)
    # A program computes the hidden names; the server believes the picked household and computes them again.
    answers = {
        "home": home, "household_id": home, "round_id": str(round_.id), "members": "3",
        "member": [{"full_name": name} for name in ("Lò Văn Thử", "Lò Thị Mẫu", "Lò Văn Con")],
        "answered": str(people[1]),
    }  # fmt: skip
    session.rollback()

    def post(given: dict[str, Any]) -> tuple[int, str]:
        xml = BytesIO(fill(xform, given))
        data = {"xml_submission_file": (xml, "submission.xml", "text/xml")}
        answer = client.post("/openrosa/submission", data=data, headers=BASIC)
        return answer.status_code, answer.text

    assert post({**answers, "answered": str(cast.others_household.head_id)})[0] == 400
    assert post({**answers, "home": str(cast.others_household.id)})[0] == 400
    assert post(answers)[0] == 201
    session.rollback()
    kept = surveys.document_of(session, session.scalars(select(Revision).limit(1)).one())["answers"]
    assert [one["person_id"] for one in kept["member"]] == [str(one) for one in people]
    assert [one["registered"] for one in kept["member"]] == ["Lò Văn Thử", "Lò Thị Mẫu", "Lò Văn Con"]
    assert (kept["household_id"], kept["round_id"]) == (home, str(round_.id))


def test_it_never_sends_answers_to_another_server(
    client: FlaskClient, cast: Cast, session: Session, tmp_path: Path
) -> None:
    files = {"assigned_members.csv": b"name,label,household_id,person_id,position\nx,x,x,x,1\n"}
    address = {"submission_url": "https://example.org/take", "auto_send": "yes"}
    version = openrosa_stage.publish(session, tmp_path / "sheet", SURVEY, files, **address)
    assert 'action="https://example.org' in version.xform
    path = f"/openrosa/forms/{version.id}.xml"
    session.commit()
    served = client.get(path, headers=BASIC)
    assert served.status_code == 200 and "example.org" not in served.text and "<submission" in served.text
    md5 = hashlib.md5(served.data).hexdigest()
    assert f"md5:{md5}" in client.get("/openrosa/formList", headers=BASIC).text
