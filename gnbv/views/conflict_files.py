"""Photos of both copies of a conflict, for whoever may decide it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from gnbv.db import db
from gnbv.permissions import can_settle
from gnbv.security import current_actor, permission
from gnbv.services import conflict_files, conflicts
from gnbv.views import shown_files

blueprint = Blueprint("conflict_files", __name__, url_prefix="/conflicts")


@blueprint.get("/<uuid:item_id>/files/<sha256>")
@permission("settle", can_settle)
def show(item_id: UUID, sha256: str) -> Response:
    row = conflicts.get(db.session(), current_actor(), item_id)
    file, content = conflict_files.open_file(db.session(), row, sha256)
    return shown_files.show(file, content)
