"""What a unit switches in the procedure, by kind of round. A change holds for rounds that open from then on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from gnbv.errors import Invalid
from gnbv.models import RoundKind, Unit
from gnbv.permissions import Actor
from gnbv.rules.procedure import Procedure
from gnbv.services import events, procedures

KINDS = (RoundKind.ANNUAL, RoundKind.MONTHLY)


def roads(unit: Unit, on: date) -> list[tuple[RoundKind, Procedure]]:
    """The kinds whose steps a unit may switch, with how they stand."""
    found = ((kind, procedures.of_kind(unit, kind, on)) for kind in KINDS)
    return [(kind, road) for kind, road in found if road is not None]


def change(
    session: Session, actor: Actor, unit: Unit, kind: RoundKind, on: Collection[str], reason: str
) -> Unit:
    """Write which switches are on; what is the same already changes nothing. The caller found the unit with the right.

    Raises ``Invalid`` for a kind without a procedure, and without the document that allows it.
    """
    session.refresh(unit, ["settings"], with_for_update=True)
    road = procedures.of_kind(unit, kind, actor.today)
    if road is None:
        raise _invalid("Loại đợt này không có các bước của thôn", "This kind of round has no procedure")
    wanted = {one.code: one.code in on for one in road.switches}
    before = {one.code: one.is_on for one in road.switches}
    if wanted == before:
        return unit
    if not reason.strip():
        raise _invalid("Chưa ghi căn cứ của thay đổi", "The document that allows it is missing")
    known = unit.settings.get(procedures.SETTING, {})
    unit.settings = {**unit.settings, procedures.SETTING: {**known, kind.value: wanted}}
    events.record(
        session, actor, "unit.procedure_switched", "unit", unit.id, unit_id=unit.id, kind=kind.value,
        was=before, to=wanted, reason=reason.strip()[:500],
    )  # fmt: skip
    return unit


def _invalid(vi: str, en: str) -> Invalid:
    return Invalid(
        "switch_incomplete",
        f"{vi}. Các bước vẫn như cũ. Ghi đủ rồi bấm lại.",
        f"{en}. The steps stay as they were. Complete it and try again.",
    )
