"""What every page needs: hashed addresses of static files and the frame's facts."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, url_for
from flask_login import current_user

from gnbv import __version__, clock, permissions, security

# In the order of the cascade; every page of the office loads these.
OFFICE_STYLES = ("css/tokens.css", "css/base.css", "css/parts.css", "css/office.css")


@lru_cache(maxsize=2048)
def _hash_of(path: str, _modified: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a static file with its content hash, so that it may be cached for a year."""
    path = Path(str(current_app.static_folder)) / name
    return url_for("static", filename=name, v=_hash_of(str(path), path.stat().st_mtime_ns))


def vendored(package: str, file: str) -> str:
    """The path below ``static/`` of a vendored file, whatever version is there."""
    folder = next(Path(str(current_app.static_folder), "vendor").glob(f"{package}-*"))
    return f"vendor/{folder.name}/{file}"


def init_app(app: Flask) -> None:
    # Globals, not context: macros are imported without the context of their page.
    app.jinja_env.globals.update(
        static_url=static_url,
        vendored=vendored,
        stylesheets=OFFICE_STYLES,
        version=__version__,
        export_roles=permissions.EXPORT_ROLES,
        assigning_roles=permissions.ASSIGNING_ROLES,
        may_keep_forms=permissions.can_keep_forms,
        may_keep_packs=permissions.can_keep_packs,
        url_exists=lambda endpoint: endpoint in current_app.view_functions,
        may_open=security.may_open,
    )

    @app.context_processor
    def frame() -> dict[str, Any]:
        signed_in = bool(current_user and current_user.is_authenticated)
        return {
            "actor": current_user.actor if signed_in else None,
            "today": clock.today(),
            "trial_day": current_app.config.get("TODAY"),
        }
