"""A batch with bad items among good ones, from a program: each is told, the good ones arrive."""

from __future__ import annotations

import copy
from types import SimpleNamespace

from playwright.sync_api import expect

from tests import phone as programs
from tests.browser.test_bad_input import HTML, programme, three_parts


def carried(session, stage):
    """What a program finds in its kit: the round and the households of its list."""
    answer = session.get(f"{stage.office}/sync/kit", headers={"X-Gnbv-Device": session.device}).json()
    of = {
        kind: [one["data"] for one in answer["entries"] if one["type"] == kind]
        for kind in ("round", "assignment")
    }
    return SimpleNamespace(id=of["round"][0]["id"]), [one["household"] for one in of["assignment"]]


def survey(round_, household, **more):
    return programs.survey(SimpleNamespace(household=SimpleNamespace(id=household)), round_, **more)


def hand_in(session, stage, *items):
    answer = session.post(f"{stage.office}/sync", json={"device": session.device, "items": list(items)})
    assert answer.status_code == 200, answer.text
    return [(one["outcome"], one["cause"]) for one in answer.json()["outcomes"]]


def test_good_items_of_a_batch_arrive_beside_bad_ones_and_each_cause_is_told(stage):
    mine, theirs = programme(stage), programme(stage, "rasoat2")
    round_, homes = carried(mine, stage)
    _, others = carried(theirs, stage)
    good = survey(round_, homes[0])
    foreign = survey(round_, others[0])
    forged = copy.deepcopy(survey(round_, homes[1]))
    forged["payload"]["answers"]["remarks"] = "đổi sau khi ký"
    unknown = survey(round_, homes[2], version="1999.1")
    last = survey(round_, homes[3])
    outcomes = hand_in(mine, stage, good, foreign, forged, unknown, last)
    assert [outcome for outcome, _ in outcomes] == ["accepted", "rejected", "rejected", "held", "accepted"]
    for outcome, cause in outcomes:
        if outcome != "accepted":
            assert three_parts(cause["vi"]) and three_parts(cause["en"]), cause
    # Asked again, nothing is doubled.
    again = [outcome for outcome, _ in hand_in(mine, stage, good, last)]
    assert again == ["duplicate", "duplicate"]
    assert stage.rows("SELECT status, count(*) AS n FROM survey GROUP BY status") == [
        {"status": "received", "n": 2}
    ]
    assert stage.count("SELECT count(*) FROM sync_item WHERE outcome = 'held'") == 1


def test_html_in_a_members_name_is_text_on_the_pages_of_the_office(stage, desk):
    mine = programme(stage)
    round_, homes = carried(mine, stage)
    made = survey(round_, homes[0])
    name, remarks = HTML[1], " ".join(HTML)
    payload = made["payload"]
    payload["answers"]["people"]["member"][0]["full_name"] = name
    payload["answers"].setdefault("closing", {})["remarks"] = remarks
    ready = programs.item("survey", made["subject"], payload)
    outcomes = hand_in(mine, stage, ready)
    assert outcomes == [("accepted", None)]
    page = desk(stage, "giamsat")
    page.goto(f"{stage.office}/surveys/{made['subject']}")
    expect(page.locator("main")).to_contain_text(name)
    expect(page.locator("main")).to_contain_text(remarks)
    assert "hỏng" not in page.title()
    page.goto(f"{stage.office}/surveys/{made['subject']}/sheet")
    expect(page.locator("body")).to_contain_text(name)
    assert "hỏng" not in page.title()
