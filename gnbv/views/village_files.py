"""The village's file on the screen, as one PDF and as a ZIP with its scans; the observer's own sample of it."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import BinaryIO, cast
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.ids import new_id
from gnbv.places import storage
from gnbv.security import current_actor, permission
from gnbv.services import (
    observations,
    reads,
    village_file_gaps,
    village_files,
    village_reviews,
)
from gnbv.services.documents_pdf import Press
from gnbv.services.village_files import VillageFile
from gnbv.views import downloads, fields, village_file_parts
from gnbv.views.procedures import find_round

blueprint = Blueprint("village_files", __name__, url_prefix="/rounds/<uuid:round_id>/villages/<uuid:unit_id>")
sees = permission("see_procedure", permissions.can_see_procedure)


@blueprint.get("/file")
@sees
def show(round_id: UUID, unit_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    found = _file(round_id, unit_id)
    sample = observations.sample_of(session, actor, found.review)
    drawn = [one for one in found.homes if sample and str(one.household.id) in sample.households]
    reads.log(db.engines["reads"], actor, [one.household.id for one in drawn], "observer_sample")
    return render_template(
        "village_files/show.html",
        file=found,
        missing=village_file_gaps.missing(found),
        index=village_file_parts.index(found),
        scans=len(village_file_parts.scans(found)),
        sample=sample,
        drawn=drawn,
        most=len(found.surveys),
        may_observe=actor.holds(permissions.OBSERVING_ROLES, found.village.path),
        may_answer=actor.holds(permissions.CONCLUDING_ROLES, found.village.path),
        new_id=new_id(),
        locale=i18n.current(),
    )


@blueprint.get("/file.pdf")
@sees
def pdf(round_id: UUID, unit_id: UUID) -> Response:
    session, actor, found = db.session(), current_actor(), _file(round_id, unit_id)
    _log(found)
    press = Press(_stylesheet())
    body = press.joined(page for _name, page in village_file_parts.pages(session, actor, found))
    answer = Response(body, mimetype="application/pdf")
    return downloads.name_file(answer, f"Hồ sơ {found.village.name}.pdf", shown=True)


@blueprint.get("/file.zip")
@sees
def archive(round_id: UUID, unit_id: UUID) -> Response:
    session, actor, found = db.session(), current_actor(), _file(round_id, unit_id)
    _log(found)
    press = Press(_stylesheet())
    kept = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 — closed when the answer has left
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, page in village_file_parts.pages(session, actor, found):
            packed.writestr(f"{name}.pdf", press.pdf(page))
        for scan in village_file_parts.scans(found):
            with (
                storage().open(scan.row.tenant, scan.row.sha256) as content,
                packed.open(scan.name, "w") as place,
            ):
                while piece := content.read(1 << 20):
                    place.write(piece)
    kept.seek(0)
    answer = send_file(kept, mimetype="application/zip")
    answer.headers["Cache-Control"] = "no-store"
    return downloads.name_file(answer, f"Hồ sơ {found.village.name}.zip")


@blueprint.post("/sample")
@permission("observe", permissions.can_observe)
def draw(round_id: UUID, unit_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        review = village_reviews.of(session, actor, find_round(round_id), unit_id, lock=True)
        drawn = observations.draw(session, actor, review, fields.number("size"), _seed())
        words = _("Mẫu có %(n)s hộ, số gốc %(seed)s.", n=drawn.size, seed=drawn.seed)
    flash(words, "ok")
    return htmx.go(url_for(".show", round_id=round_id, unit_id=unit_id))


def _file(round_id: UUID, unit_id: UUID) -> VillageFile:
    session, actor = db.session(), current_actor()
    review = village_reviews.of(session, actor, find_round(round_id), unit_id)
    return village_files.of(session, actor, review)


def _log(found: VillageFile) -> None:
    """Each home of the file is read by who takes it away."""
    reads.log(db.engines["reads"], current_actor(), village_files.homes_read(found), "village_file")


def _stylesheet() -> Path:
    return Path(str(current_app.static_folder)) / "css" / "print.css"


def _seed() -> int | None:
    text = fields.text("seed")
    if text and not (text.isascii() and text.isdigit() and len(text) < 11):
        raise Invalid(
            "observation_incomplete",
            "Số gốc phải là số. Chưa rút mẫu. Sửa, hoặc để trống cho máy chọn.",
            "The seed is a number. Nothing was drawn. Correct it, or leave it empty.",
        )
    return int(text) if text else None
