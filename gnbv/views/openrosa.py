"""OpenRosa 1.0: form list, sheets, manifests, submissions, by Basic or by a key in the address. Never by a cookie."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser

from gnbv import clock
from gnbv.db import begin_reading, begin_writing, db, transaction
from gnbv.errors import GnbvError, Invalid, NotFound, Unauthenticated
from gnbv.models import User
from gnbv.permissions import Actor, actor_for
from gnbv.security import csrf, permission
from gnbv.services import (
    form_media,
    openrosa_access,
    openrosa_envelopes,
    openrosa_forms,
    openrosa_submissions,
    reads,
    sign_in,
)
from gnbv.services.openrosa_files import File
from gnbv.views import openrosa_answers
from gnbv.views.origins import require_same_origin
from gnbv.views.sessions import READING

blueprint = Blueprint("openrosa", __name__, url_prefix="/openrosa")
# Programs have no token of a page; what stands in its place is that no cookie is ever asked here.
csrf.exempt(blueprint)
XML_FILE = "xml_submission_file"
INCOMPLETE = "*isIncomplete*"
MOST_PARTS = 200


@blueprint.before_request
def guard() -> None:
    """A browser that remembers a Basic password sends it for any page that asks: such a page must be ours."""
    if request.method not in READING:
        require_same_origin()


@blueprint.get("/formList", defaults={"token": None})
@blueprint.get("/key/<token>/formList")
@permission("public")  # Basic or a key is asked for inside
def index(token: str | None) -> Response:
    actor = _actor(token)
    wanted = request.args.get("formID")
    rows = [row for row in openrosa_forms.listed(db.session(), actor) if wanted in (None, row.form)]
    return openrosa_answers.xml(openrosa_envelopes.form_list(rows, lambda name, id_: _url(name, token, id_)))


@blueprint.get("/forms/<uuid:version_id>.xml", defaults={"token": None})
@blueprint.get("/key/<token>/forms/<uuid:version_id>.xml")
@permission("public")  # Basic or a key is asked for inside
def show(token: str | None, version_id: UUID) -> Response:
    return openrosa_answers.xml(
        openrosa_forms.version(db.session(), _actor(token), version_id).xform.encode()
    )


@blueprint.get("/forms/<uuid:version_id>/manifest", defaults={"token": None})
@blueprint.get("/key/<token>/forms/<uuid:version_id>/manifest")
@permission("public")  # Basic or a key is asked for inside
def manifest(token: str | None, version_id: UUID) -> Response:
    actor = _actor(token)
    found = openrosa_forms.version(db.session(), actor, version_id)
    files = openrosa_forms.manifest(db.session(), actor, found)
    address = {file.name: _url("media", token, version_id, name=file.name) for file in files}
    return openrosa_answers.xml(openrosa_envelopes.manifest(files, address))


@blueprint.get("/forms/<uuid:version_id>/media/<name>", defaults={"token": None})
@blueprint.get("/key/<token>/forms/<uuid:version_id>/media/<name>")
@permission("public")  # Basic or a key is asked for inside
def media(token: str | None, version_id: UUID, name: str) -> Response:
    actor = _actor(token)
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
    actor = _actor(token)
    if request.method == "HEAD":
        return openrosa_answers.ready(here)
    db.session.rollback()
    xml, files = _parts()
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


def _actor(token: str | None) -> Actor:
    """Who the program works for. Raises ``Unauthenticated``, ``TooMany`` after many wrong passwords."""
    tenant = current_app.config["TENANT"]
    if token is not None:
        user = openrosa_access.user_of_address(db.session(), tenant, token)
    else:
        given = request.authorization
        if given is None or given.type != "basic" or not given.username or given.password is None:
            raise Unauthenticated()
        user = openrosa_access.user_known(db.session(), tenant, given.username, given.password)
        user = user or _verified(tenant, given.username, given.password)
    if user is None:
        raise Unauthenticated()
    actor = actor_for(user, clock.today())
    g.openrosa_locale = actor.locale
    return actor


def _verified(tenant: int, username: str, password: str) -> User:
    """The account's own password, in a transaction of its own: a wrong one is counted although the request fails."""
    db.session.rollback()
    begin_writing()
    try:
        with transaction() as session:
            try:
                return openrosa_access.verify(session, tenant, username, password, request.remote_addr or "")
            except sign_in.WrongPassword:
                session.commit()
                raise
    finally:
        begin_reading()


def _parts() -> tuple[bytes, list[File]]:
    """The XML and the files of a multipart post. Raises ``Invalid`` without the XML, ``TooLarge``."""
    limit = current_app.config["SYNC_MAX_ITEM_BYTES"]
    # In memory, which the limit of the post allows: a cut connection must leave no temporary file behind.
    parser = FormDataParser(
        stream_factory=lambda **_: BytesIO(), max_form_memory_size=limit, max_form_parts=MOST_PARTS
    )
    kind = request.mimetype if request.mimetype == "multipart/form-data" else ""
    _, form, parts = parser.parse(request.stream, kind, request.content_length, request.mimetype_params)
    files = list(parts.items(multi=True))
    documents = [part.read() for name, part in files if name == XML_FILE]
    documents += [text.encode() for text in form.getlist(XML_FILE)]
    if len(documents) != 1 or not documents[0].strip():
        raise Invalid(
            "no_xml",
            "Gói gửi lên không có đúng một phần xml_submission_file nên chưa nhận. Phiếu vẫn giữ trên máy. Gửi lại.",
            "The post does not hold exactly one part xml_submission_file, so nothing was taken. The survey is kept on "
            "the phone. Send it again.",
        )
    if len(documents[0]) > limit:
        raise openrosa_answers.too_large()
    return documents[0], [
        # Some programs name a file by the field, some by its file name: the answers know it by the latter.
        File(part.filename or name, part.content_type or "", part.read())
        for name, part in files
        if name not in (XML_FILE, INCOMPLETE)
    ]


def _url(endpoint: str, token: str | None, version_id: UUID | None = None, **more: Any) -> str:
    values = {
        key: value for key, value in (("token", token), ("version_id", version_id)) if value is not None
    }
    return url_for(f".{endpoint}", **values, **more, _external=True)


blueprint.register_error_handler(GnbvError, openrosa_answers.refused)
blueprint.register_error_handler(HTTPException, openrosa_answers.not_served)
blueprint.after_request(openrosa_answers.stamp)
