"""Three homes of one collector and what is sent of them: a calm sheet, on which no check finds anything, and changes to
it that one check finds. What was found is read on the supervisor's page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.ids import new_id
from gnbv.models import Household, HouseholdClass, Membership, Person, Result, Round, RoundStatus
from gnbv.services.sync_schema import instant_text
from tests import factories, scoring_cases
from tests.factories import TENANT, Cast
from tests.phone import Phone, season, survey
from tests.round_stage import official
from tests.signing_in import signed_in

# Head, day of birth, citizen number; nobody of them is like another.
PEOPLE = {
    "a": ("Lê Văn An", "1980-05-01", "000000000001"),
    "b": ("Trịnh Thị Bé", "1971-02-03", "000000000002"),
    "c": ("Đỗ Văn Cảnh", "1966-11-30", "000000000003"),
}
NUMBERS = {"a": 31, "b": 32, "c": 33}
CALM = {
    "today": "2026-10-23", "renderer": 1, "later": [], "notes": {},
    "started_at": "2026-10-23T02:00:00Z", "finished_at": "2026-10-23T02:41:00Z",
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """What differs from a calm sheet: ``answers`` by path, ``head`` of the head's row, more ``people``, the phone's
    ``meta``, ``more`` of the payload, how many seconds the phone's clock is ahead."""

    answers: dict[str, str | None] = field(default_factory=dict)
    head: dict[str, str | None] = field(default_factory=dict)
    people: tuple[dict[str, str], ...] = ()
    meta: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    ahead: int = 0


def at(lat: float, lon: float = 105.6, accuracy: float = 5.0) -> dict[str, Any]:
    """The phone's position when the sheet was finished."""
    return {"position": {"point": f"{lat:.7f} {lon:.7f} 0.0 {accuracy}", "at": "2026-10-23T02:40:00Z"}}


@dataclass(frozen=True)
class Case:
    """``planted`` is found with ``words``, ``near`` is not. ``others`` are sent first (``near_others`` before the near
    one, where they differ), ``last`` is last year's class, ``earlier`` what an earlier round holds of the same home."""

    code: str
    words: str
    planted: Sheet
    near: Sheet
    others: tuple[tuple[str, Sheet], ...] = ()
    near_others: tuple[tuple[str, Sheet], ...] | None = None
    last: HouseholdClass | None = None
    near_last: HouseholdClass | None = None
    earlier: Sheet | None = None
    family: tuple[str, ...] = ()


class Planting:
    def __init__(self, app: Flask, session: Session, cast: Cast) -> None:
        self.session = session
        self.cast = cast
        self.people: dict[str, str] = {}
        self.round = season(session, cast)
        self.homes = {
            key: factories.household(session, cast.village, NUMBERS[key], name)
            for key, (name, _, _) in PEOPLE.items()
        }
        for home in self.homes.values():
            factories.assign(session, self.round, home, cast.collector)
        session.commit()
        self.phone = Phone(app, cast.collector)
        self.office = signed_in(app, cast.supervisor)

    def plant(self, case: Case) -> str:
        """Everything of a case, then what is found; the survey's id."""
        return self._sow(case, case.planted, case.others, case.last)

    def near_miss(self, case: Case) -> str:
        """Everything of a case, then what is just not found."""
        others = case.others if case.near_others is None else case.near_others
        return self._sow(case, case.near, others, case.near_last or case.last)

    def _sow(
        self, case: Case, sheet: Sheet, others: tuple[tuple[str, Sheet], ...], last: HouseholdClass | None
    ) -> str:
        for name in case.family:
            self.join(name)
        if last:
            self.last_year(last)
        if case.earlier:
            self.before(case.earlier)
        for key, other in others:
            self.send(key, other)
        return str(self.send("a", sheet)["subject"])

    def join(self, name: str) -> None:
        """Somebody more whom the register knows in home ``a``."""
        home = self.session.merge(self.homes["a"])
        person = Person(
            tenant=TENANT, id=new_id(), name=name, search_name=name.lower(), sex="female", birth_year=1990,
            ethnicity="kinh", facts={}, created_at=factories.NOW,
        )  # fmt: skip
        self.session.add(person)
        self.session.flush()
        self.people[name] = str(person.id)
        self.session.add(
            Membership(
                tenant=TENANT, household_id=home.id, person_id=person.id, relation="child", position=1,
                valid_from=home.opened_on,
            )
        )  # fmt: skip
        self.session.commit()

    def last_year(self, household_class: HouseholdClass) -> None:
        official(self.session, self.homes["a"], household_class)

    def before(self, sheet: Sheet) -> None:
        """``a`` was surveyed in an earlier round that is over."""
        earlier = factories.open_round(
            self.session, self.cast, self.round.form_version_id, self.round.standards
        )
        factories.assign(self.session, earlier, self.homes["a"], self.cast.collector)
        self.session.commit()
        self.send("a", sheet, earlier)
        self.session.get_one(Round, (TENANT, earlier.id)).status = RoundStatus.CLOSED
        self.session.commit()

    def item(self, key: str, sheet: Sheet, round_: Round | None = None, **more: Any) -> dict[str, Any]:
        home = self.session.merge(self.homes[key])
        patch = {"people.member": self._people(key, home, sheet), **sheet.answers}
        return survey(
            self.cast, round_ or self.round, patch, household=str(home.id), meta={**CALM, **sheet.meta},
            **{**sheet.more, **more},
        )  # fmt: skip

    def send(self, key: str, sheet: Sheet, round_: Round | None = None, **more: Any) -> dict[str, Any]:
        item = self.item(key, sheet, round_, **more)
        told = {}
        if sheet.ahead:
            told = {"sent_at": instant_text(clock.now() + timedelta(seconds=sheet.ahead))}
        (answer,) = self.phone.post(item, **told).get_json()["outcomes"]
        assert answer["outcome"] == "accepted", answer
        return item

    def seen(self, survey_id: str) -> list[str]:
        """The signs on the supervisor's page of one survey, in words."""
        page = self.office.get(f"/surveys/{survey_id}")
        assert page.status_code == 200
        found = re.search(r'<section class="card" id="flags".*?</section>', page.text, re.DOTALL)
        lines = re.findall(r"<li class=\"stack\"><p>(.*?)</p>", found[0], re.DOTALL) if found else []
        return [re.sub(r"<[^>]+>", "", line).strip() for line in lines]

    def queue(self, code: str) -> set[str]:
        """The surveys that the queue shows for one sign."""
        page = self.office.get("/surveys", query_string={"flag": code})
        return set(re.findall(r"data-row href=\"/surveys/([0-9a-f-]{36})\"", page.text))

    def document(self, survey_id: str) -> dict[str, Any]:
        """What the commune computed for a survey."""
        row = self.session.query(Result).filter_by(survey_id=UUID(survey_id)).order_by(Result.id).first()
        assert row is not None
        document: dict[str, Any] = row.document
        return document

    def _people(self, key: str, home: Household, sheet: Sheet) -> list[dict[str, Any]]:
        name, born, citizen = PEOPLE[key]
        head = {
            **scoring_cases.VECTORS["base"]["people"]["member"][0],
            "person_id": str(home.head_id), "full_name": name, "birth_date": born, "citizen_id": citizen,
        }  # fmt: skip
        return [
            {name: value for name, value in {**head, **sheet.head}.items() if value is not None},
            *(self._known(row) for row in sheet.people),
        ]

    def _known(self, row: dict[str, str]) -> dict[str, str]:
        return {**row, "person_id": self.people.get(row["full_name"], "")}
