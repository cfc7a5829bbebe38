"""The procedure that holds for a round: the calendar's stages for its kind, with what the unit switched.

A round keeps the switches as they stood when it opened (``round.settings["switches"]``): a change holds for rounds to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Round, RoundKind, Unit, VillageStage
from gnbv.rules import procedure
from gnbv.rules.procedure import Procedure
from gnbv.services import access, calendars

SETTING = "procedure"
FROZEN = "switches"
ORDER = tuple(stage.value for stage in VillageStage)


def given(unit: Unit, kind: RoundKind, on: date) -> Mapping[str, Any] | None:
    """What the unit's calendar says of such a round; nothing for a kind without a procedure (a survey of needs)."""
    calendar = calendars.of_unit(unit, on)
    found: Mapping[str, Any] | None = (calendar or {}).get("procedure", {}).get(kind.value)
    return found


def of_kind(unit: Unit, kind: RoundKind, on: date) -> Procedure | None:
    """The procedure of rounds that a unit opens on the day."""
    road = given(unit, kind, on)
    return None if road is None else procedure.read(road, unit.settings.get(SETTING, {}).get(kind.value, {}))


def of_round(session: Session, round_: Round) -> Procedure | None:
    """The procedure of a round, by its own switches."""
    unit = access.get_unit_of(session, round_)
    road = given(unit, round_.kind, round_.opens_on)
    if road is None:
        return None
    own = round_.settings.get(FROZEN, unit.settings.get(SETTING, {}).get(round_.kind.value, {}))
    return procedure.read(road, own)


def require(session: Session, round_: Round) -> Procedure:
    """The stages of the round, their days and switches. Raises ``NotFound`` for a kind without a procedure."""
    road = of_round(session, round_)
    if road is None:
        raise NotFound()
    return road


def freeze(session: Session, round_: Round) -> None:
    """Keep the switches as they stand now with the round, once."""
    found = of_round(session, round_)
    if found is not None and FROZEN not in round_.settings:
        switches = {one.code: one.is_on for one in found.switches}
        round_.settings = {**round_.settings, FROZEN: switches}
