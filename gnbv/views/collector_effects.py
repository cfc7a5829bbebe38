"""How often each collector of a round finds a deprivation, beside colleagues: a funnel and its table."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request

from gnbv import i18n
from gnbv.db import db
from gnbv.rules.quality_collectors import FEWEST
from gnbv.security import current_actor
from gnbv.services import boards, collector_effects
from gnbv.views.back_checks import checks, find_round

blueprint = Blueprint("collector_effects", __name__, url_prefix="/rounds/<uuid:round_id>/collectors")


@blueprint.get("")
@checks
def index(round_id: UUID) -> str:
    session, round_, locale = db.session(), find_round(round_id), i18n.current()
    found = collector_effects.effects(session, current_actor(), round_, request.args.get("indicator", ""))
    return render_template(
        "quality/collectors.html",
        round=round_,
        found=found,
        locale=locale,
        standard=boards.standard_names(session, round_, locale).get((round_.standards or [""])[0], ""),
        fewest=FEWEST,
    )
