"""The phone's one document: ``/app`` and every address below it answer with the same shell.

The shell holds nothing of any person, so it may be kept by the phone. It is written in one language; the
language is part of the version, so choosing another one is an update like any other.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, request, url_for
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from gnbv import phone_bundles
from gnbv.phone_bundles import FIRST, SECOND, THIRD
from gnbv.security import permission

RENDERER = 1
# Fragments that this shell's binder reads (RENDERERS in offline/update.js): a phone takes it only when its drafts
# have one of them.
RENDERERS = [1]
STYLES = ("tokens", "base", "parts", "form")
PICTURES = ("icons/mark.svg", "icons/roof.svg")
DECODER = ("vendor/qr-0.5.5/decode.js", "vendor/qr-0.5.5/index.js")
KEPT = (*(f"css/{name}.css" for name in (*STYLES, "controls", "meeting")), "js/theme.js", *PICTURES, *DECODER)

blueprint = Blueprint("app_shell", __name__)


@blueprint.get("/app")
@blueprint.get("/app/")
@blueprint.get("/app/<path:_section>")
@permission("public")
def show(_section: str = "") -> BaseResponse:
    response = make_response(_document())
    # Kept by the phone, but asked for again when there is a network.
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(_digest(response.get_data())[:32])
    return response.make_conditional(request)


@blueprint.get("/static/bundle/<any('phone.js', 'survey.js', 'rare.js'):name>")
@permission("public")
def bundle(name: str) -> BaseResponse:
    response = make_response(phone_bundles.bundle(_static(), name))
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(_digest(response.get_data())[:32])
    return response.make_conditional(request)


@blueprint.get("/static/bundle/rare.html")
@permission("public")
def rare() -> BaseResponse:
    """Templates and words of pages that are opened seldom: fetched when one of them first is (``late-page.js``)."""
    response = make_response(_rare())
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Cookie"
    response.set_etag(_digest(response.get_data())[:32])
    return response.make_conditional(request)


@blueprint.get("/app/shell.json")
@permission("public")
def index() -> Response:
    """What a service worker must keep for the phone to start without a network, with the hash of each file."""
    files: list[dict[str, str | None]] = [{"url": "/app", "sha256": None}]
    files += [{"url": _address(name), "sha256": _hash_of(name)} for name in KEPT]
    files += [
        {"url": _bundle_address(name), "sha256": _digest(phone_bundles.bundle(_static(), name).encode())}
        for name in (FIRST, SECOND, THIRD)
    ]
    files.append({"url": url_for(".rare"), "sha256": _digest(_rare().encode())})
    parts = [*files, _digest(_document().encode()), _hash_of("sw.js")]
    version = _digest(json.dumps(parts, sort_keys=True).encode())[:16]
    response = jsonify(app="gnbv", version=version, renderer=RENDERER, renderers=RENDERERS, files=files)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.app_template_filter("words")
def as_words(words: dict[str, str]) -> Markup:
    """A dictionary as JSON that may stand in a page. Letters stay letters: escapes would double its weight."""
    return htmlsafe_json_dumps(words, dumps=json.dumps, ensure_ascii=False, separators=(",", ":"))


@blueprint.app_template_global()
def sprite() -> Markup:
    """All icons as symbols, to stand once in a page."""
    path = _static() / "icons" / "icons.svg"
    text = _read(path, path.stat().st_mtime_ns).decode()
    return Markup(text.replace("<svg ", '<svg hidden aria-hidden="true" ', 1))


def _document() -> str:
    styles = [_address(f"css/{name}.css") for name in STYLES]
    return render_template("app/shell.html", styles=styles, script=_bundle_address(FIRST))


def _rare() -> str:
    return render_template("app/rare.html")


def _bundle_address(name: str) -> str:
    return url_for("app_shell.bundle", name=name)


def _address(name: str) -> str:
    # Without a hash in the name: the worker keeps files by address and checks their content.
    return url_for("static", filename=name)


def _static() -> Path:
    return Path(str(current_app.static_folder))


def _hash_of(name: str) -> str:
    path = _static() / name
    return _digest(_read(path, path.stat().st_mtime_ns)) if path.exists() else ""


@lru_cache(maxsize=256)
def _read(path: Path, _modified: int) -> bytes:
    return path.read_bytes()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
