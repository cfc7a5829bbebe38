"""Who would change class under another version of a standard."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request

from gnbv import permissions
from gnbv.db import db
from gnbv.security import current_actor, permission
from gnbv.services import pack_library, pack_preview, reads

blueprint = Blueprint("pack_previews", __name__)


@blueprint.get("/packs/<uuid:pack_id>/preview")
@permission("keep_packs", permissions.can_keep_packs)
def show(pack_id: UUID) -> str:
    actor = current_actor()
    pack = pack_library.get(db.session(), actor, pack_id)
    found = pack_preview.preview(db.session(), actor, pack, _after())
    reads.log(db.engines["reads"], actor, [row.household.id for row in found.rows], "pack_preview")
    return render_template("packs/preview.html", pack=pack, found=found)


def _after() -> UUID | None:
    try:
        return UUID(request.args["after"]) if "after" in request.args else None
    except ValueError:
        return None
