"""gnbv: the software with which a Vietnamese commune carries out sustainable poverty reduction."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask

__version__ = "0.1.0"


def create_app(overrides: dict[str, Any] | None = None, *, instance_path: str | None = None) -> Flask:
    """The application. ``overrides`` win over every other setting; ``instance_path`` over ``GNBV_INSTANCE``."""
    folder = instance_path or os.environ.get("GNBV_INSTANCE")
    app = Flask("gnbv", instance_path=os.path.abspath(folder) if folder else None, static_url_path="/static")

    from gnbv import cli, compression, config, db, filters, htmx, i18n, navigation, pages, security, views

    config.load(app, overrides)
    db.init_app(app)
    i18n.init_app(app)
    security.init_app(app)
    htmx.init_app(app)
    filters.init_app(app)
    navigation.init_app(app)
    views.init_app(app)
    pages.init_app(app)
    compression.init_app(app)
    cli.init_app(app)
    return app
