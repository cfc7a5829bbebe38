"""How long a list hangs, where, and until when complaints are answered: from the round's procedure, in working days.

The calendar's numbers of days were read in secondary sources only (``domain-rules``): pages say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.models import Posting, Round, Unit, VillageReview
from gnbv.permissions import Actor
from gnbv.rules import procedure
from gnbv.rules.procedure import Procedure, StageRule
from gnbv.services import calendars, posting_refusals, procedures, working_days

UP_RULE, ANSWER_RULE = "posting", "complaints"
OLDEST_DAYS = 60
USUAL_LEAST = USUAL_ANSWER = 3


@dataclass(frozen=True)
class Place:
    """A place where the list must hang. ``code`` is kept, the names are shown."""

    code: str
    vi: str
    en: str

    def name(self, locale: str = "vi") -> str:
        return self.en if locale == "en" else self.vi


# QĐ 24/2021/QĐ-TTg, step 4; a calendar may name others (``posting.places``).
PLACES = (
    Place("culture_house", "nhà văn hoá thôn", "the village's cultural house"),
    Place("commune_office", "trụ sở UBND xã", "the commune office"),
)


def rule(session: Session, review: VillageReview, code: str) -> StageRule:
    """What the round's procedure says of posting or of complaints."""
    road = procedures.of_round(session, review.round) or Procedure(())
    return road.rule(code)


def least(session: Session, review: VillageReview) -> int:
    """Working days that a list hangs at least, the day on which it is put up not counted."""
    return rule(session, review, UP_RULE).least or USUAL_LEAST


def until(session: Session, review: VillageReview, up_on: date) -> date:
    """The last day of a posting whose last place was put up on ``up_on``."""
    return working_days.add(session, review.unit, up_on, least(session, review))


def may_come_down(posting: Posting) -> date | None:
    """The first day on which it may be taken down: after the last day has ended. ``None`` while a place is missing."""
    return posting.until + timedelta(days=1) if posting.until else None


def answer_by(session: Session, review: VillageReview, received_on: date) -> date:
    """The last day to re-check and answer a complaint: working days after the day on which it came."""
    return working_days.add(session, review.unit, received_on, answer_days(session, review))


def answer_days(session: Session, review: VillageReview) -> int:
    """Working days in which a complaint is re-checked and answered."""
    return rule(session, review, ANSWER_RULE).answer or USUAL_ANSWER


def require_day(session: Session, review: VillageReview, code: str, day: date) -> None:
    """Raises ``Invalid`` on a day on which the procedure lets nobody do this act, naming the next working day."""
    held_on = rule(session, review, code).held_on
    if held_on != procedure.ANY:
        weekend = held_on == procedure.NO_HOLIDAY
        working_days.require(session, review.unit, day, weekend=weekend)


def day_of(actor: Actor, at: datetime) -> date:
    """The civil day of an act at ``at`` (aware). Raises ``Invalid`` for a day to come or more than ``OLDEST_DAYS`` ago."""
    day = clock.civil_day(at)
    if not 0 <= (actor.today - day).days <= OLDEST_DAYS:
        raise posting_refusals.bad_day()
    return day


def places(unit: Unit, round_: Round) -> tuple[Place, ...]:
    """Where a list must hang, in order."""
    calendar = calendars.of_unit(unit, round_.opens_on) or {}
    named = calendar.get("posting", {}).get("places")
    return tuple(Place(**one) for one in named) if named else PLACES


def place_name(posting: Posting, code: str, locale: str = "vi") -> str:
    """The name of a place of a posting; one that somebody added stands in its own words."""
    known = {one.code: one for one in places(posting.review.round.unit, posting.review.round)}
    return known[code].name(locale) if code in known else code
