"""Rounds as they are planned: kind, sheet, standards and days. ``round_openings`` opens and closes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import (
    Form,
    FormStatus,
    FormVersion,
    Pack,
    Round,
    RoundKind,
    RoundStatus,
    Unit,
)
from gnbv.permissions import ROUND_ROLES, Actor
from gnbv.rules.packs import PackRefused
from gnbv.services import access, events, packs, round_stages
from gnbv.services.kit_scope import COMMUNES

# A survey of needs ends without a class, so it needs no standard.
WITHOUT_STANDARD = frozenset({RoundKind.TRAINING, RoundKind.OTHER})
MOST_DAYS = 400


@dataclass(frozen=True)
class Wanted:
    """What a coordinator asks for. ``closes_on`` counts only where the unit's calendar knows no such kind."""

    kind: RoundKind
    name: str
    opens_on: date
    closes_on: date | None
    form_version_id: UUID
    standards: tuple[str, ...]


def get(session: Session, actor: Actor, round_id: UUID) -> Round:
    """A round to run. ``NotFound`` outside the actor's units, ``NotPermitted`` inside without the right."""
    found = session.scalar(access.rounds_in_scope(actor).where(Round.id == round_id))
    if found is None:
        raise NotFound()
    if not actor.holds(ROUND_ROLES, access.get_unit_of(session, found).path):
        raise NotPermitted()
    return found


def index(session: Session, actor: Actor) -> list[Round]:
    """The rounds that the actor runs: planned ones first, then the newest."""
    units = access.units_in_scope(actor, ROUND_ROLES).with_only_columns(Unit.id)
    found = select(Round).where(Round.tenant == actor.tenant, Round.unit_id.in_(units))
    return list(
        session.scalars(
            found.order_by((Round.status != RoundStatus.PLANNED), Round.opens_on.desc(), Round.id)
        )
    )


def plan(session: Session, actor: Actor, unit_id: UUID, wanted: Wanted) -> Round:
    """Plan a round of a unit with its stages. Asked for again while it is planned: the same round, unchanged.

    Raises ``NotFound``/``NotPermitted`` for the unit, ``Invalid`` for days, sheet or standards that do not fit.
    """
    unit = access.get_unit(session, actor, unit_id)
    if not actor.holds(ROUND_ROLES, unit.path):
        raise NotPermitted()
    known = session.scalar(
        select(Round).where(
            Round.tenant == actor.tenant,
            Round.unit_id == unit.id,
            Round.kind == wanted.kind,
            Round.name == _name(wanted),
            Round.opens_on == wanted.opens_on,
            Round.status == RoundStatus.PLANNED,
        )
    )
    if known is not None:
        return known
    row = Round(tenant=actor.tenant, id=new_id(), unit_id=unit.id, status=RoundStatus.PLANNED, settings={})
    _write(session, row, unit, wanted)
    session.add(row)
    session.flush()  # its stages name it
    round_stages.lay(session, row, row.opens_on)
    events.record(session, actor, "round.planned", "round", row.id, unit_id=unit.id, kind=row.kind.value)
    return row


def edit(session: Session, actor: Actor, round_: Round, wanted: Wanted) -> Round:
    """Change a planned round. Raises ``Conflict`` once it is open, ``Invalid`` as ``plan``."""
    if round_.status is not RoundStatus.PLANNED:
        raise Conflict(
            "round_open",
            "Đợt này đã mở nên không sửa kế hoạch được nữa. Đợt vẫn như cũ. Đổi mẫu phiếu thì vào Mẫu, bộ chuẩn.",
            "This round is open, so its plan is not edited. It stays as it is. To change the sheet, go to forms and standards.",
        )
    _write(session, round_, access.get_unit_of(session, round_), wanted)
    round_stages.lay(session, round_, round_.opens_on)
    events.record(session, actor, "round.edited", "round", round_.id, unit_id=round_.unit_id)
    return round_


def _write(session: Session, row: Round, unit: Unit, wanted: Wanted) -> None:
    if wanted.kind not in WITHOUT_STANDARD and not wanted.standards:
        raise invalid(
            "no_standard", "Chưa chọn bộ chuẩn", "No standard is chosen", "Chọn ít nhất một bộ chuẩn"
        )
    require_sheet(session, unit.tenant, wanted.form_version_id, list(wanted.standards))
    closes_on = round_stages.ends_on(unit, wanted.kind, wanted.opens_on) or wanted.closes_on
    if (
        closes_on is None
        or not wanted.opens_on <= closes_on
        or (closes_on - wanted.opens_on).days > MOST_DAYS
    ):
        raise invalid(
            "bad_days",
            "Ngày khép phải sau ngày mở, trong vòng 400 ngày",
            "The last day must follow the first",
            "Sửa ngày",
        )
    row.kind, row.name, row.year = wanted.kind, _name(wanted), wanted.opens_on.year
    row.opens_on, row.closes_on = wanted.opens_on, closes_on
    row.form_version_id, row.standards = wanted.form_version_id, list(wanted.standards)


def _name(wanted: Wanted) -> str:
    if name := " ".join(wanted.name.split()):
        return name[:200]
    on = wanted.opens_on
    span = f"tháng {on.month}/{on.year}" if wanted.kind is RoundKind.MONTHLY else f"năm {on.year}"
    return f"{wanted.kind.label} {span}"


def require_sheet(session: Session, tenant: int, version_id: UUID, standards: list[str]) -> None:
    """Raises ``Invalid`` unless the sheet is published and answers what the standards ask."""
    version = session.get(FormVersion, (tenant, version_id))
    if version is None or version.status is not FormStatus.PUBLISHED:
        raise invalid(
            "no_sheet",
            "Mẫu phiếu này chưa phát hành",
            "This sheet is not published",
            "Chọn mẫu đã phát hành",
        )
    try:
        known = packs.for_form(session, tenant, standards, version.compiled)
    except PackRefused as refused:
        raise invalid(
            "sheet_lacks", f"Mẫu phiếu thiếu câu mà bộ chuẩn cần ({refused.problems[0][0]})", "The sheet lacks questions",
            "Chọn mẫu hoặc bộ chuẩn khác",
        ) from refused  # fmt: skip
    if len(known) != len(standards):
        raise invalid(
            "no_standard", "Có bộ chuẩn chưa nhập", "A standard is not here", "Chọn bộ chuẩn đang dùng"
        )


def invalid(code: str, vi: str, en: str, way_on: str) -> Invalid:
    """A refusal in the three short sentences of the house."""
    return Invalid(
        f"round_{code}",
        f"{vi}. Chưa có gì thay đổi. {way_on}.",
        f"{en}. Nothing was changed. Correct it and try again.",
    )


def units(session: Session, actor: Actor) -> list[Unit]:
    """Communes in force for which the actor may plan a round."""
    found = access.units_in_scope(actor, ROUND_ROLES).where(
        Unit.kind.in_(COMMUNES), Unit.valid_to.is_(None) | (Unit.valid_to >= actor.today)
    )
    return list(session.scalars(found.order_by(Unit.name)))


def sheets(session: Session, actor: Actor) -> list[tuple[FormVersion, str]]:
    """Published versions with the title of their form, the newest first."""
    found = session.execute(
        select(FormVersion, Form.title)
        .join(Form, (Form.tenant == FormVersion.tenant) & (Form.id == FormVersion.form_id))
        .where(FormVersion.tenant == actor.tenant, FormVersion.status == FormStatus.PUBLISHED)
        .order_by(Form.title, FormVersion.id.desc())
    )
    return [(row[0], row[1]) for row in found]


def standards(session: Session, actor: Actor) -> list[Pack]:
    """The standards in use, one of each key."""
    rows = session.scalars(
        select(Pack)
        .where(Pack.tenant == actor.tenant, Pack.used_from.is_not(None))
        .order_by(Pack.valid_from, Pack.used_from)
    )
    return list({row.key: row for row in rows}.values())
