"""Certificates of a decision, and one of them: looked at, opened as the file that was printed, issued again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import NotFound
from gnbv.ids import new_id
from gnbv.models import CertificateEnd
from gnbv.permissions import CERTIFICATE_ROLES, FILE_ROLES, HANDING_ROLES
from gnbv.places import storage
from gnbv.security import current_actor, permission
from gnbv.services import (
    certificate_finding,
    certificate_pages,
    certificate_papers,
    certificate_reissues,
    certificate_returns,
    reads,
)
from gnbv.views import certificate_runs, downloads, fields

blueprint = Blueprint("certificates", __name__)
prints = permission("print_certificates", permissions.can_print_certificates)
looks = permission("read_certificates", permissions.can_read_certificates)


@blueprint.get("/recognitions/<uuid:recognition_id>/certificates")
@looks
def index(recognition_id: UUID) -> BaseResponse | str:
    session, actor = db.session(), current_actor()
    recognition = certificate_finding.get_recognition(session, actor, recognition_id, FILE_ROLES)
    counts = certificate_pages.counts(session, actor, recognition)
    is_whole = actor.holds(FILE_ROLES, recognition.unit.path)
    if len(counts) == 1 and not is_whole:  # a village head wants the own village and nothing else
        return redirect(
            url_for("certificate_handovers.show", recognition_id=recognition_id, unit_id=counts[0].unit.id),
            302,
        )
    due = certificate_returns.listing(session, actor, recognition, FILE_ROLES)
    return render_template(
        "certificates/index.html",
        counts=counts,
        due=due,
        **certificate_runs.state(recognition),
        is_whole=is_whole,
    )


@blueprint.get("/certificates/<uuid:certificate_id>")
@looks
def show(certificate_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    row = certificate_finding.get(session, actor, certificate_id, FILE_ROLES)
    reads.log(db.engines["reads"], actor, [row.household_id], "certificate")
    return render_template(
        "certificates/show.html",
        row=row,
        paper=certificate_papers.of(session, [row])[0],
        story=certificate_pages.story(session, row),
        reasons=certificate_reissues.REASONS,
        new_id=new_id(),
        may_hand=actor.holds(HANDING_ROLES, row.village.path),
        reads_homes=actor.holds(permissions.HOME_ROLES, row.village.path),
        **certificate_runs.state(row.recognition),
    )


@blueprint.get("/certificates/<uuid:certificate_id>.pdf")
@looks
def file(certificate_id: UUID) -> Response:
    """The file as it was printed, whatever the register says by now."""
    session, actor = db.session(), current_actor()
    row = certificate_finding.get(session, actor, certificate_id, FILE_ROLES)
    if row.sha256 is None:
        raise NotFound()
    reads.log(db.engines["reads"], actor, [row.household_id], "print")
    answer = send_file(storage().open(row.tenant, row.sha256), mimetype="application/pdf")
    answer.headers["Cache-Control"] = "no-store"
    return downloads.name_file(answer, f"giay-chung-nhan-{row.number:02d}-{row.year}.pdf", shown=True)


@blueprint.post("/certificates/<uuid:certificate_id>/reissue")
@prints
def reissue(certificate_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        row = certificate_finding.get(session, actor, certificate_id, CERTIFICATE_ROLES, lock=True)
        why = fields.one_of(CertificateEnd, fields.text("why"))
        new = certificate_reissues.reissue(session, actor, row, fields.uuid("id"), why, fields.text("note"))
        made = new.id
    flash(gettext("Giấy cũ hết giá trị từ hôm nay. Giấy mới đã có số, in rồi giao cho hộ."), "ok")
    return htmx.go(url_for(".show", certificate_id=made))
