"""What happens beside the pages while a village goes its road: a short list, sheets that come in from phones with what
was keyed from the signed paper, and their approval."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from playwright.sync_api import Page
from pypdf import PdfReader
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from gnbv.cli_server import print_certificates
from gnbv.models import Assignment, Household, HouseholdClass, LedgerRow, Round, RoundHousehold, Survey, Unit
from gnbv.permissions import Actor, actor_for
from gnbv.services import decisions, village_results
from tests.browser.office_waiting import application, close, user
from tests.browser.round_count import Home
from tests.browser.round_field import Field
from tests.browser.stage import Stage

VILLAGE = "Thôn 3"
POOR, NEAR, NEITHER = HouseholdClass.POOR, HouseholdClass.NEAR_POOR, HouseholdClass.NOT_POOR
# Newly arisen, still poor, poor to near-poor, escaped from near-poor: class before, class by the signed paper.
ROAD = ((NEITHER, POOR), (POOR, POOR), (POOR, NEAR), (NEAR, NEITHER))
MARKS = {POOR: ("120", "1 4 8"), NEAR: ("131", "1 4"), NEITHER: ("176", "none")}


def paper(household_class: HouseholdClass) -> dict[str, str]:
    """B1, the twelve marks and the class as the signed sheet has them."""
    total, deprived = MARKS[household_class]
    return {
        "paper.b1_total": total, "paper.paper_signed": "yes", "paper.paper_deprived": deprived,
        "paper.paper_class": household_class.value,
    }  # fmt: skip


@contextmanager
def commune(stage: Stage) -> Iterator[Session]:
    """The commune's database behind the server's back, on the stage's day; what is written is committed."""
    app = application(stage)
    with app.app_context():
        from gnbv.db import db

        session = db.session()
        yield session
        session.commit()
        close(session)


def person(session: Session, stage: Stage, name: str) -> Actor:
    from gnbv.clock import today

    return actor_for(user(session, name), today())


def village_of(session: Session, name: str = VILLAGE) -> Unit:
    head = user(session, "truongthon").grants[0].unit
    return session.scalars(select(Unit).where(Unit.parent_id == head.parent_id, Unit.name == name)).one()


def short_list(stage: Stage) -> tuple[str, list[Home]]:
    """Only the homes of ``ROAD`` stay on the village's list, and nobody else there was ever poor; the round's id and the
    homes in that order."""
    with commune(stage) as session:
        village = village_of(session)
        round_ = session.scalars(select(Round).where(Round.unit_id == village.parent_id)).one()
        lines = village_results.of_village(session, round_, village.id)
        kept = []
        for before, _after in ROAD:
            was = {POOR: POOR, NEAR: NEAR}.get(before)
            kept.append(next(one for one in lines if one not in kept and _was(one, round_) is was))
        for one in lines:
            given = Assignment.household_id == one.household.id
            if one in kept:
                session.execute(update(Assignment).where(given).values(user_id=user(session, "rasoat").id))
            else:
                session.execute(delete(Assignment).where(given))
                session.execute(delete(LedgerRow).where(LedgerRow.household_id == one.household.id))
                session.delete(one.line)
        homes = [Home(one.household.head_name, one.household.number, village.name) for one in kept]
        return str(round_.id), homes


def village_id(stage: Stage) -> UUID:
    with commune(stage) as session:
        return village_of(session).id


def commune_id(stage: Stage) -> UUID:
    with commune(stage) as session:
        found = village_of(session).parent_id
        assert found
        return found


def unlisted(stage: Stage) -> Home:
    """A home of the village that no review ever listed."""
    with commune(stage) as session:
        village = village_of(session)
        home = session.scalars(
            select(Household)
            .where(
                Household.unit_id == village.id,
                Household.closed_on.is_(None),
                Household.id.not_in(select(RoundHousehold.household_id)),
                Household.id.not_in(select(LedgerRow.household_id)),
            )
            .order_by(Household.number.desc())
        ).first()
        assert home
        return Home(home.head_name, home.number, village.name)


def _was(one: village_results.HomeResult, round_: Round) -> HouseholdClass | None:
    found = one.was(round_.standards[0])
    return found if found in (POOR, NEAR) else None


def surveyed(
    stage: Stage, round_id: str, username: str, homes: list[tuple[Home, HouseholdClass]], **more: Any
) -> list[str]:
    """Sheets of these homes come in from ``username``'s phone and are approved by the supervisor; their ids."""
    field = Field(stage, round_id)
    sent = [field.send(username, home, answers=paper(after), **more) for home, after in homes]
    approve(stage, sent)
    return sent


def approve(stage: Stage, surveys: list[str]) -> None:
    with commune(stage) as session:
        supervisor = person(session, stage, "giamsat")
        for id_ in surveys:
            survey = session.get_one(Survey, (supervisor.tenant, UUID(id_)))
            assert survey.revision_id
            decisions.approve(session, supervisor, survey, survey.revision_id)


def printed(stage: Stage) -> int:
    """How many certificates the worker makes when it looks for some."""
    with commune(stage):
        return print_certificates(1)


def members(stage: Stage, home: Home) -> list[str]:
    """The names of who lives there, by the register."""
    return [
        row["name"]
        for row in stage.rows(
            """SELECT p.name FROM membership m JOIN person p ON p.id = m.person_id JOIN household h ON h.id = m.household_id
            JOIN unit u ON u.id = h.unit_id WHERE m.valid_to IS NULL AND h.number = ? AND u.name = ?""",
            home.number,
            home.village,
        )
    ]


def text_of(page: Page, address: str) -> str:
    """What a PDF says, in one line."""
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def refused(page: Page, address: str, **form: str) -> int:
    """What the server answers when this person sends the act without a button for it."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    return page.request.post(address, form={"csrf_token": token, **form}, max_redirects=0).status
