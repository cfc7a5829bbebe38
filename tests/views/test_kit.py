"""The kit a phone carries: what is in it, what is never, and how it is brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import Assignment, HouseholdRead, Round, UnitKind
from gnbv.services import events, form_publishing, sync_schema
from gnbv.services.canonical import digest
from tests import factories, sheets
from tests.factories import Cast
from tests.phone import MARKER, Phone


def by_type(kit: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry["data"] for entry in kit["entries"] if entry["type"] == kind}


def test_it_hands_out_everything_with_count_and_hashes(phone: Phone, cast: Cast, round_: Round) -> None:
    kit = phone.kit()
    sync_schema.check("kit", kit)
    assert (kit["mode"], kit["page"], kit["pages"], kit["today"]) == ("full", 1, 1, "2026-10-23")
    assert kit["count"] == len(kit["entries"]) and kit["sha256"] == digest(kit["entries"])
    assert all(entry["hash"] == digest(entry["data"]) for entry in kit["entries"])
    kinds = {entry["type"] for entry in kit["entries"]}
    assert kinds >= {"me", "key", "settings", "unit", "round", "form", "pack", "assignment", "household"}
    me = by_type(kit, "me")[str(cast.collector.id)]
    assert me["roles"] == [{"role": "collector", "unit": str(cast.village.id)}]
    assert by_type(kit, "round")[str(round_.id)]["form"]["form"] == "phieu-ra-soat"


def test_it_carries_a_form_that_is_ready_to_show_and_to_run(phone: Phone) -> None:
    (form,) = by_type(phone.kit(), "form").values()
    assert form["order"][0] == "intro" and set(form["fragments"]) == set(form["order"])
    assert 'data-group="intro"' in form["fragments"]["intro"]
    assert form["compiled"]["form"] == "phieu-ra-soat"


def test_it_opens_members_of_assigned_households_only(phone: Phone, cast: Cast) -> None:
    homes = by_type(phone.kit(), "household")
    own, other = homes[str(cast.household.id)], homes[str(cast.unlisted.id)]
    assert [member["name"] for member in own["members"]] == ["Lò Văn Thử", "Lò Thị Mẫu", "Lò Văn Con"]
    assert own["reason"] == "poor" and own["assignment"]
    assert (other["head"], other["number"]) == ("Hà Văn Ngoài", 18)
    assert other["members"] is other["last"] is other["assignment"] is None


def test_it_never_hands_out_other_units(phone: Phone, cast: Cast) -> None:
    text = str(phone.kit())
    for stranger in (cast.others_household, cast.far_household):
        assert str(stranger.id) not in text and stranger.head_name not in text
    assert str(cast.far_commune.id) not in text and str(cast.other_village.id) not in text


def test_it_gives_no_households_to_somebody_who_does_not_survey(
    app: Flask, cast: Cast, round_: Round
) -> None:
    kit = Phone(app, cast.supervisor).kit()
    assert not by_type(kit, "household") and not by_type(kit, "survey")


def test_it_refuses_nobody_and_a_foreign_device(app: Flask, phone: Phone, cast: Cast) -> None:
    assert app.test_client().get("/sync/kit", headers=MARKER).status_code == 401
    other = Phone(app, cast.other_collector)
    foreign = {**MARKER, "X-Gnbv-Device": other.device}
    assert phone.client.get("/sync/kit", headers=foreign).status_code == 401
    own = {**MARKER, "X-Gnbv-Device": phone.device}
    assert phone.client.get("/sync/kit", headers=own).status_code == 200
    assert phone.client.get("/sync/kit").status_code == 422


def test_it_logs_the_list_handed_out(phone: Phone, cast: Cast) -> None:
    phone.kit()
    with db.engines["reads"].connect() as connection:
        rows = connection.execute(select(HouseholdRead.household_id, HouseholdRead.place)).all()
    assert {row.household_id for row in rows} == {cast.household.id, cast.unlisted.id}
    assert {row.place for row in rows} == {"kit"}


def test_it_brings_only_what_changed(phone: Phone, cast: Cast, session: Session) -> None:
    cursor = phone.kit()["cursor"]
    quiet = phone.kit(cursor)
    assert (quiet["mode"], quiet["entries"], quiet["removed"]) == ("delta", [], [])
    cast.unlisted.head_name = "Hà Văn Mới"
    events.changed(session, 1, "household", cast.unlisted.id, unit_id=cast.village.id)
    events.changed(session, 1, "household", cast.far_household.id, unit_id=cast.far_village.id)
    session.commit()
    delta = phone.kit(cursor)
    assert [(entry["id"], entry["data"]["head"]) for entry in delta["entries"]] == [
        (str(cast.unlisted.id), "Hà Văn Mới")
    ]
    assert delta["removed"] == []
    assert phone.kit(delta["cursor"])["count"] == 0


def test_it_takes_back_what_is_gone(phone: Phone, cast: Cast, session: Session) -> None:
    cursor = phone.kit()["cursor"]
    cast.unlisted.closed_on = factories.DAY
    events.changed(session, 1, "household", cast.unlisted.id, unit_id=cast.village.id)
    session.commit()
    assert phone.kit(cursor)["removed"] == [{"type": "household", "id": str(cast.unlisted.id)}]


def test_it_answers_a_changed_scope_with_a_manifest(phone: Phone, cast: Cast, session: Session) -> None:
    cursor = phone.kit()["cursor"]
    assignment = session.scalars(select(Assignment).where(Assignment.user_id == cast.collector.id)).one()
    assignment.closed_at = factories.NOW
    session.commit()
    manifest = phone.kit(cursor)
    assert manifest["mode"] == "manifest" and all("data" not in entry for entry in manifest["entries"])
    assert manifest["sha256"] == digest(manifest["entries"])
    assert "assignment" not in {entry["type"] for entry in manifest["entries"]}
    got = phone.want(("household", str(cast.household.id)), ("household", str(cast.far_household.id)))
    assert (got["mode"], got["count"]) == ("delta", 1)
    assert got["entries"][0]["data"]["members"] is None
    assert got["entries"][0]["hash"] in {entry["hash"] for entry in manifest["entries"]}
    assert phone.kit(manifest["cursor"])["mode"] == "delta"


def test_it_pages_without_losing_or_doubling_an_entry(
    app: Flask, phone: Phone, cast: Cast, session: Session
) -> None:
    whole = {(entry["type"], entry["id"]) for entry in phone.kit()["entries"]}
    app.config["KIT_PAGE_ENTRIES"] = 4
    page, seen = phone.kit(), []
    pages = page["pages"]
    assert pages == -(-len(whole) // 4)
    while True:
        seen += [(entry["type"], entry["id"]) for entry in page["entries"]]
        if page["page"] == pages:
            break
        if page["page"] == 2:  # a household that appears in between must not shift the pages
            factories.household(session, cast.village, 19, "Hộ Mới Tới")
            session.commit()
        following = phone.kit(page["cursor"])
        assert (following["page"], following["pages"]) == (page["page"] + 1, pages)
        page = following
    assert len(seen) == len(set(seen)) and set(seen) >= whole
    assert phone.kit(page["cursor"])["mode"] == "delta"


@pytest.mark.parametrize(
    "cursor", ["x", "e30", "W10", "W251bGwsMV0", "=" * 9, "WyJhIiwxLCJiIiwyLDMsNCxbIngiLCJ5Il1d"]
)
def test_it_answers_an_unreadable_cursor_with_the_whole_kit(phone: Phone, cursor: str) -> None:
    assert phone.kit(cursor)["mode"] == "full"


def test_it_refuses_a_bad_wish(phone: Phone) -> None:
    for body in (b'{"want": 3}', b"{", b"[]", b'{"want":[{"type":"household"}]}'):
        answer = phone.client.post("/sync/kit", data=body, headers=MARKER, content_type="application/json")
        assert answer.status_code == 422 and answer.get_json()["app"] == "gnbv"


def test_it_asks_the_database_a_constant_number_of_times(phone: Phone, cast: Cast, session: Session) -> None:
    phone.kit()
    few = len(list(_queries(phone)))
    village = factories.unit(session, "Thôn 3", UnitKind.VILLAGE, cast.commune)
    for number in range(30, 60):
        home = factories.household(session, cast.village, number, f"Chủ hộ {number}", "Người hai")
        factories.household(session, village, number, f"Chủ hộ khác {number}")
        session.add(
            Assignment(
                tenant=1,
                round_id=session.scalars(select(Round.id)).one(),
                household_id=home.id,
                user_id=cast.collector.id,
                assigned_at=factories.NOW,
            )  # fmt: skip
        )
    session.commit()
    assert len(list(_queries(phone))) == few


def _queries(phone: Phone) -> Iterator[str]:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        phone.kit()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    yield from seen


def test_a_round_with_a_sheet_its_standards_do_not_fit_still_has_a_kit(
    app: Flask, session: Session, cast: Cast, round_: Round, tmp_path: Path
) -> None:
    book = tmp_path / "khac.xlsx"
    book.write_bytes(sheets.workbook([{"type": "text", "name": "note", "label": "Ghi chú"}]))
    version, _ = form_publishing.publish(session, cast.commune.tenant, book)
    round_.form_version_id = version.id
    session.commit()
    kit = Phone(app, cast.collector).kit()
    assert by_type(kit, "form") and by_type(kit, "household")
    assert by_type(kit, "pack") == {}
