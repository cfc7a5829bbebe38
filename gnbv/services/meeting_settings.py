"""What a village meeting needs to decide: the share that must agree, and whose hands are counted. Data of a calendar;
a commune sets the second otherwise for itself, as its own decision on the review says."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotPermitted
from gnbv.models import Capacity, Round
from gnbv.permissions import CONCLUDING_ROLES, Actor
from gnbv.rules import meeting as rules
from gnbv.services import access, calendars, events


@dataclass(frozen=True)
class Rules:
    """``is_inferred``: nobody confirmed whose hands are counted; pages and minutes say so."""

    percent: int
    voting: frozenset[Capacity]
    basis: str
    is_inferred: bool


def of(session: Session, round_: Round) -> Rules:
    """What holds for the meetings of a round."""
    unit = access.get_unit_of(session, round_)
    calendar = calendars.of_unit(unit, round_.opens_on)
    given = (calendar or {}).get("meeting", {})
    own = unit.settings.get("meeting_voting")
    named = given.get("voting", [one.value for one in Capacity]) if own is None else own
    return Rules(
        percent=int(given.get("agree_percent", rules.USUAL_PERCENT)),
        voting=frozenset(one for one in Capacity if one.value in named),
        basis=str(given.get("basis", "")),
        is_inferred=own is None and bool(given.get("voting_is_inferred", True)),
    )


def save(session: Session, actor: Actor, round_: Round, voting: frozenset[Capacity]) -> Rules:
    """Set whose hands are counted in meetings recorded from now on; minutes that stand keep theirs. The same again
    changes nothing. Raises ``NotPermitted``, and ``Invalid`` when no household would be counted."""
    unit = access.get_unit_of(session, round_)
    if not actor.holds(CONCLUDING_ROLES, unit.path):
        raise NotPermitted()
    if not voting & {Capacity.REVIEWED, Capacity.OTHER}:
        raise Invalid(
            "no_villagers",
            "Cuộc họp dân phải tính tay của hộ dân. Cách tính cũ vẫn giữ. Chọn hộ được rà soát hay hộ khác rồi bấm lại.",
            "A village meeting counts the hands of households. The former setting stands. Choose households and try again.",
        )
    named = sorted(one.value for one in voting)
    if unit.settings.get("meeting_voting") != named:
        unit.settings = {**unit.settings, "meeting_voting": named}
        events.record(session, actor, "meeting.voting_set", "unit", unit.id, unit_id=unit.id, voting=named)
    return of(session, round_)
