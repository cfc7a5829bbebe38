"""Photos and signatures of a survey, for those who may read it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from gnbv.db import db
from gnbv.permissions import READING_ROLES, Actor
from gnbv.security import current_actor, permission
from gnbv.services import access, reads, survey_files
from gnbv.views import shown_files

blueprint = Blueprint("files", __name__, url_prefix="/surveys")


def _may_read(actor: Actor) -> bool:
    return actor.has(READING_ROLES)


@blueprint.get("/<uuid:survey_id>/files/<ref>")
@permission("read_surveys", _may_read)
def show(survey_id: UUID, ref: str) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    row, file = survey_files.open_file(db.session(), survey, ref)
    reads.log(db.engines["reads"], actor, [survey.household_id], "photo")
    return shown_files.show(row, file)
