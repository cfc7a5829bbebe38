"""Addresses at the root that browsers and phones expect: ping, manifest, service worker, schemas."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, request, send_from_directory
from flask_babel import get_locale
from flask_babel import gettext as _

from gnbv import __version__
from gnbv.pages import static_url
from gnbv.security import permission
from gnbv.services import sync_schema

blueprint = Blueprint("pwa", __name__)


@blueprint.get("/ping")
@permission("public")
def ping() -> Response:
    today = current_app.config.get("TODAY")
    return jsonify(
        app="gnbv",
        protocol=current_app.config["PROTOCOL"],
        version=__version__,
        today=today.isoformat() if today else None,
    )


@blueprint.get("/manifest.webmanifest")
@permission("public")
def manifest() -> Response:
    icons = [
        {"src": static_url(name), "sizes": sizes, "type": kind, "purpose": purpose}
        for name, sizes, kind, purpose in (
            ("icons/mark.svg", "any", "image/svg+xml", "any"),
            ("icons/icon-192.png", "192x192", "image/png", "any"),
            ("icons/icon-512.png", "512x512", "image/png", "any"),
            ("icons/icon-maskable-512.png", "512x512", "image/png", "maskable"),
        )
        if (Path(str(current_app.static_folder)) / name).exists()
    ]
    response = jsonify(
        id="/app",
        name=_("gnbv – Rà soát hộ nghèo"),
        short_name="gnbv",
        lang=str(get_locale() or "vi"),
        start_url="/app",
        scope="/",
        display="standalone",
        orientation="any",
        background_color="#ffffff",
        theme_color="#1a356b",
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/favicon.ico")
@permission("public")
def favicon() -> Response:
    """Browsers ask here by themselves where a page has been replaced in place or is no page."""
    return send_from_directory(str(current_app.static_folder), "icons/icon-192.png", max_age=86_400)


@blueprint.get("/sw.js")
@permission("public")
def service_worker() -> Response:
    """At the root, because a worker's scope is its folder; never from a cache, or an old shell would live on."""
    response = send_from_directory(str(current_app.static_folder), "sw.js", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@blueprint.get("/sync/schema.json")
@permission("public")
def schema() -> Response:
    """JSON Schemas of the sync bodies (2020-12), one ``$defs`` entry a body."""
    response = jsonify(sync_schema.document(request.host_url.rstrip("/") + request.path))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
