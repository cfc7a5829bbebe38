"""Which rounds make their surveys on which version of a sheet."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid, NotFound, NotPermitted
from gnbv.models import FormStatus, FormVersion, Round, RoundForm, RoundStatus, Unit
from gnbv.permissions import LIBRARY_ROLES, Actor
from gnbv.rules.packs import PackRefused
from gnbv.services import access, events, packs


def using(session: Session, row: FormVersion) -> list[Round]:
    """Rounds whose new surveys are made on this version."""
    return list(
        session.scalars(
            select(Round)
            .where(Round.tenant == row.tenant, Round.form_version_id == row.id)
            .order_by(Round.opens_on.desc())
        )
    )


def rounds_for(session: Session, actor: Actor, row: FormVersion) -> list[Round]:
    """Rounds of the actor's units that may take this version: not closed, on another version of the same form."""
    same = select(FormVersion.id).where(
        FormVersion.tenant == row.tenant, FormVersion.form_id == row.form_id, FormVersion.id != row.id
    )
    return list(
        session.scalars(
            select(Round)
            .join(Unit, (Unit.tenant == Round.tenant) & (Unit.id == Round.unit_id))
            .where(
                Round.tenant == row.tenant,
                Round.unit_id.in_(access.units_in_scope(actor, LIBRARY_ROLES).with_only_columns(Unit.id)),
                Round.status != RoundStatus.CLOSED,
                Round.form_version_id.in_(same),
            )
            .order_by(Round.opens_on.desc())
        )
    )


def use_in_round(session: Session, actor: Actor, row: FormVersion, round_id: UUID) -> Round:
    """New surveys of the round are made on this version; drafts stay on theirs and may be moved.

    Doing it again changes nothing. Raises ``NotFound`` for a round outside the actor's units, ``NotPermitted`` inside
    without the right, ``Invalid`` for a version that is not published, a closed round, another form, or a standard of
    the round that this version cannot feed.
    """
    found = session.scalar(access.rounds_in_scope(actor).where(Round.id == round_id))
    if found is None:
        raise NotFound()
    if not actor.holds(LIBRARY_ROLES, found.unit.path):
        raise NotPermitted()
    if found.form_version_id == row.id:
        return found
    if row.status is not FormStatus.PUBLISHED:
        raise _not_usable("bản này chưa phát hành hoặc đã ngừng dùng", "this version is not published")
    if found.status is RoundStatus.CLOSED:
        raise _not_usable("đợt rà soát đã khép", "the round is closed")
    current = session.get_one(FormVersion, (found.tenant, found.form_version_id))
    if current.form_id != row.form_id:
        raise _not_usable("đợt này dùng mẫu phiếu khác", "this round uses another form")
    try:
        packs.for_form(session, row.tenant, found.standards, row.compiled)
    except PackRefused as refused:
        place, reason = refused.problems[0]
        raise _not_usable(
            f"mẫu thiếu câu mà bộ chuẩn cần ({place})", f"a standard asks for more: {reason}"
        ) from refused
    for version_id in (current.id, row.id):
        known = session.scalar(
            select(RoundForm.id).where(
                RoundForm.tenant == row.tenant,
                RoundForm.round_id == found.id,
                RoundForm.form_version_id == version_id,
            )
        )
        if known is None:
            session.add(
                RoundForm(tenant=row.tenant, round_id=found.id, form_version_id=version_id, used_from=now())
            )
    found.form_version_id = row.id
    events.record(
        session,
        actor,
        "round.form",
        "round",
        found.id,
        unit_id=found.unit_id,
        version=row.version,
        before=current.version,
    )
    events.changed(session, row.tenant, "form", row.id)
    return found


def _not_usable(vi: str, en: str) -> Invalid:
    return Invalid(
        "form_not_usable",
        f"Chưa đưa được bản này vào đợt: {vi}. Đợt rà soát giữ bản đang dùng. Chọn bản khác hoặc đợt khác.",
        f"The round did not take this version: {en}. It keeps its own. Choose another version or round.",
    )
