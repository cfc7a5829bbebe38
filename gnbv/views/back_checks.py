"""The back-checks of a round: the list, a draw, who goes there, and how often the answers agree."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from gnbv import htmx, i18n, permissions
from gnbv.db import begin_reading, begin_writing, db, transaction
from gnbv.errors import Invalid, NotFound
from gnbv.forms import assignments as fields
from gnbv.models import Round
from gnbv.security import current_actor, permission
from gnbv.services import (
    access,
    back_check_carriers,
    back_check_lists,
    back_check_rates,
    back_check_results,
    back_check_samples,
    boards,
    reads,
)

blueprint = Blueprint("back_checks", __name__, url_prefix="/rounds/<uuid:round_id>/back-checks")
checks = permission("back_check", permissions.can_assign)


def find_round(round_id: UUID) -> Round:
    query = access.rounds_in_scope(current_actor(), permissions.ASSIGNING_ROLES).where(Round.id == round_id)
    found: Round | None = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def compare(round_id: UUID) -> Round:
    """The round, when what came since was compared: the one thing that opening these pages writes."""
    round_ = find_round(round_id)
    if back_check_results.has_uncompared(db.session(), round_):
        # What was read so far must not be written on.
        db.session.rollback()
        begin_writing()
        with transaction() as session:
            back_check_results.compare_arrived(session, find_round(round_id))
        begin_reading()
        round_ = find_round(round_id)
    return round_


@blueprint.get("")
@checks
def index(round_id: UUID) -> str:
    round_, session, actor = compare(round_id), db.session(), current_actor()
    only = {name: request.args.get(name, "") for name in ("collector", "question")}
    rows = back_check_lists.entries(session, actor, round_, **only)
    some = any(only.values())
    seed, share = back_check_samples.recorded(round_)
    reads.log(db.engines["reads"], actor, [row.household.id for row in rows], "back_checks")
    return render_template(
        "back_checks/index.html",
        round=round_,
        rows=rows,
        stages=back_check_lists.Stage,
        some=some,
        proposals=[] if some else back_check_carriers.proposals(session, actor, round_),
        seed=seed,
        share=share,
        may_draw=actor.holds(permissions.ASSIGNING_ROLES, access.get_unit_of(session, round_).path),
    )


@blueprint.post("")
@checks
def create(round_id: UUID) -> Response:
    with transaction() as session:
        round_ = find_round(round_id)
        drawn = back_check_samples.draw(session, current_actor(), round_, _share(), _seed())
        words = _sample_words(drawn)
    flash(words, "ok")
    return htmx.go(url_for(".index", round_id=round_id))


@blueprint.post("/assignments")
@checks
def create_assignments(round_id: UUID) -> Response:
    with transaction() as session:
        round_ = find_round(round_id)
        given = back_check_carriers.give(session, current_actor(), round_, _wanted())
        count = len(given)
    words = ngettext("Đã giao %(num)s hộ phúc tra.", "Đã giao %(num)s hộ phúc tra.", count)
    flash(words + " " + _("Người rà soát đầu không được báo."), "ok")
    return htmx.go(url_for(".index", round_id=round_id))


@blueprint.get("/rates")
@checks
def rates(round_id: UUID) -> str:
    round_, session = compare(round_id), db.session()
    with_asked = request.args.get("of") == "all"
    locale = i18n.current()
    return render_template(
        "back_checks/rates.html",
        round=round_,
        with_asked=with_asked,
        rates=back_check_rates.rates(session, current_actor(), round_, with_asked=with_asked, locale=locale),
        standards=boards.standard_names(session, round_, locale),
        fewest=back_check_rates.FEWEST_HOMES,
    )


def _sample_words(drawn: back_check_samples.Drawn) -> str:
    if not drawn.added:
        return str(_("Mẫu đã đủ, không phải rút thêm. Có %(n)s hộ trong mẫu.", n=drawn.sample))
    words = _("Đã rút thêm %(added)s hộ. Mẫu nay có %(n)s hộ trong %(all)s phiếu, số gốc %(seed)s.")
    counts = {"added": len(drawn.added), "n": drawn.sample, "all": drawn.surveys, "seed": drawn.seed}
    return str(words) % counts


def _wanted() -> list[tuple[UUID, UUID]]:
    pairs = (pair.partition(":") for pair in request.form.getlist("give") if pair)
    return [(fields.uuid(home), fields.uuid(user)) for home, _colon, user in pairs]


def _share() -> float:
    """Typed in percent, with a comma or a point."""
    text = request.form.get("share", "").strip().replace(",", ".").removesuffix("%").strip()
    try:
        return float(text) / 100
    except ValueError as error:
        raise _unreadable() from error


def _seed() -> int | None:
    text = request.form.get("seed", "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 12):
        raise _unreadable()
    return int(text) if text else None


def _unreadable() -> Invalid:
    return Invalid(
        "sample_unreadable",
        "Tỉ lệ hoặc số gốc không phải là số. Mẫu vẫn như cũ. Ghi lại rồi rút.",
        "The share or the seed is not a number. Nothing was drawn. Correct it, then draw.",
    )
