"""Plans to read: the list, and one plan as a document."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from gnbv import permissions
from gnbv.db import db
from gnbv.security import current_actor, permission
from gnbv.services import plans

blueprint = Blueprint("plans", __name__, url_prefix="/plans")


@blueprint.get("")
@permission("see_plans", permissions.can_see_plans)
def index() -> str:
    return render_template("plans/index.html", rows=plans.plan_list(db.session(), current_actor()))


@blueprint.get("/<uuid:plan_id>")
@permission("see_plans")
def show(plan_id: UUID) -> str:
    page = plans.plan_page(db.session(), current_actor(), plan_id)
    return render_template("plans/show.html", page=page, plan=page.plan)
