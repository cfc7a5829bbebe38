"""The print run of a decision: ordered, driven by the page that shows how far it is, gone on with by the worker."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.models import Recognition
from gnbv.permissions import CERTIFICATE_ROLES, FILE_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import certificate_finding, certificate_orders, certificate_runs
from gnbv.services.documents_pdf import PdfUnavailable
from gnbv.views import fields

blueprint = Blueprint(
    "certificate_runs", __name__, url_prefix="/recognitions/<uuid:recognition_id>/certificates"
)
prints = permission("print_certificates", permissions.can_print_certificates)


@blueprint.get("/run")
@permission("read_certificates", permissions.can_read_certificates)
def show(recognition_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    recognition = certificate_finding.get_recognition(session, actor, recognition_id, FILE_ROLES)
    return render_template("certificates/_run.html", **state(recognition))


@blueprint.post("/order")
@prints
def order(recognition_id: UUID) -> BaseResponse:
    """Say until when the papers hold, and that they may be printed."""
    actor = current_actor()
    with transaction() as session:
        recognition = certificate_finding.get_recognition(session, actor, recognition_id, CERTIFICATE_ROLES)
        certificate_orders.order(session, actor, recognition, fields.day("valid_to"), _address())
        certificate_runs.settle(session, actor, recognition)
    return htmx.go(url_for("certificates.index", recognition_id=recognition_id))


@blueprint.post("/run")
@prints
def create(recognition_id: UUID) -> BaseResponse | str:
    """Print the next batch. No transaction is open while it is printed: whoever else writes does not wait for it."""
    actor = current_actor()
    with transaction() as session:
        recognition = certificate_finding.get_recognition(session, actor, recognition_id, CERTIFICATE_ROLES)
        certificate_finding.require_over(session, actor, recognition, CERTIFICATE_ROLES)
        papers = certificate_runs.claim(session, actor.tenant, recognition_id=recognition.id)
    try:
        files = certificate_runs.printed(papers)
    except PdfUnavailable:
        with transaction() as session:
            certificate_runs.release(session, papers)
        raise
    with transaction() as session:
        certificate_runs.keep(session, actor, files)
        recognition = certificate_finding.get_recognition(session, actor, recognition_id, CERTIFICATE_ROLES)
        now = state(recognition)
    if htmx.is_htmx() and now["progress"].left:
        return render_template("certificates/_run.html", **now, stalled=len(papers) > len(files))
    if files and not now["progress"].left:
        flash(gettext("Đã in xong %(n)s giấy.", n=now["progress"].made), "ok")
    return htmx.go(url_for("certificates.index", recognition_id=recognition_id))


def state(recognition: Recognition) -> dict[str, Any]:
    """What the part of a page that shows the run needs. The caller found ``recognition`` in scope."""
    actor = current_actor()
    return {
        "recognition": recognition,
        "progress": certificate_runs.progress(db.session(), recognition),
        "may_print": actor.holds(CERTIFICATE_ROLES, recognition.unit.path),
        "usual_end": certificate_orders.usual_end(recognition),
    }


def _address() -> str:
    """Where the QR code leads, before the code: the public address of this installation, else the one in use."""
    public = str(current_app.config.get("PUBLIC_ADDRESS") or "").rstrip("/")
    return f"{public}/c/" if public else url_for("public_certificates.index", _external=True) + "/"
