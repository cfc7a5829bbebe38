"""A person's own sets of filters of the queue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from gnbv import htmx
from gnbv.db import transaction
from gnbv.security import current_actor, permission
from gnbv.services import saved_views
from gnbv.services.queue_filters import Filters
from gnbv.views.survey_pages import may_read

blueprint = Blueprint("saved_views", __name__, url_prefix="/surveys/views")


@blueprint.post("")
@permission("read_surveys", may_read)
def create() -> Response:
    filters = Filters.of(request.form)
    with transaction() as session:
        saved_views.save(session, current_actor(), request.form.get("name", ""), filters)
    query: dict[str, Any] = dict(filters.as_query())
    return htmx.go(url_for("surveys.index", **query))


@blueprint.post("/<uuid:view_id>/removal")
@permission("read_surveys", may_read)
def destroy(view_id: UUID) -> Response:
    with transaction() as session:
        saved_views.remove(session, current_actor(), view_id)
    return htmx.go(url_for("surveys.index"))
