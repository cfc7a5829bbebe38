"""Whether a certificate is true: a public page for whoever holds the paper."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from gnbv import clock
from gnbv.db import transaction
from gnbv.security import permission
from gnbv.services import public_attempts, public_certificates

blueprint = Blueprint("public_certificates", __name__, url_prefix="/c")


@blueprint.get("")
@permission("public")
def index() -> BaseResponse:
    """A field for the code on the paper; ``code`` is what was typed there."""
    typed = request.args.get("code", "").replace("\0", "")[:60]
    if typed.strip(" -"):
        return redirect(url_for(".show", code=public_certificates.plain(typed) or "0"), 303)
    return _shown(render_template("certificates/public.html", found=None, typed=""))


@blueprint.get("/<code>")
@permission("public")
def show(code: str) -> Response:
    """404 in words for a code that no certificate has; after many of them the address waits."""
    tenant, address = current_app.config["TENANT"], request.remote_addr or ""
    with transaction() as session:  # a code that is not there is counted
        public_attempts.refuse_too_many(session, tenant, address)
        found = public_certificates.confirm(session, tenant, code[:60], clock.today())
        if found is None:
            public_attempts.count_failure(session, tenant, address)
    page = render_template("certificates/public.html", found=found, typed=code[:60])
    return _shown(page, 200 if found else 404)


def _shown(page: str, status: int = 200) -> Response:
    """Kept by nobody, found by no search engine, and its address told to no other site."""
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
