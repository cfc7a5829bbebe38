"""OpenRosa 1.0: form list, sheets, manifests, submissions, by Basic or by a key in the address. Never by a cookie."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.exceptions import HTTPException

from gnbv.db import begin_reading, begin_writing, db, transaction
from gnbv.errors import GnbvError, NotFound
from gnbv.security import csrf, permission
from gnbv.services import (
    form_media,
    openrosa_access,
    openrosa_envelopes,
    openrosa_forms,
    openrosa_submissions,
    reads,
)
from gnbv.views import openrosa_answers, openrosa_parts, openrosa_senders
from gnbv.views.origins import require_same_origin
from gnbv.views.sessions import READING

blueprint = Blueprint("openrosa", __name__, url_prefix="/openrosa")
# Programs have no token of a page; what stands in its place is that no cookie is ever asked here.
csrf.exempt(blueprint)


@blueprint.before_request
def guard() -> None:
    """A browser that remembers a Basic password sends it for any page that asks: such a page must be ours."""
    if request.method not in READING:
        require_same_origin()


@blueprint.get("/formList", defaults={"token": None})
@blueprint.get("/key/<token>/formList")
@permission("public")  # Basic or a key is asked for inside
def index(token: str | None) -> Response:
    actor = openrosa_senders.sender(token)
    wanted = request.args.get("formID")
    rows = [row for row in openrosa_forms.listed(db.session(), actor) if wanted in (None, row.form)]
    return openrosa_answers.xml(openrosa_envelopes.form_list(rows, lambda name, id_: _url(name, token, id_)))


@blueprint.get("/forms/<uuid:version_id>.xml", defaults={"token": None})
@blueprint.get("/key/<token>/forms/<uuid:version_id>.xml")
@permission("public")  # Basic or a key is asked for inside
def show(token: str | None, version_id: UUID) -> Response:
    found = openrosa_forms.version(db.session(), openrosa_senders.sender(token), version_id)
    return openrosa_answers.xml(openrosa_forms.document(found.xform))


@blueprint.get("/forms/<uuid:version_id>/manifest", defaults={"token": None})
@blueprint.get("/key/<token>/forms/<uuid:version_id>/manifest")
@permission("public")  # Basic or a key is asked for inside
def manifest(token: str | None, version_id: UUID) -> Response:
    actor = openrosa_senders.sender(token)
    found = openrosa_forms.version(db.session(), actor, version_id)
    files = openrosa_forms.manifest(db.session(), actor, found)
    address = {file.name: _url("media", token, version_id, name=file.name) for file in files}
    return openrosa_answers.xml(openrosa_envelopes.manifest(files, address))


@blueprint.get("/forms/<uuid:version_id>/media/<name>", defaults={"token": None})
@blueprint.get("/key/<token>/forms/<uuid:version_id>/media/<name>")
@permission("public")  # Basic or a key is asked for inside
def media(token: str | None, version_id: UUID, name: str) -> Response:
    actor = openrosa_senders.sender(token)
    found = openrosa_forms.version(db.session(), actor, version_id)
    if name in openrosa_forms.OWN_FILES:
        own = openrosa_forms.own_file(db.session(), actor, found, name)
        db.session.rollback()  # nothing was written: the snapshot is given back before the log waits for its lock
        reads.log(db.engines["reads"], actor, own.households, "openrosa")
        return openrosa_answers.file(own.content, name, form_media.content_type(name))
    content = form_media.content(db.session(), found, name)
    if content is None:
        raise NotFound()
    return openrosa_answers.file(content, name, form_media.content_type(name))


@blueprint.route("/submission", methods=["HEAD", "POST"], defaults={"token": None})
@blueprint.route("/key/<token>/submission", methods=["HEAD", "POST"])
@permission("public")  # Basic or a key is asked for inside
def create(token: str | None) -> Response:
    """``HEAD`` says where and how much; ``POST`` takes a submission or more files of it. 201 leaves after the commit;
    202 says that it is kept for a person."""
    here = _url("create", token)
    begin_reading()  # nobody else waits while a village's network brings the photos
    actor = openrosa_senders.sender(token)
    if request.method == "HEAD":
        return openrosa_answers.ready(here)
    db.session.rollback()
    xml, files = openrosa_parts.read()
    begin_writing()
    with transaction() as session:
        if token is not None:
            openrosa_access.touch(session, actor, token)
        receipt = openrosa_submissions.receive(
            session, actor, xml, files, limit=current_app.config["ATTACHMENT_MAX_BYTES"]
        )
    if receipt.error is not None:
        raise receipt.error
    return openrosa_answers.received(receipt, actor.locale, here)


def _url(endpoint: str, token: str | None, version_id: UUID | None = None, **more: Any) -> str:
    values: dict[str, Any] = {
        key: value for key, value in (("token", token), ("version_id", version_id)) if value is not None
    }
    return url_for(f".{endpoint}", **values, **more, _external=True)


blueprint.register_error_handler(GnbvError, openrosa_answers.refused)
blueprint.register_error_handler(HTTPException, openrosa_answers.not_served)
blueprint.register_error_handler(Exception, openrosa_answers.unexpected)
blueprint.after_request(openrosa_answers.stamp)
