"""Downloads for leaders and coordinators. A file that names households is logged as a read of each."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from gnbv import permissions
from gnbv.db import db
from gnbv.errors import NotFound
from gnbv.models import Round
from gnbv.security import current_actor, permission
from gnbv.services import access, exports, reads
from gnbv.views import downloads

blueprint = Blueprint("exports", __name__)


@blueprint.get("/rounds/<uuid:round_id>/households.csv")
@permission("export", permissions.can_export)
def round_csv(round_id: UUID) -> Response:
    actor = current_actor()
    query = access.rounds_in_scope(actor, permissions.EXPORT_ROLES).where(Round.id == round_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    rows = exports.round_rows(db.session(), actor, found)
    reads.log(db.engines["reads"], actor, [row.household_id for row in rows], "export")
    answer = Response(exports.as_csv(rows), mimetype="text/csv")
    return downloads.name_file(answer, f"ra-soat-{found.year}.csv")
