"""The pages of the official tables: numbers, the households behind them, lists, files, figures of all households."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from gnbv.db import db
from gnbv.models import Event, HouseholdRead, UnitFigure
from tests import factories, table_stage


@pytest.fixture
def homes(session, cast):
    table_stage.standards(session)
    made = table_stage.homes(
        session,
        cast.village,
        {
            101: {2024: "poor", 2025: "poor", 2026: "near_poor"},
            102: {2025: "poor", 2026: "poor"},
            103: {2026: "poor"},
        },
    )
    made |= table_stage.homes(session, cast.far_village, {201: {2025: "poor", 2026: "poor"}})
    session.commit()
    return made


@pytest.fixture
def enter(app, cast, homes):
    """A signed-in browser of somebody of the cast."""

    def sign_in(person):
        client = app.test_client()
        answer = client.post("/login", json={"username": person.username, "password": factories.PASSWORD})
        assert answer.status_code in (200, 303)
        return client

    return sign_in


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def read(session) -> list[tuple[str, str]]:
    with db.engines["reads"].connect() as connection:
        rows = connection.execute(select(HouseholdRead.household_id, HouseholdRead.place))
        return [(str(id_), place) for id_, place in rows]


def test_a_table_shows_the_total_and_each_village_and_every_number_opens_its_households(
    enter, cast, homes, session
):
    client = enter(cast.leader)
    page = client.get("/tables?table=T2")
    assert page.status_code == 200
    assert "T2 cột (2) = T3 cột (5) = 1 hộ" in words(page)
    assert "thiếu tổng số hộ" in words(page)
    link = re.search(r'href="(/tables/homes\?[^"]*column=9[^"]*)"', page.text)[1].replace("&amp;", "&")
    listed = client.get(link)
    assert "Chủ 102" in listed.text
    assert "Chủ 103" in listed.text
    assert "Chủ 101" not in listed.text
    assert "Chủ 201" not in listed.text
    assert sorted(read(session)) == sorted((str(homes[n].id), "table") for n in (102, 103))


def test_lists_with_members_are_read_by_the_front_too_and_logged(enter, cast, homes, session):
    page = enter(cast.observer).get("/tables/lists/T15")
    assert "Người 102-2" in page.text
    assert "Người 101-2" not in page.text
    assert len(read(session)) == 2
    assert enter(cast.observer).get("/tables/lists/T2").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/tables", "/tables/homes?table=T2&section=poor.households&column=9", "/tables/lists/T15", "/tables.xlsx",
     "/tables/print", "/tables/templates"],
)  # fmt: skip
def test_who_reads_no_results_and_a_stranger_get_nowhere(enter, cast, path):
    assert enter(cast.collector).get(path).status_code == 403
    joined = f"{path}{'&' if '?' in path else '?'}unit={cast.commune.id}"
    assert enter(cast.far_supervisor).get(joined).status_code == 404


@pytest.mark.parametrize("query", ["year=abc", "year=1", "standard=none", "table=T99", "page=x"])
def test_an_address_that_asks_for_nothing_known_shows_the_newest_tables(enter, cast, query):
    assert enter(cast.leader).get(f"/tables?{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["table=T2", "table=T2&section=poor.households&column=77", "table=T9&section=x"]
)
def test_a_number_that_no_table_has_is_not_found(enter, cast, query):
    assert enter(cast.leader).get(f"/tables/homes?{query}").status_code == 404


def test_the_workbook_has_a_sheet_a_table_with_numbers_and_names_its_standard(enter, cast, homes, session):
    answer = enter(cast.coordinator).get("/tables.xlsx?year=2026")
    assert "2026-vn-2022-2025" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == [f"T{n}" for n in range(1, 14)]
    sheet = book["T2"]
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert any(row[0] == "Chuẩn nghèo đa chiều 2022–2025" for row in rows)
    assert ["Toàn bộ", 2, 1, 0, 0, 0, 0, 1, 0, 2] in [row[:10] for row in rows]
    assert sheet.page_setup.orientation == "landscape"
    assert read(session) == []
    named = enter(cast.coordinator).get("/tables.xlsx?table=T15")
    assert openpyxl.load_workbook(io.BytesIO(named.data)).sheetnames == ["T15"]
    assert {place for _, place in read(session)} == {"export"}


def test_a_village_s_tables_are_headed_by_its_commune(enter, cast):
    page = words(enter(cast.leader).get(f"/tables/print?table=T2&unit={cast.village.id}"))
    assert f"UBND {cast.commune.name}" in page
    assert f"UBND {cast.village.name}" not in page
    assert f"{cast.village.name}. Chuẩn" in page


def test_the_paper_lies_across_and_says_what_the_table_says(enter, cast, homes):
    pytest.importorskip("weasyprint")
    answer = enter(cast.leader).get("/tables/print.pdf?table=T2&table=T14")
    pages = PdfReader(io.BytesIO(answer.data)).pages
    assert all(page.mediabox.width > page.mediabox.height for page in pages)
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for expected in ("T2. Diễn biến hộ nghèo", "Chuẩn nghèo đa chiều 2022–2025", "Tái nghèo", "Bố cục tạm thời",
                     "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Người 101-2"):  # fmt: skip
        assert expected in text


def figures(cast, **more: str) -> dict[str, str]:
    village = str(cast.village.id)
    return {
        "unit": str(cast.commune.id), "as_of": "2026-10-01", "source": "Công an xã", f"households-{village}": "1.250",
        f"people-{village}": "4 100", **more,
    }  # fmt: skip


def test_figures_of_all_households_are_entered_with_day_and_source_and_again_change_nothing(
    enter, cast, session
):
    client = enter(cast.coordinator)
    assert client.get("/tables/figures").status_code == 200
    for _ in range(2):
        assert client.post("/tables/figures", data=figures(cast)).status_code == 303
    rows = session.scalars(select(UnitFigure).order_by(UnitFigure.value)).all()
    assert [(one.kind, one.value, one.source) for one in rows] == [
        ("households", 1250, "Công an xã"), ("people", 4100, "Công an xã"),
    ]  # fmt: skip
    acts = select(func.count()).select_from(Event).where(Event.action == "unit.figure")
    assert session.scalar(acts) == 2
    page = client.get("/tables?table=T1")
    assert "1.250" in page.text
    assert "Thôn 2" in words(page)[words(page).index("thiếu tổng số hộ") :][:40]


@pytest.mark.parametrize(
    "wrong",
    [{"as_of": "2030-01-01"}, {"as_of": ""}, {"source": " "}, {"people": "12"}, {"households": "nhiều"}],
)
def test_figures_that_cannot_be_are_refused_and_nothing_is_written(enter, cast, session, wrong):
    village = str(cast.village.id)
    sent = {key if key in ("as_of", "source") else f"{key}-{village}": value for key, value in wrong.items()}
    answer = enter(cast.leader).post("/tables/figures", data=figures(cast, **sent))
    assert answer.status_code == 422
    assert session.scalar(select(func.count()).select_from(UnitFigure)) == 0


def test_figures_are_entered_by_coordinator_and_leader_of_that_commune_alone(enter, cast):
    for person in (cast.supervisor, cast.observer, cast.collector):
        assert enter(person).get("/tables/figures").status_code == 403
        assert enter(person).post("/tables/figures", data=figures(cast)).status_code == 403
    far = figures(cast, unit=str(cast.far_commune.id))
    assert enter(cast.leader).post("/tables/figures", data=far).status_code == 404
