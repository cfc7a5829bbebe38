"""The one place that leads to everything that waits for somebody to look at it."""

from __future__ import annotations

from flask import Blueprint, render_template

from gnbv.db import db
from gnbv.permissions import can_settle
from gnbv.security import current_actor, permission
from gnbv.services import waiting

blueprint = Blueprint("waiting", __name__, url_prefix="/waiting")


@blueprint.get("")
@permission("settle", can_settle)
def index() -> str:
    return render_template("waiting/index.html", counts=waiting.counts(db.session(), current_actor()))
